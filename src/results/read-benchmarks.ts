import path from 'node:path';
import { countCategories } from './bfcl-categories.js';
import { isSmallPercentage, whyOutside } from './check-scale.js';
import type { Benchmark, Count, EvalTask } from './eval-results.js';
import { findParents } from './group-parents.js';
import { findItemFiles, mixing, readerOf } from './item-readers/choose-reader.js';
import type { ItemFile, ItemReader } from './item-readers/item-reader.js';
import { leavesOf } from './lm-eval-results.js';
import { isCount, isMeanOfItems, metricFacts, toFraction } from './metric-facts.js';
import { choosePrimary } from './primary-metric.js';
import { keepMostRepeats } from './repeat-names.js';
import { type Score, whyNoNumber } from './results-yml.js';

/** A task of a result tree with its scores. */
export interface ScoredTask {
  task: EvalTask;
  artifactsDir: string;
  scores: readonly Score[];
  /** From the limit; undefined where there is none. */
  expected?: number;
  /** How messages call a file of it. */
  call: (file: string) => string;
}

/** Makes the benchmarks of one task out of its scores. Reads the lists of per-item files, not the files. */
export function readBenchmarks(scored: ScoredTask): Benchmark[] {
  const { task, artifactsDir, scores } = scored;
  const found = findItemFiles(artifactsDir, task.harness);
  const parents = findParents(scores, task.lmEval);
  const benchmarks = keepMostRepeats(scores).map((score) => describe(scored, score, found, parents));
  choosePrimary(benchmarks);
  // Afterwards: a doubt about all metrics alike must not choose between them.
  for (const benchmark of benchmarks)
    if (!benchmark.items && isSmallPercentage(benchmark))
      benchmark.notes.push(
        `${benchmark.value} is taken for percent, the scale that its harness declares: no items tell whether it is a share`,
      );
  return benchmarks;
}

type Found = { reader: ItemReader; files: ItemFile[] } | string;

function describe(
  { task, artifactsDir, expected, call }: ScoredTask,
  score: Score & { repeats?: number },
  found: Found,
  parents: ReadonlyMap<string, string>,
): Benchmark {
  const { harness, lmEval } = task;
  const ownName = path.posix.basename(score.task);
  const parent = parents.get(score.task) ?? parents.get(ownName);
  const facts = metricFacts(harness, score.metric, score.score, ownName);
  const declared = lmEval?.higherIsBetter.get(ownName)?.get(score.metric.split('__')[0]!);
  const direction =
    declared === undefined ? facts.direction : declared ? 'higher_is_better' : 'lower_is_better';
  const fraction = toFraction(score.value, facts.scale);
  const categories = harness === 'bfcl' ? countCategories(artifactsDir, score.metric) : undefined;
  const notRun = categories?.ran === 0;
  const repeats = score.repeats ?? repeatsOf(task, ownName);
  const isLeaf = !score.isGroup && (!lmEval || leavesOf(lmEval, ownName)[0] === ownName);
  const isMean = isLeaf && isMeanOfItems(harness, score.metric, score.score);
  const outside = whyOutside({ ...score, scale: facts.scale }, call(path.join(artifactsDir, 'results.yml')));
  const n = countItems(task, score, parent === undefined ? expected : undefined, repeats);
  return {
    name: score.name,
    task: score.task,
    metric: score.metric,
    score: score.score,
    taskIndex: task.index,
    value: score.value,
    scale: facts.scale,
    ...(fraction === undefined ? {} : { fraction }),
    direction,
    kind: facts.kind,
    ...(score.stderr === undefined ? {} : { stderr: score.stderr }),
    ...(n ? { n } : {}),
    repeats,
    role: notRun
      ? 'not-run'
      : isCount(harness, score.score)
        ? 'count'
        : parent === undefined
          ? 'benchmark'
          : 'sub-task',
    ...(isMean ? { isMean } : {}),
    isGroup: score.isGroup,
    ...(parent === undefined ? {} : { parent }),
    primary: false,
    ...locateItems(found, score, ownName, task, { artifactsDir, call }),
    invalid: [...whyInvalid(task, score), ...(outside === undefined ? [] : [outside])],
    notes: [
      ...(notRun ? ['none of its categories ran: its 0 stands for nothing'] : []),
      ...(categories && categories.ran > 0 && categories.missing > 0
        ? [`counts ${categories.missing} categories that did not run as 0`]
        : []),
    ],
  };
}

function countItems(
  task: EvalTask,
  score: Score,
  expected: number | undefined,
  repeats: number,
): Count | undefined {
  // What counts rows counts an item once for each repeat.
  if (score.count !== undefined) return { count: score.count / repeats, source: 'stats' };
  const { lmEval } = task;
  const counts = lmEval
    ? leavesOf(lmEval, path.posix.basename(score.task)).map((leaf) => lmEval.samples.get(leaf) ?? Number.NaN)
    : [];
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (counts.length > 0 && Number.isFinite(total)) return { count: total, source: 'stats' };
  return expected === undefined ? undefined : { count: expected, source: 'expected' };
}

/** Repeats as they were asked for, each harness by a name of its own. */
function repeatsOf(task: EvalTask, name: string): number {
  const extra = task.tree?.parameters?.['extra'] as Record<string, unknown> | null | undefined;
  const asked = [
    extra?.['n_repeats'],
    extra?.['n_samples'],
    extra?.['num_repeats'],
    task.lmEval?.repeats.get(name),
  ];
  const known = asked.find((value): value is number => typeof value === 'number' && value >= 1);
  return known ?? 1;
}

/** One score that is no number makes its whole task doubtful: the task's own reasons come first. */
function whyInvalid(task: EvalTask, score: Score): string[] {
  const own = whyNoNumber(score);
  return [
    ...new Set([...(task.state === 'success' ? [] : task.reasons), ...(own === undefined ? [] : [own])]),
  ];
}

function locateItems(
  found: Found,
  score: Score,
  name: string,
  { harness, lmEval }: EvalTask,
  { artifactsDir, call }: Pick<ScoredTask, 'artifactsDir' | 'call'>,
): Pick<Benchmark, 'items' | 'noItems' | 'filter'> {
  const reader = typeof found === 'string' ? readerOf(harness) : found.reader;
  const place = reader.locate(score.metric, score.score);
  const filter = place && place.filter !== 'none' ? place.filter : '';
  if (typeof found === 'string') return { filter, noItems: found };
  if (!place)
    return { filter, noItems: `no item of ${reader.name} has a score of its own for ${score.metric}` };
  const tasks = new Set(lmEval ? leavesOf(lmEval, name) : [name]);
  const files = found.files.filter(({ task }) => task === '' || tasks.has(task));
  if (files.length === 0) return { filter, noItems: `${reader.name} left no per-item file for ${name}` };
  if (lmEval && files.length < tasks.size)
    return {
      filter,
      noItems: `${reader.name} left per-item files for ${files.length} of the ${tasks.size} tasks of ${name}`,
    };
  const named = files.map((file) => ({
    ...file,
    name: call(file.path),
    folder: artifactsDir,
  }));
  return { filter, items: { reader, files: named, ...place, ...mixing(reader) } };
}
