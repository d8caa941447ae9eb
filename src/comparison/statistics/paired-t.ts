import { isCount } from './counts.js';
import { studentTQuantile, studentTUpperTail } from './distributions.js';
import type { Interval } from './interval.js';
import { type Moments, varianceOf } from './moments.js';

/** A t test of one mean, or of the difference of two. */
export interface TTest {
  /** The mean difference, in score units; positive is damage. */
  mean: number;
  standardError: number;
  /** Degrees of freedom; ∞ where the normal distribution stands in. */
  degrees: number;
  interval: Interval;
  /** P(T ≥ t): small where the mean is above 0. */
  oneSided: number;
  twoSided: number;
}

/**
 * The paired t test (Student 1908, Biometrika 6:1) on the differences of pairs, baseline − candidate.
 * @param differences their moments; at least two.
 * @returns where all differences are equal the interval has no width and p is 0 (above 0) or 1; fields are NaN where a
 * difference was not finite.
 * @throws RangeError for fewer than two.
 */
export function testPairs(differences: Moments, level = 0.95): TTest {
  const { count, mean } = differences;
  if (!isCount(count) || count < 2) throw new RangeError(`A paired t test needs two pairs, not ${count}`);
  return testMean(mean, Math.sqrt(varianceOf(differences) / count), count - 1, level);
}

/** The t test of a mean whose standard error is known with some degrees of freedom. */
export function testMean(mean: number, standardError: number, degrees: number, level: number): TTest {
  const half = studentTQuantile((1 + level) / 2, degrees) * standardError;
  // Without variance any mean above 0 is infinitely many errors away from it, and 0 itself is none.
  const t = standardError === 0 && mean === 0 ? 0 : mean / standardError;
  const oneSided = standardError === 0 && mean === 0 ? 1 : studentTUpperTail(t, degrees);
  return {
    mean,
    standardError,
    degrees,
    interval: { lower: mean - half, upper: mean + half },
    oneSided,
    twoSided: Math.min(1, 2 * studentTUpperTail(Math.abs(t), degrees)),
  };
}
