import { expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { fetchTrends } from '../../src/baseline/fetch-trends.js';
import { StoreRefusal } from '../../src/baseline/record-store.js';
import type { BaselineRequest } from '../../src/baseline/request.js';
import { tempDir } from '../temp-dir.js';
import { type FakeRecord, fakeStore } from './fakes.js';
import { branchEvent, recordFiles, sha } from './records.js';

const dir = tempDir();
const request = (): BaselineRequest => ({
  wanted: { kind: 'auto' },
  place: { event: branchEvent('schedule'), sha: sha('now'), ref: 'refs/heads/main' },
  artifactName: 'eval_results',
  repository: 'o/r',
  serverUrl: 'https://github.com',
  runId: 900,
  workflow: '.github/workflows/ci.yml',
  now: new Date(),
  dir: dir.path,
});
const record = (run: number, rest: Partial<FakeRecord> = {}): FakeRecord => ({
  run,
  sha: sha(String(run)),
  zip: zipSync({ ...recordFiles({ verdict: 'NO-GO' }), 'trend.ndjson.gz': Buffer.from(`trend ${run}`) }),
  ...rest,
});
const trendsOf = async (records: FakeRecord[]): Promise<string[]> => {
  const { trends, problems } = await fetchTrends(request(), fakeStore(records), 'main');
  expect(problems).toEqual([]);
  return trends.map((bytes) => Buffer.from(bytes).toString());
};

it('are those of the last five runs of the branch, of regressions too', async () => {
  expect(await trendsOf([1, 2, 3, 4, 5, 6].map((id) => record(id)))).toEqual(
    [6, 5, 4, 3, 2].map((id) => `trend ${id}`),
  );
});

it('are only of runs that count, and of records that hold one', async () => {
  expect(
    await trendsOf([
      record(1),
      record(2, { headRepositoryId: 99 }),
      record(3, { event: 'pull_request' }),
      record(4, { workflow: '.github/workflows/other.yml' }),
      record(5, { branch: 'feature' }),
      record(6, { expired: true }),
      record(7, { zip: zipSync(recordFiles()) }),
    ]),
  ).toEqual(['trend 1']);
});

it('that cannot be had are a line each, and no fault', async () => {
  const broken = await fetchTrends(
    request(),
    fakeStore([record(1), record(2, { zip: Buffer.from('x') })]),
    'main',
  );
  expect(broken.trends).toHaveLength(1);
  expect(broken.problems).toEqual([
    expect.stringMatching(/^the trend of run 2 is not known: cannot be unpacked/),
  ]);
  const store = fakeStore([record(1)]);
  store.refuse.listArtifacts = new StoreRefusal('permission', 'no');
  expect(await fetchTrends(request(), store, 'main')).toEqual({ trends: [], problems: ['no'] });
});
