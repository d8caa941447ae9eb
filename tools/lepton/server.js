// A Lepton workspace on loopback, for tests: the routes that the launcher, `lep` and the action call, with the shapes
// of leptonai's own models. It runs nothing; a test says how jobs and endpoints fare.
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { readBody, workspaceInfo } from './shapes.js';

export const WORKSPACE = 'ws-test';
export const TOKEN = 'lepton-canary-0123456789-SECRET';

/**
 * @typedef {{ metadata: Record<string, any>, spec: Record<string, any>, status: Record<string, any> }} Resource
 * @typedef {'hang' | { status: number, body?: string }} Fault
 * @typedef {{ method: string, path: string, query: URLSearchParams, body?: any }} Call
 */

export class LeptonServer {
  /** @type {Map<string, Resource>} by name */
  endpoints = new Map();
  /** @type {Map<string, Resource>} by id */
  jobs = new Map();
  /** @type {string[]} */
  secrets = [];
  nodeGroups = [{ id: 'cpu-group-ab12', name: 'cpu-group' }];
  /** @type {Call[]} every call, in order */
  calls = [];
  /** Milliseconds after which an endpoint is ready; Infinity never is. */
  readyAfterMs = 0;
  /** Milliseconds for which a deleted endpoint is still shown, as Deleting. */
  deletingMs = 0;
  /** How a new job starts. */
  firstJobState = 'Starting';
  /** Asked for each call. @type {(call: Call) => Fault | undefined} */
  fault = () => undefined;

  #server = http.createServer((request, response) => void this.#serve(request, response));

  /** @returns {Promise<string>} the address for LEPTON_WORKSPACE_URL */
  async listen() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
    this.url = `http://127.0.0.1:${port}/api/v2/workspaces/${WORKSPACE}`;
    return this.url;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The variables of a login. */
  get variables() {
    return {
      LEPTON_WORKSPACE_ID: WORKSPACE,
      LEPTON_WORKSPACE_TOKEN: TOKEN,
      LEPTON_WORKSPACE_URL: this.url ?? '',
    };
  }

  /** @param {string} name @param {string} state @param {Record<string, any>} [more] */
  setJob(name, state, more = {}) {
    const job = [...this.jobs.values()].findLast(({ metadata }) => metadata.name === name);
    if (!job) throw new Error(`no job ${name}`);
    Object.assign(job.status, { state, ...more });
  }

