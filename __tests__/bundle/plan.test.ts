import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { type ActionResult, type RunOptions, startAction } from '../../tools/local-runner/run-action.js';
import { uploadZip } from '../baseline/upload.js';
import { legOf, writeLeg } from '../collecting/write-leg.js';
import {
  HEAD,
  oneTask,
  onPull,
  onPush,
  REPOSITORY,
  report,
  setUpWorld,
  TIP,
  WORKFLOW,
} from './github-world.js';

// Each run is a process that asks several questions.
jest.setTimeout(90_000);

const world = setUpWorld();
const ROOT = path.join(import.meta.dirname, '../..');

const plan = (
  inputs: Record<string, string>,
  options: RunOptions = onPush('schedule'),
): Promise<ActionResult> =>
  startAction({
    actionDir: path.join(ROOT, 'plan'),
    workspace: world.workspace,
    tempDir: path.join(world.base, 'temp'),
    inputs,
    repository: REPOSITORY,
    runId: '900',
    sha: TIP,
    services: world.services,
    ...options,
    // Without any program on PATH.
    env: {
      PATH: '/nowhere',
      GITHUB_WORKFLOW_REF: `${REPOSITORY}/${WORKFLOW}@refs/heads/main`,
      ...options.env,
    },
  }).done;

interface Matrix {
  include: { leg: string; tasks: string }[];
}
const legsOf = ({ outputs }: ActionResult): string[] =>
  (JSON.parse(outputs['matrix']!) as Matrix).include.map(({ tasks }) => tasks);
const toldBy = ({ commands }: ActionResult, kind: string): string[] =>
  commands.filter(({ command }) => command === kind).map(({ message }) => message);

/** A run whose record tells how long tasks took. */
async function ran(runId: number, seconds: Record<string, number>): Promise<void> {
  world.repository.run({ id: runId, headSha: TIP, path: WORKFLOW });
  const tasks = Object.entries(seconds).map(([task, runtime_seconds], index) => ({
    ...{ task, index, state: 'success', notes: [], runtime_seconds },
  }));
  const result = { schema_version: 1, state: 'success', verdict: 'GO', tasks, benchmarks: [], invalid: [] };
  await uploadZip(world.services, runId, zipSync({ 'result.json': strToU8(JSON.stringify(result)) }));
}

