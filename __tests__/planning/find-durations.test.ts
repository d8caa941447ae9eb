import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { StoreRefusal } from '../../src/baseline/record-store.js';
import type { BaselineRequest } from '../../src/baseline/request.js';
import { findDurations } from '../../src/planning/find-durations.js';
import { type FakeRecord, type FakeStore, fakeStore } from '../baseline/fakes.js';
import { branchEvent, sha } from '../baseline/records.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();

interface Row {
  task: string;
  state?: string;
  runtime_seconds?: unknown;
}

/** A record whose tasks ran so long. */
function zipOf(rows: readonly Row[]): Uint8Array {
  const tasks = rows.map((row, index) => ({ index, state: 'success', notes: [], ...row }));
  const result = { schema_version: 1, state: 'success', verdict: 'GO', tasks, benchmarks: [], invalid: [] };
  return zipSync({ 'result.json': strToU8(JSON.stringify(result)) });
}

const ran = (seconds: Record<string, unknown>): Uint8Array =>
  zipOf(Object.entries(seconds).map(([task, runtime_seconds]) => ({ task, runtime_seconds })));

const record = (run: number, zip: Uint8Array, rest: Partial<FakeRecord> = {}): FakeRecord => ({
  run,
  sha: sha(String(run)),
  zip,
  ...rest,
});

const find = (
  records: readonly FakeRecord[] | FakeStore,
  tasks: readonly string[],
  {
    change = {},
    branches = ['main', 'main'],
  }: { change?: Partial<BaselineRequest>; branches?: string[] } = {},
) => {
  const request: BaselineRequest = {
    wanted: { kind: 'auto' },
    place: { event: branchEvent('schedule'), sha: sha('own'), ref: 'refs/heads/main' },
    artifactName: 'eval_results',
    repository: 'o/r',
    serverUrl: 'https://github.com',
    workflow: '.github/workflows/ci.yml',
    now: new Date(),
    dir: path.join(temp.path, 'records'),
    ...change,
  };
  return findDurations(tasks, request, branches, 'asked' in records ? records : fakeStore(records));
};
const seconds = async (...args: Parameters<typeof find>): Promise<Record<string, number>> => {
  const { durations, problems } = await find(...args);
  expect(problems).toEqual([]);
  return Object.fromEntries([...durations].map(([task, { seconds: each }]) => [task, each]));
};

