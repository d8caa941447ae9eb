import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { preflightLepton } from '../../src/launcher/lepton/preflight.js';
import { stopLepton } from '../../src/launcher/lepton/stop.js';
import { watchLepton } from '../../src/launcher/lepton/watch.js';
import type { LeptonEnding } from '../../src/lepton/outcome.js';
import { DEPLOYED, HOSTED } from '../lepton/config.js';
import { LeptonWorld, leptonVenv } from './lepton-world.js';

const TWO = '    - name: gsm8k\n';
const KEYED = HOSTED.replace('model_id: m', 'model_id: m, api_key_name: MODEL_API_KEY');
let venv: string;
let world: LeptonWorld;

beforeAll(async () => {
  venv = await leptonVenv();
}, 600_000);
beforeEach(async () => {
  world = await LeptonWorld.open(venv);
});
afterEach(() => world.close());

/** The command of a job's container, run here with an evaluator that writes down what it is asked for. */
function runJob(command: string[]): { code: number; evaluated: string | undefined } {
  const bin = path.join(world.dir, 'bin');
  const asked = path.join(world.dir, 'asked.yaml');
  mkdirSync(bin, { recursive: true });
  const evaluator = path.join(bin, 'nemo-evaluator');
  writeFileSync(evaluator, `#!/bin/sh\ncp "$3" ${asked}\n`);
  chmodSync(evaluator, 0o755);
  const { status } = spawnSync(command[0]!, command.slice(1), {
    cwd: world.dir,
    env: { PATH: `${bin}:/usr/bin:/bin` },
    timeout: 20_000,
  });
  return { code: status ?? -1, evaluated: existsSync(asked) ? readFileSync(asked, 'utf8') : undefined };
}

/** Processes that have the run's folder in their environment. */
function survivors(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(world.files.execDb);
    } catch {
      return false;
    }
  });
}

function watch(invocationId: string, tasks: Parameters<typeof watchLepton>[0]['tasks'], onLook?: () => void) {
  const ended: [string, LeptonEnding][] = [];
  return watchLepton({
    ask: world.ask,
    invocationId,
    tasks,
    signal: new AbortController().signal,
    onEnd: (task, ending) => ended.push([task.name, ending]),
    clock: { now: () => Date.now(), sleep: async () => onLook?.() },
  });
}

