import type { ComparedBenchmark, Comparison, ScoreSide } from '../../../src/comparison/comparison.js';
import type { ComparisonFacts } from '../../../src/report/comparison/render-comparison.js';

/** One side's score of a benchmark with 0/1 items. */
export const side = (score: number | null, count = 1000, rest: Partial<ScoreSide> = {}): ScoreSide => ({
  score,
  n: { count, source: 'items' },
  repeats: 1,
  ...rest,
});

/** A benchmark that passed with figures as they come; everything can be replaced. */
export const benchmark = (name: string, rest: Partial<ComparedBenchmark> = {}): ComparedBenchmark => ({
  name,
  task: name.split('/')[0]!,
  taskIndex: 0,
  metric: name.split('/').at(-1)!,
  role: 'benchmark',
  primary: true,
  isGroup: false,
  scale: 'fraction',
  direction: 'higher_is_better',
  kind: 'binary',
  status: 'PASS',
  gateStatus: null,
  reasons: [],
  tier: null,
  baseline: side(0.64),
  candidate: side(0.638),
  delta: -0.002,
  ci95: [-0.011, 0.007],
  standardError: 0.0046,
  method: 'mcnemar-exact',
  pValue: 0.33,
  pAdjusted: 0.66,
  mde: 0.0287,
  itemsNeeded: 872,
  pairs: 1000,
  flips: { regressed: 12, improved: 10 },
  examples: [],
  differences: [],
  unknown: [],
  ...rest,
});

/** A benchmark of which nothing could be tested. */
export const untested = (
  name: string,
  status: ComparedBenchmark['status'],
  rest: Partial<ComparedBenchmark> = {},
): ComparedBenchmark =>
  benchmark(name, {
    status,
    delta: null,
    ci95: null,
    standardError: null,
    method: null,
    pValue: null,
    pAdjusted: null,
    mde: null,
    itemsNeeded: null,
    pairs: null,
    flips: null,
    ...rest,
  });

/** A benchmark that one side does not have. */
export const withoutSide = (
  missing: 'baseline' | 'candidate',
  { [missing]: _, ...rest }: ComparedBenchmark,
): ComparedBenchmark => rest as ComparedBenchmark;

/** A benchmark that regressed, with items that show it. */
export const breach = (name: string, rest: Partial<ComparedBenchmark> = {}): ComparedBenchmark =>
  benchmark(name, {
    status: 'BREACH',
    reasons: ['worse by 3.0 pp, adjusted p 0.00009'],
    candidate: side(0.61),
    delta: -0.03,
    ci95: [-0.044, -0.016],
    pValue: 0.000018,
    pAdjusted: 0.00009,
    flips: { regressed: 41, improved: 11 },
    examples: [
      {
        kind: 'regressed',
        difference: -1,
        item: '17',
        repeat: 0,
        task: name.split('/')[0]!,
        prompt: 'Question: what is 17 + 4?\nA. 20\nB. 21\nAnswer:',
        target: 'B',
        baselineAnswer: 'B',
        candidateAnswer: 'A',
      },
      { kind: 'improved', difference: 1, item: '23', repeat: 0, task: 'mmlu', target: 'C' },
    ],
    ...rest,
  });

export const comparison = (
  verdict: Comparison['verdict'],
  benchmarks: ComparedBenchmark[],
  rest: Partial<Comparison> = {},
): Comparison => ({
  verdict,
  gate: null,
  benchmarks,
  meanChange: null,
  falseFailRate: null,
  items: { compared: 0, changed: 0 },
  notes: [],
  ...rest,
});

export const facts = (of: Comparison, rest: Partial<ComparisonFacts> = {}): ComparisonFacts => ({
  comparison: of,
  baseline: {
    source: 'artifact',
    name: 'auto',
    model: 'iter_0001000',
    sha: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d',
    ref: 'refs/heads/main',
    runId: '123',
    ageDays: 2.1,
  },
  candidate: { model: 'iter_0002000', sha: '99887766554433221100ffeeddccbbaa99887766' },
  showItems: true,
  ...rest,
});
