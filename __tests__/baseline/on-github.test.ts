import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseBaselineInput } from '../../src/baseline/baseline-input.js';
import { findBaseline } from '../../src/baseline/find-baseline.js';
import { type History, layerHistories, NO_HISTORY } from '../../src/baseline/history.js';
import { findMeasuredCommit } from '../../src/baseline/measured-commit.js';
import type { BaselineOutcome, BaselineRequest } from '../../src/baseline/request.js';
import { InfrastructureError } from '../../src/errors.js';
import { remoteHistory } from '../../src/github/remote-history.js';
import { connectGitHub } from '../../src/github/rest.js';
import { runRecords } from '../../src/github/run-records.js';
import { createRepository, type Repository } from '../../tools/local-runner/repository.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';
import { tempDir } from '../temp-dir.js';
import { branchEvent, pullEvent, queueEvent, recordFiles, recordZip, sha } from './records.js';
import { uploadZip } from './upload.js';

const dir = tempDir();
let services: Services;
let repository: Repository;
const [base, tip, head, merge] = ['base', 'tip', 'head', 'merge'].map(sha) as [
  string,
  string,
  string,
  string,
];

beforeEach(async () => {
  repository = createRepository();
  repository.commit(sha('root'));
  repository.commit(base, sha('root'));
  repository.commit(tip, base);
  repository.commit(head, base);
  repository.commit(merge, tip, head);
  repository.branches.set('main', tip);
  services = await startServices({ repository });
});
afterEach(() => services.close());

const refused: string[] = [];

async function connect() {
  refused.length = 0;
  const github = await connectGitHub({
    token: services.token,
    repository: 'o/r',
    apiUrl: services.url,
    log: { info: () => undefined },
  });
  const remote = remoteHistory(github);
  const history: History = layerHistories(NO_HISTORY, remote, (reason) => refused.push(reason));
  return { store: runRecords(github), history, remote };
}

async function find(change: Partial<BaselineRequest> = {}): Promise<BaselineOutcome> {
  const { store, history } = await connect();
  const request: BaselineRequest = {
    wanted: { kind: 'auto' },
    place: { event: pullEvent(head, base), sha: merge, ref: 'refs/pull/7/merge' },
    artifactName: 'eval_results',
    repository: 'o/r',
    serverUrl: 'https://github.com',
    runId: 900,
    workflow: '.github/workflows/ci.yml',
    now: new Date(),
    dir: path.join(dir.path, 'baseline'),
    ...change,
  };
  return findBaseline(request, { history, store });
}

const asked = (): string[] =>
  services.requests.filter(({ method }) => method === 'GET').map(({ path: at }) => at);

/** A run of main with its record. */
async function record(
  id: number,
  commit: string,
  facts: Parameters<Repository['run']>[0] | object = {},
): Promise<void> {
  repository.run({ id, headSha: commit, ...facts });
  await uploadZip(services, id, recordZip());
}

const said = ({ tried }: BaselineOutcome): string => tried.map(({ reason }) => reason).join('\n');

