import { type ComparedBenchmark, unitsOf } from '../comparison.js';
import { DROP_FLOOR } from '../statistics/default-rule.js';
import type { Confirmation } from './confirmation.js';

/** A BREACH of the first run stands where the rerun alone has a one-sided p at or under this. */
export const CONFIRM_ALPHA = 0.05;

export type Answer = Pick<Confirmation, 'status' | 'reason'>;

/**
 * Judges a rerun by itself. Without a policy it confirms at p ≤ 0.05 and a drop of 0.01; with one where the same
 * formulas breach again.
 * @param rerun the benchmark in the rerun's comparison; undefined where that has none.
 * @param repeated the benchmark where the first run's candidate is compared with the rerun's.
 */
export function judgeRerun(
  first: ComparedBenchmark,
  rerun: ComparedBenchmark | undefined,
  { hasPolicy, repeated }: { hasPolicy: boolean; repeated?: ComparedBenchmark | undefined },
): Answer {
  const why = whyUnanswered(first, rerun, repeated);
  if (why !== undefined) return { status: 'unanswered', reason: why };
  return hasPolicy ? judgeByPolicyAgain(rerun!) : judgeByDefaultAgain(rerun!);
}

function whyUnanswered(
  first: ComparedBenchmark,
  rerun: ComparedBenchmark | undefined,
  repeated: ComparedBenchmark | undefined,
): string | undefined {
  if (!rerun?.candidate || !rerun.baseline || rerun.status === null) return 'the rerun has no score of it';
  if (rerun.status === 'INVALID') return `the rerun is invalid: ${rerun.reasons[0] ?? 'without a reason'}`;
  if (rerun.status === 'NOT_COMPARABLE')
    return `the rerun cannot be compared: ${rerun.reasons[0] ?? 'other settings'}`;
  if (isAlike(rerun))
    return "no answer of the rerun scores other than the baseline's: the same model, or a cache?";
  if (repeated ? isAlike(repeated) : hasSameScore(first, rerun))
    return 'no answer of the rerun scores other than in the first run: it is deterministic, or came from a cache';
  return undefined;
}

/** Without items the scores must do, to the last digit. */
function isAlike(compared: ComparedBenchmark): boolean {
  const { pairs, flips, baseline, candidate } = compared;
  if (flips && pairs !== null && pairs > 0) return flips.regressed === 0 && flips.improved === 0;
  return isSameScore(baseline, candidate);
}

/** Where nobody compared the two candidates: the same score from the same number of flips. */
function hasSameScore(first: ComparedBenchmark, rerun: ComparedBenchmark): boolean {
  const [before, after] = [first.flips, rerun.flips];
  const sameFlips = before?.regressed === after?.regressed && before?.improved === after?.improved;
  return sameFlips && isSameScore(first.candidate, rerun.candidate);
}

function isSameScore(one: ComparedBenchmark['candidate'], other: ComparedBenchmark['candidate']): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.score !== null &&
    one.score === other.score &&
    one.stderr === other.stderr
  );
}

function judgeByDefaultAgain(rerun: ComparedBenchmark): Answer {
  const { pValue, reasons } = rerun;
  const damage = damageOf(rerun);
  if (pValue === null || damage === null)
    return { status: 'unanswered', reason: `the rerun cannot be tested: ${reasons[0] ?? 'it has no p'}` };
  const shown = `the rerun alone is ${describeDamage(damage)}, p ${showP(pValue)}`;
  if (pValue <= CONFIRM_ALPHA && damage >= DROP_FLOOR) return { status: 'confirmed', reason: shown };
  return {
    status: 'not-confirmed',
    reason: `${shown}; p of at most ${CONFIRM_ALPHA} and 1.00 pp worse would have confirmed it`,
  };
}

function judgeByPolicyAgain({ gateStatus, status, ci95, delta, reasons }: ComparedBenchmark): Answer {
  const why = reasons[0] ?? 'without a reason';
  if (gateStatus === 'BREACH')
    return { status: 'confirmed', reason: `the rerun alone breaches again: ${why}` };
  // A PASS that a safeguard takes away, or a want of evidence without an interval, is no answer.
  const isAnswered =
    (gateStatus === 'PASS' && status === 'PASS') ||
    (gateStatus === 'INSUFFICIENT_EVIDENCE' && ci95 !== null && delta !== null);
  return isAnswered
    ? { status: 'not-confirmed', reason: `the rerun alone does not breach the policy: ${why}` }
    : { status: 'unanswered', reason: `the rerun cannot be judged: ${why}` };
}

/** As a share of the scale, or of the baseline where there is none; positive is worse. */
function damageOf({ delta, scale, direction, baseline }: ComparedBenchmark): number | null {
  const whole = unitsOf(scale) ?? Math.abs(baseline?.score ?? 0);
  if (delta === null || !(whole > 0)) return null;
  // One point is a point, whatever the rounding of 0.61 − 0.6.
  return Number((((direction === 'lower_is_better' ? 1 : -1) * delta) / whole).toPrecision(12));
}

function describeDamage(damage: number): string {
  const points = (100 * Math.abs(damage)).toFixed(2);
  return damage >= 0 ? `${points} pp worse` : `${points} pp better`;
}

const showP = (p: number): string => (p >= 0.001 ? p.toFixed(3) : p.toPrecision(2));
