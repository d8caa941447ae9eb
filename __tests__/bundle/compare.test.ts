import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type ActionResult, runAction } from '../../tools/local-runner/run-action.js';
import { answers, writeInvocation } from '../comparison/byob-invocation.js';

const ROOT = path.join(import.meta.dirname, '../..');
const FIXTURES = path.join(ROOT, '__tests__/fixtures');
const validate: ValidateFunction = new Ajv2020({ allErrors: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(path.join(ROOT, 'schema/result.v1.schema.json'), 'utf8')),
);

let base: string;
let workspace: string;
let tempDir: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'nemo-eval-compare-'));
  workspace = path.join(base, 'workspace');
  tempDir = path.join(base, 'temp');
  for (const folder of [workspace, tempDir]) mkdirSync(folder);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Without Docker, Python or any other program on PATH. */
function compare(inputs: Record<string, string>, event?: object): Promise<ActionResult> {
  return runAction({
    actionDir: path.join(ROOT, 'compare'),
    workspace,
    tempDir,
    inputs,
    env: { PATH: '/nowhere' },
    ...(event ? { event: { name: 'push', payload: event } } : {}),
  });
}

function take(fixture: string, name: string): string {
  cpSync(path.join(FIXTURES, fixture), path.join(workspace, name), { recursive: true });
  return name;
}

/** The invocation folder of a recorded run. */
function takeRun(fixture: string, name: string): string {
  const tree = path.join(FIXTURES, 'launcher-0.2.6', fixture, 'tree');
  return take(
    path.join('launcher-0.2.6', fixture, 'tree', readdirSync(tree).find((one) => /^\d{8}_/.test(one))!),
    name,
  );
}

function write(name: string, text: string): string {
  writeFileSync(path.join(workspace, name), text);
  return name;
}

interface Report {
  verdict: string;
  benchmarks: Record<string, unknown>[];
  [key: string]: unknown;
}

/** The result.json of a run, which is valid on every path. */
function report({ outputs }: ActionResult): Report {
  const file = JSON.parse(readFileSync(outputs['result_json']!, 'utf8')) as Report;
  expect(validate(file) ? [] : validate.errors).toEqual([]);
  return file;
}

describe('two recorded runs of the launcher', () => {
  it('a regression warns without a policy, and is shown with its items', async () => {
    const inputs = {
      baseline: takeRun('baseline', 'before'),
      candidate: takeRun('candidate-regressed', 'after'),
    };
    const result = await compare(inputs, { repository: { private: true } });
    expect(result).toMatchObject({
      exitCode: 0,
      outputs: { state: 'success', verdict: 'NO-GO', baseline_source: 'path', baseline_sha: '' },
    });
    expect(report(result)).toMatchObject({
      verdict: 'NO-GO',
      gate: null,
      baseline: { source: 'path', name: 'before', model: 'good' },
      comparable: { ok: true, differences: [] },
      invocation: null,
    });
    const [arith] = report(result).benchmarks;
    expect(arith).toMatchObject({
      status: 'BREACH',
      method: 'mcnemar-exact',
      flips: { regressed: 50, improved: 3 },
    });
    expect(result.summary).toContain('## ❌ NO-GO: ');
    expect(result.summary).toContain('−23.5');
    expect(result.summary).toMatch(/What is/);
    expect(result.log).toMatch(/BREACH +arith\/pass@1\/correct/);
    const flips = readFileSync(result.outputs['flips_path']!, 'utf8').trimEnd().split('\n');
    expect(flips).toHaveLength(53);
    const first = JSON.parse(flips[0]!) as Record<string, unknown>;
    expect(first).toMatchObject({ benchmark: 'arith/pass@1/correct', kind: 'regressed', difference: -1 });
    expect(first['prompt']).toMatch(/^Q: What is/);
    expect(first['baseline_answer']).not.toBe(first['candidate_answer']);
  });

  it('shows no prompt in a public repository, unless asked to', async () => {
    const inputs = {
      baseline: takeRun('baseline', 'before'),
      candidate: takeRun('candidate-regressed', 'after'),
    };
    const event = { repository: { private: false } };
    expect((await compare(inputs, event)).summary).not.toContain('What is');
    expect((await compare({ ...inputs, 'show-items': 'always' }, event)).summary).toContain('What is');
    expect(
      (await compare({ ...inputs, 'show-items': 'never' }, { repository: { private: true } })).summary,
    ).not.toContain('What is');
  });

  it('fails with a policy, and with fail-on', async () => {
    const inputs = {
      baseline: takeRun('baseline', 'before'),
      candidate: takeRun('candidate-regressed', 'after'),
    };
    const policy = write(
      'gate.yaml',
      'benchmarks: {arith: {metric: correct, tier: critical, max_drop: 0.1}}\n',
    );
    const gated = await compare({ ...inputs, policy });
    expect(gated).toMatchObject({ exitCode: 1, outputs: { verdict: 'NO-GO', state: 'success' } });
    expect(report(gated)).toMatchObject({ gate: { verdict: 'NO-GO', mode: 'strict', policy: 'gate.yaml' } });
    expect((await compare({ ...inputs, policy, 'fail-on': 'invalid' })).exitCode).toBe(0);
    expect((await compare({ ...inputs, 'fail-on': 'regression' })).exitCode).toBe(1);
    expect((await compare({ ...inputs, policy, 'fail-on': 'never' })).exitCode).toBe(0);
    const toml = write('gate.toml', '[benchmarks.arith]\nmetric = "correct"\nmax_drop = 0.5\n');
    const wide = await compare({ ...inputs, policy: toml });
    expect(wide).toMatchObject({ exitCode: 0, outputs: { verdict: 'GO' } });
  });

  it('a run is as good as itself, and its dead endpoint is INVALID', async () => {
    const run = takeRun('baseline', 'before');
    const same = await compare({ baseline: run, candidate: run });
    expect(same).toMatchObject({ exitCode: 0, outputs: { verdict: 'GO', flips_path: '' } });
    const dead = await compare({ baseline: run, candidate: takeRun('dead-endpoint', 'after') });
    expect(dead).toMatchObject({ exitCode: 1, outputs: { verdict: 'INVALID', state: 'invalid' } });
    expect(report(dead)['invalid']).not.toEqual([]);
  });
});

