import type { BenchmarkStatus, ComparedBenchmark } from '../../../src/comparison/comparison.js';
import type { FlipText } from '../../../src/comparison/flips.js';
import { describeForHtml } from '../../../src/report/html/describe-for-html.js';
import type { HtmlExtras, HtmlReport, Trend, TrendPoint } from '../../../src/report/html/html-report.js';
import type { RunReport } from '../../../src/report/result-json.js';
import { benchmark, breach, comparison, side, untested, withoutSide } from '../comparisons.js';

const limits = {
  maxDrop: 0.01,
  maxRelativeDrop: null,
  relativeGuardBelow: null,
  metric: null,
  direction: 'higher_is_better',
} as const;
const critical = { tier: 'critical', thresholds: { tier: 'critical', ...limits } } as const;
const supporting = { tier: 'supporting', thresholds: { tier: 'supporting', ...limits } } as const;

const QUESTIONS = [
  ['A train leaves at 14:20 and arrives at 17:05. How long does it travel?', '2 h 45 min', '3 h 15 min'],
  ['Which gas do plants take in for photosynthesis?', 'carbon dioxide', 'oxygen'],
  ['What is 17 × 24?', '408', '398'],
  ['Name the capital of Australia.', 'Canberra', 'Sydney'],
] as const;

/** Items that changed, with answers that share most of their words. */
export function flips(count: number, name = 'mmlu'): FlipText[] {
  return Array.from({ length: count }, (_, at): FlipText => {
    const [question, right, wrong] = QUESTIONS[at % QUESTIONS.length]!;
    const worse = at % 4 !== 3;
    const answer = (word: string): string =>
      `Let me think about this step by step.\nThe question asks for one fact only, so the answer is ${word}.`;
    return {
      kind: worse ? 'regressed' : 'improved',
      difference: worse ? -1 : 1,
      item: `${name}-${at + 1}`,
      repeat: 0,
      task: name,
      prompt: `Question ${at + 1}: ${question}\nAnswer:`,
      target: right,
      baselineAnswer: answer(worse ? right : wrong),
      candidateAnswer: answer(worse ? wrong : right),
    };
  });
}

/** Nightly scores with one night that is missing and one that cannot be compared. */
export function trend(name: string, last: number, count = 24): Trend {
  const points = Array.from({ length: count }, (_, at): TrendPoint => {
    const score = at === count - 1 ? last : 0.632 + 0.008 * Math.sin(at * 1.7) + at * 0.0003;
    return {
      run_id: String(900 + at),
      sha: String(at % 10).repeat(40),
      created_at: new Date(Date.UTC(2026, 9, 1 + at, 3, 12)).toISOString(),
      score: at === 9 ? null : at === 14 ? 0.655 : score,
      ...(at === 9 ? {} : { low: score - 0.012, high: score + 0.012 }),
      comparable: at !== 14,
      status: at === count - 1 && last < 0.62 ? 'BREACH' : 'PASS',
    };
  });
  return { benchmark: name, points };
}

const BENCHMARKS: ComparedBenchmark[] = [
  benchmark('arc_challenge/acc_norm', { ...supporting, gateStatus: 'PASS', isGroup: true }),
  breach('mmlu/acc', {
    ...critical,
    gateStatus: 'BREACH',
    policyLine: 7,
    baseline: side(0.64, 1000, { stderr: 0.0152 }),
    candidate: side(0.61, 1000, { stderr: 0.0154 }),
    reasons: [
      'the whole interval is past the 1.0 pp allowed',
      'relative-point-estimate: the relative drop is judged on the point estimate alone',
    ],
  }),
  breach('ifeval/prompt_level_strict_acc', {
    tier: 'advisory',
    gateStatus: 'BREACH',
    thresholds: { tier: 'advisory', ...limits },
    delta: -0.041,
    candidate: side(0.599),
    ci95: [-0.063, -0.019],
    examples: [],
    reasons: ['drop of [0.0190, 0.0630] (95 %) is above the limit of 0.0100'],
  }),
  benchmark('gsm8k/exact_match', {
    ...critical,
    scale: 'percent',
    gateStatus: 'PASS',
    thresholds: { tier: 'critical', ...limits, maxDrop: 1 },
    baseline: side(71.2, 1319),
    candidate: side(72.1, 1319),
    delta: 0.9,
    ci95: [-0.4, 2.2],
    pairs: 1319,
    mde: 2.1,
    pAdjusted: 1,
  }),
  benchmark('humaneval/pass@1', {
    ...supporting,
    status: 'INSUFFICIENT_EVIDENCE',
    gateStatus: 'PASS',
    reasons: [
      'thin-evidence: 3 of 40 answers got worse and 2 better, which leaves room for a drop above 0.01',
    ],
    baseline: side(0.5, 164, { repeats: 4 }),
    candidate: side(0.488, 164, { repeats: 4 }),
    delta: -0.0122,
    ci95: [-0.0844, 0.06],
    method: 'paired-t',
    pairs: 164,
    mde: 0.105,
    itemsNeeded: 2840,
  }),
  benchmark('bbh/exact_match', {
    ...supporting,
    status: 'NOT_COMPARABLE',
    gateStatus: 'PASS',
    reasons: ['params.temperature differs'],
    differences: [
      { field: 'params.temperature', baseline: 0, candidate: 0.7, why: 'the model was sampled differently' },
      {
        field: 'system_instruction',
        baseline: 'You are a careful assistant. Answer with one word.',
        candidate: 'You are a careful assistant. Think first, then answer with one word.',
        why: 'another system prompt',
      },
    ],
    unknown: [{ field: 'dataset', candidate: null, reason: 'baseline: does not say' }],
  }),
  withoutSide(
    'candidate',
    untested('truthfulqa/mc2', 'MISSING', {
      ...supporting,
      reasons: ['the baseline has it, the candidate did not run it'],
    }),
  ),
  withoutSide(
    'baseline',
    untested('wikitext/word_perplexity', 'NEW', {
      scale: 'unbounded',
      direction: 'lower_is_better',
      candidate: side(11.23456, 62),
    }),
  ),
  benchmark('wikitext/byte_perplexity', {
    scale: 'unbounded',
    direction: 'lower_is_better',
    baseline: side(1.8123, 62),
    candidate: side(1.8091, 62),
    delta: -0.0032,
    ci95: [-0.012, 0.0056],
    method: 'welch',
    pairs: null,
    flips: null,
    mde: 0.021,
  }),
  benchmark('mmlu_math/acc', { status: null, role: 'sub-task', parent: 'mmlu', pAdjusted: null }),
];