describe('plan', () => {
  it('splits by what earlier runs took, and says so', async () => {
    await ran(800, { a: 600, b: 300, c: 200, d: 90 });
    const result = await plan({ tasks: 'a,b\nc, d,new', legs: '2' });
    expect(result).toMatchObject({ exitCode: 0, summary: '' });
    expect(result.outputs).toEqual({
      state: 'success',
      matrix: '{"include":[{"leg":"1","tasks":"b,c,new"},{"leg":"2","tasks":"a,d"}]}',
      legs: '2',
      expected: expect.stringMatching(/^1-b-c-new-[0-9a-f]{8}\n2-a-d-[0-9a-f]{8}$/),
      longest_seconds: '750',
    });
    expect(result.log).toContain('a: 10 min (as in run 800)');
    expect(result.log).toContain('new: 4 min (the median of the others: no record tells)');
    expect(result.log).toContain('leg 1: 13 min: b, c, new');
    expect(result.commands.filter(({ command }) => command === 'warning')).toEqual([]);
    expect(result.log).not.toContain(world.services.token);
  });

  it('of a pull request takes the records of its base branch', async () => {
    await ran(800, { a: 1, b: 9, c: 1 });
    world.repository.run({
      id: 801,
      headSha: HEAD,
      headBranch: 'feature',
      event: 'pull_request',
      path: WORKFLOW,
    });
    expect(legsOf(await plan({ tasks: 'a,b,c', legs: '2' }, onPull()))).toEqual(['b', 'a,c']);
  });

  it('without a record goes by the sizes of the benchmarks', async () => {
    const result = await plan({ tasks: 'ifeval,gsm8k_cot_instruct,mmlu_instruct', legs: '2' });
    expect(legsOf(result)).toEqual(['mmlu_instruct', 'ifeval,gsm8k_cot_instruct']);
    expect(result.outputs).toMatchObject({ state: 'success', longest_seconds: '' });
    expect(result.log).toContain('gsm8k_cot_instruct: 1,319 requests (the requests of the whole benchmark)');
  });

  it('that may not ask says what would help, and splits all the same', async () => {
    await ran(800, { ifeval: 9, gsm8k_cot_instruct: 1, mmlu_instruct: 1 });
    world.services.fail({
      match: /^GET .*\/actions\//,
      times: 99,
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
    const result = await plan({ tasks: 'ifeval,gsm8k_cot_instruct,mmlu_instruct', legs: '2' });
    expect(result.exitCode).toBe(0);
    expect(legsOf(result)).toEqual(['mmlu_instruct', 'ifeval,gsm8k_cot_instruct']);
    expect(toldBy(result, 'warning')).toEqual([
      expect.stringMatching(/^the split may be less even: .*add "actions: read" under "permissions:"/),
    ]);
  });

  it('on a GitHub Enterprise Server, which has no artifacts that can be read, asks nobody', async () => {
    const env = { GITHUB_SERVER_URL: 'https://github.example.com' };
    const result = await plan({ tasks: 'x,y', legs: '2' }, { ...onPush('schedule'), env });
    expect(result.exitCode).toBe(0);
    expect(legsOf(result)).toEqual(['x', 'y']);
    expect(result.log).toContain('records cannot be read here: tasks are split by their sizes');
    expect(world.services.requests).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no legs', { tasks: 'a', legs: '0' }, 'input legs is "0": allowed is a whole number from 1 to 256'],
    [
      'a task twice',
      { tasks: 'a,b,a', legs: '2' },
      'input tasks has "a" twice: two legs would evaluate the same',
    ],
    [
      'no tasks',
      { legs: '2' },
      'input tasks is empty: list the tasks to split, as the main action takes them',
    ],
  ])('refuses %s in one line', async (_, inputs, message) => {
    const result = await plan(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toEqual({
      state: 'config-error',
      matrix: '',
      legs: '',
      expected: '',
      longest_seconds: '',
    });
    expect(toldBy(result, 'error')).toEqual([message]);
    expect(result.log).not.toMatch(/^\s+at /m);
    expect(world.services.requests).toEqual([]);
  });
});

describe('legs that were planned anew', () => {
  /** Tasks by the names that a record has for them. */
  const nameOf = (task: string): string => `byob_${task}.${task}`;

  /** The legs of a plan upload their records, each task with so many wrong answers of 400. */
  async function evaluate(
    runId: number,
    matrix: Matrix,
    wrong: Record<string, number>,
    seconds: Record<string, number>,
    lost?: string,
  ): Promise<void> {
    world.repository.run({ id: runId, headSha: TIP, path: WORKFLOW });
    const total = matrix.include.length;
    for (const [index, leg] of matrix.include.entries()) {
      if (leg.leg === lost) continue;
      const names = leg.tasks.split(',').map((name) => name.split('.')[1]!);
      const facts = {
        matrix: { ...leg },
        index,
        total,
        tasks: names.map((name) => oneTask(wrong[name]!, name)),
        seconds: names.map((name) => seconds[name]!),
      };
      const dir = await writeLeg(path.join(world.base, 'legs', `${runId}-${leg.leg}`), facts);
      const files = ['result.json', 'scores.ndjson.gz'].map((file) => [
        file,
        readFileSync(path.join(dir, file)),
      ]);
      await uploadZip(world.services, runId, zipSync(Object.fromEntries(files)), {
        name: `eval_results-${legOf(facts).slug}.baseline`,
      });
    }
  }
  const collect = (runId: string, inputs: Record<string, string> = {}): Promise<ActionResult> =>
    world.collect(inputs, { ...onPush('schedule'), runId, env: { PATH: process.env['PATH'] } });
  const tasks = ['a', 'b', 'c', 'd'].map(nameOf).join(',');
  const SLOW = { a: 10, b: 10, c: 10, d: 100 };
  const GOOD = { a: 20, b: 20, c: 20, d: 20 };

  it('are compared benchmark by benchmark, though each moved to another leg', async () => {
    const first = await plan({ tasks, legs: '2' });
    const before = JSON.parse(first.outputs['matrix']!) as Matrix;
    await evaluate(900, before, GOOD, SLOW);
    await collect('900');
    const second = await plan({ tasks, legs: '2' }, { ...onPush('schedule'), runId: '901' });
    const after = JSON.parse(second.outputs['matrix']!) as Matrix;
    // The merged record tells how long each took: the slow one is now alone.
    expect(before.include.map(({ tasks: own }) => own.split(',').length)).toEqual([2, 2]);
    expect(after.include.map(({ tasks: own }) => own)).toEqual([
      nameOf('d'),
      ['a', 'b', 'c'].map(nameOf).join(','),
    ]);
    await evaluate(901, after, { ...GOOD, c: 120 }, SLOW);
    const result = await collect('901', { expected: second.outputs['expected']! });
    expect(result.outputs).toMatchObject({ verdict: 'NO-GO', baseline_run_id: '900', missing_legs: '' });
    const statuses = report(result).benchmarks.map(({ name, status }) => [name, status]);
    expect(Object.fromEntries(statuses)).toMatchObject({
      'a/pass@1/correct': 'PASS',
      'b/pass@1/correct': 'PASS',
      'c/pass@1/correct': 'BREACH',
      'd/pass@1/correct': 'PASS',
    });
  });

  it('that are lost are named by their tasks', async () => {
    await evaluate(900, { include: [{ leg: '1', tasks }] }, GOOD, SLOW);
    await collect('900');
    const second = await plan({ tasks, legs: '2' }, { ...onPush('schedule'), runId: '901' });
    await evaluate(901, JSON.parse(second.outputs['matrix']!) as Matrix, GOOD, SLOW, '1');
    const result = await collect('901', { expected: second.outputs['expected']! });
    expect(result.outputs).toMatchObject({ verdict: 'INCONCLUSIVE', baseline_run_id: '900' });
    expect(result.outputs['missing_legs']).toMatch(/^1-byob_d\.d-[0-9a-f]{8}$/);
    const statuses = report(result).benchmarks.map(({ name, status }) => [name, status]);
    expect(Object.fromEntries(statuses)).toMatchObject({ 'd/pass@1/correct': 'MISSING' });
  });

  it('are those of the first attempt in the second, whatever came between', async () => {
    const at = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
    await ran(800, { a: 10, b: 10, c: 10, d: 100 });
    world.repository.run({ id: 901, headSha: TIP, path: WORKFLOW, createdAt: at(1) });
    const first = await plan({ tasks: 'a,b,c,d', legs: '2' }, { ...onPush('schedule'), runId: '901' });
    expect(legsOf(first)).toEqual(['d', 'a,b,c']);
    world.repository.run({ id: 901, headSha: TIP, path: WORKFLOW, createdAt: at(-1), attempt: 2 });
    // As if all records had come after the run was created.
    expect(
      legsOf(await plan({ tasks: 'a,b,c,d', legs: '2' }, { ...onPush('schedule'), runId: '901' })),
    ).toEqual(['a,c', 'b,d']);
  });
});
