import { isCount } from './counts.js';
import { normalQuantile } from './distributions.js';
import { findRoot } from './find-root.js';
import type { Interval } from './interval.js';

/**
 * Tango's score interval for the difference of paired proportions, (b − c)/n
 * (Tango 1998, Statistics in Medicine 17:891, equations 14 and 15). It has a width even where no pair is discordant.
 * @param worse b, @param better c, the discordant pairs; @param pairs n ≥ 1, all pairs.
 * @param level of confidence, in (0, 1).
 * @returns limits within [−1, 1].
 * @throws RangeError for counts that cannot be.
 */
export function boundByTango(worse: number, better: number, pairs: number, level = 0.95): Interval {
  if (!isCount(worse) || !isCount(better) || !isCount(pairs) || pairs < 1 || worse + better > pairs)
    throw new RangeError(`Of ${pairs} pairs ${worse} and ${better} cannot be discordant`);
  if (!(level > 0 && level < 1)) throw new RangeError(`A level lies between 0 and 1, not ${level}`);
  const z = normalQuantile((1 + level) / 2);
  // Swapping the two runs mirrors the interval.
  return { lower: 0 - upperLimit(better, worse, pairs, z), upper: upperLimit(worse, better, pairs, z) };
}

/** Tango's score statistic at a difference δ, in standard errors: falls in δ, 0 at δ = (b − c)/n. */
export function tangoScore(worse: number, better: number, pairs: number, difference: number): number {
  const distance = worse - better - pairs * difference;
  return distance / nullError(worse, better, pairs, difference);
}

function upperLimit(b: number, c: number, n: number, z: number): number {
  // Where all pairs agree, or all got better, the error is 0 at the estimate too, and the root beyond has a closed form.
  if (b + c === 0) return z ** 2 / (n + z ** 2);
  if (c === n) return (z ** 2 - n) / (z ** 2 + n);
  if (b === n) return 1;
  return findRoot((δ) => b - c - n * δ + z * nullError(b, c, n, δ), (b - c) / n, 1);
}

/** The standard error of b − c where the difference is δ, with the nuisance parameter at its maximum likelihood. */
function nullError(b: number, c: number, n: number, δ: number): number {
  const linear = -b - c + (2 * n - b + c) * δ;
  const constant = -c * δ * (1 - δ);
  const root = Math.sqrt(Math.max(0, linear ** 2 - 8 * n * constant));
  // The root of the quadratic in the form that does not cancel.
  const q = linear > 0 ? (-2 * constant) / (linear + root) : (root - linear) / (4 * n);
  return Math.sqrt(Math.max(0, n * (2 * q + δ * (1 - δ))));
}
