import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type BaselineInput,
  parseAnchorInput,
  parseBaselineInput,
} from '../../src/baseline/baseline-input.js';
import { findAnchor } from '../../src/baseline/find-anchor.js';
import { findBaseline } from '../../src/baseline/find-baseline.js';
import { StoreRefusal } from '../../src/baseline/record-store.js';
import type { BaselineOutcome, BaselineRequest } from '../../src/baseline/request.js';
import { ConfigError, InfrastructureError } from '../../src/errors.js';
import { tempDir } from '../temp-dir.js';
import { type FakeRecord, type FakeStore, fakeHistory, fakeStore } from './fakes.js';
import { branchEvent, sha } from './records.js';

const dir = tempDir();
const [tip, before] = [sha('tip'), sha('before')];
const history = fakeHistory({ [tip]: [before] }, { tags: { v1: before } });

let request: BaselineRequest;
beforeEach(() => {
  request = {
    wanted: { kind: 'auto' },
    place: { event: branchEvent('push'), sha: tip, ref: 'refs/heads/main' },
    artifactName: 'eval_results',
    repository: 'o/r',
    serverUrl: 'https://github.com',
    runId: 900,
    workflow: '.github/workflows/ci.yml',
    now: new Date('2026-06-03T00:00:00Z'),
    dir: path.join(dir.path, 'baseline'),
  };
});

const find = (text: string, store: FakeStore | undefined): Promise<BaselineOutcome> =>
  findBaseline({ ...request, wanted: parseBaselineInput(text) }, { history, ...(store ? { store } : {}) });

async function refusal(text: string, store?: FakeStore): Promise<string> {
  const error = await find(text, store).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as Error).message;
}

const record: FakeRecord = { run: 5, sha: sha('x'), branch: 'feature', event: 'pull_request' };

describe('run:ID', () => {
  it('is the record of that run, of any branch and event', async () => {
    const outcome = await find('run:5', fakeStore([record]));
    expect(outcome.found).toMatchObject({
      finder: 'explicit',
      name: 'run:5/eval_results.baseline',
      sha: sha('x'),
      branch: 'feature',
    });
    expect(outcome.warnings).toEqual([]);
  });

  it('is the only record where it has another name', async () => {
    const outcome = await find('run:5', fakeStore([{ ...record, names: ['other', 'other.baseline'] }]));
    expect(outcome.found?.artifactName).toBe('other.baseline');
  });

  it('is the record of the artifact that is named, else the artifact itself', async () => {
    const store = fakeStore([{ ...record, names: ['a', 'a.baseline', 'b'] }]);
    expect((await find('run:5/a', store)).found?.artifactName).toBe('a.baseline');
    expect((await find('run:5/a.baseline', store)).found?.artifactName).toBe('a.baseline');
    expect((await find('run:5/b', store)).found?.artifactName).toBe('b');
  });

  it('warns of a fork that was named, and of a record that is no good', async () => {
    const store = fakeStore([{ ...record, headRepositoryId: 666, state: 'failed' }]);
    const { found, warnings } = await find('run:5', store);
    expect(found?.runId).toBe(5);
    expect(warnings).toEqual([
      'run:5 ran what stranger/r holds: whoever wrote that wrote the record too',
      expect.stringMatching(/did not end well: it serves because it is named$/),
    ]);
  });

  it('is no baseline once it has expired', async () => {
    const { found, tried, warnings } = await find('run:5', fakeStore([{ ...record, expired: true }]));
    expect(found).toBeUndefined();
    expect(tried).toEqual([{ finder: 'explicit', reason: 'the record of run:5 expired on 2026-08-30' }]);
    expect(warnings).toEqual(['there is no baseline: the record of run:5 expired on 2026-08-30']);
    const late = fakeStore([record]);
    late.refuse.download = new StoreRefusal('expired', 'has expired');
    expect((await find('run:5', late)).warnings).toEqual([
      'there is no baseline: the record of run:5 has expired',
    ]);
  });

  it('is an error where it names nothing', async () => {
    const store = fakeStore([
      { ...record, names: ['a.baseline', 'b.baseline'] },
      { run: 6, sha: tip, names: [] },
    ]);
    expect(await refusal('run:7', store)).toBe('input baseline is run:7: o/r has no such run');
    expect(await refusal('run:6', store)).toBe('input baseline is run:6: the run has no artifacts');
    expect(await refusal('run:5', store)).toBe(
      'input baseline is run:5: the run has several records, name one as run:ID/NAME: b.baseline, a.baseline',
    );
    expect(await refusal('run:5/c', store)).toBe(
      'input baseline is run:5/c: the run has no record of that name; it has b.baseline, a.baseline',
    );
  });

  it('is an error where what it names is broken', async () => {
    expect(await refusal('run:5', fakeStore([{ ...record, zip: Buffer.from('x') }]))).toMatch(
      /^input baseline is run:5, whose record cannot be unpacked: /,
    );
  });
});