/** A run with all that a report can show. */
export const RUN: RunReport = {
  state: 'success',
  verdict: 'NO-GO',
  invocation: { id: '4f1c2a9be01d77aa', executor: 'local', launcherVersion: '0.2.6', attempt: 1 },
  candidate: {
    model: 'iter_0002000',
    sha: '99887766554433221100ffeeddccbbaa99887766',
    ref: 'refs/pull/41/merge',
    runId: '924',
  },
  tasks: [
    {
      task: 'byob_arith.arith',
      index: 8,
      dir: 'arith.8',
      state: 'invalid',
      reasons: ['no request succeeded: 40 of 40 requests answered 401: is API_KEY set?'],
      notes: [],
      scores: [],
      unconfirmed: false,
    },
  ],
  findings: [],
  baseline: {
    source: 'artifact',
    name: 'auto',
    model: 'iter_0001000',
    sha: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d',
    ref: 'refs/heads/main',
    runId: '923',
    ageDays: 2.1,
  },
  comparison: comparison('NO-GO', BENCHMARKS, {
    gate: { verdict: 'NO-GO', mode: 'strict', policy: 'ci/gate-policy.yaml' },
    falseFailRate: 0.41,
    meanChange: { delta: -0.016, ci95: [-0.022, -0.01], benchmarks: 6 },
    items: { compared: 5319, changed: 134 },
    notes: ['shared-rows: two bundles read one results.jsonl'],
  }),
};

export const EXTRAS: HtmlExtras = {
  showItems: true,
  attempt: '2',
  createdAt: '2026-10-24T03:12:44Z',
  runUrl: 'https://github.com/org/repo/actions/runs/924',
  artifact: { name: 'eval_results', url: 'https://github.com/org/repo/actions/runs/924/artifacts/77' },
  flips: new Map([['mmlu/acc', flips(52)]]),
  trend: [trend('mmlu/acc', 0.61), trend('arc_challenge/acc_norm', 0.638), trend('bbh/exact_match', 0.636)],
  generations: [
    {
      benchmark: 'mmlu/acc',
      item: '17',
      prompt: 'Question: what is 17 + 4?\nA. 20\nB. 21\nAnswer:',
      answer: ' B',
    },
    {
      benchmark: 'gsm8k/exact_match',
      item: '3',
      prompt: 'Tom has 3 apples and buys 2 more. How many has he?',
      answer: 'Tom has 3 + 2 = 5 apples.\n#### 5',
    },
    {
      benchmark: 'humaneval/pass@1',
      item: 'HumanEval/2',
      prompt: 'def truncate_number(number: float) -> float:',
      answer: '',
    },
  ],
  commands: [
    'export NEMO_EVALUATOR_HOME=/home/runner/work/_temp/nemo-eval/924-2/launcher',
    'nemo-evaluator-launcher status 4f1c2a9be01d77aa',
    'nemo-evaluator-launcher logs 4f1c2a9be01d77aa',
  ],
};

export const REPORT: HtmlReport = describeForHtml(RUN, EXTRAS);

const ROUND: BenchmarkStatus[] = [
  'PASS',
  'PASS',
  'PASS',
  'INSUFFICIENT_EVIDENCE',
  'PASS',
  'BREACH',
  'PASS',
  'NOT_COMPARABLE',
];

/** A report of so many benchmarks, each with so many items that changed. */
export function largeReport(benchmarks: number, items: number): HtmlReport {
  const all = Array.from({ length: benchmarks }, (_, at): ComparedBenchmark => {
    const delta = 0.02 * Math.sin(at * 2.4);
    return benchmark(`suite_${String(at % 20).padStart(2, '0')}/task_${at}/acc`, {
      status: ROUND[at % ROUND.length]!,
      delta,
      candidate: side(0.64 + delta, 12_000),
      ci95: [delta - 0.012, delta + 0.012],
      flips: { regressed: Math.ceil(items * 0.75), improved: Math.floor(items * 0.25) },
      pairs: 12_000,
    });
  });
  return describeForHtml(
    {
      ...RUN,
      tasks: [],
      comparison: comparison('NO-GO', all, {
        items: { compared: 12_000 * benchmarks, changed: items * benchmarks },
      }),
    },
    {
      ...EXTRAS,
      flips: new Map(all.map(({ name }) => [name, flips(items, name.split('/')[1])])),
      trend: all.map(({ name }) => trend(name, 0.63, 100)),
    },
  );
}
