import { compareSettings } from '../comparison/comparability.js';
import { ConfigError } from '../errors.js';
import type { Benchmark, EvalTask } from '../results/eval-results.js';
import { toFraction } from '../results/metric-facts.js';
import type { TaskState } from '../results/validity.js';
import type { LegTask, MergedTask } from './merge-legs.js';
import { type PooledItems, poolItems } from './pool-items.js';

/** A task of the merged result. */
export interface PooledTask {
  task: EvalTask;
  benchmarks: Benchmark[];
  /** What a reader must know, one line each. */
  problems: string[];
}

/** One benchmark of one shard. */
export interface Shard {
  part: LegTask;
  benchmark: Benchmark;
}

/** Settings that say which items a shard has, wherever they stand: the only ones in which shards may differ. */
const CHOOSES_ITEMS =
  /(^|\.)(sample_limit|limit_samples|sample_range|task_hash|dataset\w*|data_path|split|subset|offset|start\w*|end\w*|\w*shards?(_\w+)?)(\.|$)/;

/** From the worst: what holds for one shard holds for the whole. */
const WORST: readonly TaskState[] = [
  'failed',
  'killed',
  'timeout',
  'cancelled',
  'not-run',
  'invalid',
  'success',
];

/**
 * Pools the shards of a task: scores are means over all items.
 * @throws ConfigError where the legs share items, or were not set up alike.
 */
export async function poolShards({ name, parts }: MergedTask, index: number): Promise<PooledTask> {
  const byName = new Map<string, Shard[]>();
  for (const part of parts)
    for (const benchmark of part.benchmarks)
      byName.set(benchmark.name, [...(byName.get(benchmark.name) ?? []), { part, benchmark }]);
  refuseDifferences([...byName.values()]);
  const benchmarks: Benchmark[] = [];
  const problems: string[] = [];
  for (const [benchmarkName, shards] of byName) {
    const pooled = await poolBenchmark(benchmarkName, shards);
    if (typeof pooled === 'string') problems.push(pooled);
    else benchmarks.push({ ...pooled, taskIndex: index });
  }
  const [{ task: first }] = parts as [LegTask];
  const state = WORST.find((one) => parts.some(({ task }) => task.state === one))!;
  const runtimes = parts.flatMap(({ task }) => task.runtimeSeconds ?? []);
  return {
    task: {
      name,
      index,
      state,
      reasons: parts.flatMap(({ leg, task }) => task.reasons.map((reason) => `${leg.key}: ${reason}`)),
      notes: [
        `pooled of the shards of ${parts.length} legs: ${parts.map(({ leg }) => leg.key).join(', ')}`,
        ...parts.flatMap(({ leg, task }) => task.notes.map((note) => `${leg.key}: ${note}`)),
      ],
      ...(first.harness === undefined ? {} : { harness: first.harness }),
      ...(runtimes.length === parts.length ? { runtimeSeconds: sum(runtimes) } : {}),
    },
    benchmarks,
    problems,
  };
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

function refuseDifferences(benchmarks: readonly Shard[][]): void {
  for (const [first, ...others] of benchmarks)
    for (const other of others) {
      const side = ({ part, benchmark }: Shard) => ({ results: part.leg.results, benchmark });
      const { differences } = compareSettings(side(first!), side(other));
      const found = differences.find(({ field }) => !CHOOSES_ITEMS.test(field));
      if (!found) continue;
      const [a, b] = [found.baseline, found.candidate].map((value) => show(value));
      throw new ConfigError(
        `the legs ${first!.part.leg.key} and ${other.part.leg.key} both have ${other.benchmark.name}, and were not set up alike: ${found.field} is ${a} in one and ${b} in the other (${found.why})`,
      );
    }
}

/** @returns in words why it is left out, where it is one that nothing is judged by. */
async function poolBenchmark(name: string, shards: readonly Shard[]): Promise<Benchmark | string> {
  const [{ benchmark: first }] = shards as [Shard];
  const { items: _, ...rest } = first;
  const base: Benchmark = { ...rest, noItems: 'they lie in the records of the legs' };
  if (shards.length === 1) return base;
  const isJudged = first.role === 'benchmark' && first.primary;
  const invalid = shards.flatMap(({ part, benchmark }) =>
    benchmark.invalid.map((reason) => `${part.leg.key}: ${reason}`),
  );
  const { n: __, stderr: ___, fraction: ____, ...unscored } = base;
  if (invalid.length > 0) return { ...unscored, value: Number.NaN, invalid };
  const without = shards.find(({ benchmark }) => !benchmark.items);
  if (without && isJudged)
    throw new ConfigError(
      `the legs ${shards.map(({ part }) => part.leg.key).join(' and ')} both have ${name}, and ${without.part.leg.key} has no scores by item (${without.benchmark.noItems ?? 'none are recorded'}), so that nothing tells whether they are shards of it: let one leg run it`,
    );
  const pooled = without ? 'its shards have no scores by item' : await poolItems(name, shards);
  if (typeof pooled === 'string') {
    if (!isJudged) return `${name} is left out of the merged result: ${pooled}`;
    return { ...unscored, value: Number.NaN, invalid: [`shards cannot be pooled: ${pooled}`] };
  }
  return withScore(unscored, pooled);
}

function withScore(
  base: Omit<Benchmark, 'value'>,
  { value, standardError, items, repeats }: PooledItems,
): Benchmark {
  const fraction = toFraction(value, base.scale);
  return {
    ...base,
    value,
    ...(fraction === undefined ? {} : { fraction }),
    ...(standardError === undefined ? {} : { stderr: standardError }),
    n: { count: items, source: 'items' },
    repeats,
  };
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
