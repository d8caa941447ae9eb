import { didYouMean } from '../../config/known-paths.js';
import { ConfigError } from '../../errors.js';
import { compareCodePoints } from '../../results/code-points.js';
import type { GatePolicy, Thresholds } from './gate-policy.js';

/** The metrics that `nel gate` can pair by item. */
export const GATEABLE_METRICS: readonly string[] = ['mean_reward', 'pass@1'];

/** The thresholds of a benchmark: its own over the defaults. One that is not named has the defaults. */
export function resolveThresholds(policy: GatePolicy, benchmark: string): Thresholds {
  return { ...policy.defaults, ...policy.benchmarks.get(benchmark) };
}

/** The benchmarks that must be there on both sides: named and not advisory; in order of their names. */
export function requiredBenchmarks(policy: GatePolicy): string[] {
  return [...policy.benchmarks.keys()]
    .filter((name) => resolveThresholds(policy, name).tier !== 'advisory')
    .sort(compareCodePoints);
}

/**
 * Asks each required benchmark for a metric that can be gated.
 * @param supported the metrics there are; `any` where only the results can tell (trees of generation 0.2).
 * @throws ConfigError that names the first benchmark without one, its line, and the metrics there are.
 */
export function checkGateable(
  policy: GatePolicy,
  supported: readonly string[] | 'any' = GATEABLE_METRICS,
): void {
  const known = supported === 'any' ? undefined : supported;
  for (const name of requiredBenchmarks(policy)) {
    const { metric } = resolveThresholds(policy, name);
    const line = policy.lines.get(name);
    const fail = (what: string): ConfigError =>
      new ConfigError(`${policy.file}${line ? `:${line}` : ''}: benchmarks.${name} ${what}`, {
        file: policy.file,
        ...(line ? { line } : {}),
      });
    if (!metric)
      throw fail(
        `is required and has no metric: set metric there or under defaults${known ? ` (${known.join(' or ')})` : ''}`,
      );
    if (known && !known.includes(metric)) {
      const near = didYouMean(metric, known);
      throw fail(
        `has the metric "${metric}", which cannot be gated${near ? `: did you mean "${near}"?` : `: use ${known.join(' or ')}`}`,
      );
    }
  }
}

/**
 * For each benchmark that the policy names and no result has, the one that may have been meant.
 * @param available the benchmarks of both sides.
 */
export function suggestBenchmarks(
  policy: GatePolicy,
  available: readonly string[],
): Map<string, string | undefined> {
  // A benchmark that the policy names itself is not what another one was meant to be.
  const free = available.filter((name) => !policy.benchmarks.has(name));
  return new Map(
    [...policy.benchmarks.keys()]
      .filter((name) => !available.includes(name))
      .map((name) => [name, didYouMean(name, free)]),
  );
}
