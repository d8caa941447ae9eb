// A repository with a long past on a loopback GitHub: runs, their records, and what is asked of it.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { createRepository } from '../local-runner/repository.js';
import { startServices } from '../local-runner/services.js';

export const REPOSITORY = 'octo/models';
export const WORKFLOW = '.github/workflows/evaluate.yml';
export const RECORD = 'eval_results.baseline';
/** A main of so many commits, the newest last. */
const COMMITS = 60;

/** @typedef {import('../local-runner/services.js').Services} Services */
/** @typedef {import('../local-runner/repository.js').Repository} Repository */
/**
 * @typedef {object} Past
 * @property {number} invocations runs with a record, of which the last is the newest
 * @property {number} [onMain] every how many-th of them is one of main; the others are of pull requests. 0: none is
 * @property {number} [red] of main's newest, so many failed
 * @property {boolean} [atTip] whether the newest of main is of its tip; else of the commit before
 */
/**
 * @typedef {object} World
 * @property {Services} services
 * @property {Repository} repository
 * @property {string[]} main commits, oldest first
 * @property {(name: string, runId: number, zip: Uint8Array, createdAt: string) => number} leave what a run uploaded
 * @property {() => number} spent REST requests so far: what counts against the hourly limit
 * @property {() => void} exhaust the limit of the hour is reached
 * @property {() => Promise<void>} close
 */

/** @param {{ path: string }} request */
const isRest = ({ path }) => !/^\/(twirp|blobs)\//.test(path);

/** Until the hour is over: further away than any step waits. */
const RESET_S = 3000;

/** @param {string} name */
export const shaOf = (name) => createHash('sha1').update(name).digest('hex');

/** @param {string} state @param {Record<string, number>} seconds by task */
export function recordZip(state, seconds) {
  const tasks = Object.entries(seconds).map(([task, runtime_seconds], index) => ({
    ...{ task, index, state, harness: null, runtime_seconds, notes: [] },
  }));
  const benchmarks = tasks.map(({ task, index }) => benchmarkOf(task, index));
  const invalid = tasks.map(({ task, index }) => ({ task, index, state, reasons: ['it failed'] }));
  const result = {
    schema_version: 1,
    state,
    verdict: state === 'success' ? 'GO' : 'INVALID',
    candidate: { model: 'm', sha: null, ref: null, run_id: null },
    tasks,
    no_baseline: null,
    benchmarks: state === 'success' ? benchmarks : [],
    invalid: state === 'success' ? [] : invalid,
  };
  return zipSync({
    'result.json': strToU8(JSON.stringify(result)),
    'scores.ndjson.gz': gzipSync(strToU8('')),
  });
}

/** @param {string} task @param {number} index */
export function benchmarkOf(task, index) {
  return {
    ...{ name: `${task}/acc`, task, task_index: index, harness_task: task, score_name: 'acc', metric: 'acc' },
    ...{ score: 0.5, stderr: 0.01, n: 2500, n_source: 'items', scale: 'fraction', repeats: 1, primary: true },
    ...{ direction: 'higher_is_better', metric_kind: 'binary', role: 'benchmark', is_group: false },
    ...{ status: 'PASS', notes: [] },
  };
}

/** @param {Past} past @returns {Promise<World>} */
export async function openWorld({ invocations, onMain = 10, red = 0, atTip = true }) {
  const repository = createRepository({ fullName: REPOSITORY });
  const main = Array.from({ length: COMMITS }, (_, at) => shaOf(`main ${at}`));
  for (const [at, sha] of main.entries()) repository.commit(sha, ...main.slice(Math.max(0, at - 1), at));
  repository.branches.set('main', /** @type {string} */ (main.at(-1)));

  const zips = { good: recordZip('success', { t: 60 }), bad: recordZip('failed', { t: 60 }) };
  /** @type {Map<string, Uint8Array>} by path */
  const bytes = new Map([
    ['/good', zips.good],
    ['/bad', zips.bad],
  ]);
  const store = createServer((request, response) => response.end(bytes.get(request.url ?? '')));
  store.listen(0, '127.0.0.1');
  await once(store, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (store.address());
  /** @type {Set<string>} */
  const broken = new Set();
  addPast();
  const services = await startServices({
    repository,
    routes: [
      {
        method: 'DELETE',
        path: '/repos/:owner/:repo/actions/artifacts/:id',
        handle({ params }) {
          const at = repository.listed.findIndex((one) => one.id === params['id']);
          if (at >= 0) repository.listed.splice(at, 1);
          return { status: at >= 0 ? 204 : 404 };
        },
      },
      {
        method: 'GET',
        path: '/repos/:owner/:repo/actions/artifacts/:id/zip',
        handle: ({ params }) => answerZip(params['id'] ?? ''),
      },
    ],
  });

  function addPast() {
    let ofMain = 0;
    for (let back = 0; back < invocations; back++) {
      const id = 1_000_000 - back;
      const isMain = onMain > 0 && back % onMain === 0;
      const createdAt = new Date(Date.now() - (back + 1) * 60_000).toISOString();
      const head = isMain ? main[COMMITS - 1 - ofMain - (atTip ? 0 : 1)] : undefined;
      const sha = head ?? shaOf(`head ${back}`);
      const event = isMain ? 'push' : 'pull_request';
      const headBranch = isMain ? 'main' : `feature-${back}`;
      repository.run({ id, headSha: sha, headBranch, event, path: WORKFLOW, createdAt });
      const isBad = isMain && ofMain < red;
      if (isBad) broken.add(String(id));
      const zip = isBad ? zips.bad : zips.good;
      repository.listed.push({
        id: String(id),
        name: RECORD,
        runId: String(id),
        size: zip.length,
        digest: `sha256:${createHash('sha256').update(zip).digest('hex')}`,
        createdAt,
        expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      });
      if (isMain) ofMain += 1;
    }
  }

  /** @param {string} id @returns {import('../local-runner/rest-api.js').RestResponse} */
  function answerZip(id) {
    if (bytes.has(`/left/${id}`))
      return { status: 302, headers: { location: `http://127.0.0.1:${port}/left/${id}` } };
    if (repository.listed.some((one) => one.id === id))
      return {
        status: 302,
        headers: { location: `http://127.0.0.1:${port}/${broken.has(id) ? 'bad' : 'good'}` },
      };
    const own = services.artifacts.find((one) => one.id === id);
    if (!own) return { status: 404, body: { message: 'Not Found' } };
    bytes.set(`/own/${id}`, own.bytes());
    return { status: 302, headers: { location: `http://127.0.0.1:${port}/own/${id}` } };
  }

  return {
    services,
    repository,
    main,
    leave(name, runId, zip, createdAt) {
      const id = 2_000_000 + bytes.size;
      bytes.set(`/left/${id}`, zip);
      repository.listed.push({
        ...{ id: String(id), name, runId: String(runId), size: zip.length, createdAt },
        digest: `sha256:${createHash('sha256').update(zip).digest('hex')}`,
        expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
      });
      return id;
    },
    spent: () => services.requests.filter(isRest).length,
    exhaust: () =>
      void services.fail({
        match: isRest,
        times: Number.POSITIVE_INFINITY,
        status: 403,
        body: { message: 'API rate limit exceeded for installation.' },
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + RESET_S),
        },
      }),
    async close() {
      await services.close();
      store.close();
      store.closeAllConnections();
    },
  };
}
