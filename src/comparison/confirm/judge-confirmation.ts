import type { ComparedBenchmark, Comparison, ComparisonVerdict } from '../comparison.js';
import type { Confirmation, Estimate } from './confirmation.js';
import { judgeRerun } from './judge-rerun.js';

export interface ConfirmOptions {
  /** Whether the rerun's comparison has a baseline that was run again, too. */
  baselineRerun: boolean;
  /**
   * The first run's candidate compared with the rerun's: it tells whether any answer differs. Without it scores and
   * counts must tell.
   */
  repeated?: Comparison;
}

/** A rerun as it was compared, by the same policy and mode, or one line that says why there is none. */
export type Rerun = Comparison | { failed: string };

/**
 * The comparison after its breaches were run once more. Each rerun is judged alone and never pooled with the first run:
 * the two together would keep half of the false alarms, and overstate the drop. A BREACH that the rerun does not show is
 * INSUFFICIENT_EVIDENCE. Its numbers are the rerun's then, and those of a breach that it confirms; the first run's are
 * kept beside them. The gate's own answer stays that of the first run.
 * @param first is not changed.
 */
export function judgeConfirmation(first: Comparison, rerun: Rerun, options: ConfirmOptions): Comparison {
  const benchmarks = first.benchmarks.map((benchmark) =>
    benchmark.status === 'BREACH' ? confirmOne(benchmark, rerun, first.gate !== null, options) : benchmark,
  );
  return {
    ...first,
    benchmarks,
    verdict: concludeAgain(first, benchmarks),
    notes: [...first.notes, ...describeOutcome(benchmarks, options)],
  };
}

function confirmOne(
  first: ComparedBenchmark,
  rerun: Rerun,
  hasPolicy: boolean,
  { baselineRerun, repeated }: ConfirmOptions,
): ComparedBenchmark {
  const again = 'failed' in rerun ? undefined : findBenchmark(rerun, first.name);
  const { status, reason } =
    'failed' in rerun
      ? ({ status: 'unanswered', reason: `the rerun failed: ${rerun.failed}` } as const)
      : judgeRerun(first, again, { hasPolicy, repeated: repeated && findBenchmark(repeated, first.name) });
  const confirmation: Confirmation = {
    status,
    reason,
    baselineRerun,
    rerun: again ? estimateOf(again) : NOTHING,
    first: estimateOf(first),
  };
  if (status === 'unanswered')
    return {
      ...first,
      confirmation,
      reasons: [...first.reasons, `${reason}; the first verdict stands`],
    };
  const isConfirmed = status === 'confirmed';
  const { confirmation: _none, thresholds: _thresholds, policyLine: _line, ...numbers } = again!;
  return {
    ...numbers,
    task: first.task,
    taskIndex: first.taskIndex,
    status: isConfirmed ? 'BREACH' : 'INSUFFICIENT_EVIDENCE',
    gateStatus: first.gateStatus,
    tier: first.tier,
    ...(first.thresholds ? { thresholds: first.thresholds } : {}),
    ...(first.policyLine === undefined ? {} : { policyLine: first.policyLine }),
    reasons: [
      `${isConfirmed ? 'confirmed' : 'not confirmed'}: ${reason}`,
      ...first.reasons.map((why) => `first run: ${why}`),
    ],
    // Judged alone, it is a family of one.
    pAdjusted: again!.pValue,
    confirmation,
  };
}

const NOTHING: Estimate = { delta: null, ci95: null, pValue: null, n: null };

function findBenchmark({ benchmarks }: Comparison, name: string): ComparedBenchmark | undefined {
  return benchmarks.find((benchmark) => benchmark.name === name);
}

function estimateOf({ baseline, candidate, delta, ci95, pValue, pairs }: ComparedBenchmark): Estimate {
  return {
    ...(baseline ? { baseline } : {}),
    ...(candidate ? { candidate } : {}),
    delta,
    ci95,
    pValue,
    n: pairs ?? candidate?.n?.count ?? null,
  };
}

/** NO-GO falls to INCONCLUSIVE where none of its grounds is left; no other verdict changes. */
function concludeAgain(first: Comparison, benchmarks: readonly ComparedBenchmark[]): ComparisonVerdict {
  if (first.verdict !== 'NO-GO') return first.verdict;
  const deciding = benchmarks.filter(({ tier }) => tier !== 'advisory');
  const stands = deciding.some(({ status }) => status === 'BREACH');
  // A policy's required benchmark that is missing is a NO-GO by itself.
  const isMissed = first.gate !== null && deciding.some(({ gateStatus }) => gateStatus === 'MISSING');
  const changed = deciding.some(({ confirmation }) => confirmation?.status === 'not-confirmed');
  return stands || isMissed || !changed ? 'NO-GO' : 'INCONCLUSIVE';
}

function describeOutcome(
  benchmarks: readonly ComparedBenchmark[],
  { baselineRerun }: ConfirmOptions,
): string[] {
  const all = benchmarks.flatMap(({ confirmation }) => confirmation ?? []);
  if (all.length === 0) return [];
  const count = (wanted: Confirmation['status']): number =>
    all.filter(({ status }) => status === wanted).length;
  const told = [
    `${count('confirmed')} confirmed`,
    `${count('not-confirmed')} not confirmed`,
    `${count('unanswered')} without an answer`,
  ];
  const of = `${all.length} BREACH${all.length === 1 ? '' : 'es'}`;
  const baseline = baselineRerun ? 'candidate and baseline' : 'the candidate only';
  return [`confirm: ${of} rerun once (${baseline}): ${told.join(', ')}`];
}
