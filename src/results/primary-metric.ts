import type { Benchmark } from './eval-results.js';
import { primaryRank } from './metric-facts.js';

/** Marks, for each task that is tested, the metric that stands for it: by the table, else the first listed. */
export function choosePrimary(benchmarks: readonly Benchmark[]): void {
  const best = new Map<string, Benchmark>();
  for (const benchmark of benchmarks) {
    if (benchmark.role !== 'benchmark') continue;
    const known = best.get(benchmark.task);
    if (!known || rank(benchmark) < rank(known)) best.set(benchmark.task, benchmark);
  }
  for (const benchmark of best.values()) benchmark.primary = true;
}

/** A score that counts what never ran as 0 gives way to one that does not. */
function rank({ metric, score, notes }: Benchmark): number {
  return primaryRank(metric, score) + (notes.length > 0 ? 1000 : 0);
}
