import { spawnSync } from 'node:child_process';
import { expect, it, jest } from '@jest/globals';
import { unzipSync } from 'fflate';
import { API_KEY, artifactText, lastArtifact, readText, secretFiles } from '../world.js';
import { launcherConfig } from './cluster.js';
import { cancel, historyOf, jobsOf, slurmEnv, until, untilJob } from './jobs.js';
import { ARITH, errorsOf, PATIENCE_SECONDS, playAll, untilRuns, warningsOf, watchGated } from './plays.js';

jest.setTimeout(5 * 60_000);

const THREE = ['byob_arith.arith', 'byob_mcq.mcq', 'byob_arith.arith'];
const SLOW = { model: 'slow-60000', parallelism: '1' };
const KEYED = { model: 'needs-key', 'api-key-name': 'MODEL_API_KEY' };
const KEY = { MODEL_API_KEY: API_KEY };
/** What preflight finds out before is not to be found out by it. */
const UNCHECKED = { preflight: 'off' };

const stage = playAll((lab) => ({
  success: (play) => play.watch(launcherConfig(play, ['byob_arith.arith', 'byob_mcq.mcq']), KEYED, KEY).done,
  crash: (play) => play.watch(launcherConfig(play, ['byob_crash.crash'])).done,
  'refuse-0': (play) => play.watch(launcherConfig(play, THREE), { ...KEYED, ...UNCHECKED }, KEY).done,
  'refuse-2': (play) => play.watch(launcherConfig(play, THREE), KEYED, KEY).done,
  scancel: async (play) => {
    const { done } = play.watch(launcherConfig(play, ARITH), SLOW);
    await cancel(lab, (await untilRuns(play)).id);
    return done;
  },
  away: async (play) => {
    const { run, gate, done } = await watchGated(play, launcherConfig(play, ARITH));
    await run.says(/^byob_arith\.arith {2}(pending|running)/);
    await play.door!.close();
    gate.open();
    await run.says(/cannot be reached since/);
    await until(
      'it has ended',
      async () => !(await jobsOf(play)).some(({ state }) => state === 'RUNNING'),
      PATIENCE_SECONDS,
    );
    await play.door!.open();
    return done();
  },
  local: (play) =>
    play.watch(
      launcherConfig(play, ARITH, { username: 'root' }),
      { ssh: 'local', 'ssh-key': '', 'ssh-known-hosts': '', 'ssh-config': '' },
      slurmEnv(lab.cluster),
    ).done,
  beside: async (play) => {
    const { run, gate, job } = await watchGated(play, launcherConfig(play, ARITH));
    const second = play.watch(launcherConfig(play, ARITH), { 'endpoint-url': gate.url });
    const other = await untilRuns(play, job, ...(await jobsOf(play)));
    await run.cancel();
    await untilJob(play, ({ id, state }) => id === other.id && state === 'RUNNING');
    gate.open();
    return second.done.finally(gate.close);
  },
}));

/** Files below the folders that hold a value of which there must be none left. */
function filesWith(value: string, ...folders: string[]): string[] {
  const { stdout } = spawnSync('grep', ['-rlF', '-e', value, ...folders], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean);
}

it('ends well: results in the artifact, one connection, and nothing left on the cluster', async () => {
  const { scenario, result } = await stage.end('success');
  const { outputs, log } = result;
  expect(result).toMatchObject({ exitCode: 0, outcome: 'success', orphans: [] });
  expect(outputs).toMatchObject({
    state: 'success',
    verdict: 'NO-BASELINE',
    invocation_id: expect.stringMatching(/^[0-9a-f]{16}$/),
    invocation_dir: expect.stringMatching(/\/eval_results\/\d{8}_\d{6}-[0-9a-f]{16}$/),
    artifact_id: '1001',
  });
  const { benchmarks } = JSON.parse(readText(outputs['result_json']!));
  expect(benchmarks.map(({ task }: { task: string }) => task)).toEqual(
    expect.arrayContaining(['byob_arith.arith', 'byob_mcq.mcq']),
  );
  const files = lastArtifact(scenario);
  expect(artifactText(files, 'byob_mcq.mcq.1/artifacts/results.yml')).toMatch(/value: 0\.9/);
  expect(artifactText(files, 'byob_arith.arith.0/logs/client_stdout.log')).toContain('Evaluation complete');
  expect(log).toMatch(/^byob_mcq\.mcq {2}(pending|running).* {2}job \d+/m);
  expect(scenario.door!.connections()).toBe(1);
  expect(await jobsOf(scenario)).toEqual([]);
});

