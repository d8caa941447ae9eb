import { expect, it, jest } from '@jest/globals';
import { artifactText, lastArtifact, secretFiles } from '../world.js';
import { launcherConfig } from './cluster.js';
import { expire, historyOf, type Job, jobsOf, preempt, until } from './jobs.js';
import {
  ARITH,
  errorsOf,
  PATIENCE_SECONDS,
  type Play,
  playAll,
  untilAsked,
  untilRuns,
  type WatchedRun,
  watchGated,
} from './plays.js';

jest.setTimeout(5 * 60_000);

const SLOW = { model: 'slow-600000', parallelism: '1' };
/** Of the log, once a run has seen that it is in its second job. */
const SECOND = /^byob_arith\.arith {2}running .* {2}job \d+ \(number 2 of its chain\)/;
/** Enough for a second job. */
const RESUMES = { max_walltime: '00:20:00' };
/** Where an end that is resumed can be had at once. */
const PREEMPTIBLE = { ...RESUMES, partition: 'preemptible' };

const { end } = playAll((lab) => {
  const arrived: Job[] = [];
  /** Starts a run and waits until it is in the second job of its chain. */
  const startSecond = async (play: Play, inputs: Record<string, string> = {}) => {
    const run = play.watch(launcherConfig(play, ARITH, PREEMPTIBLE), { ...SLOW, ...inputs });
    const first = await untilRuns(play);
    arrived.push(first);
    // One job preempts those of all plays.
    await until('all are there', async () => arrived.length === 3, PATIENCE_SECONDS);
    if (first === arrived[0]) await preempt(lab);
    await untilRuns(play, first);
    await run.says(SECOND);
    return run;
  };
  /** A job whose time is over while it evaluates, and not as it starts. */
  const expireAtWork = async (play: Play, config: string, before = async (): Promise<void> => undefined) => {
    const gated = await watchGated(play, config);
    await untilAsked(gated);
    await before();
    await expire(lab, gated.job.id);
    return gated.done();
  };
  const cancelIt = async (run: WatchedRun) => {
    await run.cancel();
    return run.done;
  };
  return {
    spent: async (play) => {
      const config = launcherConfig(play, ARITH, { walltime: '00:00:08' });
      return expireAtWork(play, config, async () => {
        await new Promise((resolve) => setTimeout(resolve, 9000));
      });
    },
    'refuse-chain': (play) => expireAtWork(play, launcherConfig(play, ARITH, RESUMES)),
    resumed: async (play) => {
      const inputs = { model: 'slow-500', parallelism: '1' };
      const gated = await watchGated(play, launcherConfig(play, ARITH, RESUMES), inputs);
      // Connections that have been closed keep a port for a minute, in which the next job begins.
      gated.gate.open();
      await untilAsked(gated, 5);
      gated.gate.shut();
      await expire(lab, gated.job.id);
      await gated.run.says(SECOND);
      gated.gate.open();
      return gated.done();
    },
    timeout: async (play) => (await startSecond(play, { 'timeout-minutes': '1.5' })).done,
    cancel: async (play) => cancelIt(await startSecond(play)),
    detach: async (play) => cancelIt(await startSecond(play, { cancel: 'detach' })),
  };
});

it.each([
  [
    'spent',
    /^byob_arith\.arith is timeout: job \d+ ran as long as execution\.max_walltime allows \(00:00:08\)/,
  ],
  [
    'refuse-chain',
    /^byob_arith\.arith is timeout: job \d+ reached execution\.walltime, and no job goes on with it \(sbatch said: /,
  ],
] as const)('is over with its walltime where nothing resumes it: %s', async (name, says) => {
  const { scenario, result } = await end(name);
  expect(errorsOf(result)).toEqual([expect.stringMatching(says)]);
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'timeout' } });
  expect((await historyOf(scenario))[0]).toMatchObject({ state: 'TIMEOUT' });
  expect(await jobsOf(scenario)).toEqual([]);
  // What it had got to is kept.
  expect(artifactText(lastArtifact(scenario), 'client_stdout.log')).toContain('Request started');
  expect(secretFiles(scenario.outputDir)).toEqual([]);
});

it('waits for the job that resumes one whose walltime was over', async () => {
  const { scenario, result } = await end('resumed');
  expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success' } });
  const ids = (await historyOf(scenario)).map(({ state }) => state);
  expect(ids.slice(0, 2)).toEqual(['TIMEOUT', 'COMPLETED']);
  expect(await jobsOf(scenario)).toEqual([]);
  expect(secretFiles(scenario.outputDir)).toEqual([]);
  expect(scenario.door!.connections()).toBe(1);
});

it.each(['timeout', 'cancel'] as const)('stops the whole chain in its second job: %s', async (name) => {
  const { scenario, result } = await end(name);
  const cancelled = name === 'cancel';
  expect(result).toMatchObject({
    exitCode: 1,
    outcome: cancelled ? 'cancelled' : 'failure',
    orphans: [],
    outputs: { state: cancelled ? 'cancelled' : 'timeout' },
  });
  expect(errorsOf(result)).toEqual([
    cancelled
      ? 'byob_arith.arith is cancelled: the job was cancelled'
      : 'byob_arith.arith is timeout: it was stopped (exit 143)',
  ]);
  // The runner had to ask once only.
  expect(result.signals.map(({ signal }) => signal)).toEqual(cancelled ? ['SIGINT'] : []);
  const [first, second] = await historyOf(scenario);
  expect([first!.state, second!.state.split(' ')[0]]).toEqual(['PREEMPTED', 'CANCELLED']);
  // The follow-up goes first, so that it does not start as the other one ends.
  expect(result.log).toMatch(
    new RegExp(`^scancel on nel\\d*@login\\.slurm\\.test: \\d+ ${second!.id}$`, 'm'),
  );
  const stay = (await jobsOf(scenario)).filter(({ state }) => state !== 'COMPLETING');
  expect(stay).toEqual([]);
  expect(secretFiles(scenario.outputDir)).toEqual([]);
});

it('leaves the chain to itself where it is to be detached, and says how to come back', async () => {
  const { scenario, result } = await end('detach');
  expect(result).toMatchObject({ outcome: 'cancelled', outputs: { state: 'submitted' } });
  const states = (await jobsOf(scenario)).map(({ state }) => state);
  expect(states.sort()).toEqual(['PENDING', 'RUNNING']);
  const { artifacts } = scenario.services;
  expect(artifacts.map(({ name }) => name)).toContain(`nea-open-${result.outputs['invocation_id']}`);
  expect(result.log).toMatch(/as nel\d* on login\.slurm\.test, scancel [\d ]+ \(jobs with the comment nea\//);
  // Its jobs read it anew.
  expect(secretFiles(scenario.outputDir)).toHaveLength(1);
  expect(result.signals).toHaveLength(1);
});
