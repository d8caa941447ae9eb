import type { Direction, Thresholds } from '../policy/gate-policy.js';
import type { BenchmarkResult } from './benchmark-result.js';
import { type Interval, PLACES } from './delta-interval.js';
import { roundHalfEven } from './round-half-even.js';

type Judged = Pick<BenchmarkResult, 'delta' | 'baselineScore' | 'interval'>;
type Judgement = Pick<BenchmarkResult, 'status' | 'absoluteBreached' | 'relativeBreached'> & {
  reason: string;
};

/** How much worse the candidate is: positive is worse. */
export function toDamage(delta: number, direction: Direction): number {
  return direction === 'higher_is_better' ? -delta : delta;
}

/** The interval of a difference as an interval of damage. */
export function toDamageInterval([lower, upper]: Interval, direction: Direction): Interval {
  return direction === 'higher_is_better'
    ? [roundHalfEven(-upper, PLACES), roundHalfEven(-lower, PLACES)]
    : [lower, upper];
}

/**
 * Judges a difference: first the relative drop, on the point estimate alone, then the interval against `maxDrop`. NaN
 * breaches nothing and passes nothing.
 * @param byPoint without an interval the point estimate decides, instead of nothing.
 * @returns undefined where there is no difference to judge.
 */
export function applyThresholds(
  { delta, baselineScore, interval }: Judged,
  thresholds: Thresholds,
  byPoint: boolean,
): Judgement | undefined {
  if (delta === null) return undefined;
  const damage = toDamage(delta, thresholds.direction);
  const relative = relativeDamage(damage, baselineScore, thresholds);
  if (relative !== undefined && relative > thresholds.maxRelativeDrop!)
    return judgement(
      'BREACH',
      `relative drop of ${percent(relative)} is above the limit of ${percent(thresholds.maxRelativeDrop!)}`,
      'relative',
    );
  if (interval) {
    const [lower, upper] = toDamageInterval(interval, thresholds.direction);
    const isKnown = !Number.isNaN(lower) && !Number.isNaN(upper);
    const shown = isKnown
      ? `drop of [${digits(lower)}, ${digits(upper)}] (95 %)`
      : 'the drop is not a number, and';
    const limit = describeLimit(thresholds.maxDrop);
    if (lower > thresholds.maxDrop) return judgement('BREACH', `${shown} is above ${limit}`);
    if (upper <= thresholds.maxDrop) return judgement('PASS', `${shown} is within ${limit}`);
    return judgement('INSUFFICIENT_EVIDENCE', `${shown} is not clear of ${limit}`);
  }
  if (!byPoint)
    return judgement('INSUFFICIENT_EVIDENCE', 'there is no interval to judge a required benchmark by');
  const shown = `drop of ${digits(damage)}, without an interval,`;
  return damage > thresholds.maxDrop
    ? judgement('BREACH', `${shown} is above ${describeLimit(thresholds.maxDrop)}`)
    : judgement('PASS', `${shown} is within ${describeLimit(thresholds.maxDrop)}`);
}

/** The damage as a fraction of the baseline's score; undefined where the relative limit does not apply. */
function relativeDamage(
  damage: number,
  baseline: number | null,
  { maxRelativeDrop, relativeGuardBelow }: Thresholds,
): number | undefined {
  if (maxRelativeDrop === null || baseline === null || baseline === 0 || !(damage > 0)) return undefined;
  if (relativeGuardBelow !== null && !(baseline < relativeGuardBelow)) return undefined;
  return damage / Math.abs(baseline);
}

function judgement(
  status: Judgement['status'],
  reason: string,
  kind: 'absolute' | 'relative' = 'absolute',
): Judgement {
  const breached = status === 'BREACH';
  return {
    status,
    reason,
    absoluteBreached: breached && kind === 'absolute',
    relativeBreached: breached && kind === 'relative',
  };
}

/** A policy may say `.inf` and `.nan`. */
function describeLimit(maxDrop: number): string {
  if (Number.isNaN(maxDrop)) return 'a limit that is not a number';
  return Number.isFinite(maxDrop) ? `the limit of ${maxDrop.toFixed(4)}` : 'a limit that nothing is above';
}

function digits(value: number): string {
  if (Number.isNaN(value)) return 'what is not a number';
  return Number.isFinite(value) ? value.toFixed(4) : value > 0 ? '∞' : '−∞';
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
