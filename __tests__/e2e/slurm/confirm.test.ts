import { expect, it, jest } from '@jest/globals';
import { unzipSync } from 'fflate';
import { createRepository, REPOSITORY_ID } from '../../../tools/local-runner/repository.js';
import type { ActionResult, RunOptions } from '../../../tools/local-runner/run-action.js';
import { API_KEY, secretFiles } from '../world.js';
import { launcherConfig, type Scenario } from './cluster.js';
import { startGate } from './gate.js';
import { historyOf, type Job, jobsOf } from './jobs.js';
import { ARITH, type Play, playAll, untilRuns, type WatchedRun, warningsOf } from './plays.js';

jest.setTimeout(8 * 60_000);

const WORKFLOW = '.github/workflows/evaluate.yml';
const FACTS = { id: REPOSITORY_ID, full_name: 'octo/models', default_branch: 'main', private: true };
const [BASE, HEAD, MERGE] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string];
const PUSH: Partial<RunOptions> = {
  ...{ runId: '101', sha: BASE, ref: 'refs/heads/main' },
  event: { name: 'push', payload: { repository: FACTS } },
};
const side = (sha: string, ref: string) => ({ sha, ref, repo: { id: REPOSITORY_ID } });
const PULL: Partial<RunOptions> = {
  ...{ runId: '102', sha: MERGE, ref: 'refs/pull/7/merge' },
  event: {
    name: 'pull_request',
    payload: {
      repository: FACTS,
      pull_request: { number: 7, head: side(HEAD, 'topic'), base: side(BASE, 'main') },
    },
  },
};
/** With a key, so that there are secrets on the cluster to be deleted. */
const INPUTS = { 'artifact-name': '', 'limit-samples': '100', 'api-key-name': 'MODEL_API_KEY' };
const ENV = { MODEL_API_KEY: API_KEY };
/** The jobs that run again, by the name of their scenario. */
const again = new Map<string, Job>();
/** Those of the run itself. */
const first = new Map<string, Job>();

/** A repository with a change of its main branch that is asked for. */
function repositoryWithChange() {
  const repository = createRepository({ fullName: 'octo/models' });
  repository.commit(BASE);
  repository.commit(HEAD, BASE);
  repository.commit(MERGE, BASE, HEAD);
  repository.branches.set('main', BASE);
  repository.run({ id: 101, headSha: BASE, path: WORKFLOW });
  repository.run({ id: 102, headSha: HEAD, headBranch: 'topic', event: 'pull_request', path: WORKFLOW });
  return { repository };
}

/** Evaluates the base, then a worse model in its place, and follows that run into its rerun, which is held back. */
async function runAgain(
  play: Play,
  inputs: Record<string, string>,
  then: (run: WatchedRun) => Promise<unknown>,
  options: Partial<RunOptions> = {},
): Promise<ActionResult> {
  const gate = await startGate(play.lab);
  try {
    gate.open();
    const config = launcherConfig(play, ARITH);
    const asked = { ...INPUTS, 'endpoint-url': gate.url };
    await play.watch(config, asked, ENV, PUSH).done;
    const before = await historyOf(play);
    const worse = { ...asked, model: 'worse', confirm: 'true', ...inputs };
    const run = play.watch(config, worse, ENV, { ...PULL, ...options });
    first.set(play.name, await untilRuns(play, ...before));
    await run.says(/^confirm: .* breached and are run once more/);
    gate.shut();
    again.set(play.name, await untilRuns(play, ...(await historyOf(play))));
    await run.says(/^confirm candidate: byob_arith\.arith {2}running/);
    await then(run);
    gate.open();
    return await run.done;
  } finally {
    gate.close();
  }
}

const { end } = playAll(
  () => ({
    confirmed: (play) => runAgain(play, {}, async () => undefined),
    cancelled: (play) => runAgain(play, {}, (run) => run.cancel()),
    detached: (play) => runAgain(play, { cancel: 'detach' }, (run) => run.cancel()),
    // Killed before it could stop anything.
    'cut-off': (play) =>
      runAgain(play, {}, (run) => run.cancel(), { grace: { interruptMs: 1, terminateMs: 1 } }),
    'over-time': (play) => runAgain(play, { 'timeout-minutes': '2' }, (run) => run.done),
  }),
  repositoryWithChange,
);

const artifactsOf = ({ services }: Scenario): string[] =>
  services.artifacts.filter(({ runId }) => runId === '102').map(({ name }) => name);

/** The files of the run's artifact. */
function filesOf({ services }: Scenario): Map<string, string> {
  const bytes = services.artifacts
    .find(({ runId, name }) => runId === '102' && name === 'eval_results')!
    .bytes();
  return new Map(
    Object.entries(unzipSync(bytes)).map(([name, content]) => [name, Buffer.from(content).toString('utf8')]),
  );
}