describe('artifact: and branch:', () => {
  const main: FakeRecord = { run: 5, sha: sha('x') };

  it('are the newest record of the name, or of the branch, whose run counts', async () => {
    const store = fakeStore([
      { ...main, names: ['other.baseline'] },
      { run: 6, sha: sha('y'), names: ['other.baseline'], event: 'pull_request' },
      { run: 7, sha: sha('z'), branch: 'release', verdict: 'NO-GO' },
    ]);
    expect((await find('artifact:other', store)).found).toMatchObject({ finder: 'explicit', runId: 5 });
    expect((await find('branch:release', store)).found).toMatchObject({ runId: 7, branch: 'release' });
  });

  it('are found though the branch is deleted', async () => {
    const store = fakeStore([{ ...main, branch: 'release' }], ['main']);
    expect((await find('branch:release', store)).found?.runId).toBe(5);
  });

  it('are no baseline while all there was has expired or failed, or a branch is young', async () => {
    const failed = await find('branch:main', fakeStore([{ ...main, state: 'failed' }]));
    expect(failed.warnings.join()).toMatch(/^there is no baseline: .* ended as failed$/);
    const store = fakeStore([{ ...main, expired: true }]);
    expect((await find('artifact:eval_results', store)).warnings).toEqual([
      expect.stringMatching(/^there is no baseline: the record of run 5 \(\w{7}\) expired on 2026-08-30$/),
    ]);
    const young = await find('branch:release', fakeStore([main], ['main', 'release']));
    expect(young.warnings).toEqual([
      'there is no baseline: there is no record eval_results.baseline on release',
    ]);
  });

  it('are never what this run has left itself', async () => {
    expect(await refusal('branch:main', fakeStore([{ ...main, run: 900 }], []))).toMatch(
      /there is no record/,
    );
  });

  it('are errors where they name nothing, or only what does not count', async () => {
    expect(await refusal('artifact:typo', fakeStore([main]))).toBe(
      "input baseline is artifact:typo: there is no record typo.baseline of this repository's branches",
    );
    expect(await refusal('branch:typo', fakeStore([main]))).toBe(
      'input baseline is branch:typo: there is no record eval_results.baseline on typo, and no such branch',
    );
    expect(await refusal('artifact:eval_results', fakeStore([{ ...main, event: 'pull_request' }]))).toMatch(
      /does not count: it ran on pull_request$/,
    );
  });
});

describe('what GitHub does not give', () => {
  it.each(['run:5', 'artifact:a', 'branch:b'])('is an error for %s', async (text) => {
    expect(await refusal(text)).toMatch(/needs a token: check the input github-token$/);
    request.serverUrl = 'https://ghe.example.com';
    expect(await refusal(text, fakeStore([record]))).toMatch(/Enterprise Server .* give a path$/);
  });

  it('is the mistake of the workflow, or of the service', async () => {
    const store = fakeStore([record]);
    store.refuse.getRun = new StoreRefusal('permission', 'add "actions: read"');
    expect(await refusal('run:5', store)).toBe(
      'input baseline is run:5, whose record cannot be had: add "actions: read"',
    );
    store.refuse.getRun = new StoreRefusal('unavailable', 'rate limit');
    await expect(find('run:5', store)).rejects.toThrow(InfrastructureError);
  });

  it.each(['octo.ghe.com', 'app.localhost', 'GitHub.com'])('is given by %s', async (host) => {
    request.serverUrl = `https://${host}`;
    expect((await find('run:5', fakeStore([record]))).found?.runId).toBe(5);
  });
});

describe('findAnchor', () => {
  const anchorAt = (text: string, store?: FakeStore, paths: string[] = []) => {
    const { wanted: _, ...rest } = request;
    return findAnchor(
      { ...rest, anchor: parseAnchorInput(text)!, isPath: (name) => paths.includes(name) },
      { history, ...(store ? { store } : {}) },
    );
  };

  it('is a path where there is one, else the record of the tagged commit', async () => {
    const store = fakeStore([{ run: 5, sha: before }]);
    expect((await anchorAt('v1', store, ['v1'])).found).toMatchObject({ source: 'path', dir: 'v1' });
    expect((await anchorAt('v1', store)).found).toMatchObject({ source: 'artifact', runId: 5 });
    expect((await anchorAt('tag:v1', store, ['v1', 'tag:v1'])).found?.runId).toBe(5);
    expect((await anchorAt('run:5', store)).found?.runId).toBe(5);
  });

  it('may be of the run that pushing the tag made', async () => {
    expect((await anchorAt('v1', fakeStore([{ run: 5, sha: before, branch: 'v1' }]))).found?.runId).toBe(5);
  });

  it('is missing with a warning where the tag has no record', async () => {
    expect((await anchorAt('v1', fakeStore([]))).warnings).toEqual([
      expect.stringMatching(
        /^there is no anchor: \w{7}, the commit of the tag v1, has no record; .*name its path$/,
      ),
    ]);
    expect((await anchorAt('v1', fakeStore([{ run: 5, sha: before, expired: true }]))).reason).toMatch(
      /expired/,
    );
    const refused = fakeStore([]);
    refused.refuse.listArtifacts = new StoreRefusal('permission', 'add "actions: read"');
    expect((await anchorAt('v1', refused)).warnings.join()).toMatch(/add "actions: read"/);
    expect((await anchorAt('v1')).reason).toMatch(/needs a token/);
  });

  it('is an error where it names nothing', async () => {
    await expect(anchorAt('v9', fakeStore([]))).rejects.toThrow(
      'input anchor is v9: there is neither such a path nor such a tag',
    );
    await expect(anchorAt('tag:v9', fakeStore([]))).rejects.toThrow(
      'input anchor is v9: there is no such tag',
    );
    await expect(anchorAt('a b/../c', fakeStore([]))).rejects.toThrow(ConfigError);
    await expect(anchorAt('run:9', fakeStore([]))).rejects.toThrow(
      'input anchor is run:9: o/r has no such run',
    );
  });
});

it('never takes a name for another kind', () => {
  const kinds: BaselineInput['kind'][] = ['run', 'artifact', 'branch'].map(
    (prefix) => parseBaselineInput(`${prefix}:1`).kind,
  );
  expect(kinds).toEqual(['run', 'artifact', 'branch']);
});