describe('durations', () => {
  it('are those of the newest record that tells, task by task', async () => {
    const records = [
      record(10, ran({ a: 1, b: 2, c: 3 })),
      record(11, ran({ a: 10, b: null })),
      record(12, ran({ a: 100 })),
    ];
    const { durations } = await find(records, ['a', 'b', 'd']);
    expect([...durations]).toEqual([
      ['a', { seconds: 100, runId: 12 }],
      ['b', { seconds: 2, runId: 10 }],
    ]);
  });

  it('cost one record where that tells all', async () => {
    const store = fakeStore([record(10, ran({ a: 1 })), record(11, ran({ a: 2 }))]);
    expect(await seconds(store, ['a'])).toEqual({ a: 2 });
    expect(store.asked).toEqual(['listArtifacts eval_results.baseline 1', 'getRun 11', 'download 110']);
    expect(readdirSync(path.join(temp.path, 'records'))).toEqual([]);
  });

  it('cost five records at most', async () => {
    const store = fakeStore(Array.from({ length: 30 }, (_, at) => record(10 + at, ran({ a: 1 }))));
    expect(await seconds(store, ['a', 'unheard-of'])).toEqual({ a: 1 });
    expect(store.asked.filter((line) => line.startsWith('download'))).toHaveLength(5);
  });

  it('of rows of one task are added up, of models the slowest counts', async () => {
    const rows = [
      { task: 'a', runtime_seconds: 1 },
      { task: 'a', runtime_seconds: 2 },
      { task: 'small/b', runtime_seconds: 5 },
      { task: 'model=org/large; x=1/b', runtime_seconds: 7 },
    ];
    expect(await seconds([record(10, zipOf(rows))], ['a', 'a.1', 'b'])).toEqual({ a: 3, 'a.1': 3, b: 7 });
  });

  it.each<[string, Row]>([
    ['of a task that failed', { task: 'a', state: 'failed', runtime_seconds: 3 }],
    ['that are texts', { task: 'a', runtime_seconds: '3' }],
    ['below zero', { task: 'a', runtime_seconds: -3 }],
    ['beyond what a workflow may take', { task: 'a', runtime_seconds: 1e12 }],
  ])('%s do not count', async (_, row) => {
    expect(await seconds([record(10, ran({ a: 1 })), record(11, zipOf([row]))], ['a'])).toEqual({ a: 1 });
  });

  it.each<[string, Partial<FakeRecord>]>([
    ['a fork', { headRepositoryId: 99 }],
    ['a pull request', { event: 'pull_request' }],
    ['another workflow', { workflow: '.github/workflows/other.yml' }],
    ['another branch', { branch: 'feature' }],
    ['the past, expired', { expired: true }],
  ])('of %s do not count', async (_, rest) => {
    expect(await seconds([record(10, ran({ a: 1 })), record(11, ran({ a: 9 }), rest)], ['a'])).toEqual({
      a: 1,
    });
  });

  it('of the branch come before those of the default branch', async () => {
    const records = [record(10, ran({ a: 1 }), { branch: 'next' }), record(11, ran({ a: 9, b: 8 }))];
    expect(await seconds(records, ['a', 'b'], { branches: ['next', 'main'] })).toEqual({ a: 1, b: 8 });
  });

  it('of after the run was created do not count, so that each of its attempts has the same legs', async () => {
    const at = (day: number): string => `2026-06-0${day}T00:00:00Z`;
    const records = [
      record(10, ran({ a: 1 }), { createdAt: at(1) }),
      record(11, ran({ a: 9 }), { createdAt: at(3) }),
      // A run of before that ended after this one began.
      record(9, ran({ a: 8 }), { createdAt: at(3) }),
      record(12, ran({ a: 7 }), { createdAt: at(4) }),
    ];
    const store = fakeStore(records);
    const own = { ...(await store.getRun(12))!, createdAt: at(2) };
    const store12: FakeStore = {
      ...store,
      getRun: async (id) => (id === 12 ? own : store.getRun(id)),
    };
    expect(await seconds(store12, ['a'], { change: { runId: 12 } })).toEqual({ a: 1 });
  });

  it('are found behind hundreds of records that came since', async () => {
    const at = (day: number): string => `2026-06-0${day}T00:00:00Z`;
    const since = Array.from({ length: 450 }, (_, one) =>
      record(1000 + one, ran({ a: 9 }), { createdAt: at(3) }),
    );
    const store = fakeStore([record(10, ran({ a: 1 }), { createdAt: at(1) }), ...since]);
    const own = { ...(await store.getRun(1000))!, createdAt: at(2) };
    const withOwn: FakeStore = { ...store, getRun: async (id) => (id === 1000 ? own : store.getRun(id)) };
    expect(await seconds(withOwn, ['a'], { change: { runId: 1000 } })).toEqual({ a: 1 });
  });
});

describe('without durations', () => {
  it('nothing is thrown, and GitHub is quoted', async () => {
    const store = fakeStore([record(10, ran({ a: 1 }))]);
    store.refuse.listArtifacts = new StoreRefusal('permission', 'add "actions: read"');
    expect(await find(store, ['a'])).toEqual({ durations: new Map(), problems: ['add "actions: read"'] });
  });

  it('a broken record is named, and the next one asked', async () => {
    const records = [record(10, ran({ a: 1 })), record(11, zipSync({ 'result.json': strToU8('{') }))];
    const { durations, problems } = await find(records, ['a']);
    expect([...durations.keys()]).toEqual(['a']);
    expect(problems).toEqual([expect.stringMatching(/^the record of run 11 tells no durations: /)]);
  });

  it('a repository without records has none', async () => {
    expect(await find([], ['a'])).toEqual({ durations: new Map(), problems: [] });
  });
});