describe('bundles of nel eval run', () => {
  const PAIR = 'nel-gate/significant-regression';

  it('are judged by a policy as nel gate judges them', async () => {
    const inputs = {
      baseline: take(`${PAIR}/baseline`, 'before'),
      candidate: take(`${PAIR}/candidate`, 'after'),
      policy: take(`${PAIR}/policy.yaml`, 'gate.yaml'),
    };
    const theirs = JSON.parse(readFileSync(path.join(FIXTURES, PAIR, 'report.json'), 'utf8'));
    for (const mode of ['strict', 'nel']) {
      const result = await compare({ ...inputs, 'gate-mode': mode });
      expect(result.outputs['verdict']).toBe(theirs.verdict);
      const ours = report(result).benchmarks.filter(({ status }) => status !== null);
      expect(
        ours.map(({ name, gate_status, delta, ci95, pairs }) => ({ name, gate_status, delta, ci95, pairs })),
      ).toEqual(
        theirs.benchmarks.map((one: Record<string, unknown>) => ({
          name: one['benchmark'],
          gate_status: one['status'],
          delta: one['delta'],
          ci95: [one['delta_ci_lower'], one['delta_ci_upper']],
          pairs: one['n_paired'],
        })),
      );
    }
  });

  it('are judged by the default rule without one', async () => {
    const result = await compare({
      baseline: take(`${PAIR}/baseline`, 'before'),
      candidate: take(`${PAIR}/candidate`, 'after'),
    });
    expect(result.outputs).toMatchObject({ state: 'success' });
    expect(report(result).benchmarks[0]).toMatchObject({ gate_status: null, flips: expect.anything() });
  });

  it('are not compared with a result tree', async () => {
    const result = await compare({
      baseline: take(`${PAIR}/baseline`, 'before'),
      candidate: takeRun('baseline', 'after'),
    });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error', verdict: 'NO-BASELINE' } });
    expect(result.log).toContain('compare two of one generation');
    expect(report(result)).toMatchObject({ state: 'config-error', benchmarks: [] });
  });

  it('two empty folders are no GO, but to nel gate', async () => {
    for (const name of ['before', 'after']) mkdirSync(path.join(workspace, name));
    const inputs = { baseline: 'before', candidate: 'after', policy: write('gate.yaml', '{}\n') };
    expect(await compare(inputs)).toMatchObject({ exitCode: 1, outputs: { verdict: 'INCONCLUSIVE' } });
    expect(await compare({ ...inputs, 'gate-mode': 'nel' })).toMatchObject({
      exitCode: 0,
      outputs: { verdict: 'GO' },
    });
  });
});