describe('an evaluation on Lepton, with the real launcher', () => {
  it('is submitted against an endpoint that is there, watched, and ends', async () => {
    world.server.secrets = ['MODEL_API_KEY'];
    const config = world.save(KEYED + TWO);
    expect(await preflightLepton(world.ask, world.login, config)).toEqual([]);
    const submission = await world.submit(config);
    expect(submission).toMatchObject({ exitCode: 0, invocationId: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(submission.tasks.map(({ name }) => name)).toEqual(['mmlu_instruct', 'gsm8k']);
    // Our names are those that the launcher has used.
    const jobs = [...world.server.jobs.values()];
    expect(jobs.map(({ metadata }) => metadata['name'])).toEqual(
      submission.tasks.map(({ jobName }) => jobName),
    );
    expect(jobs[0]!.spec['envs']).toEqual([
      { name: 'MODEL_API_KEY', value_from: { secret_name_ref: 'MODEL_API_KEY' } },
    ]);
    expect(jobs[0]!.spec['mounts']).toEqual([
      { from: 'node-nfs:shared', path: `/evals/${submission.invocationId}`, mount_path: '/results' },
    ]);
    for (const { jobName } of submission.tasks) world.server.setJob(jobName, 'Completed', { succeeded: 1 });
    const endings = await watch(submission.invocationId!, submission.tasks);
    expect([...endings.values()].map(({ state }) => state)).toEqual(['success', 'success']);
  }, 300_000);

  it('has a job that evaluates, into the mount, whatever quotes the config has', async () => {
    const quoted = KEYED.replace('m,', `"it's m",`);
    const config = world.save(quoted.replace('evaluation:', 'evaluation:\n  post_cmd: touch uploaded'));
    await world.submit(config);
    const [mended] = world.server.jobs.values();
    const good = runJob(mended!.spec['container'].command);
    expect(good.code).toBe(0);
    expect(existsSync(path.join(world.dir, 'uploaded'))).toBe(true);
    expect(good.evaluated).toContain('output_dir: /results/mmlu_instruct.0/artifacts');
    expect(good.evaluated).toContain("it's m");
  }, 300_000);

  it('has a job that ends before it evaluates where the launcher alone writes it', async () => {
    world.save(KEYED);
    mkdirSync(world.files.cwd, { recursive: true });
    const args = ['run', '--config', world.files.launcherConfig, '--config-mode', 'raw'];
    expect((await world.command('nemo-evaluator-launcher', args)).code).toBe(0);
    const [alone] = world.server.jobs.values();
    expect(runJob(alone!.spec['container'].command)).toEqual({ code: 1, evaluated: undefined });
  }, 300_000);

  it('deploys a model for each task, whose endpoint is deleted when its task ends', async () => {
    const config = world.save(DEPLOYED + TWO);
    const submission = await world.submit(config);
    expect(submission).toMatchObject({ exitCode: 0 });
    expect([...world.server.endpoints.keys()].sort()).toEqual(
      submission.tasks.map(({ endpoint }) => endpoint).sort(),
    );
    expect(world.lines).toContainEqual(
      expect.stringMatching(/^mmlu_instruct: Creating endpoint vllm-mmlu-i-0-[0-9a-f]{6}$/),
    );
    expect(world.lines).toContainEqual(
      expect.stringMatching(/^gsm8k: Submitting job eval-[0-9a-f]{6}-gsm8k-1$/),
    );
    const [first, second] = submission.tasks;
    world.server.setJob(first!.jobName, 'Archived', { succeeded: 1 });
    const asked = ['status', '--json', submission.invocationId!];
    const { stdout } = await world.command('nemo-evaluator-launcher', asked, { COLUMNS: '1000000' });
    const endings = await watch(submission.invocationId!, submission.tasks, () => {
      if (!world.server.endpoints.has(first!.endpoint!))
        world.server.setJob(second!.jobName, 'Failed', { failed: 1 });
    });
    expect(endings.get(0)?.state).toBe('success');
    expect(endings.get(1)?.state).toBe('failed');
    expect(world.server.endpoints.size).toBe(0);
    // What the launcher says of a job that has ended and was archived.
    expect(JSON.parse(stdout)[0].status).toBe('running');
  }, 400_000);

  it('waits for an endpoint whose description is wider than a terminal', async () => {
    const wide = 'echo '.repeat(60);
    const submission = await world.submit(
      world.save(DEPLOYED.replace('  port:', `  pre_cmd: "${wide}"\n  port:`)),
    );
    expect(submission).toMatchObject({ exitCode: 0 });
    const [name] = world.server.endpoints.keys();
    const seen = async (env: Record<string, string>) =>
      (await world.command('lep', ['endpoint', 'get', '--name', name!], env)).stdout;
    const wrapped = await seen({});
    expect(() => JSON.parse(wrapped)).toThrow();
    const whole = await seen({ COLUMNS: '1000000' });
    expect(JSON.parse(whole)).toMatchObject({ status: { state: 'Ready' } });
  }, 300_000);
});

describe('a submission that fails', () => {
  it.each([
    ['the token is refused', () => ({ status: 401 as const }), /401/],
    ['the workspace is broken', () => ({ status: 500 as const }), /500/],
  ])(
    'says why where %s, and leaves nothing',
    async (_, fault, says) => {
      world.server.fault = ({ method }) => (method === 'DELETE' || method === 'GET' ? undefined : fault());
      const submission = await world.submit(world.save(HOSTED));
      expect(submission).toMatchObject({ exitCode: 1, tasks: [], cleanUp: { left: [] } });
      expect(submission.refusal).toMatch(says);
      expect(world.server.jobs.size).toBe(0);
    },
    120_000,
  );

  it('says what the workspace answered where it refuses endpoints, without what it is doing besides', async () => {
    world.server.fault = ({ method }) =>
      method === 'POST' ? { status: 500, body: '{"message":"no room"}' } : undefined;
    const submission = await world.submit(world.save(DEPLOYED + TWO));
    expect(submission).toMatchObject({ isDown: true, tasks: [], cleanUp: { left: [] } });
    expect(submission.refusal).toMatch(
      /^RuntimeError: Failed to create 2 endpoints: [\w :;-]+; the workspace answered HTTP 500: no room$/,
    );
  }, 120_000);

  it('deletes the first job and both endpoints where the second job is refused', async () => {
    let jobs = 0;
    world.server.fault = ({ method, path: route }) => {
      if (method !== 'POST' || route !== '/jobs') return undefined;
      jobs += 1;
      return jobs === 2 ? { status: 400, body: '{"message":"quota exceeded"}' } : undefined;
    };
    const submission = await world.submit(world.save(DEPLOYED + TWO));
    expect(submission).toMatchObject({ exitCode: 1, tasks: [], cleanUp: { left: [] } });
    expect(submission.refusal).toContain('quota exceeded');
    expect(submission.cleanUp!.deleted).toContainEqual(
      expect.stringMatching(/^job eval-[0-9a-f]{6}-mmlu-instruct-0$/),
    );
    expect(world.server.jobs.size).toBe(0);
    expect(world.server.endpoints.size).toBe(0);
  }, 400_000);

  it('deletes endpoints that are never ready', async () => {
    world.server.readyAfterMs = Infinity;
    const config = world.save(
      DEPLOYED.replace('{node_group: gpu-group-ab12}', '{endpoint_readiness_timeout: 3}'),
    );
    const submission = await world.submit(config);
    expect(submission.refusal).toMatch(/failed to become ready/);
    expect(submission.cleanUp).toMatchObject({ left: [] });
    expect(world.server.endpoints.size).toBe(0);
  }, 300_000);

  it('is cut off by a cancel within seconds, and nothing is left that bills or runs', async () => {
    world.server.readyAfterMs = Infinity;
    const stop = new AbortController();
    const config = world.save(DEPLOYED + TWO);
    const submitting = world.submit(config, { signal: stop.signal });
    while (world.server.endpoints.size < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    const asked = Date.now();
    stop.abort();
    const submission = await submitting;
    expect(Date.now() - asked).toBeLessThan(7_500);
    expect(submission).toMatchObject({
      refusal: 'the submission was cut off',
      tasks: [],
      cleanUp: { left: [] },
    });
    expect(submission.cleanUp!.deleted).toHaveLength(2);
    expect(world.server.endpoints.size).toBe(0);
    expect(survivors()).toEqual([]);
  }, 300_000);

  it('is cut off where the workspace hangs, and says what may be left, with commands that work', async () => {
    const stop = new AbortController();
    const submitting = world.submit(world.save(DEPLOYED), { signal: stop.signal });
    while (world.server.endpoints.size < 1) await new Promise((resolve) => setTimeout(resolve, 50));
    world.server.fault = () => 'hang';
    const asked = Date.now();
    stop.abort();
    const { cleanUp } = await submitting;
    expect(Date.now() - asked).toBeLessThan(8_500);
    expect(cleanUp!.problem).toMatch(
      /^1 endpoint on Lepton may still bill \(no answer in time\): delete them with lep endpoint remove/,
    );
    expect(survivors()).toEqual([]);
    world.server.fault = () => undefined;
    const [, name] = /lep endpoint remove --name (\S+)/.exec(cleanUp!.problem!)!;
    expect((await world.command('lep', ['endpoint', 'remove', '--name', name!])).code).toBe(0);
    expect(world.server.endpoints.size).toBe(0);
  }, 300_000);
});

describe('stopping', () => {
  it('deletes the endpoint where the launcher leaves it, since its job cannot be deleted', async () => {
    const submission = await world.submit(world.save(DEPLOYED));
    world.server.fault = ({ method, path: route }) =>
      method === 'DELETE' && route.startsWith('/jobs') ? { status: 500 } : undefined;
    const kill = await world.command('nemo-evaluator-launcher', ['kill', submission.invocationId!]);
    expect(kill.code).toBe(0);
    expect(world.server.endpoints.size).toBe(1);
    const stopping = {
      ask: world.ask,
      tasks: submission.tasks,
      what: 'endpoints and jobs',
      budgetMs: 3_000,
    } as const;
    const report = await stopLepton(stopping);
    expect(world.server.endpoints.size).toBe(0);
    expect(report.left).toEqual([`job ${submission.tasks[0]!.jobName}`]);
    world.server.fault = () => undefined;
    expect(await stopLepton(stopping)).toMatchObject({ left: [] });
    expect(world.server.jobs.size).toBe(0);
  }, 300_000);
});

describe('results', () => {
  it('are fetched by none of the commands of the launcher', async () => {
    const { invocationId, tasks } = await world.submit(world.save(HOSTED));
    world.server.setJob(tasks[0]!.jobName, 'Completed', { succeeded: 1 });
    const copy = path.join(world.dir, 'copy');
    const exported = path.join(world.dir, 'exported');
    await world.command('nemo-evaluator-launcher', ['info', invocationId!, '--copy-artifacts', copy]);
    await world.command('nemo-evaluator-launcher', [
      'export',
      invocationId!,
      '--dest',
      'local',
      '--output-dir',
      exported,
      '--format',
      'json',
    ]);
    const files = [copy, exported].flatMap((dir) =>
      existsSync(dir) ? readdirSync(dir, { recursive: true, encoding: 'utf8' }) : [],
    );
    expect(files.filter((file) => /results|\.json$|\.yml$/.test(file))).toEqual([]);
  }, 300_000);
});
