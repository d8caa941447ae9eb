import type { Thresholds } from '../policy/gate-policy.js';
import { normalUpperTail, studentTQuantile } from './distributions.js';

/** The gate judges no fewer paired items. */
const FEWEST_PAIRS = 10;
/** Of the two-sided 95 % interval that the gate judges by. */
const UPPER_QUANTILE = 0.975;

/** One benchmark under a policy. Variance, score and `maxDrop` are in the same units. */
export interface PolicedBenchmark {
  /** The mean square of the items' differences; for 0/1 items the discordance (b + c)/n. Not less the squared mean. */
  variance: number;
  /** Items on both sides. */
  pairs: number;
  baselineScore: number | null;
  thresholds: Thresholds;
}

/**
 * The probability that a gate policy calls at least one benchmark BREACH although baseline and candidate are equal
 * models. Derived from the gate's own rules (`apply-thresholds.ts`): between equal models the mean damage is
 * N(0, se²) with se² = variance/pairs, since its mean is 0 and the mean square of the differences therefore estimates
 * their variance. A BREACH is a damage above max_relative_drop·|baseline|, where that limit applies, or a lower limit
 * above max_drop, which is a damage above max_drop + t₀.₉₇₅·se with pairs − 1 degrees of freedom. So each benchmark has
 * p = P(Z > min(max_drop + t·se, max_relative_drop·|baseline|)/se), and the family 1 − Π(1 − p).
 *
 * The product assumes **independent** benchmarks; related ones (the same questions in two languages) breach together, and
 * the rate is smaller. The error and the baseline's score are taken as known and the mean as normal: docs/statistics.md
 * says how near that is to the gate itself. Intervals that the gate clusters by category are not modelled.
 *
 * @param benchmarks advisory ones do not count; those with fewer than 10 pairs or without a finite variance are left
 * out, as if they never breached.
 * @returns null where no benchmark is left.
 */
export function estimateFalseFailRate(benchmarks: readonly PolicedBenchmark[]): number | null {
  const known = benchmarks.filter(
    ({ thresholds, pairs, variance }) =>
      thresholds.tier !== 'advisory' &&
      pairs >= FEWEST_PAIRS &&
      Number.isFinite(pairs) &&
      variance >= 0 &&
      Number.isFinite(variance),
  );
  if (known.length === 0) return null;
  // As a sum of logarithms, so that rates far below 1e-16 are not lost in 1 − p.
  const logNone = known.reduce((sum, benchmark) => sum + Math.log1p(-breachProbability(benchmark)), 0);
  return 0 - Math.expm1(logNone);
}

function breachProbability({ variance, pairs, baselineScore, thresholds }: PolicedBenchmark): number {
  // Where no item ever differs the damage is 0, and no limit is below that.
  if (variance === 0) return 0;
  const error = Math.sqrt(variance / pairs);
  const limits = [
    thresholds.maxDrop + studentTQuantile(UPPER_QUANTILE, pairs - 1) * error,
    relativeLimit(baselineScore, thresholds),
  ];
  // A policy may say `.nan`, which nothing is above.
  const threshold = Math.min(
    ...limits.map((limit) => (Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit)),
  );
  return normalUpperTail(threshold / error);
}

/** The damage above which the gate sees a relative breach; ∞ where that limit does not apply. */
function relativeLimit(baseline: number | null, { maxRelativeDrop, relativeGuardBelow }: Thresholds): number {
  if (maxRelativeDrop === null || baseline === null || baseline === 0) return Number.POSITIVE_INFINITY;
  if (relativeGuardBelow !== null && !(baseline < relativeGuardBelow)) return Number.POSITIVE_INFINITY;
  return maxRelativeDrop * Math.abs(baseline);
}
