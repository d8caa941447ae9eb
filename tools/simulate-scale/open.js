// Evaluations that were submitted, and a collector that looks at them and finishes those that have ended.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { WORKFLOW } from './repository.js';
import { asking } from './runs.js';
import {
  buildOpenRecord,
  buildResultJson,
  collectSubmitted,
  connectGitHub,
  openArtifacts,
  openReportingOf,
  postResults,
} from './source.js';

/** @typedef {import('./repository.js').World} World */

const HOST = 'login.slurm.test';
const PREFIX = '/remote/evals';
const FIRST_RUN = 3_000_000;

/** @param {number} at */
const invocationOf = (at) => (at + 1).toString(16).padStart(16, '0');

/** So many runs, each of which has submitted an evaluation within the last hours. @param {World} world @param {number} count */
export function submit(world, count) {
  const sha = /** @type {string} */ (world.main.at(-1));
  for (let at = 0; at < count; at++) {
    const runId = FIRST_RUN + at;
    const createdAt = new Date(Date.now() - 60_000 - at * 1000).toISOString();
    world.repository.run({ id: runId, headSha: sha, path: WORKFLOW, createdAt });
    const record = recordOf(invocationOf(at), runId, world.repository.id);
    const zip = zipSync({ 'open-record.json': strToU8(record) });
    world.leave(`nea-open-${invocationOf(at)}`, runId, zip, createdAt);
  }
}

/** @param {string} invocation @param {number} runId @param {number} repositoryId */
function recordOf(invocation, runId, repositoryId) {
  const dir = `${PREFIX}/20261124_054803-${invocation}`;
  const task = { index: 0, name: 'mmlu', job_name: 'mmlu', job_ids: ['9'], remote_dir: `${dir}/mmlu.0` };
  const row = {
    ...{ invocation_id: invocation, job_id: `${invocation}.0`, timestamp: 1, executor: 'slurm' },
    data: { slurm_job_id: '9', remote_rundir_path: `${dir}/mmlu.0`, hostname: HOST, username: 'nel' },
  };
  return buildOpenRecord(
    {
      invocation_id: invocation,
      executor: 'slurm',
      launcher_version: '0.2.6',
      tag: `nea/${repositoryId}/${runId}/1/evaluate`,
      submitted_at: new Date().toISOString(),
      cluster: { host: HOST, user: 'nel', account: 'evals', remote_dir: dir },
      tasks: [{ ...task, endpoint: null }],
      execDbLines: [JSON.stringify(row)],
      launcher_config: 'execution: {type: slurm}\n',
      snapshot: null,
      asked_by: {
        ...{ actor: 'octocat', event: 'push', run_id: String(runId), attempt: 1, workflow: 'Evaluate' },
        ...{ job: 'evaluate', commit: null, ref: 'refs/heads/main', pull_request: null },
      },
      posts: { check: 'evaluate', has_check: false, comment: 'evaluate', leg: null },
      wishes: {
        artifact_name: 'eval_results',
        artifact_contents: 'full',
        max_failed_samples: { count: 0 },
        secret_names: [],
      },
    },
    (text) => text,
  );
}

/**
 * One run of a collector.
 * @param {World} world @param {{ ended: number, check?: boolean }} facts how many of the records have ended; whether each
 *   gets a check
 */
export function runOpenCollector(world, { ended, check = false }) {
  return asking(world, 'push', async ({ context, log, dir }) => {
    const { services, repository } = world;
    const { token, url: apiUrl } = services;
    const github = await connectGitHub({ token, repository: repository.fullName, apiUrl, log });
    const inputs = { checkRun: check, checkName: 'NeMo evaluation', comment: /** @type {const} */ ('off') };
    const report = {
      state: /** @type {const} */ ('success'),
      verdict: /** @type {const} */ ('GO'),
      candidate: { sha: null, ref: null, runId: null },
      tasks: [],
      findings: [],
    };
    /** @type {import('../../src/collecting/open/finisher.js').InvocationFinisher} */
    const finisher = {
      async look(records) {
        const looks = records.map(({ record: { invocation_id: id } }) => {
          const state = Number.parseInt(id, 16) <= ended ? 'ended' : 'running';
          return /** @type {const} */ ([id, { state, shown: state }]);
        });
        return /** @type {any} */ (new Map(looks));
      },
      async cancel() {},
      async finish(_, folder) {
        writeFileSync(path.join(folder, 'result.json'), JSON.stringify(buildResultJson(report)));
      },
      async report(open, _, shared) {
        const name = `eval_results-${open.record.invocation_id}`;
        const zip = zipSync({ 'summary.md': strToU8('') });
        await shared.settle(name, world.leave(name, Number(context.runId), zip, new Date().toISOString()));
        const run = { context, log, rememberCheck: () => undefined };
        const asked = { ...inputs, htmlReport: false, rollingIssue: false, githubToken: token };
        const reporting = await openReportingOf(run, open, asked, (text) => text);
        const told = { report, judgement: { failOn: [/** @type {const} */ ('auto')] }, showItems: false };
        const posted = await postResults(reporting, { ...told, cancelled: false });
        return { state: report.state, verdict: report.verdict, fails: false, ...posted };
      },
    };
    return collectSubmitted({
      gate: {
        store: openArtifacts(github),
        rules: { repositoryId: repository.id, workflows: [WORKFLOW], pullRequests: false },
        allowed: { hosts: [HOST], user: 'nel', account: 'evals', pathPrefix: PREFIX },
        collector: WORKFLOW,
        runId: Number(context.runId),
        now: new Date(),
        dir: path.join(dir, 'records'),
      },
      maxAgeHours: 168,
      finisherOf: async () => finisher,
      upload: async (name, root) =>
        world.leave(
          name,
          Number(context.runId),
          zipSync({ 'result.json': strToU8(root) }),
          new Date().toISOString(),
        ),
      log,
      stop: new AbortController().signal,
      dir: path.join(dir, 'submitted'),
    });
  });
}
