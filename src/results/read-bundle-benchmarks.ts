import path from 'node:path';
import { type Bundle, isObject, type Json, type JsonObject } from './bundle/bundle.js';
import { chooseMetric } from './bundle/choose-metric.js';
import { toPythonFloat } from './bundle/python-numbers.js';
import { compareCodePoints } from './code-points.js';
import type { Benchmark, Count } from './eval-results.js';
import { shownName } from './item-readers/item-reader.js';
import { nelBundleReader } from './item-readers/nel-bundle.js';
import { loadItems } from './load-items.js';
import { meanOverItems } from './mean-over-items.js';
import { type MetricFacts, toFraction } from './metric-facts.js';

const UNKNOWN: MetricFacts = { scale: 'unknown', direction: 'unknown', kind: 'unknown' };

/**
 * The benchmarks of one bundle: the metric that `nel gate` would choose, named as the bundle's benchmark, then every
 * other metric with a number for its value, named `<benchmark>/<metric>`.
 */
export async function readBundleBenchmarks(bundle: Bundle, taskIndex: number): Promise<Benchmark[]> {
  const held = bundle.content['benchmark'] as JsonObject;
  const scores = Object.hasOwn(held, 'scores') ? held['scores'] : {};
  if (!isObject(scores))
    return [
      invalidBenchmark(bundle.benchmark, taskIndex, [
        `${bundle.name} has benchmark.scores that are no mapping of metrics`,
      ]),
    ];
  const stated = Object.keys(scores)
    .filter((metric) => statedValue(scores[metric]) !== undefined)
    .sort(compareCodePoints);
  const chosen = chooseMetric(stated);
  const primary = describe(bundle, taskIndex, chosen, scores[chosen]);
  const others = stated
    .filter((metric) => metric !== chosen)
    .map((metric) => ({
      ...describe(bundle, taskIndex, metric, scores[metric]),
      name: `${bundle.benchmark}/${metric}`,
    }));
  return [await complete({ ...primary, primary: true }, bundle), ...others];
}

/** What stands for a benchmark of which no more than its name can be read. */
export function invalidBenchmark(name: string, taskIndex: number, invalid: string[]): Benchmark {
  const metric = chooseMetric([]);
  return {
    name,
    task: name,
    metric,
    score: metric,
    filter: '',
    taskIndex,
    value: Number.NaN,
    ...UNKNOWN,
    repeats: 1,
    role: 'benchmark',
    isGroup: false,
    primary: true,
    noItems: 'its bundle cannot be read',
    invalid,
    notes: [],
  };
}

function describe(bundle: Bundle, taskIndex: number, metric: string, entry: Json | undefined): Benchmark {
  const value = statedValue(entry) ?? Number.NaN;
  const facts = bundleMetricFacts(metric, entry);
  const fraction = toFraction(value, facts.scale);
  const repeats = repeatsOf(bundle);
  const n = countItems(bundle, entry, repeats);
  const stderr = numberAt(entry, 'stderr') ?? numberAt(statsOf(entry), 'stderr');
  return {
    name: bundle.benchmark,
    task: bundle.benchmark,
    metric,
    score: metric,
    taskIndex,
    value,
    ...facts,
    ...(fraction === undefined || Number.isNaN(fraction) ? {} : { fraction }),
    // The intervals that bundles state are none of sampling items: with repeats they hold the spread within an item.
    ...(stderr === undefined ? {} : { stderr }),
    ...(n ? { n } : {}),
    repeats,
    role: 'benchmark',
    isGroup: false,
    primary: false,
    ...locateItems(bundle, metric),
    invalid:
      statedValue(entry) === undefined || Number.isFinite(value)
        ? []
        : [`${bundle.name} states ${value} for ${metric}, which is not a finite number`],
    notes: [],
  };
}