const resultOf = (files: Map<string, string>) => JSON.parse(files.get('nemo-eval/result.json')!);

async function expectNothingLeft(scenario: Scenario): Promise<void> {
  const left = (await jobsOf(scenario)).filter(({ state }) => state !== 'COMPLETING');
  expect(left).toEqual([]);
  // The rerun's folder lies beside that of the run.
  expect(secretFiles(scenario.lab.cluster.outputDir).filter((file) => file.includes(scenario.name))).toEqual(
    [],
  );
  expect(artifactsOf(scenario).filter((name) => name.startsWith('nea-open'))).toEqual([]);
}

it('runs what breached once more, as jobs of its own, and keeps both', async () => {
  const { scenario, result } = await end('confirmed');
  expect(result.outputs).toMatchObject({ state: 'success', verdict: 'NO-GO', baseline_run_id: '101' });
  const [own, other] = [first.get('confirmed')!, again.get('confirmed')!];
  expect(other.name).toBe(own.name);
  expect(other.comment).toMatch(/^nea\/\d+\/102\/1\/.*candidate/);
  expect(own.comment).not.toContain('candidate');
  const files = filesOf(scenario);
  // The demo's models give the same answers each time, which confirms nothing.
  expect(resultOf(files).benchmarks[0]).toMatchObject({
    status: 'BREACH',
    confirmation: { status: 'unanswered', n: 100, reason: expect.stringMatching(/deterministic/) },
  });
  const kept = [...files.keys()].filter((name) => name.endsWith('byob_arith.arith.0/artifacts/results.yml'));
  expect(kept).toEqual(
    expect.arrayContaining([expect.stringMatching(/^confirm\//), expect.not.stringMatching(/^confirm\//)]),
  );
  expect(scenario.door!.connections()).toBe(2);
  await expectNothingLeft(scenario);
});

it.each(['cancelled', 'detached'] as const)(
  'stops the rerun with the job, and keeps what the run itself came to: %s',
  async (name) => {
    const { scenario, result } = await end(name);
    expect(result).toMatchObject({ outcome: 'cancelled', orphans: [] });
    expect(result.signals.map(({ signal }) => signal)).toEqual(['SIGINT']);
    const states = new Map((await historyOf(scenario)).map(({ id, state }) => [id, state.split(' ')[0]]));
    expect(states.get(again.get(name)!.id)).toBe('CANCELLED');
    expect(states.get(first.get(name)!.id)).toBe('COMPLETED');
    expect(warningsOf(result)).toEqual(warningsOf(result).filter((text) => !/may still run/.test(text)));
    const found = resultOf(filesOf(scenario));
    expect(found.verdict).toBe('NO-GO');
    expect(found.benchmarks[0]).toMatchObject({
      ...{ status: 'BREACH', n: 100 },
      confirmation: { status: 'unanswered', reason: expect.stringMatching(/the job was cancelled$/) },
    });
    await expectNothingLeft(scenario);
  },
);

it('leaves the rerun to the post step where the job is cut off, which keeps the results of the run', async () => {
  const { scenario, result } = await end('cut-off');
  expect(result).toMatchObject({ outcome: 'cancelled', orphans: [] });
  expect(result.signals.map(({ signal }) => signal)).toEqual(['SIGINT', 'SIGTERM', 'SIGKILL']);
  const states = new Map((await historyOf(scenario)).map(({ id, state }) => [id, state.split(' ')[0]]));
  expect(states.get(again.get('cut-off')!.id)).toBe('CANCELLED');
  expect(result.post!.log).toContain(again.get('cut-off')!.id);
  const files = filesOf(scenario);
  expect([...files.keys()]).toContainEqual(
    expect.stringMatching(/^\d{8}_\d{6}-[0-9a-f]{16}\/byob_arith\.arith\.0\/artifacts\/results\.yml$/),
  );
  expect(resultOf(files).benchmarks[0]).toMatchObject({ task: 'byob_arith.arith', n: 100 });
  await expectNothingLeft(scenario);
});

it('gives the rerun a time of its own, and ends it', async () => {
  const { scenario, result } = await end('over-time');
  expect(result.outputs).toMatchObject({ state: 'success', verdict: 'NO-GO' });
  expect(resultOf(filesOf(scenario)).benchmarks[0].confirmation).toMatchObject({
    status: 'unanswered',
    reason: expect.stringMatching(/timeout-minutes|stopped/),
  });
  const states = new Map((await historyOf(scenario)).map(({ id, state }) => [id, state.split(' ')[0]]));
  expect(states.get(again.get('over-time')!.id)).toBe('CANCELLED');
  await expectNothingLeft(scenario);
});
