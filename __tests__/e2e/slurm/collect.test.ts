import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRepository, type Repository } from '../../../tools/local-runner/repository.js';
import { type ActionHandle, type ActionResult, startAction } from '../../../tools/local-runner/run-action.js';
import { API_KEY, ROOT } from '../world.js';
import {
  type Lab,
  launcherConfig,
  openLab,
  openScenario,
  type Scenario,
  sshInputs,
  start,
} from './cluster.js';
import { jobsOf, until, untilJob } from './jobs.js';

const FULL_NAME = 'octo/models';
const SHA = 'c'.repeat(40);
const SUBMIT = '.github/workflows/submit.yml';
const COLLECT = '.github/workflows/collect.yml';
const PUSH = { repository: { id: 4711, private: true, default_branch: 'main' } };

let lab: Lab;
let repository: Repository;
let submissions = Math.floor(Date.now() / 1000);
let runs = 900;

beforeAll(async () => {
  lab = await openLab();
}, 15 * 60_000);
afterAll(() => lab?.close());

async function open(name: string): Promise<Scenario> {
  repository = createRepository({ fullName: FULL_NAME });
  repository.commit(SHA);
  repository.branches.set('main', SHA);
  return openScenario(lab, name, { services: { repository } });
}

/** Submits by a push to main, and leaves. */
async function submit(
  scenario: Scenario,
  inputs: Record<string, string> = {},
  tasks = ['byob_arith.arith'],
): Promise<ActionResult> {
  // Jobs are told by the run that they are of.
  submissions += 1;
  const runId = String(submissions);
  repository.run({ id: submissions, headSha: SHA, path: SUBMIT, event: 'push' });
  return start(
    scenario,
    launcherConfig(scenario, tasks),
    { wait: 'false', 'check-run': 'true', 'artifact-name': 'results', ...inputs },
    {
      runId,
      sha: SHA,
      ref: 'refs/heads/main',
      repository: FULL_NAME,
      event: { name: 'push', payload: PUSH },
      env: {
        MODEL_API_KEY: API_KEY,
        GITHUB_WORKFLOW_REF: `${FULL_NAME}/${SUBMIT}@refs/heads/main`,
      },
    },
  ).done;
}

function startCollector(
  scenario: Scenario,
  inputs: Record<string, string> = {},
  env: Record<string, string | undefined> = {},
): ActionHandle {
  runs += 1;
  const runId = String(runs);
  repository.run({ id: runs, headSha: SHA, path: COLLECT, event: 'schedule', status: 'in_progress' });
  const handle = startAction({
    actionDir: path.join(ROOT, 'collect'),
    // Another machine: nothing of the run that submitted is here.
    workspace: mkdtempSync(path.join(scenario.temp, 'other-workspace-')),
    tempDir: mkdtempSync(path.join(scenario.temp, 'other-temp-')),
    services: scenario.services,
    repository: FULL_NAME,
    runId,
    sha: SHA,
    ref: 'refs/heads/main',
    event: { name: 'schedule', payload: PUSH },
    inputs: {
      mode: 'submitted',
      workflow: 'submit.yml',
      hosts: lab.cluster.host,
      user: lab.cluster.user,
      account: lab.cluster.account,
      'path-prefix': lab.cluster.outputDir,
      ...sshInputs(scenario),
      ...inputs,
    },
    env: {
      MODEL_API_KEY: API_KEY,
      GITHUB_WORKFLOW_REF: `${FULL_NAME}/${COLLECT}@refs/heads/main`,
      ...env,
    },
  });
  const over = (): void => {
    repository.runs.get(Number(runId))!.status = 'completed';
  };
  handle.done.then(over, over);
  return handle;
}

const collect = (...args: Parameters<typeof startCollector>): Promise<ActionResult> =>
  startCollector(...args).done;

/** Until nothing is left in the queue but what each job of the launcher's leaves behind itself. */
const untilEnded = (scenario: Scenario): Promise<void> =>
  until('the jobs have ended', async () => {
    const jobs = await jobsOf(scenario);
    return (
      jobs.length > 0 && jobs.every(({ state, detail }) => state === 'PENDING' && /Dependency/.test(detail))
    );
  });

const artifacts = ({ services }: Scenario): string[] => services.artifacts.map(({ name }) => name).sort();

