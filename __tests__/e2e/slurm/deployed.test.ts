import { expect, it, jest } from '@jest/globals';
import type { ActionResult } from '../../../tools/local-runner/run-action.js';
import { artifactText, lastArtifact, readText, secretFiles } from '../world.js';
import { expire, historyOf, jobsOf } from './jobs.js';
import { ARITH, errorsOf, type Play, playAll, untilRuns, type WatchedRun, warningsOf } from './plays.js';
import { NO_ENDPOINT, type Served, servedConfig } from './serve.js';

jest.setTimeout(5 * 60_000);

const TOKEN = 'hf_canary-0123456789-SECRET';
const TWO = ['byob_arith.arith', 'byob_mcq.mcq'];

async function serve(
  play: Play,
  served: Partial<Served> = {},
  inputs: Record<string, string> = {},
): Promise<WatchedRun> {
  const config = await servedConfig(play, { tasks: ARITH, ...served });
  return play.watch(config, { ...NO_ENDPOINT, ...inputs }, { HF_TOKEN: TOKEN });
}

async function served(...args: Parameters<typeof serve>): Promise<ActionResult> {
  return (await serve(...args)).done;
}

const { end } = playAll((lab) => ({
  served: (play) =>
    served(play, {
      behaviour: { loadSeconds: 12 },
      deployment: { env_vars: { HF_TOKEN: 'host:HF_TOKEN' } },
    }),
  'cannot-load': (play) => served(play, { behaviour: { failLoading: 'ValueError: another architecture' } }),
  'dies-at-work': (play) => served(play, { behaviour: { dieAfter: 9 } }),
  // The harness is done soon without a server; what comes after it is not.
  outlived: (play) =>
    served(
      play,
      { behaviour: { dieAfter: 2 }, evaluation: { post_cmd: 'sleep 600' } },
      { 'trust-pre-cmd': 'true' },
    ),
  'never-ready': (play) =>
    served(play, { behaviour: { loadSeconds: 900 }, execution: { endpoint_readiness_timeout: 1 } }),
  stuck: async (play) => {
    const { done, says } = await serve(play, {
      behaviour: { hangs: true },
      execution: { walltime: '00:00:08' },
    });
    const { id } = await untilRuns(play);
    await says(/^byob_arith\.arith {2}running .* server: loading/);
    // What it may run in all, by which nothing goes on with it.
    await new Promise((resolve) => setTimeout(resolve, 9000));
    await expire(lab, id);
    return done;
  },
  // Slurm starts no further step once its time is over, and may end it half a minute later only.
  'refuse-chain-between': async (play) => {
    const { done } = await serve(play, { behaviour: { loadSeconds: 3 } });
    await expire(lab, (await untilRuns(play)).id);
    return done;
  },
  stopped: (play) => served(play, { behaviour: { loadSeconds: 900 } }, { 'timeout-minutes': '1' }),
  'shares-refused': (play) => served(play, { tasks: TWO }),
  shares: (play) => served(play, { tasks: TWO }, { preflight: 'warn' }),
  apart: (play) => served(play, { tasks: TWO, execution: { gres: 'gpu:5' } }),
}));

/** The log of a task's server, as the run's log has it. */
function serverGroup({ log }: ActionResult): string {
  return /##\[group\]Server log: byob_arith\.arith\n([\s\S]*?)##\[endgroup\]/.exec(log)?.[1] ?? '';
}

it('serves a checkpoint beside the evaluation, without GPUs where it needs none', async () => {
  const { scenario, result } = await end('served');
  expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success' } });
  expect(warningsOf(result)).toEqual([
    expect.stringMatching(/^no_gpu: execution\.gpus_per_node /),
    expect.stringMatching(/^a secret was found in 1 files and redacted .*server-0-\d+-0\.log$/),
  ]);
  expect(result.log).toMatch(/^byob_arith\.arith {2}running .* {2}job \d+ {2}server: loading$/m);
  expect(serverGroup(result)).toContain('loading tiny with the token ***\n');
  const { benchmarks } = JSON.parse(readText(result.outputs['result_json']!));
  expect(benchmarks[0]).toMatchObject({ task: 'byob_arith.arith', n: 20 });
  const files = lastArtifact(scenario);
  expect(artifactText(files, '-0.log')).toContain('loading tiny with the token ***');
  for (const [name, content] of files) expect([name, content.includes(TOKEN)]).toEqual([name, false]);
  expect(JSON.parse(artifactText(files, 'nemo-eval/snapshot.json'))).toMatchObject({
    tasks: [{ fields: { server: { value: { type: 'generic' } } } }],
    context: { model: 'tiny' },
  });
  expect(await jobsOf(scenario)).toEqual([]);
  expect(secretFiles(scenario.outputDir)).toEqual([]);
});

