import type { Benchmark, EvalResults } from './eval-results.js';
import { type LoadedItems, loadItems } from './load-items.js';
import { RecordItems } from './record-items.js';

/** Reads the items of an evaluation's benchmarks, one benchmark after another. */
export interface ItemLoader {
  /** Undefined where the benchmark has no items. What is wrong with the files is in `problems`; nothing is thrown. */
  load(benchmark: Benchmark): Promise<LoadedItems | undefined>;
}

/**
 * Opens the items of an evaluation.
 * @param wanted the benchmarks that will be asked for, in that order: a record is read in as few passes as memory allows.
 */
export function openItems(
  results: EvalResults,
  wanted: readonly Benchmark[] = results.benchmarks,
): ItemLoader {
  if (results.kind !== 'record') return { load: async ({ items }) => items && loadItems(items) };
  const sources = wanted.flatMap(({ items }) => (items ? [items] : []));
  const [first] = results.benchmarks.flatMap(({ items }) => items?.files ?? []);
  if (!first) return { load: async () => undefined };
  const rows = results.benchmarks.reduce(
    // What does not tell could be of any number.
    (sum, { items, n, repeats }) =>
      sum + (items ? Math.max(0, n?.count ?? Number.POSITIVE_INFINITY) * repeats : 0),
    0,
  );
  const record = new RecordItems(first.path, sources, undefined, rows);
  return { load: async ({ items }) => items && record.load(items) };
}
