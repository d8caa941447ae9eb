import type { ComparedBenchmark, ScoreSide } from '../comparison/comparison.js';
import { type Fault, faultsOf } from '../comparison/fault.js';
import type { Benchmark, Count } from '../results/eval-results.js';
import type { ItemSummary } from '../results/item-count.js';
import type { Score } from '../results/results-yml.js';
import type { TaskResult } from '../results/validity.js';
import { confirmationEntry } from './confirm/confirmation-json.js';

/** A task as an entry of `benchmarks` needs it. */
export type OwnTask = Pick<TaskResult, 'task' | 'index' | 'state' | 'reasons' | 'unconfirmed'>;

/** What only a comparison says. */
const NOT_COMPARED = {
  tier: null,
  thresholds: null,
  policy_line: null,
  baseline: null,
  delta: null,
  ci95: null,
  method: null,
  p_value: null,
  p_adjusted: null,
  mde: null,
  items_needed: null,
  pairs: null,
  unpaired: null,
  flips: null,
  confirmation: null,
} as const;

/**
 * A benchmark that was compared, or that one side alone has.
 * @param task its own, where this run has it. @param own what was read of it, where this run has it.
 */
export function comparedEntry(
  compared: ComparedBenchmark,
  task: OwnTask | undefined,
  own: Pick<Benchmark, 'task' | 'score' | 'notes'> | undefined,
): Record<string, unknown> {
  const { thresholds, confirmation } = compared;
  // What the run says of itself is never its rerun's: these scores go with the items of the record.
  const { baseline, candidate } = confirmation?.first ?? compared;
  const why = compared.status === 'INVALID' && compared.reasons.length === 0 ? task?.reasons : undefined;
  return {
    name: compared.name,
    task: compared.task,
    task_index: candidate ? compared.taskIndex : null,
    harness_task: own?.task,
    score_name: own?.score,
    ...facts(compared),
    ...side(candidate),
    unconfirmed: candidate !== undefined && task?.unconfirmed === true,
    status: compared.status,
    gate_status: compared.gateStatus,
    reasons: oneLineEach(why ?? compared.reasons),
    invalid: faults(why ? faultsOf('candidate', why) : compared.invalid),
    notes: oneLineEach(own?.notes ?? []),
    ...NOT_COMPARED,
    tier: compared.tier,
    thresholds: thresholds
      ? {
          max_drop: thresholds.maxDrop,
          max_relative_drop: thresholds.maxRelativeDrop,
          relative_guard_below: thresholds.relativeGuardBelow,
          metric: thresholds.metric,
          direction: thresholds.direction,
        }
      : null,
    policy_line: compared.policyLine,
    baseline: baseline ? side(baseline) : null,
    delta: compared.delta,
    ci95: compared.ci95?.every(Number.isFinite) ? compared.ci95 : null,
    method: compared.method,
    p_value: compared.pValue,
    p_adjusted: compared.pAdjusted,
    mde: compared.mde,
    items_needed: compared.itemsNeeded,
    pairs: compared.pairs,
    unpaired: compared.unpaired
      ? {
          baseline_only: compared.unpaired.baselineOnly,
          candidate_only: compared.unpaired.candidateOnly,
          content_changed: compared.unpaired.contentChanged,
        }
      : null,
    flips: compared.flips ? { regressed: compared.flips.regressed, improved: compared.flips.improved } : null,
    confirmation: confirmation ? confirmationEntry(confirmation) : null,
  };
}

/** A benchmark of a run that was compared with nothing. */
export function benchmarkEntry(benchmark: Benchmark, task: OwnTask): Record<string, unknown> {
  const { value, stderr, n, repeats } = benchmark;
  const doubts = task.state === 'success' ? benchmark.invalid : [...task.reasons, ...benchmark.invalid];
  return {
    name: benchmark.name,
    task: task.task,
    task_index: task.index,
    harness_task: benchmark.task,
    score_name: benchmark.score,
    ...facts(benchmark),
    ...side({ score: value, repeats, ...(stderr === undefined ? {} : { stderr }), ...(n ? { n } : {}) }),
    unconfirmed: task.unconfirmed,
    ...judgedAlone(doubts),
    notes: oneLineEach(benchmark.notes),
    ...NOT_COMPARED,
  };
}

/** A score of a run that was concluded late, of which results.yml alone tells. */
export function scoreEntry(task: TaskResult, score: Score): Record<string, unknown> {
  const n: Count | undefined =
    score.count === undefined ? ofItems(task.items) : { count: score.count, source: 'stats' };
  return {
    name: score.name,
    task: task.task,
    task_index: task.index,
    harness_task: score.task,
    score_name: score.score,
    ...facts({ metric: score.metric, isGroup: score.isGroup }),
    score: score.value,
    stderr: score.stderr,
    n: n?.count,
    n_source: n?.source,
    repeats: null,
    unconfirmed: task.unconfirmed,
    ...judgedAlone(task.state === 'success' ? [] : task.reasons),
    notes: [],
    ...NOT_COMPARED,
  };
}

/** Texts as one line each; what is empty says nothing and is left out. */
export function oneLineEach(texts: readonly string[]): string[] {
  return texts.map(oneLine).filter((text) => text !== '');
}

function faults(all: readonly Fault[]): Fault[] {
  return all.flatMap(({ side, reason }) => faultsOf(side, oneLineEach([reason])));
}

/** A text on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, ' ').trim();
}

type Facts = Pick<Benchmark, 'metric' | 'isGroup'> &
  Partial<Pick<Benchmark, 'role' | 'primary' | 'parent' | 'scale' | 'direction' | 'kind'>>;

function facts({ metric, role, primary, isGroup, parent, scale, direction, kind }: Facts): object {
  return { metric, role, primary, is_group: isGroup, parent, scale, direction, metric_kind: kind };
}

function side(of: ScoreSide | undefined): object {
  return {
    score: of?.score,
    stderr: of?.stderr,
    n: of?.n?.count,
    n_source: of?.n?.source,
    repeats: of?.repeats,
  };
}

function judgedAlone(doubts: readonly string[]): object {
  const reasons = [...new Set(oneLineEach(doubts))];
  return {
    status: reasons.length === 0 ? 'NEW' : 'INVALID',
    gate_status: null,
    reasons,
    invalid: faultsOf('candidate', reasons),
  };
}

const COUNTED_BY = { predictions: 'items', harness: 'stats', stats: 'stats', limit: 'expected' } as const;

function ofItems(items: ItemSummary | undefined): Count | undefined {
  return items && { count: items.scored, source: COUNTED_BY[items.source] };
}