it('names why a server died while it loaded', async () => {
  const { result } = await end('cannot-load');
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
  expect(errorsOf(result)).toEqual([
    expect.stringMatching(
      /^byob_arith\.arith is failed: the model's server died while it loaded: ValueError: another architecture/,
    ),
  ]);
  expect(serverGroup(result)).toContain('ValueError: another architecture');
});

it('gives the death of a server for a reason, before the samples that got no answer', async () => {
  const { result } = await end('dies-at-work');
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'invalid' } });
  expect(errorsOf(result)).toEqual([
    expect.stringMatching(
      /^byob_arith\.arith is invalid: the model's server died during the evaluation: the GPU ran out of memory: .*; \d+ of 20 samples failed/,
    ),
  ]);
  expect(serverGroup(result)).toMatch(/OutOfMemoryError: CUDA out of memory/);
});

it('ends an evaluation that would go on without its server', async () => {
  const { scenario, result } = await end('outlived');
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
  expect(errorsOf(result)).toEqual([
    expect.stringMatching(
      /^byob_arith\.arith is failed: the model's server died during the evaluation: .*; job \d+ was ended, as it went on without its server/,
    ),
  ]);
  expect(result.log).toMatch(/^byob_arith\.arith {2}running .* {2}server: has died/m);
  expect(serverGroup(result)).toMatch(/OutOfMemoryError: CUDA out of memory/);
  expect((await historyOf(scenario))[0]!.state).toMatch(/^CANCELLED/);
  expect((await jobsOf(scenario)).filter(({ state }) => state !== 'COMPLETING')).toEqual([]);
  expect(secretFiles(scenario.outputDir)).toEqual([]);
});

it.each([
  [
    'never-ready',
    'failed',
    /: the model's server was not ready after 1 s \(execution\.endpoint_readiness_timeout\): .* ends with: serving tiny on port/,
  ],
  [
    'stuck',
    'timeout',
    /: job \d+ ran as long as execution\.max_walltime allows \(00:00:08\).*; the model's server was still loading; its log ends with: serving tiny on port/,
  ],
  [
    'stopped',
    'timeout',
    /: it was stopped \(exit 143\); the model's server was still loading; its log ends with: serving tiny on port/,
  ],
] as const)('ends one that never gets ready, and says so: %s', async (name, state, says) => {
  const { scenario, result } = await end(name);
  expect(result).toMatchObject({ exitCode: 1, outputs: { state } });
  expect(errorsOf(result)).toEqual([expect.stringMatching(says)]);
  expect(serverGroup(result)).toContain('loading tiny');
  expect((await jobsOf(scenario)).filter((job) => job.state !== 'COMPLETING')).toEqual([]);
  expect(secretFiles(scenario.outputDir)).toEqual([]);
});

it('is over with its walltime, also where that ends before the evaluation can be started', async () => {
  const { scenario, result } = await end('refuse-chain-between');
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'timeout' } });
  expect(errorsOf(result)).toEqual([
    expect.stringMatching(/^byob_arith\.arith is timeout: job \d+ reached execution\.walltime/),
  ]);
  // Which of the two it is Slurm's own clock decides.
  expect((await historyOf(scenario))[0]!.state).toMatch(/^(FAILED|TIMEOUT)$/);
});

it('refuses servers that would have to share a port', async () => {
  const { scenario, result } = await end('shares-refused');
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
  expect(errorsOf(result)).toEqual([
    expect.stringMatching(/^shared_server_port: .* for each of 2 tasks, whose jobs may share a node/),
  ]);
  expect(await historyOf(scenario)).toEqual([]);
});

it('takes no answers of one task’s server for those of another’s', async () => {
  const { result } = await end('shares');
  expect(result).toMatchObject({ exitCode: 1 });
  expect(result.outputs['state']).not.toBe('success');
  expect(errorsOf(result)).toEqual([
    expect.stringMatching(
      /the model's server died while it loaded, and another one answered on its port: its port is taken/,
    ),
  ]);
});

it('has each server on a node of its own where the jobs ask for most of its GPUs', async () => {
  const { result } = await end('apart');
  expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success' } });
});
