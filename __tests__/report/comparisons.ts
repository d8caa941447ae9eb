import type {
  BaselineFacts,
  BenchmarkStatus,
  ComparedBenchmark,
  Comparison,
  ComparisonVerdict,
  ScoreSide,
} from '../../src/comparison/comparison.js';
import { toScoreSide } from '../../src/comparison/comparison.js';
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

const SIDE: ScoreSide = { score: 0.64, stderr: 0.0152, n: { count: 1000, source: 'items' }, repeats: 1 };

/** A benchmark judged with all that can be known of it. */
export function compared(rest: Partial<ComparedBenchmark> = {}): ComparedBenchmark {
  return {
    name: 'arith/pass@1/correct',
    task: 'byob_arith.arith',
    taskIndex: 0,
    metric: 'pass@1',
    role: 'benchmark',
    primary: true,
    isGroup: false,
    scale: 'fraction',
    direction: 'higher_is_better',
    kind: 'binary',
    status: 'BREACH',
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
    baseline: SIDE,
    candidate: { ...SIDE, score: 0.61 },
    delta: -0.03,
    ci95: [-0.044, -0.016],
    standardError: 0.007,
    method: 'mcnemar-exact',
    pValue: 0.000018,
    pAdjusted: 0.00009,
    mde: 0.03,
    itemsNeeded: 4200,
    pairs: 1000,
    unpaired: { baselineOnly: 1, candidateOnly: 2, contentChanged: 3 },
    flips: { regressed: 41, improved: 11 },
    examples: [],
    differences: [],
    unknown: [{ field: 'dataset', candidate: null, reason: 'baseline: does not say' }],
    ...rest,
  };
}

const NOTHING: Partial<ComparedBenchmark> = {
  gateStatus: null,
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
  unknown: [],
};

function without(
  one: ComparedBenchmark,
  ...keys: ('baseline' | 'candidate' | 'unpaired')[]
): ComparedBenchmark {
  const copy = { ...one };
  for (const key of keys) delete copy[key];
  return copy;
}

/** A benchmark with a status, and with what belongs to it; `null` is shown and not judged. */
export function withStatus(status: BenchmarkStatus | null): ComparedBenchmark {
  switch (status) {
    case 'MISSING':
      return without(compared({ ...NOTHING, status, gateStatus: 'MISSING' }), 'candidate', 'unpaired');
    case 'NEW':
      return without(compared({ ...NOTHING, status }), 'baseline', 'unpaired');
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
    default:
      return compared({ status, gateStatus: status === 'INVALID' ? null : status });
  }
}

export function comparison(
  verdict: ComparisonVerdict,
  benchmarks: ComparedBenchmark[],
  rest: Partial<Comparison> = {},
): Comparison {
  return {
    verdict,
    gate: {
      verdict: verdict === 'GO' || verdict === 'NO-GO' ? verdict : 'INCONCLUSIVE',
      mode: 'strict',
      policy: 'policy.yaml',
    },
    benchmarks,
    meanChange: { delta: -0.01, ci95: [-0.02, 0], benchmarks: 3 },
    falseFailRate: 0.04,
    items: { compared: 1000, changed: 52 },
    notes: ['few-pairs: 990 of 1000 items are on both sides'],
    ...rest,
  };
}

/** A comparison without a policy of results with themselves. */
export function compareAlike(results: EvalResults): Comparison {
  return comparison(
    'GO',
    results.benchmarks.map((benchmark) => alike(benchmark, results)),
    { gate: null, falseFailRate: null },
  );
}

function alike(benchmark: Benchmark, { tasks }: EvalResults): ComparedBenchmark {
  const valid = benchmark.invalid.length === 0;
  const { thresholds: _thresholds, policyLine: _line, ...rest } = compared(NOTHING);
  return {
    ...rest,
    name: benchmark.name,
    task: tasks.find(({ index }) => index === benchmark.taskIndex)!.name,
    taskIndex: benchmark.taskIndex,
    metric: benchmark.metric,
    role: benchmark.role,
    primary: benchmark.primary,
    isGroup: benchmark.isGroup,
    ...(benchmark.parent === undefined ? {} : { parent: benchmark.parent }),
    scale: benchmark.scale,
    direction: benchmark.direction,
    kind: benchmark.kind,
    status: valid ? (benchmark.primary ? 'PASS' : null) : 'INVALID',
    reasons: benchmark.invalid,
    tier: null,
    baseline: toScoreSide(benchmark),
    candidate: toScoreSide(benchmark),
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
