/** The range of a score as its harness declares it: 0–1, 0–100, without bounds, or not declared. */
export type Scale = 'fraction' | 'percent' | 'unbounded' | 'unknown';
export type Direction = 'higher_is_better' | 'lower_is_better' | 'unknown';
/** What one item's score can be. `unknown` is treated as continuous by whoever needs to choose. */
export type MetricKind = 'binary' | 'continuous' | 'unknown';

/** What a harness declares of a metric; never what its values look like. */
export interface MetricFacts {
  scale: Scale;
  direction: Direction;
  kind: MetricKind;
}

const UNKNOWN: MetricFacts = { scale: 'unknown', direction: 'unknown', kind: 'unknown' };
const RIGHT: MetricFacts = { scale: 'fraction', direction: 'higher_is_better', kind: 'binary' };
const SHARE: MetricFacts = { scale: 'fraction', direction: 'higher_is_better', kind: 'continuous' };
const LOSS: MetricFacts = { scale: 'unbounded', direction: 'lower_is_better', kind: 'continuous' };
const PERCENT: MetricFacts = { scale: 'percent', direction: 'higher_is_better', kind: 'continuous' };
/** More is better, and on which scale is up to the task. */
const UNSCALED: MetricFacts = { scale: 'unknown', direction: 'higher_is_better', kind: 'unknown' };
const PERCENT_RIGHT: MetricFacts = { ...PERCENT, kind: 'binary' };

/** lm-evaluation-harness: lm_eval/api/metrics.py, and the metrics of ifeval, humaneval and minerva in lm_eval/tasks. */
const LM_EVAL: Record<string, MetricFacts> = {
  acc: RIGHT,
  acc_norm: RIGHT,
  acc_bytes: RIGHT,
  acc_mutual_info: RIGHT,
  acc_all: SHARE,
  exact_match: RIGHT,
  math_verify: RIGHT,
  prompt_level_strict_acc: RIGHT,
  prompt_level_loose_acc: RIGHT,
  inst_level_strict_acc: SHARE,
  inst_level_loose_acc: SHARE,
  'pass@1': SHARE,
  pass_at_1: SHARE,
  f1: UNSCALED,
  em: UNSCALED,
  likelihood: SHARE,
  brier_score: { ...LOSS, scale: 'unbounded' },
  mcc: { scale: 'unbounded', direction: 'higher_is_better', kind: 'continuous' },
  bleu: UNSCALED,
  chrf: PERCENT,
  ter: { scale: 'unbounded', direction: 'lower_is_better', kind: 'continuous' },
  perplexity: LOSS,
  word_perplexity: LOSS,
  byte_perplexity: LOSS,
  bits_per_byte: LOSS,
};

/**
 * Metrics of lm-eval that each task computes in its own way, 0–1 in one and 0–100 in another, by the tasks whose way is
 * known (lm_eval/tasks; bleu of translations is sacrebleu's).
 */
const LM_EVAL_OF_TASKS: [metrics: string[], tasks: RegExp, MetricFacts][] = [
  [['f1'], /^(drop|coqa|record|mrpc|qqp|cb|super-?glue-(record|cb).*)$/, SHARE],
  [['em'], /^(drop|coqa|record|super-?glue-record.*)$/, RIGHT],
  [['f1', 'em'], /^(squadv2|scrolls_.+)$/, PERCENT],
  [['bleu'], /^(wmt\d\d|iwslt\d{4})-[a-z]{2}-[a-z]{2}$/, PERCENT],
];

/** BYOB: nemo_evaluator/contrib/byob/scorers.py. What a scorer of one's own returns is declared by its type alone. */
const BYOB: Record<string, MetricFacts> = {
  correct: RIGHT,
  f1: SHARE,
  precision: SHARE,
  recall: SHARE,
  bleu_1: SHARE,
  bleu_2: SHARE,
  bleu_3: SHARE,
  bleu_4: SHARE,
  rouge_1: SHARE,
  rouge_2: SHARE,
  rouge_l: SHARE,
  precision_at_k: SHARE,
  recall_at_k: SHARE,
  mrr: SHARE,
  ndcg: SHARE,
  acc: RIGHT,
  acc_norm: RIGHT,
  acc_greedy: RIGHT,
};