describe('bad input', () => {
  const run = (): string => takeRun('baseline', 'run');

  it.each<[string, Record<string, string>, RegExp]>([
    ['no candidate', { baseline: 'run' }, /input candidate is missing/],
    ['a path that is not there', { baseline: 'run', candidate: 'rnu' }, /rnu does not exist/],
    ['a folder of something else', { baseline: 'run', candidate: '.github' }, /\.github holds no evaluation/],
    [
      'an unknown word',
      { baseline: 'run', candidate: 'run', 'gate-mode': 'lax' },
      /input gate-mode is "lax": allowed are strict, nel/,
    ],
    ['nel without a policy', { baseline: 'run', candidate: 'run', 'gate-mode': 'nel' }, /no policy is given/],
    [
      'never and more',
      { baseline: 'run', candidate: 'run', 'fail-on': 'never, invalid' },
      /"never" stands alone/,
    ],
    [
      'a policy that is not there',
      { baseline: 'run', candidate: 'run', policy: 'gate.yml' },
      /policy gate\.yml does not exist/,
    ],
  ])('%s', async (_, inputs, message) => {
    run();
    mkdirSync(path.join(workspace, '.github'));
    writeFileSync(path.join(workspace, '.github/x'), '');
    const result = await compare(inputs);
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error', verdict: 'NO-BASELINE' } });
    expect(result.log).toMatch(message);
    expect(result.log).not.toMatch(/\n\s+at /);
    expect(report(result)).toMatchObject({ state: 'config-error', error: expect.stringMatching(message) });
    expect(result.summary).toContain('Nothing was compared');
  });

  it.each<[string, string, RegExp]>([
    [
      'an unknown key',
      'benchmarks:\n  arith: {metrik: correct}\n',
      /gate\.yaml:2: benchmarks\.arith\.metrik is not a key.*did you mean "metric"/,
    ],
    ['a negative drop', 'defaults: {max_drop: -1}\n', /gate\.yaml:1: defaults\.max_drop must be at least 0/],
    ['an empty file', '', /gate\.yaml/],
    ['a list', '- 1\n', /gate\.yaml/],
    ['broken YAML', 'benchmarks: {arith: {\n', /gate\.yaml:\d/],
  ])('a policy with %s', async (_, text, message) => {
    const result = await compare({ baseline: run(), candidate: 'run', policy: write('gate.yaml', text) });
    expect(result.outputs['state']).toBe('config-error');
    expect(result.log).toMatch(message);
  });

  it('a policy that names what neither side has asks for something like it', async () => {
    const policy = write('gate.yaml', 'benchmarks: {arit: {metric: correct}}\n');
    const result = await compare({ baseline: run(), candidate: 'run', policy });
    expect(result.outputs['verdict']).toBe('NO-GO');
    expect(result.summary).toContain('did you mean');
    expect(report(result).benchmarks.find(({ name }) => name === 'arit')).toMatchObject({
      status: 'MISSING',
    });
  });

  it('one broken file costs its benchmark and no other', async () => {
    const sound = { name: 'sound', answers: answers(1000, 50) };
    const broken = { name: 'broken', answers: answers(100, 5) };
    const before = writeInvocation(workspace, [sound, broken]);
    const rows = [
      '{"sample_id": 100, "prompt": "cut o',
      '[1, 2]\n',
      'null\n',
      '{"sample_id": 3, "scores": {"correct": true}, "status": "scored"}\n',
    ];
    for (const extraRows of rows) {
      const after = writeInvocation(workspace, [sound, { ...broken, extraRows }]);
      const result = await compare({ baseline: before, candidate: after });
      expect(result.outputs['verdict']).toBe('INVALID');
      const statuses = report(result).benchmarks.map(({ name, status }) => [name, status]);
      expect(statuses).toContainEqual(['sound/pass@1/correct', 'PASS']);
      expect(statuses).toContainEqual(['broken/pass@1/correct', 'INVALID']);
      const { reasons } = report(result).benchmarks.find(({ name }) => name === 'broken/pass@1/correct')!;
      expect((reasons as string[]).join()).toContain('byob_predictions.jsonl:101');
    }
  });

  it('hostile names neither issue commands nor markup', async () => {
    const name = 'x\n::error::owned';
    const hostile = { name: 'h', answers: answers(200, 10), prompt: () => `${name}<img src=x onerror=1>` };
    const result = await compare({
      baseline: writeInvocation(workspace, [hostile]),
      candidate: writeInvocation(workspace, [{ ...hostile, answers: answers(200, 90) }]),
      'show-items': 'always',
    });
    expect(result.outputs['verdict']).toBe('NO-GO');
    expect(result.commands.filter(({ message }) => message.includes('owned'))).toEqual([]);
    expect(result.summary).not.toContain('<img');
  });
});

it('leaves nothing but its reports', async () => {
  const before = takeRun('baseline', 'before');
  const files = readdirSync(path.join(workspace, before), { recursive: true }).sort();
  const result = await compare({ baseline: before, candidate: before });
  expect(readdirSync(path.join(workspace, before), { recursive: true }).sort()).toEqual(files);
  expect(existsSync(result.outputs['summary_path']!)).toBe(true);
});