  /** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
  async #serve(request, response) {
    const url = new URL(request.url ?? '/', 'http://lepton');
    const body = await readBody(request);
    const path = url.pathname.replace(`/api/v2/workspaces/${WORKSPACE}`, '');
    /** @type {Call} */
    const call = { method: request.method ?? 'GET', path, query: url.searchParams, body };
    this.calls.push(call);
    const fault = this.fault(call);
    if (fault === 'hang') return;
    const send = (/** @type {number} */ status, /** @type {unknown} */ answer) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    if (fault) return send(fault.status, fault.body ?? { code: 'Fault', message: 'as the test wants it' });
    if (request.headers.authorization !== `Bearer ${TOKEN}`)
      return send(401, { code: 'Unauthorized', message: 'invalid token' });
    const [status, answer] = this.#answer(call);
    send(status, answer);
  }

  /** @param {Call} call @returns {[number, unknown]} */
  #answer({ method, path, query, body }) {
    const [, kind, id, more] = path.split('/');
    const name = decodeURIComponent(id ?? '');
    const route = `${method} ${kind ?? ''}${id ? '/:id' : ''}${more ? `/${more}` : ''}`;
    switch (route) {
      case 'GET workspace':
        return [200, workspaceInfo(this)];
      case 'GET usersecrets':
        return [200, this.secrets.map((secret) => ({ name: secret }))];
      case 'GET dedicated-node-groups':
        return [
          200,
          this.nodeGroups.map((group) => ({ metadata: group, spec: {}, status: { ready_nodes: 1 } })),
        ];
      case 'GET dedicated-node-groups/:id/nodes':
        return [
          200,
          [{ metadata: { id: 'node-1' }, spec: { unschedulable: false }, status: { status: ['Ready'] } }],
        ];
      case 'GET deployments':
        return [200, [...this.endpoints.keys()].flatMap((key) => this.#endpoint(key) ?? [])];
      case 'POST deployments':
        return this.#createEndpoint(body);
      case 'GET deployments/:id': {
        const endpoint = this.#endpoint(name);
        return endpoint ? [200, endpoint] : missing('deployment', name);
      }
      case 'DELETE deployments/:id':
        return this.#deleteEndpoint(name);
      case 'GET jobs':
        return [200, { jobs: this.#listJobs(query), total: this.jobs.size }];
      case 'POST jobs':
        return this.#createJob(body);
      case 'GET jobs/:id': {
        const job = this.jobs.get(name);
        return job ? [200, job] : missing('job', name);
      }
      case 'DELETE jobs/:id': {
        return this.jobs.delete(name) ? [200, {}] : missing('job', name);
      }
      default:
        return [404, { code: 'NotFound', message: `no route ${method} ${path}` }];
    }
  }

  /** @param {string} name */
  #endpoint(name) {
    const endpoint = this.endpoints.get(name);
    if (!endpoint) return undefined;
    const { goneAt, createdAt } = endpoint.metadata['test'];
    if (goneAt !== undefined && Date.now() >= goneAt) {
      this.endpoints.delete(name);
      return undefined;
    }
    const ready = Date.now() - createdAt >= this.readyAfterMs;
    endpoint.status['state'] = goneAt !== undefined ? 'Deleting' : ready ? 'Ready' : 'Starting';
    return endpoint;
  }

  /** @param {any} body @returns {[number, unknown]} */
  #createEndpoint(body) {
    const { name } = body.metadata;
    if (this.endpoints.has(name)) return [409, { code: 'Conflict', message: `${name} exists` }];
    const external = `https://${WORKSPACE}-${name}.xenon.lepton.invalid`;
    this.endpoints.set(name, {
      metadata: { ...body.metadata, created_at: Date.now(), test: { createdAt: Date.now() } },
      spec: body.spec,
      status: {
        state: 'Starting',
        endpoint: { internal_endpoint: 'http://internal', external_endpoint: external },
      },
    });
    return [201, {}];
  }

  /** @param {string} name @returns {[number, unknown]} */
  #deleteEndpoint(name) {
    const endpoint = this.#endpoint(name);
    if (!endpoint) return missing('deployment', name);
    if (this.deletingMs === 0) this.endpoints.delete(name);
    else endpoint.metadata['test'].goneAt ??= Date.now() + this.deletingMs;
    return [200, {}];
  }

  /** @param {any} body @returns {[number, unknown]} */
  #createJob(body) {
    const id = `${body.metadata.name}-${randomBytes(2).toString('hex')}`;
    const job = {
      metadata: { ...body.metadata, id, created_at: Date.now() + this.jobs.size },
      spec: body.spec,
      status: {
        state: this.firstJobState,
        ready: 0,
        active: 1,
        failed: 0,
        succeeded: 0,
        creation_time: Date.now(),
      },
    };
    this.jobs.set(id, job);
    return [201, job];
  }

  /** Archived jobs are left out where alive ones are asked for. @param {URLSearchParams} query */
  #listJobs(query) {
    const [wanted, mode] = [query.get('q') ?? '', query.get('job_query_mode') ?? 'alive_only'];
    const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('page_size') ?? 500)];
    return [...this.jobs.values()]
      .filter(({ metadata }) => metadata['name'].includes(wanted))
      .filter(({ status }) => mode !== 'alive_only' || status['state'] !== 'Archived')
      .slice((page - 1) * size, page * size);
  }
}

/** @param {string} kind @param {string} name @returns {[number, unknown]} */
function missing(kind, name) {
  return [404, { code: 'ResourceNotFound', message: `${kind} ${name} not found` }];
}
