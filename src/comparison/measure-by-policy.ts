import type { Scale } from '../results/metric-facts.js';
import type { ComparedBenchmark } from './comparison.js';
import type { BenchmarkResult } from './gate/benchmark-result.js';
import { PLACES } from './gate/delta-interval.js';
import { roundHalfEven } from './gate/round-half-even.js';
import { detectableDropOfPolicy } from './statistics/detectable-drop.js';
import { normalQuantile, studentTQuantile } from './statistics/distributions.js';
import type { Tested } from './statistics/test-evidence.js';

/** The gate's numbers in score units, where they are not those of the default rule. */
export function measureByPolicy(
  { delta, interval, pairs, evidence, thresholds, status }: BenchmarkResult,
  scale: Scale,
  tested: Tested | undefined,
): Pick<ComparedBenchmark, 'delta' | 'ci95' | 'mde'> & { pairs?: number } {
  // A policy's drops are shares; the scores of such a benchmark are percentages.
  const units = scale === 'percent' ? 100 : 1;
  const half = interval === null ? null : (interval[1] - interval[0]) / 2;
  const quantile = quantileOf();
  const error = half === null || quantile === null ? null : half / quantile;
  const drop =
    error === null || quantile === null ? null : detectableDropOfPolicy(thresholds.maxDrop, quantile, error);
  return {
    delta: delta === null ? null : inUnits(delta),
    ci95: interval && [inUnits(interval[0]), inUnits(interval[1])],
    mde: drop === null ? null : inUnits(drop),
    ...(status === 'MISSING' || evidence.source === 'standard-errors' ? {} : { pairs }),
  };

  function inUnits(value: number): number {
    return units === 1 ? value : roundHalfEven(value * units, PLACES);
  }

  /** Of the interval that the policy judges by; null for intervals that bundles state. */
  function quantileOf(): number | null {
    if (evidence.source === 'items')
      return evidence.clusters === null && pairs > 1
        ? studentTQuantile(0.975, pairs - 1)
        : normalQuantile(0.975);
    const known = tested?.interval && tested.standardError;
    return evidence.source === 'standard-errors' && known
      ? (tested.interval!.upper - tested.interval!.lower) / 2 / tested.standardError!
      : null;
  }
}
