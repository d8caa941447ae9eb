import type { Interval } from './interval.js';
import { boundByWilson } from './wilson.js';

/** A fourfold table of pairs. */
export interface PairTable {
  bothRight: number;
  /** Right in the baseline only. */
  worse: number;
  /** Right in the candidate only. */
  better: number;
  bothWrong: number;
}

/**
 * Newcombe's interval for the difference of paired proportions, (worse − better)/n: method 10 of "Improved confidence
 * intervals for the difference between binomial proportions based on paired data" (Newcombe 1998, Statistics in
 * Medicine 17:2635), square-and-add of Wilson limits with a corrected correlation.
 * @throws RangeError for counts that cannot be, or no pair at all.
 */
export function boundPairedByNewcombe(table: PairTable, level = 0.95): Interval {
  const { bothRight, worse, better, bothWrong } = table;
  const n = bothRight + worse + better + bothWrong;
  const baseline = bothRight + worse;
  const candidate = bothRight + better;
  const one = boundByWilson(baseline, n, level);
  const two = boundByWilson(candidate, n, level);
  const phi = correlation(table);
  const combine = (first: number, second: number): number =>
    Math.sqrt(Math.max(0, first ** 2 - 2 * phi * first * second + second ** 2));
  const difference = (worse - better) / n;
  return {
    lower: difference - combine(baseline / n - one.lower, two.upper - candidate / n),
    upper: difference + combine(one.upper - baseline / n, candidate / n - two.lower),
  };
}

/** φ̂ with Newcombe's correction by n/2; 0 where a margin is empty. */
function correlation({ bothRight: a, worse: b, better: c, bothWrong: d }: PairTable): number {
  const margins = (a + b) * (c + d) * (a + c) * (b + d);
  if (margins === 0) return 0;
  const cross = a * d - b * c;
  const corrected = cross > 0 ? Math.max(cross - (a + b + c + d) / 2, 0) : cross;
  return corrected / Math.sqrt(margins);
}

/**
 * Newcombe's interval for the difference of independent proportions: method 10 of "Interval estimation for the
 * difference between independent proportions: comparison of eleven methods" (Newcombe 1998, Statistics in Medicine
 * 17:873), square-and-add of Wilson limits without continuity correction.
 * @param baseline, candidate right answers of all; the difference is baseline − candidate.
 * @throws RangeError for counts that cannot be.
 */
export function boundIndependentByNewcombe(
  baseline: { right: number; total: number },
  candidate: { right: number; total: number },
  level = 0.95,
): Interval {
  const one = boundByWilson(baseline.right, baseline.total, level);
  const two = boundByWilson(candidate.right, candidate.total, level);
  const p1 = baseline.right / baseline.total;
  const p2 = candidate.right / candidate.total;
  return {
    lower: p1 - p2 - Math.hypot(p1 - one.lower, two.upper - p2),
    upper: p1 - p2 + Math.hypot(one.upper - p1, p2 - two.lower),
  };
}
