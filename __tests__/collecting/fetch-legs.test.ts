import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gzipSync, zipSync } from 'fflate';
import { fromRunArtifacts } from '../../src/collecting/fetch-legs.js';
import { UnreadableRecord } from '../../src/collecting/record-source.js';
import { ActionError } from '../../src/errors.js';
import { connectGitHub } from '../../src/github/rest.js';
import { runRecords } from '../../src/github/run-records.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';
import { recordFiles } from '../baseline/records.js';
import { uploadZip } from '../baseline/upload.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const FILES = { ...recordFiles(), 'trend.ndjson.gz': gzipSync(new Uint8Array()) };
let services: Services;
beforeEach(async () => {
  services = await startServices();
});
afterEach(() => services.close());

const upload = (name: string, zip: Uint8Array = zipSync(FILES), runId = 1): Promise<number> =>
  uploadZip(services, runId, zip, { name });

async function source(pattern = '*') {
  const { token, url: apiUrl } = services;
  const github = await connectGitHub({
    token,
    repository: 'o/r',
    apiUrl,
    log: { info: () => undefined },
  });
  return fromRunArtifacts({ store: runRecords(github), runId: 1, pattern, dir: temp.path });
}

/** The only record of the run, fetched. */
async function fetchOnly(zip?: Uint8Array): Promise<string> {
  await upload('eval_results-a.baseline', zip);
  const records = await source();
  const { artifacts } = await records.list();
  return records.fetch(artifacts[0]!);
}

describe('the records of a run', () => {
  it('are those of the pattern, the newest of each name, and of this run', async () => {
    await upload('eval_results-a.baseline');
    await upload('eval_results-b.baseline-evaluate-0123abcd');
    await upload('eval_results-c');
    await upload('other.baseline');
    await upload('eval_results-d.baseline', zipSync(FILES), 2);
    const { artifacts, others } = await (await source('eval_results-*')).list();
    expect(artifacts.map(({ name }) => name).sort()).toEqual([
      'eval_results-a.baseline',
      'eval_results-b.baseline-evaluate-0123abcd',
    ]);
    expect(others.sort()).toEqual(['eval_results-c', 'other.baseline']);
  });

  it('are unpacked, with the trend, and leave no zip behind', async () => {
    const dir = await fetchOnly();
    expect(readdirSync(dir).sort()).toEqual(Object.keys(FILES).sort());
    expect(readdirSync(temp.path)).toEqual([path.basename(dir)]);
  });
});

describe('the download of a record', () => {
  it('is tried anew where it breaks in the middle', async () => {
    const broken = services.fail({ match: /^GET \/blobs\//, times: 2, drop: true });
    expect(readdirSync(await fetchOnly())).toContain('result.json');
    expect(broken.hits).toBe(2);
  });

  it('is given up in the end, and is no fault of the user', async () => {
    services.fail({ match: /^GET \/blobs\//, times: 99, drop: true });
    const attempt = fetchOnly();
    await expect(attempt).rejects.toMatchObject({ state: 'infrastructure-error' });
    await expect(attempt).rejects.toThrow(
      /^the artifact eval_results-a\.baseline cannot be downloaded: could not be downloaded: /,
    );
    expect(readdirSync(temp.path)).toEqual([]);
  });

  it.each<[string, { match: RegExp; status: number }, string]>([
    ['that GitHub does not know', { match: /\/zip$/, status: 404 }, 'has been deleted'],
    ['that has expired', { match: /\/zip$/, status: 410 }, 'has expired'],
    ['that its store has no more', { match: /^GET \/blobs/, status: 404 }, 'is not there any more'],
  ])('%s is of that record alone', async (_, fault, message) => {
    services.fail({ ...fault, times: 9, body: { message: 'x' } });
    const attempt = fetchOnly();
    await expect(attempt).rejects.toThrow(UnreadableRecord);
    await expect(attempt).rejects.toThrow(message);
  });

  it('of what is no record is of that record alone', async () => {
    const attempt = fetchOnly(zipSync({ 'other.txt': new Uint8Array(1) }));
    await expect(attempt).rejects.toThrow(UnreadableRecord);
    await expect(attempt).rejects.toThrow(/^cannot be unpacked: it holds no result\.json$/);
    expect(readdirSync(temp.path)).toEqual([]);
  });

  it.each<[number, string, string, RegExp]>([
    [403, 'Resource not accessible by integration', 'config-error', /add "actions: read"/],
    [401, 'Bad credentials', 'config-error', /github-token/],
    [403, 'API rate limit exceeded', 'infrastructure-error', /rate limit/],
  ])('that is refused with %s (%s) ends the step as %s', async (status, message, state, told) => {
    services.fail({ match: /\/zip$/, times: 9, status, body: { message } });
    const attempt = fetchOnly();
    await expect(attempt).rejects.toThrow(ActionError);
    await expect(attempt).rejects.toMatchObject({ state });
    await expect(attempt).rejects.toThrow(told);
  });
});
