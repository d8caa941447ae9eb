import { isCount } from './counts.js';
import { normalQuantile } from './distributions.js';
import type { Interval } from './interval.js';

/**
 * Wilson's score interval for one proportion, without continuity correction (Wilson 1927, JASA 22:209; method 3 of
 * Newcombe 1998, Statistics in Medicine 17:857).
 * @param successes of @param total ≥ 1; @param level of confidence, in (0, 1).
 * @throws RangeError for counts that cannot be.
 */
export function boundByWilson(successes: number, total: number, level = 0.95): Interval {
  if (!isCount(successes) || !isCount(total) || total < 1 || successes > total)
    throw new RangeError(`${successes} of ${total} is no proportion`);
  if (!(level > 0 && level < 1)) throw new RangeError(`A level lies between 0 and 1, not ${level}`);
  const z2 = normalQuantile((1 + level) / 2) ** 2;
  const upper = (x: number): number => {
    const half = Math.sqrt(z2 * (z2 / 4 + (x * (total - x)) / total));
    return (x + z2 / 2 + half) / (total + z2);
  };
  // At the ends the limits are exactly 0 and 1, which rounding would miss.
  return {
    lower: successes === 0 ? 0 : lowerLimit(successes, total, z2),
    upper: successes === total ? 1 : upper(successes),
  };
}

/** The product of the two roots is x²/(n(n + z²)): the smaller one without cancellation. */
function lowerLimit(x: number, n: number, z2: number): number {
  const half = Math.sqrt(z2 * (z2 / 4 + (x * (n - x)) / n));
  return x ** 2 / (n * (x + z2 / 2 + half));
}