/** nemo-skills: nemo_skills/evaluation/metrics/, whose base class reports every float as a percentage. */
const NEMO_SKILLS: Record<string, MetricFacts> = {
  symbolic_correct: PERCENT_RIGHT,
  judge_correct: PERCENT_RIGHT,
  both_correct: PERCENT_RIGHT,
  any_correct: PERCENT_RIGHT,
  correct: PERCENT_RIGHT,
  accuracy: PERCENT_RIGHT,
  problem_accuracy: PERCENT_RIGHT,
  subtask_accuracy: PERCENT,
  passing_base_tests: PERCENT_RIGHT,
  passing_plus_tests: PERCENT_RIGHT,
  issues_resolved: PERCENT_RIGHT,
  prompt_strict_accuracy: PERCENT_RIGHT,
  prompt_loose_accuracy: PERCENT_RIGHT,
  instruction_strict_accuracy: PERCENT,
  instruction_loose_accuracy: PERCENT,
  average_score: PERCENT,
  no_answer: { ...PERCENT_RIGHT, direction: 'lower_is_better' },
};

/** Metrics of nemo-skills that count what was done and say nothing of how well. */
const COUNTS = /^(num_\w+|avg_tokens|gen_seconds)$/;

/**
 * What is declared of a metric.
 * @param harness `framework_name` of run_config.yml.
 * @param metric without the filter.
 * @param score the score's name within the metric.
 * @param task the harness's own, by which some metrics differ.
 */
export function metricFacts(
  harness: string | undefined,
  metric: string,
  score: string,
  task = '',
): MetricFacts {
  const of = (table: Record<string, MetricFacts>, name: string): MetricFacts =>
    Object.hasOwn(table, name) ? table[name]! : UNKNOWN;
  if (harness === undefined) return UNKNOWN;
  if (harness === 'lm-evaluation-harness') {
    const name = metric.split('__')[0]!;
    const known = LM_EVAL_OF_TASKS.find(([metrics, tasks]) => metrics.includes(name) && tasks.test(task));
    return known?.[2] ?? of(LM_EVAL, name);
  }
  if (harness === 'nemo_skills') return of(NEMO_SKILLS, score);
  // Both were seen in their output: simple_evals 0–1 and micro, macro averages of it; bfcl 0–100.
  if (harness === 'simple_evals')
    return metric === 'score'
      ? { scale: 'fraction', direction: 'higher_is_better', kind: 'unknown' }
      : UNKNOWN;
  if (harness === 'bfcl') return { scale: 'percent', direction: 'higher_is_better', kind: 'unknown' };
  return harness.startsWith('byob') ? of(BYOB, score) : UNKNOWN;
}

/** Whether a score is a count of tokens, seconds or entries, which no comparison of quality is about. */
export function isCount(harness: string | undefined, score: string): boolean {
  return harness === 'nemo_skills' && COUNTS.test(score);
}

/** Metrics of lm-eval that are the plain mean of its documents' scores; others are of the whole, or may be. */
const LM_EVAL_MEANS = new Set([
  'acc',
  'acc_norm',
  'acc_bytes',
  'acc_mutual_info',
  'exact_match',
  'math_verify',
  'prompt_level_strict_acc',
  'prompt_level_loose_acc',
]);

/** The same of nemo-skills, each read from one field of a row; `accuracy` may be of a list in it. */
const NEMO_SKILLS_MEANS = new Set([
  'symbolic_correct',
  'judge_correct',
  'both_correct',
  'any_correct',
  'passing_base_tests',
  'passing_plus_tests',
  'prompt_strict_accuracy',
  'prompt_loose_accuracy',
]);

/** Whether a score is by the harness's own definition the mean of its items; of a group, none is. */
export function isMeanOfItems(harness: string | undefined, metric: string, score: string): boolean {
  if (harness === undefined) return false;
  if (harness === 'lm-evaluation-harness') return LM_EVAL_MEANS.has(metric.split('__')[0]!);
  if (harness === 'nemo_skills') return /^pass@1(\[|$|_)/.test(metric) && NEMO_SKILLS_MEANS.has(score);
  return harness.startsWith('byob') && metric === 'pass@1';
}

/** A score on 0–1; undefined where its scale has no such form. */
export function toFraction(value: number, scale: Scale): number | undefined {
  if (scale === 'fraction') return value;
  return scale === 'percent' ? value / 100 : undefined;
}

/** Names of metrics, best first, of which one stands for its task. */
const PRIMARY = [
  'acc_norm',
  'acc',
  'exact_match__strict-match',
  'exact_match__flexible-extract',
  'exact_match',
  'prompt_level_strict_acc',
  'micro',
  'correct',
  'judge_correct',
  'symbolic_correct',
  'accuracy',
  'passing_plus_tests',
  'average_score',
];

/** The place of a metric in the order in which metrics stand for their task; lower is better. */
export function primaryRank(metric: string, score: string): number {
  const places = [metric, metric.split('__')[0]!, score].map((name) => PRIMARY.indexOf(name));
  const known = places.filter((place) => place >= 0);
  return known.length === 0 ? PRIMARY.length : Math.min(...known);
}
