import type { GatePolicy, Thresholds } from '../comparison/policy/gate-policy.js';

/**
 * A policy for rows that are named by leg: what it says of `mmlu` holds for the `mmlu` of each leg that has one. An entry
 * that names a leg goes before.
 * @param legs keys. @param names of benchmarks and tasks of both sides, as `<leg>/<name>`.
 */
export function spreadPolicy(
  policy: GatePolicy,
  legs: readonly string[],
  names: readonly string[],
): GatePolicy {
  const known = new Set(names);
  const benchmarks = new Map<string, Partial<Thresholds>>();
  const lines = new Map<string, number>();
  const keep = (key: string, entry: Partial<Thresholds>, from: string): void => {
    benchmarks.set(key, entry);
    const line = policy.lines.get(from);
    if (line !== undefined) lines.set(key, line);
  };
  for (const [key, entry] of policy.benchmarks) {
    const own = legs.map((leg) => `${leg}/${key}`).filter((name) => known.has(name));
    if (known.has(key) || own.length === 0) keep(key, entry, key);
    else for (const name of own) if (!policy.benchmarks.has(name)) keep(name, entry, key);
  }
  return { ...policy, benchmarks, lines };
}
