import { NORMAL_975 } from '../gate/student-t.js';

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
  const difference = worse - better - pairs * margin;
  if (difference >= 0) return true;
  // The share of pairs that got better, estimated under the margin: the root of a quadratic equation.
  const a = 2 * pairs;
  const b = (2 * pairs - worse + better) * margin - worse - better;
  const c = -better * margin * (1 - margin);
  const share = (Math.sqrt(b * b - 4 * a * c) - b) / (2 * a);
  const variance = pairs * (2 * share + margin * (1 - margin));
  return difference > -NORMAL_975 * Math.sqrt(variance);
}
