import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { collectedName } from '../../src/baseline/collected-records.js';
import { fetchTrends } from '../../src/baseline/fetch-trends.js';
import { findBaseline } from '../../src/baseline/find-baseline.js';
import type { BaselineRequest } from '../../src/baseline/request.js';
import { tempDir } from '../temp-dir.js';
import { fakeHistory, fakeStore } from './fakes.js';
import { branchEvent, pullEvent, type RecordFacts, recordFiles, sha, snapshotOf } from './records.js';

const dir = tempDir();
const [BASE, OLDER, HEAD, MERGE] = ['base', 'older', 'head', 'merge'].map(sha) as [
  string,
  string,
  string,
  string,
];
const RUN = 5;
const PLAIN = 'eval_results.baseline';
const INVOCATIONS = ['aaaa000000000001', 'bbbb000000000002', 'cccc000000000003'];

interface Kept extends RecordFacts {
  /** Commit that was measured. */
  of: string;
  /** Run that submitted it; the collector's own where it is its number. */
  by?: number;
  executor?: string;
}

/** A collector's run that has kept these, in their order. */
function keptBy(records: readonly Kept[]) {
  const names = records.map((_, at) => (at === 0 ? PLAIN : collectedName('eval_results', INVOCATIONS[at]!)));
  const store = fakeStore([
    {
      run: RUN,
      sha: BASE,
      names: [...names, 'eval_results-aaaa000000000001', 'eval_results-other.baseline'],
    },
  ]);
  const zipOf = ({ of, by = 2, executor = 'slurm', ...facts }: Kept): Uint8Array => {
    const files = recordFiles(facts);
    const result = JSON.parse(Buffer.from(files['result.json']!).toString());
    result.candidate = { ...result.candidate, sha: of, run_id: String(by) };
    result.invocation = { id: 'x', executor };
    const trend = Buffer.from(`trend ${of}`);
    return zipSync({ ...files, 'result.json': strToU8(JSON.stringify(result)), 'trend.ndjson.gz': trend });
  };
  store.download = async ({ id }, file) => {
    store.asked.push(`download ${id}`);
    writeFileSync(file, zipOf(records[id - RUN * 10]!));
  };
  return store;
}

const requestOf = (more: Partial<BaselineRequest> = {}): BaselineRequest => ({
  wanted: { kind: 'auto' },
  place: { event: pullEvent(HEAD, BASE), sha: MERGE, ref: 'refs/pull/7/merge' },
  artifactName: 'eval_results',
  repository: 'o/r',
  serverUrl: 'https://github.com',
  runId: 900,
  workflow: '.github/workflows/ci.yml',
  now: new Date('2026-06-03T00:00:00Z'),
  dir: path.join(dir.path, 'baseline'),
  ...more,
});
const history = fakeHistory(
  { [OLDER]: [], [BASE]: [OLDER], [HEAD]: [BASE], [MERGE]: [BASE, HEAD] },
  { head: MERGE },
);

async function find(records: readonly Kept[], more: Partial<BaselineRequest> = {}) {
  const store = keptBy(records);
  const { found, tried } = await findBaseline(requestOf(more), { history, store });
  return { artifact: found?.artifactName, id: found?.artifactId, tried, asked: store.asked };
}

describe('of several evaluations that one collector has finished', () => {
  it('that of the commit which the change is measured against is its baseline', async () => {
    const { artifact, id } = await find([{ of: OLDER }, { of: BASE }, { of: OLDER }]);
    expect({ artifact, id }).toEqual({ artifact: 'eval_results-bbbb000000000002.baseline', id: 51 });
    expect((await find([{ of: BASE }, { of: OLDER }])).artifact).toBe(PLAIN);
  });

  it('the newest, where none is of that commit', async () => {
    expect((await find([{ of: OLDER }, { of: OLDER }, { of: OLDER }])).id).toBe(52);
  });

  it('that with the settings of the run, as of another leg of the same name', async () => {
    const snapshot = snapshotOf(10);
    const records = [
      { of: BASE, limit: 20 },
      { of: BASE, limit: 10 },
      { of: BASE, limit: 20 },
    ];
    expect((await find(records, { snapshot })).id).toBe(51);
  });

  it('one that serves, whatever the others are', async () => {
    expect(
      (await find([{ of: OLDER, state: 'failed' }, { of: OLDER }, { of: BASE, state: 'failed' }])).id,
    ).toBe(51);
    const none = await find([
      { of: OLDER, state: 'failed' },
      { of: BASE, state: 'invalid' },
    ]);
    expect(none.artifact).toBeUndefined();
    expect(none.tried[0]!.reason).toMatch(/does not serve: its evaluation ended as failed/);
  });

  it('none that is of the evaluation which is judged, as a collector has kept that was killed', async () => {
    const own = await find([{ of: BASE }], { invocationId: 'x' });
    expect(own.artifact).toBeUndefined();
    expect(own.tried[0]!.reason).toMatch(/^the record of run 5 \(.*\) is of this very evaluation$/);
    expect((await find([{ of: BASE }], { invocationId: 'y' })).id).toBe(50);
  });

  it.each<[string, Partial<Kept>]>([
    ['a run of its own', { by: RUN }],
    ['an evaluation on the machine of its job', { executor: 'local' }],
  ])('none is looked for where the record is that of %s', async (_, more) => {
    const { id, asked } = await find([{ of: BASE, ...more }, { of: BASE }]);
    expect(id).toBe(50);
    expect(asked).toEqual([`listArtifacts ${PLAIN} 1`, `getRun ${RUN}`, 'download 50']);
  });

  it('the last one’s points are in the trend too', async () => {
    const place = { event: branchEvent('schedule'), sha: HEAD, ref: 'refs/heads/main' };
    const store = keptBy([{ of: OLDER }, { of: HEAD }, { of: BASE }]);
    const { trends, problems } = await fetchTrends(requestOf({ place }), store, 'main');
    expect(problems).toEqual([]);
    expect(trends.map(String)).toEqual([OLDER, BASE].map((of) => String(Buffer.from(`trend ${of}`))));
  });
});
