import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What a machine needs to reach its network, and what no action can do without. */
const PASSED =
  /^(PATH|HOME|LANG|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE|PIP_(CERT|INDEX_URL|FIND_LINKS)|UV_\w+|https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|DOCKER_HOST)$/;

/** @typedef {Record<string, string>} Env */
/**
 * @typedef {object} RunFacts
 * @property {string} workspace
 * @property {string} tempDir
 * @property {string} toolCache
 * @property {{ name: string, payload: unknown }} event
 * @property {string} runId
 * @property {string} runAttempt
 * @property {string} job
 * @property {string} sha
 * @property {string} ref
 * @property {string} repository
 */

/**
 * The environment of an action on a self-hosted Linux runner, before its inputs and file commands.
 * @param {RunFacts} facts
 * @param {boolean} inherit whether the caller's whole environment shows through
 * @returns {Env}
 */
export function runnerEnv(facts, inherit) {
  const { repository, ref, sha } = facts;
  const [owner = ''] = repository.split('/');
  const workflowRef = `${repository}/.github/workflows/evaluate.yml@${ref}`;
  return {
    ...callerEnv(inherit),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: facts.workspace,
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_ID: '1001',
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_REPOSITORY_OWNER_ID: '1002',
    GITHUB_RUN_ID: facts.runId,
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: facts.runAttempt,
    GITHUB_JOB: facts.job,
    GITHUB_SHA: sha,
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_REF_PROTECTED: 'false',
    ...pullRequestRefs(facts.event),
    GITHUB_EVENT_NAME: facts.event.name,
    GITHUB_EVENT_PATH: writeEvent(facts),
    GITHUB_WORKFLOW: 'evaluate',
    GITHUB_WORKFLOW_REF: workflowRef,
    GITHUB_WORKFLOW_SHA: sha,
    GITHUB_ACTOR: owner,
    GITHUB_ACTOR_ID: '1002',
    GITHUB_TRIGGERING_ACTOR: owner,
    GITHUB_ACTION: '__self',
    GITHUB_ACTION_REF: '',
    GITHUB_ACTION_REPOSITORY: '',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_RETENTION_DAYS: '90',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: os.arch() === 'arm64' ? 'ARM64' : 'X64',
    RUNNER_NAME: 'local-runner',
    RUNNER_TEMP: facts.tempDir,
    RUNNER_TOOL_CACHE: facts.toolCache,
    RUNNER_WORKSPACE: path.dirname(facts.workspace),
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_TRACKING_ID: `github_${randomUUID()}`,
  };
}

/**
 * Keeps a proxy of the caller out of the way to the loopback services.
 * @param {Env} env
 * @returns {Env}
 */
export function withoutLoopbackProxy(env) {
  if (!Object.keys(env).some((name) => /^https?_proxy$/i.test(name))) return env;
  const list = [env['no_proxy'] ?? env['NO_PROXY'], '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  return { ...env, no_proxy: list, NO_PROXY: list };
}

/**
 * @param {boolean} inherit
 * @returns {Env}
 */
function callerEnv(inherit) {
  /** @type {Env} */
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && (inherit || PASSED.test(name))) env[name] = value;
  }
  return env;
}

/**
 * @param {RunFacts['event']} event
 * @returns {Env}
 */
function pullRequestRefs({ payload }) {
  const { base, head } = /** @type {any} */ (payload)?.pull_request ?? {};
  return { GITHUB_BASE_REF: base?.ref ?? '', GITHUB_HEAD_REF: head?.ref ?? '' };
}

/** @param {RunFacts} facts */
function writeEvent({ tempDir, event }) {
  const file = path.join(tempDir, '_github_workflow', 'event.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(event.payload, null, 2));
  return file;
}
