import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildResultJson, type RunReport } from '../../src/report/result-json.js';
import { formatScore, renderSummary, SUMMARY_BYTES, type SummaryFacts } from '../../src/report/summary.js';
import type { Score } from '../../src/results/results-yml.js';
import type { TaskResult } from '../../src/results/validity.js';

const score = (value: number, rest: Partial<Score> = {}): Score => ({
  task: 'mmlu',
  metric: 'acc',
  score: 'acc',
  name: 'mmlu/acc',
  value,
  isGroup: false,
  ...rest,
});

const task = (rest: Partial<TaskResult> = {}): TaskResult => ({
  task: 'mmlu',
  index: 0,
  dir: '/out/run/mmlu.0',
  state: 'success',
  reasons: [],
  notes: [],
  scores: [score(0.61234, { stderr: 0.0154, count: 1000 })],
  unconfirmed: false,
  items: { scored: 1000, expected: 1000, failed: 0, source: 'stats' },
  runtimeSeconds: 12.5,
  ...rest,
});

const report = (rest: Partial<RunReport> = {}): RunReport => ({
  state: 'success',
  verdict: 'NO-BASELINE',
  invocation: { id: '0123abcd', executor: 'local', launcherVersion: '0.2.6', attempt: 1 },
  candidate: { model: 'org/model', sha: 'abc', ref: 'refs/heads/main', runId: '7', snapshotHash: 'h' },
  tasks: [task()],
  findings: [],
  ...rest,
});

const facts = (rest: Partial<SummaryFacts> = {}): SummaryFacts => ({
  report: report(),
  leaves: [
    { path: ['target', 'api_endpoint', 'model_id'], value: 'org/model', source: 'input model' },
    { path: ['evaluation', 'tasks', 0, 'name'], value: 'mmlu', source: 'eval.yaml:9' },
    { path: ['evaluation', 'n'], value: 10n, source: 'overrides line 1' },
  ],
  showItems: false,
  estimates: [],
  warnings: [],
  outputDir: '/out',
  commands: ['nemo-evaluator-launcher status 0123abcd'],
  attempt: '1',
  durationSeconds: 61.4,
  ...rest,
});

const bare = (state: RunReport['state'], error?: string): RunReport => {
  const { invocation: _, ...rest } = report({ state, tasks: [], ...(error ? { error } : {}) });
  return rest;
};

const GOLDEN: [string, SummaryFacts][] = [
  [
    'success',
    facts({ artifact: { name: 'eval_results', url: 'https://github.com/o/r/actions/runs/7/artifacts/1' } }),
  ],
  [
    'invalid',
    facts({
      report: report({
        state: 'invalid',
        verdict: 'INVALID',
        error: 'gsm8k is invalid: it scored nothing',
        tasks: [
          task({ scores: [score(1), score(0.5, { name: 'all/acc', isGroup: true })] }),
          task({
            task: 'gsm8k',
            index: 1,
            state: 'invalid',
            scores: [],
            reasons: ['it scored | nothing', 'x\ny'],
          }),
        ],
      }),
      warnings: ['a secret was found in 1 files'],
      attempt: '3',
    }),
  ],
  [
    'failed',
    facts({
      report: report({
        state: 'failed',
        error: 'mmlu is failed: <b>out</b> of memory',
        tasks: [task({ state: 'failed', reasons: ['out of memory'], unconfirmed: true })],
      }),
      artifactNote: 'the artifact could not be uploaded; the results lie in /out',
    }),
  ],
  [
    'config-error',
    facts({ report: bare('config-error', 'eval.yaml:3:1 is not valid YAML'), leaves: [], commands: [] }),
  ],
  ['dry-run', facts({ report: bare('dry-run'), commands: [] })],
];

describe('the summary', () => {
  it.each(GOLDEN)('of %s is as recorded', (name, given) => {
    const file = path.join(import.meta.dirname, 'golden', `${name}.md`);
    expect(renderSummary(given)).toBe(readFileSync(file, 'utf8'));
  });

  it('fits, verdict first, whatever it is given', () => {
    const wide = '😀|'.repeat(5000);
    const tasks = Array.from({ length: 900 }, (_, index) =>
      task({
        task: wide,
        index,
        state: 'invalid',
        reasons: [wide, wide],
        scores: [score(0.5, { name: wide })],
      }),
    );
    const leaves = Array.from({ length: 900 }, (_, n) => ({ path: [wide, n], value: wide, source: wide }));
    const text = renderSummary(
      facts({ report: report({ state: 'invalid', verdict: 'INVALID', error: wide, tasks }), leaves }),
    );
    expect(Buffer.byteLength(text)).toBeLessThan(SUMMARY_BYTES + 200);
    expect(text).toMatch(/^## ⚠️ INVALID: .* \(900 of 900 tasks\)\n\n.*verdict \*\*INVALID\*\*/);
    expect(text).toMatch(/_Shortened to fit/);
  });

  it.each([
    [1, '1'],
    [0.61234, '0.6123'],
    [0.5, '0.5'],
    [1234.5, '1235'],
    [-0.00012346, '-0.0001235'],
    [Number.NaN, 'NaN'],
  ])('shows the score %d as %s', (value, text) => {
    expect(formatScore(value)).toBe(text);
  });
});

describe('result.json', () => {
  it('has the parts that others rely on', () => {
    expect(buildResultJson(report())).toEqual({
      schema_version: 1,
      state: 'success',
      verdict: 'NO-BASELINE',
      error: null,
      gate: null,
      invocation: { id: '0123abcd', executor: 'local', launcher_version: '0.2.6', attempt: 1 },
      leg: null,
      legs: null,
      candidate: { model: 'org/model', sha: 'abc', ref: 'refs/heads/main', run_id: '7', snapshot_hash: 'h' },
      preflight: [],
      baseline: null,
      no_baseline: null,
      anchor: null,
      comparable: null,
      mean_change: null,
      false_fail_rate: null,
      items: null,
      notes: [],
      benchmarks: [
        expect.objectContaining({
          name: 'mmlu/acc',
          task: 'mmlu',
          task_index: 0,
          metric: 'acc',
          score: 0.61234,
          stderr: 0.0154,
          n: 1000,
          is_group: false,
          unconfirmed: false,
          status: 'NEW',
          reasons: [],
          baseline: null,
        }),
      ],
      tasks: [
        {
          task: 'mmlu',
          index: 0,
          state: 'success',
          harness: null,
          runtime_seconds: 12.5,
          items: { scored: 1000, expected: 1000, failed: 0, source: 'stats' },
          notes: [],
        },
      ],
      invalid: [],
    });
  });

  it('has nulls for what is not known, and is JSON', () => {
    const {
      items: _,
      runtimeSeconds: __,
      ...unknown
    } = task({
      state: 'invalid',
      reasons: ['no'],
      scores: [score(Number.NaN)],
    });
    const json = JSON.parse(JSON.stringify(buildResultJson({ ...bare('invalid', 'why'), tasks: [unknown] })));
    expect(json).toMatchObject({
      error: 'why',
      invocation: null,
      benchmarks: [{ score: null, stderr: null, n: null, status: 'INVALID', reasons: ['no'] }],
      tasks: [{ runtime_seconds: null, items: null }],
      invalid: [{ task: 'mmlu', index: 0, state: 'invalid', reasons: ['no'] }],
    });
  });
});
