import type { ComparedBenchmark } from '../../comparison/comparison.js';
import { unitsOf } from '../../comparison/comparison.js';
import { DROP_CEILING } from '../../comparison/statistics/default-rule.js';
import { showDrop } from '../comparison/show-numbers.js';

/** A change that a benchmark may not reach, as a plot shows it. */
export interface DropLimit {
  /** As a change of the score: negative where higher is better. */
  delta: number;
  label: string;
}

/** The limits that a benchmark is held to: the policy's, else the drop that a PASS has to rule out. */
export function limitsOf(benchmark: ComparedBenchmark): DropLimit[] {
  const { thresholds, scale, baseline, status } = benchmark;
  const towardsWorse = worseSign(benchmark);
  const limit = (drop: number, label: string): DropLimit => ({ delta: towardsWorse * drop, label });
  if (!thresholds) {
    const units = unitsOf(scale);
    if (units === undefined || status === null || benchmark.delta === null) return [];
    return [limit(DROP_CEILING * units, `PASS allows ${showDrop(DROP_CEILING * units, scale)}`)];
  }
  const { maxDrop, maxRelativeDrop, relativeGuardBelow } = thresholds;
  const limits = [limit(maxDrop, `${showDrop(maxDrop, scale)} drop allowed`)];
  const score = baseline?.score ?? null;
  const applies =
    score !== null && score !== 0 && (relativeGuardBelow === null || score < relativeGuardBelow);
  if (maxRelativeDrop !== null && applies)
    limits.push(
      limit(
        maxRelativeDrop * Math.abs(score),
        `${Number((100 * maxRelativeDrop).toPrecision(3))} % drop allowed`,
      ),
    );
  return limits;
}

/** 1 where a higher score is worse, else −1. */
export function worseSign({ thresholds, direction }: ComparedBenchmark): 1 | -1 {
  return (thresholds?.direction ?? direction) === 'lower_is_better' ? 1 : -1;
}
