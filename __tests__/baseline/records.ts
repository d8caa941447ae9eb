import { createHash } from 'node:crypto';
import { gzipSync, strToU8, zipSync } from 'fflate';
import type { RunEvent } from '../../src/github/event.js';

/** A commit by a name of its own. */
export const sha = (name: string): string => createHash('sha1').update(name).digest('hex');

export interface RecordFacts {
  state?: string;
  verdict?: string;
  /** A benchmark that its own baseline had is not in it. */
  isPartial?: boolean;
  noBaseline?: 'asked' | 'first' | 'unknown';
  /** Of the one task `t`, in the snapshot. */
  limit?: number;
}

/** The files of a small record. */
export function recordFiles({
  state = 'success',
  verdict = 'GO',
  limit = 10,
  isPartial = false,
  noBaseline,
}: RecordFacts = {}): Record<string, Uint8Array> {
  const result = {
    schema_version: 1,
    state,
    verdict,
    candidate: { model: 'm', sha: 'what-it-says-proves-nothing', ref: null, run_id: '1' },
    tasks: [{ task: 't', index: 0, state: 'success', harness: null, notes: [] }],
    no_baseline: noBaseline ?? null,
    benchmarks: isPartial ? [{ name: 'u/acc', task: 'u', task_index: null, status: 'MISSING' }] : [],
    invalid: [],
  };
  return {
    'result.json': strToU8(JSON.stringify(result)),
    'snapshot.json': strToU8(JSON.stringify(snapshotOf(limit))),
    'scores.ndjson.gz': gzipSync(strToU8('')),
  };
}

export function snapshotOf(limit: number) {
  const fields = { sample_limit: { value: limit, hash: `limit-${limit}` } };
  return {
    schema_version: 1 as const,
    hash: `snapshot-${limit}`,
    config_file: null,
    output_dir: '/out',
    config_hash: 'c',
    fields: {},
    tasks: [{ name: 't', hash: `task-${limit}`, fields }],
    context: {},
  };
}

export const recordZip = (facts?: RecordFacts): Uint8Array => zipSync(recordFiles(facts));

export const HOME = 4711;

const SHARED = { isPrivateRepository: false, repositoryId: HOME, defaultBranch: 'main' };

/** A pull request from `head` against main, whose tip is `base`. */
export function pullEvent(head: string, base: string, name = 'pull_request'): RunEvent {
  return {
    ...SHARED,
    name,
    pullRequest: {
      number: 7,
      headSha: head,
      headRef: 'feature',
      baseSha: base,
      baseRef: 'main',
      fromFork: false,
    },
  };
}

export const branchEvent = (name: string): RunEvent => ({ ...SHARED, name });

export function queueEvent(head: string, base: string): RunEvent {
  const mergeGroup = { headSha: head, baseSha: base, baseBranch: 'main' };
  return { ...SHARED, name: 'merge_group', mergeGroup };
}
