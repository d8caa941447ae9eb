import { ConfigError } from '../errors.js';
import type { Benchmark } from '../results/eval-results.js';
import type { ItemReader } from '../results/item-readers/item-reader.js';
import { harnessTask } from '../results/item-readers/record.js';
import { ItemCollector, type ItemSource, type LoadedItems, readItemFile } from '../results/load-items.js';
import type { Shard } from './pool-shards.js';

/** The score of all shards together, in the harness's own units. */
export interface PooledItems {
  value: number;
  /** Absent with repeats, which are no items of their own. */
  standardError?: number;
  items: number;
  repeats: number;
}

/** Harnesses round scores, to two digits of a percentage at the most. */
const ROUNDING = 1e-3;

/**
 * Reads the items of all shards of a benchmark, 51 bytes each and nothing of their rows, and takes the mean.
 * @returns in words why there is no mean of them.
 * @throws ConfigError where two legs have the same item.
 */
export async function poolItems(name: string, shards: readonly Shard[]): Promise<PooledItems | string> {
  const sources = shards.map(({ benchmark }) => benchmark.items!);
  const owners = sources.flatMap(({ files }, shard) => files.map(() => shard));
  const collector = new ItemCollector({ ...sources[0]!, files: sources.flatMap(({ files }) => files) });
  const means: Mean[] = [];
  let at = 0;
  for (const source of sources) {
    const mean = { sum: 0, count: 0 };
    at = await collect(source, at, collector, mean);
    means.push(mean);
  }
  const loaded = collector.finish();
  refuseShared(name, shards, owners, loaded);
  if (loaded.problems.length > 0) return loaded.problems[0]!;
  const units = unitOf(shards.map(({ benchmark }, shard) => [benchmark, means[shard]!]));
  if (typeof units === 'string') return units;
  const { columns, mean, repeats } = loaded;
  const standardError = repeats === 1 ? standardErrorOf(loaded) * units : Number.NaN;
  return {
    value: mean * units,
    ...(Number.isFinite(standardError) ? { standardError } : {}),
    items: Math.round(columns.length / Math.max(1, repeats)),
    repeats,
  };
}

interface Mean {
  sum: number;
  count: number;
}

/**
 * Reads the items of one shard, in one pass over its record.
 * @param at of the source's first file among those of all shards. @returns that of the next source.
 */
async function collect(
  { reader, files, filter, key }: ItemSource,
  at: number,
  collector: ItemCollector,
  mean: Mean,
): Promise<number> {
  const opened = files.map((file) => reader.open(file));
  let from = 0;
  const asOne: ItemReader = {
    ...reader,
    open: () => (row, index) => {
      for (from = 0; from < opened.length; from += 1) {
        const item = opened[from]!(row, index);
        if (item !== undefined) return item;
      }
      return undefined;
    },
  };
  await readItemFile(
    asOne,
    files[0]!,
    (row, place) => {
      const score = row.filter === filter ? row.scores[key] : undefined;
      if (score !== undefined) {
        mean.sum += score;
        mean.count += 1;
      }
      // Legs may call the launcher's task by different names: the harness's own tells items apart.
      collector.add(harnessTask(files[from]!), row, { ...place, file: at + from });
    },
    collector.problems,
    collector.notes,
  );
  return at + files.length;
}

function refuseShared(
  name: string,
  shards: readonly Shard[],
  owners: readonly number[],
  { columns, index }: LoadedItems,
): void {
  for (const row of index.duplicates) {
    const [one, other] = [columns.place(index.find(columns, row)).file, columns.place(row).file];
    const keys = [one, other].map((file) => shards[owners[file]!]!.part.leg.key);
    if (owners[one] === owners[other]) continue;
    throw new ConfigError(
      `the legs ${keys[0]} and ${keys[1]} both have ${name} with the same items (${index.duplicateCount} of ${columns.length}): they are no shards of it. Let one leg run it; legs of different models need legs-are: models`,
    );
  }
}

/** What a row's score is multiplied with to be a score of the benchmark, the same for every shard. */
function unitOf(shards: readonly (readonly [Benchmark, Mean])[]): number | string {
  const candidates = shards[0]![0].scale === 'percent' ? [1, 100] : [1];
  const fits = (unit: number): boolean =>
    shards.every(([{ value, scale }, { sum, count }]) => {
      // Shares of a percentage are as exact as their percentage.
      const tolerance =
        unit === 100 ? ROUNDING * 100 : ROUNDING * (scale === 'fraction' ? 1 : Math.max(1, Math.abs(value)));
      return count > 0 && Math.abs((sum / count) * unit - value) <= tolerance;
    });
  const unit = candidates.find(fits);
  if (unit !== undefined) return unit;
  if (shards.some(([, { count }]) => count === 0)) return 'a shard of it has no item with a score';
  return 'its score is no mean of its items';
}

function standardErrorOf({ columns, mean }: LoadedItems): number {
  let squares = 0;
  for (let row = 0; row < columns.length; row += 1) squares += (columns.score[row]! - mean) ** 2;
  return Math.sqrt(squares / (columns.length - 1) / columns.length);
}
