import { describe, expect, it } from '@jest/globals';
import { describeForHtml } from '../../../src/report/html/describe-for-html.js';
import { renderHtmlReport } from '../../../src/report/html/render-report.js';
import type { RunReport } from '../../../src/report/result-json.js';
import type { Benchmark, EvalResults } from '../../../src/results/eval-results.js';
import { RUN } from './sample-report.js';

const EXTRAS = { showItems: false };
const { comparison: _comparison, baseline: _baseline, ...ALONE } = RUN;

const score: Benchmark = {
  name: 'mmlu/acc',
  task: 'mmlu',
  metric: 'acc',
  score: 'acc',
  filter: '',
  taskIndex: 0,
  value: 0.61,
  scale: 'fraction',
  direction: 'higher_is_better',
  kind: 'binary',
  stderr: 0.015,
  n: { count: 1000, source: 'items' },
  repeats: 1,
  role: 'benchmark',
  primary: true,
  isGroup: false,
  invalid: [],
  notes: [],
} as Benchmark;

const results = (rest: Partial<EvalResults> = {}): EvalResults => ({
  kind: 'invocation',
  dir: '/x',
  tasks: [{ name: 'lm.mmlu', index: 0, state: 'success', reasons: [], notes: [] }],
  benchmarks: [score],
  ...rest,
});

describe('describeForHtml', () => {
  it("takes the comparison's benchmarks and line, without its icon", () => {
    const report = describeForHtml(RUN, EXTRAS);
    expect(report.headline).toBe('1 of 9 benchmarks regressed, 1 missing, 1 advisory regressed');
    expect(report.benchmarks).toBe(RUN.comparison!.benchmarks);
    expect(report.tasks).toEqual([
      { task: 'byob_arith.arith', state: 'invalid', reasons: RUN.tasks[0]!.reasons, notes: [] },
    ]);
    expect(report.candidate).toEqual({
      model: 'iter_0002000',
      sha: RUN.candidate.sha,
      ref: 'refs/pull/41/merge',
      runId: '924',
    });
  });

  it('lets the run speak where its end decides, and not the comparison', () => {
    expect(describeForHtml({ ...RUN, state: 'timeout', verdict: 'INVALID' }, EXTRAS).headline).toBe(
      'The evaluation ran past its time limit',
    );
  });

  it('shows the scores of a run that was compared with nothing, doubts included', () => {
    const invalid = {
      ...score,
      name: 'arc/acc',
      taskIndex: 1,
      value: Number.NaN,
      invalid: ['arc/acc is NaN'],
    };
    const part = {
      ...score,
      name: 'mmlu_math/acc',
      primary: false,
      role: 'sub-task',
      parent: 'mmlu',
    } as Benchmark;
    const failed = {
      name: 'lm.arc',
      index: 1,
      state: 'invalid',
      reasons: ['no answer'],
      notes: ['n'],
    } as const;
    const read = results({
      tasks: [...results().tasks, { ...failed, reasons: [...failed.reasons], notes: [...failed.notes] }],
      benchmarks: [score, invalid, part],
    });
    const report = describeForHtml({ ...ALONE, verdict: 'NO-BASELINE', tasks: [], results: read }, EXTRAS);
    expect(
      report.benchmarks.map(({ name, task, status, reasons, candidate }) => [
        name,
        task,
        status,
        reasons,
        candidate!.score,
      ]),
    ).toEqual([
      ['mmlu/acc', 'lm.mmlu', 'NEW', [], 0.61],
      ['arc/acc', 'lm.arc', 'INVALID', ['no answer', 'arc/acc is NaN'], null],
      ['mmlu_math/acc', 'lm.mmlu', null, [], 0.61],
    ]);
    expect(report.headline).toBe('Evaluated, and compared with nothing');
    expect(report.tasks).toEqual([
      { task: 'lm.arc', state: 'invalid', reasons: ['no answer'], notes: ['n'] },
    ]);
    expect(report.comparison).toBeNull();
    const page = renderHtmlReport(report);
    expect(page).toContain('>61.0</td>');
    expect(page).not.toContain('c-delta"');
  });

  it('shows the scores of a run that was concluded late', () => {
    const task = {
      ...RUN.tasks[0]!,
      scores: [
        {
          task: 'arith',
          metric: 'acc',
          score: 'acc',
          name: 'arith/acc',
          value: 0.5,
          count: 40,
          isGroup: false,
        },
      ],
    };
    const { benchmarks } = describeForHtml({ ...ALONE, tasks: [task] }, EXTRAS);
    expect(benchmarks).toMatchObject([
      {
        name: 'arith/acc',
        status: 'INVALID',
        reasons: task.reasons,
        candidate: { score: 0.5, n: { count: 40 } },
      },
    ]);
  });

  it('needs nothing but a state and a verdict', () => {
    const bare: RunReport = {
      state: 'config-error',
      verdict: 'NO-BASELINE',
      error: 'eval.yaml: tasks: none is named',
      candidate: { sha: null, ref: null, runId: null },
      tasks: [],
      findings: [],
    };
    const page = renderHtmlReport(describeForHtml(bare, EXTRAS));
    expect(page).toContain('Configuration error: nothing was launched');
    expect(page).toContain('eval.yaml: tasks: none is named');
    expect(page).not.toContain('<table');
    expect(page).not.toContain('<nav');
  });
});
