import path from 'node:path';
import type { Snapshot } from '../config/snapshot.js';
import { ConfigError } from '../errors.js';
import { parseRecordedLeg } from '../leg.js';
import type { Benchmark, EvalResults, EvalTask, Role } from './eval-results.js';
import { findParents } from './group-parents.js';
import { listIfThere } from './invocation.js';
import { mixing, readerOf } from './item-readers/choose-reader.js';
import { recordedTask, recordFile, recordReader } from './item-readers/record.js';
import { mayBeFile } from './linked-files.js';
import { unpackLmEval } from './lm-eval-settings.js';
import type { ItemSource } from './load-items.js';
import {
  type Direction,
  isMeanOfItems,
  type MetricKind,
  metricFacts,
  type Scale,
  toFraction,
} from './metric-facts.js';
import { nameApart } from './name-apart.js';
import { choosePrimary } from './primary-metric.js';
import { recordedFaults, records, texts } from './record-faults.js';
import { readRecordJson } from './record-json.js';
import { keepMostRepeats } from './repeat-names.js';
import { showValue } from './show-value.js';
import type { Mapping as Json } from './small-file.js';
import type { TaskState } from './validity.js';

/**
 * Reads a baseline record of this action: `result.json`, and beside it `snapshot.json` and `scores.ndjson.gz` where they
 * are there.
 * @param shown how messages call the folder.
 * @throws ConfigError where result.json is not one of schema version 1.
 */
