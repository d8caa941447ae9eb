// One run of an action in a world, as far as it asks GitHub: the code of the action itself, in this process.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPOSITORY, shaOf, WORKFLOW } from './repository.js';
import {
  COLLECT_OUTPUT_NAMES,
  collectResults,
  loadTrend,
  Outputs,
  openReporting,
  PLAN_OUTPUT_NAMES,
  planLegs,
  postResults,
  readRunContext,
  searchBaseline,
} from './source.js';

/** @typedef {import('./repository.js').World} World */
/** @typedef {'pull_request' | 'push'} Event */
/**
 * @typedef {object} Asked
 * @property {Event} event
 * @property {boolean} [posts] check and comment, on a pull request; the check alone, of a push
 * @property {string} [baseline] as the input has it
 */

const RUN_ID = 1_000_001;
const PULL = 7;
const ROOT = path.join(import.meta.dirname, '../..');

/** @param {World} world @param {Event} event @param {string} dir */
function contextOf({ services, repository, main }, event, dir) {
  const tip = /** @type {string} */ (main.at(-1));
  const head = shaOf('head');
  const merge = shaOf('merge');
  repository.commit(head, tip);
  repository.commit(merge, tip, head);
  const isPull = event === 'pull_request';
  const pull_request = {
    number: PULL,
    head: { sha: head, ref: 'feature', repo: { id: repository.id, full_name: REPOSITORY } },
    base: { sha: tip, ref: 'main', repo: { id: repository.id, full_name: REPOSITORY } },
  };
  const payload = {
    repository: { id: repository.id, full_name: REPOSITORY, private: true, default_branch: 'main' },
    ...(isPull ? { pull_request } : {}),
  };
  const next = shaOf('next');
  repository.commit(next, tip);
  repository.run({
    id: RUN_ID,
    headSha: isPull ? head : next,
    headBranch: isPull ? 'feature' : 'main',
    path: WORKFLOW,
  });
  writeFileSync(path.join(dir, 'event.json'), JSON.stringify(payload));
  const workspace = path.join(dir, 'workspace');
  mkdirSync(workspace);
  const env = {
    PATH: process.env['PATH'],
    RUNNER_TEMP: path.join(dir, 'temp'),
    GITHUB_WORKSPACE: workspace,
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: path.join(dir, 'event.json'),
    GITHUB_RUN_ID: String(RUN_ID),
    GITHUB_JOB: 'evaluate',
    GITHUB_WORKFLOW: 'Evaluate',
    GITHUB_WORKFLOW_REF: `${REPOSITORY}/${WORKFLOW}@refs/heads/main`,
    GITHUB_SHA: isPull ? merge : next,
    GITHUB_REF: isPull ? `refs/pull/${PULL}/merge` : 'refs/heads/main',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_API_URL: services.url,
  };
  return { env, context: readRunContext(env) };
}

/**
 * What is asked in a folder of its own, and what it said.
 * @template T
 * @param {World} world @param {Event} event
 * @param {(run: { env: NodeJS.ProcessEnv, context: ReturnType<typeof readRunContext>, log: any, dir: string }) => Promise<T>} ask
 * @returns {Promise<{ requests: number, warnings: string[], answer: T }>}
 */
export async function asking(world, event, ask) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'scale-run-'));
  /** @type {string[]} */
  const warnings = [];
  const warn = (/** @type {string} */ line) => void warnings.push(line);
  const log = { info() {}, warn, error: warn, group() {}, foreign() {}, mask() {}, async summary() {} };
  try {
    const { env, context } = contextOf(world, event, dir);
    const before = world.spent();
    const answer = await ask({ env, context, log, dir });
    return { requests: world.spent() - before, warnings, answer };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * What the main action asks of GitHub, in its order: the baseline, the check, the baseline once more where a better one may
 * have come, the trend, check and comment.
 * @param {World} world @param {Asked} asked
 */
export function runMain(world, { event, posts = false, baseline = 'auto' }) {
  return asking(world, event, async ({ env, context, log, dir }) => {
    const token = world.services.token;
    const inputs = reportingInputs(token, posts, event);
    const place = {
      inputs: { baseline },
      ...{ context, env, log, token },
      artifactName: 'eval_results',
      dir: path.join(dir, 'records'),
    };
    const reporting = await openReporting({
      ...{ inputs, context, log, warn: log.warn },
      redact: (text) => text,
      remember: () => undefined,
    });
    let outcome = await searchBaseline(place);
    for (const warning of outcome.warnings) log.warn(warning);
    if (baseline === 'auto' && outcome.found?.finder !== 'commit') outcome = await searchBaseline(place);
    await loadTrend(place, outcome);
    const posted = await postResults(reporting, {
      report: {
        state: 'success',
        verdict: 'GO',
        candidate: { sha: context.sha, ref: context.ref, runId: context.runId },
        tasks: [],
        findings: [],
      },
      judgement: { failOn: ['auto'] },
      showItems: false,
      cancelled: false,
    });
    return { finder: outcome.found?.finder, tried: outcome.tried, ...posted };
  });
}

/** @param {string} githubToken @param {boolean} posts @param {Event} event */
function reportingInputs(githubToken, posts, event) {
  return {
    checkRun: posts,
    checkName: 'NeMo evaluation',
    comment:
      posts && event === 'pull_request' ? /** @type {const} */ ('always') : /** @type {const} */ ('off'),
    htmlReport: false,
    rollingIssue: false,
    githubToken,
  };
}

/** @param {World} world @param {string[]} tasks @param {number} legs */
export function runPlan(world, tasks, legs) {
  return asking(world, 'push', async ({ env, context, log, dir }) => {
    const outputs = new Outputs(PLAN_OUTPUT_NAMES, () => undefined);
    const given = { tasks: tasks.join(','), legs: String(legs), 'github-token': world.services.token };
    await planLegs({ context, env, log, outputs, dir, actionDir: ROOT }, readerOf(given));
    return outputs.get('state');
  });
}

/** @param {World} world @param {Event} event */
export function runCollect(world, event) {
  return asking(world, event, async ({ env, context, log, dir }) => {
    const outputs = new Outputs(COLLECT_OUTPUT_NAMES, () => undefined);
    const run = { context, env, log, outputs, dir, rememberCheck: () => undefined };
    // What is uploaded goes to another service, which the limit is not of.
    const given = { 'github-token': world.services.token, 'artifact-name': 'none' };
    await collectResults(run, readerOf(given), ROOT, () => new AbortController().signal);
    return { state: outputs.get('state'), missing: outputs.get('missing_legs') };
  });
}

/** @param {Record<string, string>} given @returns {(name: string) => string} */
const readerOf = (given) => (name) => given[name] ?? '';

/** What the run is called, whose legs are collected. */
export const COLLECTED_RUN = RUN_ID;
