import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { FinalState } from '../../src/outputs.js';
import { buildResultJson, type RunReport } from '../../src/report/result-json.js';
import { concludeRun } from '../../src/results/conclusion.js';
import { readTaskFolders } from '../../src/results/invocation.js';
import { judgeTask, type TaskResult } from '../../src/results/validity.js';

const ROOT = path.join(import.meta.dirname, '../..');
const RECORDED = path.join(ROOT, '__tests__/fixtures/launcher-0.2.6');

const schema = JSON.parse(readFileSync(path.join(ROOT, 'schema/result.v1.schema.json'), 'utf8'));
const validate: ValidateFunction = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema);

/** What the schema has against a value, one line each; nothing where it is valid. */
function complaints(value: unknown): string[] {
  // As a reader gets it: what JSON cannot hold is gone.
  validate(JSON.parse(JSON.stringify(value)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function report(state: FinalState, tasks: TaskResult[] = [], more: Partial<RunReport> = {}): RunReport {
  return {
    state,
    verdict: state === 'invalid' ? 'INVALID' : 'NO-BASELINE',
    ...(state === 'success' || state === 'dry-run' ? {} : { error: 'one line' }),
    candidate: { sha: 'a'.repeat(40), ref: 'refs/heads/main', runId: '123' },
    tasks,
    findings: [],
    ...more,
  };
}

const TASK: TaskResult = {
  task: 'byob_arith.arith',
  index: 0,
  dir: '/nowhere',
  state: 'success',
  reasons: [],
  notes: [],
  unconfirmed: false,
  scores: [
    {
      task: 'arith',
      metric: 'pass@1',
      score: 'correct',
      name: 'arith/pass@1/correct',
      value: 0.92,
      stderr: 0.019,
      count: 200,
      isGroup: false,
    },
  ],
  items: { scored: 200, expected: 200, failed: 0, source: 'predictions' },
  runtimeSeconds: 3.4,
};

async function judge(name: string, stopped?: 'timeout' | 'cancelled'): Promise<TaskResult[]> {
  const tree = path.join(RECORDED, name, 'tree');
  const invocation = existsSync(tree) ? readdirSync(tree).find((entry) => /^\d{8}_/.test(entry)) : undefined;
  if (!invocation) return [];
  return Promise.all(
    readTaskFolders(path.join(tree, invocation)).map((folder) =>
      judgeTask(folder, { allowance: { count: 0 }, ...(stopped ? { stopped } : {}) }),
    ),
  );
}

interface RawResult {
  [field: string]: unknown;
  benchmarks: [object];
  tasks: [{ items: object }];
}

/** A valid result, changed. */
function changed(change: (result: RawResult) => void): unknown {
  const result = JSON.parse(JSON.stringify(buildResultJson(report('success', [TASK]))));
  change(result);
  return result;
}

describe('result.json follows its schema', () => {
  it.each<FinalState>([
    'success',
    'failed',
    'killed',
    'timeout',
    'cancelled',
    'dry-run',
    'config-error',
    'infrastructure-error',
    'invalid',
  ])('in the state %s, without a task', (state) => {
    expect(complaints(buildResultJson(report(state)))).toEqual([]);
  });

  it('with everything that can be known', () => {
    const full = report('success', [TASK], {
      invocation: { id: '0fd0479fdef98e43', executor: 'local', launcherVersion: '0.2.6', attempt: 2 },
      candidate: { model: 'good', sha: '', ref: '', runId: 'local', snapshotHash: 'f'.repeat(64) },
    });
    expect(complaints(buildResultJson(full))).toEqual([]);
  });

  it('with a score that is not finite, and with nothing counted', () => {
    const { items: _items, runtimeSeconds: _runtime, ...bare } = TASK;
    const { stderr: _stderr, count: _count, ...score } = TASK.scores[0]!;
    const task: TaskResult = {
      ...bare,
      state: 'invalid',
      reasons: ['arith/pass@1/correct is NaN, not a finite number'],
      scores: [{ ...score, value: Number.NaN }],
    };
    const result = buildResultJson(report('invalid', [task]));
    expect(complaints(result)).toEqual([]);
    expect(result['benchmarks']).toMatchObject([{ score: null, stderr: null, n: null, status: 'INVALID' }]);
    expect(result['tasks']).toMatchObject([{ items: null, runtime_seconds: null }]);
  });

  it.each(readdirSync(RECORDED))('for the recorded tree %s', async (name) => {
    const tasks = await judge(name);
    expect(complaints(buildResultJson(report(concludeRun(tasks), tasks)))).toEqual([]);
  });

  it.each(['timeout', 'cancelled'] as const)('for a run that ended as %s', async (stopped) => {
    const tasks = await judge('kill-sequential-two', stopped);
    expect(complaints(buildResultJson(report(concludeRun(tasks, stopped), tasks)))).toEqual([]);
  });
});

describe('the schema refuses', () => {
  it.each<[string, (result: RawResult) => void, RegExp]>([
    ['an unknown state', (result) => Object.assign(result, { state: 'submitted' }), /^\/state must be equal/],
    ['an unknown verdict', (result) => Object.assign(result, { verdict: 'MAYBE' }), /^\/verdict/],
    ['another version', (result) => Object.assign(result, { schema_version: 2 }), /^\/schema_version/],
    ['an unknown field', (result) => Object.assign(result, { extra: 1 }), /additional properties/],
    ['an error of two lines', (result) => Object.assign(result, { error: 'a\nb' }), /^\/error/],
    ['a gate that is text', (result) => Object.assign(result, { gate: 'GO' }), /^\/gate/],
    [
      'a score that is text',
      ({ benchmarks }) => Object.assign(benchmarks[0], { score: '0.92' }),
      /\/0\/score must be number,null/,
    ],
    [
      'an invalid benchmark without a reason',
      ({ benchmarks }) => Object.assign(benchmarks[0], { status: 'INVALID' }),
      /reasons must NOT have fewer than 1/,
    ],
    [
      'a benchmark that is new and unconfirmed',
      ({ benchmarks }) => Object.assign(benchmarks[0], { unconfirmed: true }),
      /unconfirmed/,
    ],
    [
      'a task in an unknown state',
      ({ tasks }) => Object.assign(tasks[0], { state: 'done' }),
      /^\/tasks\/0\/state/,
    ],
    [
      'an item count from an unknown source',
      ({ tasks }) => Object.assign(tasks[0].items, { source: 'guess' }),
      /source/,
    ],
    [
      'a successful task among the invalid ones',
      (result) =>
        Object.assign(result, { invalid: [{ task: 'x', index: 0, state: 'success', reasons: ['r'] }] }),
      /^\/invalid\/0\/state/,
    ],
  ])('%s', (_, change, expected) => {
    expect(complaints(changed(change)).join('\n')).toMatch(new RegExp(expected, 'm'));
  });

  it.each([
    'schema_version',
    'state',
    'verdict',
    'error',
    'gate',
    'invocation',
    'candidate',
    'baseline',
    'comparable',
    'benchmarks',
    'tasks',
    'invalid',
  ])('a result without %s', (field) => {
    const result = changed((whole) => {
      delete whole[field];
    });
    expect(complaints(result).join()).toContain(`must have required property '${field}'`);
  });
});

it('leaves room for the comparison', () => {
  const later = changed((result) =>
    Object.assign(result, {
      baseline: { source: 'artifact' },
      gate: { verdict: 'GO' },
      comparable: { ok: true },
    }),
  );
  expect(complaints(later)).toEqual([]);
});