describe('against the REST API', () => {
  it('finds the record of the first parent of the merge commit, in five requests, and unpacks it', async () => {
    await record(1, base);
    await record(2, tip);
    const { found } = await find();
    expect(found).toMatchObject({
      finder: 'commit',
      runId: 2,
      sha: tip,
      branch: 'main',
      event: 'push',
      url: 'https://github.com/o/r/actions/runs/2',
    });
    expect(readFileSync(path.join(found!.dir, 'result.json'))).toEqual(
      Buffer.from(recordFiles()['result.json']!),
    );
    expect(asked()).toHaveLength(5);
    // The store's address is signed: it gets no token.
    const fromStore = services.requests.filter(
      ({ method, path: at }) => method === 'GET' && at.startsWith('/blobs/'),
    );
    expect(fromStore.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('finds an ancestor by the commits that GitHub lists', async () => {
    await record(1, sha('root'));
    const { found, tried } = await find();
    expect(found).toMatchObject({ finder: 'ancestor', runId: 1 });
    expect(tried).toHaveLength(1);
    expect(asked().length).toBeLessThanOrEqual(6);
  });

  it('follows first parents over pages of side branches', async () => {
    let last = sha('root');
    for (let i = 0; i < 120; i++) {
      const side = repository.commit(sha(`side${i}`), last);
      last = repository.commit(sha(`line${i}`), last, side);
    }
    const { remote } = await connect();
    const { shas, next } = await remote.firstParents(last, 200);
    expect(shas).toHaveLength(121);
    expect([shas[0], shas[1], shas.at(-1), next]).toEqual([last, sha('line118'), sha('root'), undefined]);
    expect((await remote.firstParents(last, 5)).shas).toHaveLength(5);
  });

  it('asks for merge-bases, tags and branches', async () => {
    repository.tags.set('v1', base);
    repository.commit(sha('orphan'));
    const { remote, store } = await connect();
    expect(await remote.mergeBase(tip, head)).toBe(base);
    expect(await remote.mergeBase(tip, sha('orphan'))).toBeUndefined();
    expect(await remote.mergeBase(tip, sha('nowhere'))).toBeUndefined();
    expect(await remote.commitOfTag('v1')).toBe(base);
    expect(await remote.commitOfTag('v2')).toBeUndefined();
    expect(await remote.parents(sha('nowhere'))).toBeUndefined();
    expect(await store.hasBranch('main')).toBe(true);
    expect(await store.hasBranch('gone')).toBe(false);
    expect(await store.listRuns({ workflow: '.github/workflows/none.yml' })).toEqual([]);
  });

  it('takes the merge-base where the head is checked out', async () => {
    const { remote } = await connect();
    const place = { event: pullEvent(head, tip), sha: merge, ref: 'refs/pull/7/merge' };
    const measured = await findMeasuredCommit(place, { ...remote, head: async () => head });
    expect(measured.commit?.sha).toBe(base);
  });

  it('does not take the record of a fork, of another workflow or of another event', async () => {
    await record(1, tip, { headRepository: { id: 666, full_name: 'stranger/r' } });
    await record(2, tip, { headRepository: null });
    await record(3, tip, { path: '.github/workflows/other.yml' });
    await record(4, tip, { event: 'pull_request_target' });
    await record(5, tip, { headBranch: 'feature' });
    const outcome = await find();
    expect(outcome.found).toBeUndefined();
    expect(said(outcome)).toMatch(
      /run 4 .* it ran on pull_request_target; .*run 3 .* other.yml, not ci.yml; .*run 2 .* its repository is gone/,
    );
    expect(said(outcome)).not.toMatch(/run [15] /);
  });

  it('reads the path of a workflow that names its ref', async () => {
    await record(2, tip, { path: '.github/workflows/ci.yml@refs/heads/main' });
    expect((await find()).found?.runId).toBe(2);
  });

  it('finds the record among ten thousand of pull requests', async () => {
    await record(2, tip);
    const createdAt = new Date().toISOString();
    for (let i = 0; i < 10_000; i++) {
      repository.run({
        id: 10_000 + i,
        headSha: sha(`p${i}`),
        headBranch: `feature${i}`,
        event: 'pull_request',
      });
      repository.listed.push({
        id: String(100_000 + i),
        name: 'eval_results.baseline',
        runId: String(10_000 + i),
        size: 1,
        digest: '',
        createdAt,
        expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      });
    }
    expect((await find()).found).toMatchObject({ finder: 'commit', runId: 2 });
    expect(asked().length).toBeLessThanOrEqual(12);
    services.requests.length = 0;
    const elsewhere = { event: branchEvent('push'), sha: tip, ref: 'refs/heads/main' };
    const { found, tried } = await find({ place: elsewhere, runId: 50_000 });
    expect([found, tried.length]).toEqual([undefined, 4]);
    expect(asked().length).toBeLessThanOrEqual(12);
  });
});

describe('faults', () => {
  it('names the permission that is missing', async () => {
    await record(2, tip);
    const body = { message: 'Resource not accessible by integration' };
    services.fail({ match: /actions\/artifacts/, times: 9, status: 403, body });
    const { found, warnings } = await find();
    expect(found).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringMatching(
        /^no baseline can be looked for: .* add "actions: read" under "permissions:" of the job$/,
      ),
    ]);
  });

  it('finds the newest record where it may not read commits, and tells the permission', async () => {
    await record(2, base);
    services.fail({
      match: /\/commits/,
      times: 9,
      status: 403,
      body: { message: 'Resource not accessible' },
    });
    const outcome = await find();
    expect(outcome.found).toMatchObject({ finder: 'newest', runId: 2 });
    expect(refused).toEqual([expect.stringMatching(/add "contents: read"/)]);
  });

  it('has no baseline at a rate limit, and an error where one is named', async () => {
    await record(2, tip);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Date.now() / 1000 + 3600) };
    services.fail({
      match: /actions\//,
      times: 9,
      status: 403,
      headers,
      body: { message: 'API rate limit exceeded' },
    });
    expect(said(await find())).toMatch(/GitHub's rate limit is reached/);
    await expect(find({ wanted: parseBaselineInput('run:2') })).rejects.toThrow(InfrastructureError);
  });

  it('goes on to the ancestor where a download fails', async () => {
    await record(1, base);
    await record(2, tip);
    services.fail({ match: /^GET \/blobs/, times: 1, status: 404, body: 'gone' });
    const outcome = await find();
    expect(outcome.found).toMatchObject({ finder: 'ancestor', runId: 1 });
    expect(said(outcome)).toMatch(/is not there any more$/);
  });

  it('downloads again where the connection broke', async () => {
    await record(2, tip);
    services.fail({ match: /^GET \/blobs/, drop: true });
    expect((await find()).found?.runId).toBe(2);
  });

  it('refuses what is not what was uploaded', async () => {
    await record(2, tip);
    services.artifacts[0]!.digest = `sha256:${'0'.repeat(64)}`;
    expect(said(await find())).toMatch(/could not be downloaded: what came is not what was uploaded/);
  });

  it('has no baseline where it expired, or was deleted meanwhile', async () => {
    repository.run({ id: 2, headSha: tip });
    await uploadZip(services, 2, recordZip(), { expiresAt: '2020-01-01T00:00:00Z' });
    expect(said(await find())).toMatch(/the record of run 2 \(\w{7}\) expired on 2020-01-01/);
    const { found, warnings } = await find({ wanted: parseBaselineInput('run:2') });
    expect([found, warnings]).toEqual([
      undefined,
      ['there is no baseline: the record of run:2 expired on 2020-01-01'],
    ]);
    await record(3, base);
    services.fail({ match: /zip$/, status: 410, body: { message: 'Artifact has expired' } });
    expect(said(await find())).toMatch(/the record of run 3 \(\w{7}\) has expired/);
  });

  it('throws nothing where there is no server', async () => {
    const { store } = await connect();
    await services.close();
    const outcome = await findBaseline(
      {
        wanted: { kind: 'auto' },
        place: { event: queueEvent(merge, tip), sha: merge, ref: '' },
        artifactName: 'eval_results',
        repository: 'o/r',
        serverUrl: 'https://github.com',
        workflow: '.github/workflows/ci.yml',
        now: new Date(),
        dir: dir.path,
      },
      { history: NO_HISTORY, store },
    );
    expect(outcome.found).toBeUndefined();
    expect(said(outcome)).toMatch(/^GitHub cannot be reached/);
    services = await startServices();
  }, 60_000);
});
