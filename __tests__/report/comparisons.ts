import type {
  BaselineFacts,
  BenchmarkStatus,
  ComparedBenchmark,
  Comparison,
  ComparisonVerdict,
  ScoreSide,
} from '../../src/comparison/comparison.js';
import { toScoreSide } from '../../src/comparison/comparison.js';
import type { ComparisonFacts } from '../../src/report/comparison/render-comparison.js';
import type { Benchmark, EvalResults } from '../../src/results/eval-results.js';

export const VERDICTS = [
  'GO',
  'NO-GO',
  'INCONCLUSIVE',
  'NO-BASELINE',
  'INVALID',
] as const satisfies ComparisonVerdict[];

export const STATUSES = [
  'PASS',
  'BREACH',
  'INSUFFICIENT_EVIDENCE',
  'MISSING',
  'NEW',
  'NOT_COMPARABLE',
  'INVALID',
] as const satisfies BenchmarkStatus[];

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
  invalid: [],
  tier: null,
  baseline: side(0.64),
  candidate: side(0.638),
  delta: -0.002,
  ci95: [-0.011, 0.007],
  widest: [-0.044, -0.016],
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

const NOTHING: Partial<ComparedBenchmark> = {
  gateStatus: null,
  delta: null,
  ci95: null,
  widest: null,
  method: null,
  pValue: null,
  pAdjusted: null,
  mde: null,
  itemsNeeded: null,
  pairs: null,
  flips: null,
  unknown: [],
};

/** A benchmark of which nothing could be tested. */
export const untested = (
  name: string,
  status: ComparedBenchmark['status'],
  rest: Partial<ComparedBenchmark> = {},
): ComparedBenchmark => benchmark(name, { ...NOTHING, status, ...rest });

/** A benchmark that one side does not have. */
export const withoutSide = (
  missing: 'baseline' | 'candidate',
  { [missing]: _, unpaired: _unpaired, ...rest }: ComparedBenchmark,
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

/** A benchmark judged by a policy with all that can be known of it. */
export function compared(rest: Partial<ComparedBenchmark> = {}): ComparedBenchmark {
  return breach('arith/pass@1/correct', {
    task: 'byob_arith.arith',
    metric: 'pass@1',
    gateStatus: 'BREACH',
    reasons: ['the whole interval is past the 1.0 pp allowed'],
    tier: 'critical',
    thresholds: {
      tier: 'critical',
      maxDrop: 0.01,
      maxRelativeDrop: null,
      relativeGuardBelow: null,
      metric: 'pass@1',
      direction: 'higher_is_better',
    },
    policyLine: 4,
    baseline: side(0.64, 1000, { stderr: 0.0152 }),
    candidate: side(0.61, 1000, { stderr: 0.0152 }),
    widest: null,
    mde: 0.03,
    itemsNeeded: 4200,
    unpaired: { baselineOnly: 1, candidateOnly: 2, contentChanged: 3 },
    examples: [],
    unknown: [{ field: 'dataset', candidate: null, reason: 'baseline: does not say' }],
    ...rest,
  });
}

/** A benchmark with a status, and with what belongs to it; `null` is shown and not judged. */
export function withStatus(status: BenchmarkStatus | null): ComparedBenchmark {
  switch (status) {
    case 'MISSING':
      return withoutSide('candidate', compared({ ...NOTHING, status, gateStatus: 'MISSING' }));
    case 'NEW':
      return withoutSide('baseline', compared({ ...NOTHING, status }));
    case 'NOT_COMPARABLE':
      return compared({
        status,
        gateStatus: 'PASS',
        differences: [
          {
            field: 'params.temperature',
            baseline: 0,
            candidate: 0.7,
            why: 'the model was sampled differently',
          },
        ],
      });
    case null:
      return compared({ ...NOTHING, status, role: 'sub-task', primary: false, parent: 'all', reasons: [] });
    case 'INVALID':
      return compared({
        status,
        gateStatus: null,
        reasons: ['3 of 200 samples failed', 'baseline: is empty'],
        invalid: [
          { side: 'candidate', reason: '3 of 200 samples failed' },
          { side: 'baseline', reason: 'is empty' },
        ],
      });
    default:
      return compared({ status, gateStatus: status });
  }
}

/** A comparison without a policy. */
export const comparison = (
  verdict: ComparisonVerdict,
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

/** A comparison by a policy, with all that can be known of it. */
export function gated(
  verdict: ComparisonVerdict,
  benchmarks: ComparedBenchmark[],
  rest: Partial<Comparison> = {},
): Comparison {
  return comparison(verdict, benchmarks, {
    gate: {
      verdict: verdict === 'GO' || verdict === 'NO-GO' ? verdict : 'INCONCLUSIVE',
      mode: 'strict',
      policy: 'policy.yaml',
    },
    meanChange: MEAN_CHANGE,
    falseFailRate: 0.04,
    items: { compared: 1000, changed: 52 },
    notes: ['few-pairs: 990 of 1000 items are on both sides'],
    ...rest,
  });
}

const MEAN_CHANGE = { delta: -0.01, ci95: [-0.02, 0], benchmarks: 3 } as const;

/** What a summary shows of a comparison, and where both sides came from. */
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

/** A comparison without a policy of results with themselves. */
export function compareAlike(results: EvalResults): Comparison {
  return comparison(
    'GO',
    results.benchmarks.map((one) => alike(one, results)),
    { meanChange: MEAN_CHANGE, items: { compared: 1000, changed: 52 } },
  );
}

function alike(own: Benchmark, { tasks }: EvalResults): ComparedBenchmark {
  const valid = own.invalid.length === 0;
  const { thresholds: _thresholds, policyLine: _line, ...rest } = compared(NOTHING);
  return {
    ...rest,
    name: own.name,
    task: tasks.find(({ index }) => index === own.taskIndex)!.name,
    taskIndex: own.taskIndex,
    metric: own.metric,
    role: own.role,
    primary: own.primary,
    isGroup: own.isGroup,
    ...(own.parent === undefined ? {} : { parent: own.parent }),
    scale: own.scale,
    direction: own.direction,
    kind: own.kind,
    status: valid ? (own.primary ? 'PASS' : null) : 'INVALID',
    reasons: own.invalid,
    invalid: own.invalid.map((reason) => ({ side: 'candidate', reason })),
    tier: null,
    baseline: toScoreSide(own),
    candidate: toScoreSide(own),
    delta: 0,
  };
}

export const BASELINE: BaselineFacts = {
  source: 'artifact',
  name: 'branch:main',
  model: 'org/model-1000',
  sha: 'b'.repeat(40),
  ref: 'refs/heads/main',
  runId: '122',
  ageDays: 1.5,
};