describe('an evaluation that was submitted', () => {
  it('is finished by another job on another machine, and told to the commit that asked', async () => {
    const scenario = await open('collect');
    const submitted = await submit(scenario, { 'api-key-name': 'MODEL_API_KEY' });
    expect(submitted.log).toMatch(/open record: nea-open-[0-9a-f]{16}/);
    expect(submitted.outputs).toMatchObject({ state: 'submitted', verdict: 'NO-BASELINE' });
    expect(submitted.outcome).toBe('success');
    const id = submitted.outputs['invocation_id']!;
    expect(artifacts(scenario)).toEqual([`nea-open-${id}`]);
    const check = scenario.services.rest.checks.at(-1)!;
    expect(check).toMatchObject({ status: 'in_progress', head_sha: SHA });
    await untilEnded(scenario);
    const collected = await collect(scenario, { comment: 'always' });
    expect(collected.log).toContain(`${id}: ended`);
    expect(collected.outputs).toMatchObject({
      state: 'success',
      verdict: 'NO-BASELINE',
      finished_invocations: id,
      open_invocations: '',
    });
    expect(collected.outcome).toBe('success');
    expect(artifacts(scenario)).toEqual([`nea-result-${id}`, `results-${id}`, 'results.baseline']);
    expect(scenario.services.rest.checks).toHaveLength(1);
    expect(scenario.services.rest.checks.at(-1)).toMatchObject({ id: check.id, status: 'completed' });
    expect(await jobsOf(scenario)).toEqual([]);
    expect(`${submitted.log}${collected.log}`).not.toContain(API_KEY);
    await scenario.close();
  }, 180_000);

  it('is left alone while it runs, and finished once by two collectors at once, whose baseline it becomes', async () => {
    const scenario = await open('twice');
    const slow = await submit(scenario, {
      model: 'slow-400',
      parallelism: '1',
      'api-key-name': 'MODEL_API_KEY',
    });
    const id = slow.outputs['invocation_id']!;
    await untilJob(scenario, ({ state }) => state === 'RUNNING');
    const early = await collect(scenario);
    expect(early.outputs).toMatchObject({ state: 'success', verdict: '', open_invocations: id });
    expect(early.outcome).toBe('success');
    expect(artifacts(scenario)).toEqual([`nea-open-${id}`]);
    await untilEnded(scenario);
    const both = await Promise.all([collect(scenario), collect(scenario)]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['success', 'success']);
    expect(artifacts(scenario)).toEqual([`nea-result-${id}`, `results-${id}`, 'results.baseline']);
    expect(scenario.services.rest.checks.filter(({ status }) => status === 'completed')).toHaveLength(1);
    await scenario.close();
  }, 180_000);

  it('that fails is a failure to the commit that asked', async () => {
    const scenario = await open('crash');
    await submit(scenario, { 'api-key-name': 'MODEL_API_KEY' }, ['byob_crash.crash', 'byob_arith.arith']);
    await untilEnded(scenario);
    const collected = await collect(scenario);
    expect(collected.outputs).toMatchObject({ state: 'failed' });
    expect(collected.outcome).toBe('failure');
    expect(collected.log).toMatch(/byob_crash\.crash is failed/);
    expect(scenario.services.rest.checks.at(-1)).toMatchObject({ conclusion: 'failure' });
    await scenario.close();
  }, 180_000);

  it('counts for nothing where the run of a fork says so, and is refused where it names another place', async () => {
    const scenario = await open('forged');
    const submitted = await submit(scenario, { 'api-key-name': 'MODEL_API_KEY' });
    const id = submitted.outputs['invocation_id']!;
    const run = repository.runs.get(submissions)!;
    const own = run.headRepository;
    run.headRepository = { id: 666, full_name: 'mallory/models' };
    const forged = await collect(scenario);
    expect(forged.log).toMatch(/is passed over: its run is of another repository/);
    expect(forged.outputs).toMatchObject({ finished_invocations: '', open_invocations: '' });
    run.headRepository = own;
    const elsewhere = await collect(scenario, { 'path-prefix': '/home/others' });
    expect(elsewhere.log).toMatch(/is refused: its folder .* is not below the input path-prefix/);
    expect(elsewhere.outcome).toBe('failure');
    expect(artifacts(scenario)).toEqual([`nea-open-${id}`]);
    await scenario.close();
  }, 180_000);

  it('is not fetched where its secrets cannot be searched for', async () => {
    const scenario = await open('keyless');
    const submitted = await submit(scenario, { 'api-key-name': 'MODEL_API_KEY' });
    const id = submitted.outputs['invocation_id']!;
    await untilEnded(scenario);
    const collected = await startCollector(scenario, {}, { MODEL_API_KEY: undefined }).done;
    expect(collected.log).toMatch(/MODEL_API_KEY is not set here/);
    expect(collected.outcome).toBe('failure');
    expect(artifacts(scenario)).toEqual([`nea-open-${id}`]);
    await scenario.close();
  }, 180_000);
});