it('leaves no secret: not in logs, artifacts, the run folder or the cluster', async () => {
  const { scenario, result } = await stage.end('success');
  const keyLine = stage.lab().cluster.userKey.split('\n')[1]!;
  for (const secret of [API_KEY, keyLine]) {
    for (const artifact of scenario.services.artifacts)
      for (const bytes of Object.values(unzipSync(artifact.bytes())))
        expect(Buffer.from(bytes).includes(secret)).toBe(false);
    expect(`${result.log}${result.summary}${result.post!.log}`).not.toContain(secret);
    expect(filesWith(secret, scenario.temp, scenario.outputDir)).toEqual([]);
  }
  for (const name of ['success', 'crash', 'refuse-0', 'refuse-2', 'scancel', 'local', 'beside'] as const)
    expect(secretFiles((await stage.end(name)).scenario.outputDir)).toEqual([]);
});

it('says why a harness that died failed, and keeps what is there', async () => {
  const { scenario, result } = await stage.end('crash');
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
  expect(errorsOf(result)).toEqual([expect.stringMatching(/^byob_crash\.crash is failed: .*job \d+ failed/)]);
  expect(artifactText(lastArtifact(scenario), 'client_stdout.log')).toContain('the harness dies here');
});

it.each([
  ['refuse-0', /Slurm refused the job of byob_arith\.arith \(number 1\): .*the site refuses job \S+\.0 /],
  ['refuse-2', /Slurm refused a job: the site refuses job \S+\.2; .*Invalid account/],
] as const)('takes back all jobs where one of three is refused: %s', async (name, says) => {
  const { scenario, result } = await stage.end(name);
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error', invocation_id: '' } });
  expect(errorsOf(result)).toEqual([expect.stringMatching(says)]);
  expect(errorsOf(result)[0]).toMatch(/what had been submitted was cancelled \(jobs \d+, \d+/);
  expect(await jobsOf(scenario)).toEqual([]);
  const states = (await historyOf(scenario)).map(({ state }) => state.split(' ')[0]);
  expect(states).toEqual(expect.not.arrayContaining(['COMPLETED', 'RUNNING']));
});

it('is killed where somebody cancels its job, and names who', async () => {
  const { scenario, result } = await stage.end('scancel');
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'killed' } });
  expect(errorsOf(result)).toEqual([
    expect.stringMatching(/^byob_arith\.arith is killed: job \d+ was cancelled by root/),
  ]);
  expect(await jobsOf(scenario)).toEqual([]);
});

it('goes on where the login node is away between two looks, and the job ends meanwhile', async () => {
  const { scenario, result } = await stage.end('away');
  expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success' } });
  expect(warningsOf(result)).toEqual([]);
  expect(result.log).toMatch(/answers again \(it did not since /);
  expect(scenario.door!.connections()).toBe(2);
});

it('runs on a login node itself without ssh', async () => {
  const { scenario, result } = await stage.end('local');
  expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success' } });
  expect(scenario.door!.connections()).toBe(0);
  expect(artifactText(lastArtifact(scenario), 'byob_arith.arith.0/artifacts/results.yml')).toContain('arith');
  expect(await jobsOf(scenario)).toEqual([]);
});

it('stops its own jobs and not those of another job of the workflow, whatever their names', async () => {
  const { scenario, result } = await stage.end('beside');
  expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success' } });
  const states = (await historyOf(scenario)).map(({ state }) => state.split(' ')[0]);
  expect(states).toEqual(expect.arrayContaining(['CANCELLED', 'COMPLETED']));
  expect(new Set((await historyOf(scenario)).map(({ name }) => name)).size).toBe(1);
});
