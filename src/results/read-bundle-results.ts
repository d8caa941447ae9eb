import { statSync } from 'node:fs';
import path from 'node:path';
import { type Bundle, type BundleFacts, isObject } from './bundle/bundle.js';
import { type BundleFolder, type Discovered, openBundles } from './bundle/discover-bundles.js';
import { compareCodePoints } from './code-points.js';
import type { Benchmark, EvalResults, EvalTask } from './eval-results.js';
import { invalidBenchmark, readBundleBenchmarks } from './read-bundle-benchmarks.js';

/** A bundle, or one that cannot be read. */
interface Entry {
  /** Of the benchmark; where that cannot be read, of the file. */
  name: string;
  bundle?: Bundle;
  /** Whether the name is that of a benchmark. */
  named: boolean;
  reasons: string[];
}

/**
 * Reads an evaluation of generation 0.3: the bundles (`eval-*.json`) that `nel gate` finds in a folder, one task each. What
 * is wrong with one is said there and leaves the others alone. Rows (`results.jsonl`) are found and not read, but for a
 * bundle that does not state the score of its metric.
 * @throws ConfigError for a path that is neither a folder nor a bundle.
 */
export async function readBundleResults(folder: BundleFolder): Promise<EvalResults> {
  const found = openBundles(folder);
  const entries = listEntries(found);
  const results: EvalResults = {
    kind: 'bundles',
    dir: statSync(folder.path).isDirectory() ? folder.path : path.dirname(folder.path),
    tasks: [],
    benchmarks: [],
    notes: [...found.ignored],
  };
  const sharers = listSharers(entries);
  const taken = new Set(entries.map(({ name }) => name));
  for (const [index, entry] of entries.entries()) {
    const benchmarks = await readEntry(entry, index);
    results.tasks.push(describeTask(entry, index, benchmarks));
    for (const benchmark of benchmarks) {
      if (!benchmark.primary && taken.has(benchmark.name))
        results.notes!.push(
          `${benchmark.metric} of ${entry.name} is left out: a benchmark is named ${benchmark.name} as well`,
        );
      else
        results.benchmarks.push({
          ...benchmark,
          notes: [...benchmark.notes, ...noteSharers(entry, sharers)],
        });
    }
  }
  const model = entries
    .map(({ bundle }) => bundle && factsOf(bundle).config['model'])
    .find((name) => typeof name === 'string');
  return { ...results, ...(typeof model === 'string' ? { model } : {}) };
}

async function readEntry({ name, named, bundle, reasons }: Entry, index: number): Promise<Benchmark[]> {
  if (bundle) return readBundleBenchmarks(bundle, index);
  return named ? [invalidBenchmark(name, index, reasons)] : [];
}

function describeTask(entry: Entry, index: number, benchmarks: readonly Benchmark[]): EvalTask {
  const primary = benchmarks.find((benchmark) => entry.bundle && benchmark.primary);
  const reasons = [...entry.reasons, ...(primary?.invalid ?? [])];
  const facts = entry.bundle && factsOf(entry.bundle);
  const framework = facts?.config['framework'];
  return {
    name: entry.name,
    index,
    state: reasons.length === 0 ? 'success' : 'invalid',
    reasons,
    notes: [],
    ...(typeof framework === 'string' ? { harness: framework } : {}),
    ...(facts ? { bundle: facts } : {}),
  };
}

/** By name; what is wrong with one benchmark several times is one entry. */
function listEntries(found: Discovered): Entry[] {
  const entries = new Map<string, Entry>();
  for (const [name, bundle] of found.bundles) entries.set(name, { name, bundle, named: true, reasons: [] });
  for (const { benchmark, file, message } of found.broken) {
    const name = benchmark ?? file;
    const entry = entries.get(name) ?? { name, named: benchmark !== undefined, reasons: [] };
    entries.set(name, { ...entry, reasons: [...entry.reasons, message] });
  }
  return [...entries.values()].sort((a, b) => compareCodePoints(a.name, b.name));
}

function factsOf({ content }: Bundle): BundleFacts {
  const [config, version] = [content['config'], content['sdk_version']];
  return {
    config: isObject(config) ? config : {},
    ...(typeof version === 'string' ? { version } : {}),
  };
}

/** Benchmarks by the folder of their bundle. */
function listSharers(entries: readonly Entry[]): Map<string, string[]> {
  const sharers = new Map<string, string[]>();
  for (const { name, bundle } of entries) {
    if (!bundle) continue;
    const folder = path.dirname(bundle.path);
    sharers.set(folder, [...(sharers.get(folder) ?? []), name]);
  }
  return sharers;
}

function noteSharers({ name, bundle }: Entry, sharers: ReadonlyMap<string, string[]>): string[] {
  const others = (bundle && sharers.get(path.dirname(bundle.path)))?.filter((other) => other !== name) ?? [];
  return others.length === 0
    ? []
    : [`its rows are those of ${others.join(', ')} too: one results.jsonl lies beside several bundles`];
}