/** A bundle need not state what its rows tell: `nel gate` judges by the rows alone. */
async function complete(benchmark: Benchmark, bundle: Bundle): Promise<Benchmark> {
  const { items, metric, scale } = benchmark;
  if (!Number.isNaN(benchmark.value) || benchmark.invalid.length > 0) return benchmark;
  const silent = `${bundle.name} states no score for ${metric}`;
  if (!items) return { ...benchmark, invalid: [`${silent}, and ${benchmark.noItems}`] };
  const loaded = await loadItems(items);
  const value = meanOverItems(loaded);
  if (loaded.problems.length > 0) return { ...benchmark, invalid: [silent, ...loaded.problems] };
  if (Number.isNaN(value))
    return { ...benchmark, invalid: [`${silent}, and ${shownName(items.files[0]!)} has no row`] };
  const fraction = toFraction(value, scale);
  return {
    ...benchmark,
    value,
    ...(fraction === undefined ? {} : { fraction }),
    notes: [...benchmark.notes, `${silent}: this one is the mean of its rows`],
  };
}

/**
 * What nemo-evaluator 0.3.0 defines of a metric (nemo_evaluator/metrics/headline.py, engine/eval_loop.py). A reward may
 * be any number (its docs/result-format.mdx: "any float for partial credit or judge scores"), so that no value of
 * mean_reward tells its scale, and higher is better by the default of every policy. `pass@k` and the share that a scorer
 * calls correct are fractions by the way they are counted. Of a converted harness's metrics a bundle says nothing.
 */
export function bundleMetricFacts(metric: string, entry: Json | undefined): MetricFacts {
  if (metric === 'mean_reward') return { scale: 'unknown', direction: 'higher_is_better', kind: 'unknown' };
  if (/^pass@\d+$/.test(metric))
    return {
      scale: 'fraction',
      direction: 'higher_is_better',
      kind: metric === 'pass@1' ? 'binary' : 'continuous',
    };
  const isShare = ['correct', 'total'].every((key) => numberAt(entry, key) !== undefined);
  return metric.startsWith('scorer:') && isShare
    ? { scale: 'fraction', direction: 'higher_is_better', kind: 'binary' }
    : UNKNOWN;
}

function locateItems(bundle: Bundle, metric: string): Pick<Benchmark, 'filter' | 'items' | 'noItems'> {
  const place = nelBundleReader.locate(metric, metric);
  if (!place) return { filter: '', noItems: `no row of results.jsonl has a score of its own for ${metric}` };
  const files = nelBundleReader.find(path.dirname(bundle.path));
  const shown = path.posix.join(path.posix.dirname(bundle.name), 'results.jsonl');
  if (files.length === 0) return { filter: '', noItems: `${shown} is not there, or empty` };
  const named = files.map((file) => ({ ...file, name: shown }));
  return {
    filter: '',
    items: { reader: nelBundleReader, files: named, key: place.key, filter: place.filter },
  };
}

/** What a harness counted of a metric, else the problems of the bundle; in a converted one those are the limit. */
function countItems(bundle: Bundle, entry: Json | undefined, repeats: number): Count | undefined {
  const counted = numberAt(statsOf(entry), 'count');
  if (counted !== undefined) return { count: counted / repeats, source: 'stats' };
  const samples = numberAt(bundle.content['benchmark'], 'samples');
  const isConverted =
    isObject(bundle.content['config']) && bundle.content['config']['framework'] === 'container';
  return samples === undefined ? undefined : { count: samples, source: isConverted ? 'expected' : 'stats' };
}

function repeatsOf({ content }: Bundle): number {
  const stated = [numberAt(content['benchmark'], 'repeats'), numberAt(content['config'], 'repeats')];
  return stated.find((repeats) => repeats !== undefined && Number.isInteger(repeats) && repeats >= 1) ?? 1;
}

/** The value of a metric as `nel gate` reads it, which takes a number in a text for one; undefined where there is none. */
function statedValue(entry: Json | undefined): number | undefined {
  return isObject(entry) ? toPythonFloat(entry['value']) : undefined;
}

function statsOf(entry: Json | undefined): Json | undefined {
  return isObject(entry) ? entry['stats'] : undefined;
}

/** A finite number that is not negative. */
function numberAt(holder: Json | undefined, key: string): number | undefined {
  const value = isObject(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
