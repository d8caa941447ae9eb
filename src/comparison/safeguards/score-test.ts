import { normalQuantile } from '../statistics/distributions.js';
import { tangoScore } from '../statistics/tango.js';

/**
 * Whether the upper limit of the two-sided 95 % interval of a paired difference of proportions is above a margin. The
 * interval is Tango's score interval (Tango 1998, Statistics in Medicine 17, 891–908, equations 4 to 8): its upper limit
 * is above the margin exactly where the score test of that margin is not rejected, so that no limit has to be found.
 * @param worse pairs that were right and are wrong.
 * @param better pairs that were wrong and are right.
 * @param pairs all pairs, 1 or more.
 * @param margin a difference, worse minus better, on the scale 0 to 1; 0 or more.
 */
export function reachesPast(worse: number, better: number, pairs: number, margin: number): boolean {
  if (margin >= 1) return false;
  if (worse - better - pairs * margin >= 0) return true;
  return tangoScore(worse, better, pairs, margin) > -normalQuantile(0.975);
}