export function readRecordFolder(dir: string, shown = dir): EvalResults {
  const { result, snapshot, notes, ...listed } = readRecordJson(dir, shown);
  const tasks = listed.tasks.map((task) => readTask(task, result, snapshot));
  const hasScores = listIfThere(dir).some((entry) => mayBeFile(entry) && entry.name === 'scores.ndjson.gz');
  const scores = hasScores ? path.join(dir, 'scores.ndjson.gz') : undefined;
  // What the baseline of this record had and the record's own run had not is no part of the run.
  const entries = listed.benchmarks.filter((entry) => entry['task_index'] !== null);
  const lost = entries.find((entry) => !tasks.some((task) => isOf(entry, task)));
  if (lost)
    throw new ConfigError(
      `${path.join(shown, 'result.json')} lists ${showValue(lost['name'])} of a task that is not in its "tasks"`,
    );
  const read = tasks.map((task) => {
    const own = entries.filter((entry) => isOf(entry, task));
    const rows = recordedTask(task, tasks);
    const found = own.map((entry) => readBenchmark(entry, task, scores, rows));
    return { task, benchmarks: completeTask(found, rows) };
  });
  const model = (result['candidate'] as Json | null)?.['model'];
  const leg = parseRecordedLeg(result['leg']);
  return {
    kind: 'record',
    dir,
    ...(typeof model === 'string' ? { model } : {}),
    ...(snapshot ? { snapshot } : {}),
    ...(leg ? { leg } : {}),
    tasks,
    benchmarks: nameApart(read),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

function readTask(entry: Json, result: Json, snapshot: Snapshot | undefined): EvalTask {
  const index = Number(entry['index']);
  const taken = Array.isArray(snapshot?.tasks) ? snapshot.tasks[index] : undefined;
  const lmEval = unpackLmEval(taken?.fields?.['harness_settings']?.value);
  const harness = entry['harness'] ?? taken?.fields?.['harness']?.value;
  const invalid = records(result['invalid']).find((task) => task['index'] === entry['index']);
  const state = String(entry['state']) as TaskState;
  const reasons = texts(invalid?.['reasons']);
  const runtime = entry['runtime_seconds'];
  return {
    name: String(entry['task']),
    index,
    state,
    reasons: state === 'success' || reasons.length > 0 ? reasons : ['its record does not say why'],
    notes: texts(entry['notes']),
    ...(typeof harness === 'string' ? { harness } : {}),
    ...(typeof runtime === 'number' && runtime >= 0 ? { runtimeSeconds: runtime } : {}),
    ...(taken ? { snapshot: taken } : {}),
    ...(lmEval ? { lmEval } : {}),
  };
}

const isOf = (entry: Json, task: EvalTask): boolean =>
  entry['task'] === task.name && (entry['task_index'] ?? task.index) === task.index;

type Recorded = Omit<Benchmark, 'role' | 'repeats'> & { role?: Role; repeats?: number };

/** What a record does not say of its scores is worked out as for a tree. */
function completeTask(scores: readonly Recorded[], rows: string): Benchmark[] {
  const named = scores.some(({ repeats }) => repeats !== undefined) ? scores : keepMostRepeats(scores);
  const parents = findParents(named);
  for (const { task, parent, role } of named) {
    if (parent !== undefined) parents.set(task, parent);
    // Roles are worked out together with parents: a record that says one says both.
    else if (role !== undefined) parents.delete(task);
  }
  const benchmarks = named.map((score): Benchmark => {
    const parent = parents.get(score.task);
    const parts = partsOf(score.task, parents);
    return {
      ...score,
      ...(score.items && parts.size > 0 ? { items: ofParts(score.items, rows, parts), isMean: false } : {}),
      repeats: score.repeats ?? 1,
      role: score.role ?? (parent === undefined ? 'benchmark' : 'sub-task'),
      ...(parent === undefined ? {} : { parent }),
    };
  });
  if (!benchmarks.some(({ primary }) => primary)) choosePrimary(benchmarks);
  return benchmarks;
}

/** The tasks that are part of a group, and the parts of those that are groups; empty for what is none. */
function partsOf(
  group: string,
  parents: ReadonlyMap<string, string>,
  found = new Set<string>(),
): Set<string> {
  const names = [group, path.posix.basename(group)];
  for (const [task, parent] of parents)
    if (names.includes(parent) && !found.has(task)) partsOf(task, parents, found.add(task));
  return found;
}

/** The items of a group are those of its parts. */
function ofParts(items: ItemSource, rows: string, parts: ReadonlySet<string>): ItemSource {
  const names = new Set([...parts].map((part) => path.posix.basename(part)));
  return { ...items, files: [...names].map((name) => recordFile(items.files[0]!.path, rows, name)) };
}

/** @param rows what scores.ndjson.gz calls the task. */
function readBenchmark(entry: Json, owner: EvalTask, scores: string | undefined, rows: string): Recorded {
  const [name, metric] = [String(entry['name']), String(entry['metric'])];
  const { task, score } = partsOfName(entry, name, metric);
  const declared = metricFacts(owner.harness, metric, score, path.posix.basename(task));
  const scale = (entry['scale'] as Scale | undefined) ?? declared.scale;
  const value = typeof entry['score'] === 'number' ? entry['score'] : Number.NaN;
  const fraction = toFraction(value, scale);
  const [stderr, n] = [entry['stderr'], entry['n']];
  const benchmark: Recorded = {
    name,
    task,
    metric,
    score,
    taskIndex: owner.index,
    value,
    scale,
    ...(fraction === undefined ? {} : { fraction }),
    direction: (entry['direction'] as Direction | undefined) ?? declared.direction,
    kind: (entry['metric_kind'] as MetricKind | undefined) ?? declared.kind,
    ...(typeof stderr === 'number' ? { stderr } : {}),
    ...(typeof n === 'number'
      ? {
          n: {
            count: n,
            source: (entry['n_source'] as 'items' | 'stats' | 'expected' | undefined) ?? 'stats',
          },
        }
      : {}),
    ...(typeof entry['repeats'] === 'number' ? { repeats: entry['repeats'] } : {}),
    ...(typeof entry['role'] === 'string' ? { role: entry['role'] as Role } : {}),
    ...(entry['is_group'] !== true && isMeanOfItems(owner.harness, metric, score) ? { isMean: true } : {}),
    isGroup: entry['is_group'] === true,
    ...(typeof entry['parent'] === 'string' ? { parent: entry['parent'] } : {}),
    primary: entry['primary'] === true,
    filter: '',
    invalid: recordedFaults(entry, { name, value, scale }, owner),
    notes: texts(entry['notes']),
  };
  return { ...benchmark, ...locate(benchmark, owner, scores, rows) };
}

/** What the name is made of; in records that do not say it, `<task>/<metric>[/<score>]`, of which each may hold slashes. */
function partsOfName(entry: Json, name: string, metric: string): { task: string; score: string } {
  const [task, score] = [entry['harness_task'], entry['score_name']];
  if (typeof task === 'string' && typeof score === 'string') return { task, score };
  const plain = name.replace(/\[avg-of-1\]$/, '');
  const at = `${plain}/`.lastIndexOf(`/${metric}/`);
  if (at < 0) return { task: plain, score: metric };
  return { task: plain.slice(0, at), score: plain.slice(at + metric.length + 2) || metric };
}

function locate(
  benchmark: Recorded,
  owner: EvalTask,
  scores: string | undefined,
  rows: string,
): Pick<Benchmark, 'filter' | 'items' | 'noItems'> {
  const reader = readerOf(owner.harness);
  const place = reader.locate(benchmark.metric, benchmark.score);
  if (scores === undefined) return { filter: '', noItems: 'the record has no scores.ndjson.gz' };
  if (!place) return { filter: '', noItems: `no item has a score of its own for ${benchmark.metric}` };
  const filter = place.filter === 'none' ? '' : place.filter;
  const items: ItemSource = {
    reader: recordReader,
    // A harness with one task only needs no name for it.
    files: [path.posix.basename(benchmark.task), ''].map((task) => recordFile(scores, rows, task)),
    key: place.key,
    filter,
    ...mixing(reader),
  };
  return { filter, items };
}
