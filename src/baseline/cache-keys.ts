import { createHash } from 'node:crypto';
import type { RunEvent } from '../github/event.js';

/** What a record in the Actions cache is kept under. */
export interface CacheScope {
  workflow: string;
  artifactName: string;
  branch: string;
}

/** The commit and run of a record, which only its key tells. */
export interface CacheOrigin {
  sha: string;
  runId: number;
}

/** Keys may have 512 characters and no comma: what has any form is hashed. */
function scopeOf({ workflow, artifactName, branch }: CacheScope): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([workflow, artifactName, branch]))
    .digest('hex');
  return `nemo-eval-baseline-v1-${hash.slice(0, 24)}`;
}

/**
 * The key under which a run saves its record, and the prefixes by which a later one finds it: that of the commit the
 * change is measured against, then the newest of the branch.
 */
export function baselineCacheKeys(
  scope: CacheScope,
  own?: CacheOrigin,
  measuredSha?: string,
): { save?: string; restore: string[] } {
  const prefix = `${scopeOf(scope)}-`;
  return {
    ...(own ? { save: `${prefix}${own.sha}-${own.runId}` } : {}),
    restore: [...(measuredSha ? [`${prefix}${measuredSha}-`] : []), prefix],
  };
}

/** The origin that a key of ours names. */
export function parseCacheKey(key: string): CacheOrigin | undefined {
  const match = /^nemo-eval-baseline-v1-[0-9a-f]{24}-([0-9a-f]{40}|[0-9a-f]{64})-(\d{1,15})$/.exec(key);
  return match ? { sha: match[1]!, runId: Number(match[2]) } : undefined;
}

/**
 * Whether a run may save its record: one of the default branch by push, schedule or, as baselines are promoted,
 * workflow_dispatch. Caches of it are what every pull request may read, and no pull request may write.
 */
export function mayWriteCache(event: RunEvent, ref: string): boolean {
  const isTrusted = ['push', 'schedule', 'workflow_dispatch'].includes(event.name);
  return isTrusted && event.defaultBranch !== undefined && ref === `refs/heads/${event.defaultBranch}`;
}
