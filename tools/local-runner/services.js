import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { ArtifactService } from './artifact-service.js';
import { BlobStore } from './blob-store.js';
import { CacheService } from './cache-service.js';
import { Faults } from './faults.js';
import { answerRest } from './rest-api.js';
import { artifactRoutes } from './rest-artifacts.js';
import { checkRoutes } from './rest-checks.js';
import { commentRoutes } from './rest-comments.js';
import { commitRoutes } from './rest-commits.js';
import { issueRoutes } from './rest-issues.js';
import { pullRoutes } from './rest-pulls.js';
import { runRoutes } from './rest-runs.js';
import { RestState } from './rest-state.js';
import { issueToken } from './runtime-token.js';
import { answerTwirp } from './twirp-router.js';

/** @typedef {import('./artifact-service.js').Artifact} Artifact */
/** @typedef {import('./cache-service.js').CacheEntry} CacheEntry */
/** @typedef {import('./faults.js').Fault} Fault */
/** @typedef {import('./faults.js').LoggedRequest} LoggedRequest */
/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/**
 * @typedef {object} ServicesOptions
 * @property {string} [runId] of the token in `env`, default '1'
 * @property {string} [job] of the token in `env`, default 'evaluate'
 * @property {string} [persistDir] folder where caches survive from one service to the next
 * @property {import('./rest-api.js').RestRoute[]} [routes] further REST routes, tried first
 * @property {import('./repository.js').Repository} [repository] whose commits and runs the REST API knows
 */
/**
 * @typedef {object} Services
 * @property {string} url
 * @property {number} port
 * @property {Record<string, string>} env what a runner tells an action about its services
 * @property {string} token what `github.token` is worth here
 * @property {readonly Artifact[]} artifacts finalized ones, oldest first
 * @property {readonly CacheEntry[]} caches finalized ones, oldest first
 * @property {import('./rest-state.js').RestState} rest comments, issues, checks and pull requests, and what the token may
 * @property {LoggedRequest[]} requests
 * @property {(fault: Fault) => { readonly hits: number }} fail
 * @property {(runId: string, job: string) => string} tokenFor the runtime token of another run or job
 * @property {() => Promise<void>} close
 */

/**
 * GitHub's artifact, cache and REST services on a random loopback port.
 * @param {ServicesOptions} [options]
 * @returns {Promise<Services>}
 */
export async function startServices({
  runId = '1',
  job = 'evaluate',
  persistDir,
  routes = [],
  repository,
} = {}) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}`;

  const dir = mkdtempSync(path.join(os.tmpdir(), 'local-services-'));
  const secret = randomBytes(16).toString('hex');
  const stores = {
    artifacts: new BlobStore({
      origin: url,
      container: 'artifacts',
      dir: path.join(dir, 'artifacts'),
      secret,
    }),
    caches: new BlobStore({
      origin: url,
      container: 'caches',
      dir: persistDir ?? path.join(dir, 'caches'),
      secret,
    }),
  };
  const artifacts = new ArtifactService(stores.artifacts);
  const caches = new CacheService(stores.caches, persistDir !== undefined);
  const faults = new Faults();
  /** @type {LoggedRequest[]} */
  const requests = [];

  const rest = new RestState();
  const restRoutes = [
    ...routes,
    ...artifactRoutes(artifacts, rest, repository),
    ...(repository ? [...runRoutes(repository), ...commitRoutes(repository)] : []),
    ...checkRoutes(rest),
    ...commentRoutes(rest),
    ...issueRoutes(rest),
    ...pullRoutes(rest),
  ];
  const twirp = { ArtifactService: artifacts.methods, CacheService: caches.methods };

  server.on('request', async (/** @type {IncomingMessage} */ req, /** @type {ServerResponse} */ res) => {
    const at = new URL(req.url ?? '/', url);
    const isBlob = at.pathname.startsWith('/blobs/');
    const text = isBlob ? '' : await readText(req);
    const body = parseJson(text);
    const method = req.method ?? 'GET';
    /** @type {LoggedRequest} */
    const entry = { method, path: at.pathname + at.search, headers: req.headers, body, status: undefined };
    requests.push(entry);
    res.on('finish', () => {
      entry.status = res.statusCode;
    });

    const fault = faults.take(entry);
    if (fault && !(fault.late && !isBlob)) {
      strike(fault, req, res);
    } else if (isBlob) {
      const store = Object.values(stores).find((s) => at.pathname.startsWith(`/blobs/${s.container}/`));
      if (store) await store.handle(req, res, at);
      else send(res, 404, {});
    } else {
      const answer = at.pathname.startsWith('/twirp/')
        ? answerTwirp(twirp, at.pathname, req.headers.authorization, body)
        : answerRest(restRoutes, method, at, req.headers, body);
      if (fault) strike(fault, req, res);
      else send(res, answer.status, answer.body, answer.headers);
    }
  });

  return {
    url,
    port,
    env: {
      ACTIONS_RESULTS_URL: `${url}/`,
      ACTIONS_RUNTIME_TOKEN: issueToken(runId, job),
      ACTIONS_CACHE_SERVICE_V2: 'True',
      GITHUB_API_URL: url,
      GITHUB_GRAPHQL_URL: `${url}/graphql`,
      // Any other host makes the clients believe in a GitHub Enterprise Server, which they refuse.
      GITHUB_SERVER_URL: 'https://github.com',
    },
    token: `ghs_local${secret}`,
    rest,
    get artifacts() {
      return artifacts.all();
    },
    get caches() {
      return caches.all();
    },
    requests,
    fail: (fault) => faults.add(fault),
    tokenFor: issueToken,
    async close() {
      const closed = once(server, 'close');
      server.close();
      // Clients keep their connections alive, and close() alone would wait for them.
      server.closeAllConnections();
      await closed;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/**
 * @param {Fault} fault
 * @param {IncomingMessage} req
 * @param {ServerResponse} res
 */
function strike(fault, req, res) {
  if (fault.drop) {
    req.socket.destroy();
    return;
  }
  // Unread upload data would stall the client before it sees the answer.
  req.resume();
  send(res, fault.status ?? 500, fault.body ?? { code: 'internal', msg: 'injected fault' }, fault.headers);
}

/**
 * @param {ServerResponse} res
 * @param {number} status
 * @param {unknown} body
 * @param {Record<string, string>} [headers]
 */
function send(res, status, body, headers = {}) {
  const type = typeof body === 'string' ? 'text/plain' : 'application/json; charset=utf-8';
  res.writeHead(status, { 'content-type': type, ...headers });
  res.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
}

/** @param {IncomingMessage} req */
async function readText(req) {
  let text = '';
  try {
    for await (const chunk of req.setEncoding('utf8')) text += chunk;
  } catch {
    // The client went away; what it sent so far is all there is.
  }
  return text;
}

/** @param {string} text */
function parseJson(text) {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
