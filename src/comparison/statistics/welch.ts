import { type TTest, testMean } from './paired-t.js';

/** The error of a mean, as a harness reports it. */
export interface MeanError {
  /** In score units, ≥ 0. */
  standardError: number;
  /** Items behind it; null where nothing tells. */
  n: number | null;
}

/**
 * Welch's test of two means from their standard errors (Welch 1947, Biometrika 34:28; degrees of freedom after
 * Satterthwaite 1946, Biometrics Bulletin 2:110). Unknown n: the normal distribution.
 * @param difference baseline − candidate, direction-corrected.
 * @returns NaN fields where both errors are 0 (nothing to measure the difference by) or a number is not finite.
 * @throws RangeError if n is given and under 2, or an error is negative.
 */
export function testByWelch(
  difference: number,
  baseline: MeanError,
  candidate: MeanError,
  level = 0.95,
): TTest {
  const sides = [baseline, candidate];
  if (sides.some(({ standardError }) => standardError < 0))
    throw new RangeError('A standard error is not negative');
  const total = Math.hypot(baseline.standardError, candidate.standardError);
  return testMean(difference, total > 0 ? total : Number.NaN, degreesOf(sides, total), level);
}

function degreesOf(sides: MeanError[], total: number): number {
  if (sides.some(({ n }) => n === null)) return Number.POSITIVE_INFINITY;
  // Shares of the variance, not variances: fourth powers of small errors would vanish.
  const parts = sides.map(({ standardError, n }) => {
    if (!(n! >= 2)) throw new RangeError(`A standard error needs two items, not ${n}`);
    return (standardError / total) ** 4 / (n! - 1);
  });
  return 1 / (parts[0]! + parts[1]!);
}
