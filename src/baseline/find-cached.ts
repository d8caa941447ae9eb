import { rmSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.js';
import { baselineCacheKeys, parseCacheKey } from './cache-keys.js';
import type { Answer } from './finders.js';
import { readRecordState, whyNotGood } from './judge-record.js';
import { type Measured, short } from './measured-commit.js';
import type { BaselineCache, BaselineRequest } from './request.js';

/** The record that the Actions cache holds of the base branch, for when artifacts have expired or cannot be read. */
export async function findCached(
  request: BaselineRequest,
  measured: Measured,
  cache: BaselineCache | undefined,
): Promise<Answer> {
  if (!cache) return 'this runner offers no cache';
  if (!measured.baseBranch) return 'the base branch is not known';
  if (!request.workflow) return 'which workflow this is cannot be told: set baseline-workflow';
  const { workflow, artifactName } = request;
  const scope = { workflow, artifactName, branch: measured.baseBranch };
  const { restore } = baselineCacheKeys(scope, undefined, measured.commit?.sha);
  const dir = path.join(request.dir, 'record-of-cache');
  const refuse = (reason: string): string => {
    rmSync(dir, { recursive: true, force: true });
    return reason;
  };
  rmSync(dir, { recursive: true, force: true });
  let key: string | undefined;
  try {
    key = (await cache.restore(restore, dir))?.key;
  } catch (error) {
    return refuse(`the cache cannot be read: ${messageOf(error).replace(/\s+/g, ' ')}`);
  }
  if (key === undefined) return 'the cache holds no record of the branch';
  const origin = parseCacheKey(key);
  if (!origin) return refuse('the cache answered with another key');
  const name = `the cached record of run ${origin.runId} (${short(origin.sha)})`;
  if (origin.runId === request.runId) return refuse(`${name} is this run's own`);
  if (measured.kind === 'branch' && request.runId !== undefined && origin.runId > request.runId)
    return refuse(`${name} is of a later run`);
  const isRepeated = ['schedule', 'workflow_dispatch'].includes(request.place.event.name);
  if (measured.own.includes(origin.sha) && !isRepeated) return refuse(`${name} is of this run's own commit`);
  const state = readRecordState(dir);
  if (typeof state === 'string') return refuse(`${name} cannot be read: ${state}`);
  const bad = whyNotGood(state, measured.kind === 'change');
  if (bad) return refuse(`${name} does not serve: ${bad}`);
  return {
    finder: 'cache',
    source: 'cache',
    name: `cache:${key}`,
    dir,
    sha: origin.sha,
    branch: measured.baseBranch,
    runId: origin.runId,
    url: `${request.serverUrl}/${request.repository}/actions/runs/${origin.runId}`,
  };
}
