import { lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Snapshot } from '../config/snapshot.js';
import { ConfigError } from '../errors.js';
import type { FailureAllowance } from '../inputs.js';
import { notesOnFiles } from './broken-files.js';
import type { Benchmark, EvalResults, EvalTask } from './eval-results.js';
import { listIfThere, readTaskFolders, type TaskFolder } from './invocation.js';
import { readLmEvalResults } from './lm-eval-results.js';
import type { Redact } from './log-causes.js';
import { nameApart } from './name-apart.js';
import { readBenchmarks } from './read-benchmarks.js';
import { readRecordFolder } from './read-record.js';
import { findSnapshot } from './record-json.js';
import { readRunConfig } from './request-stats.js';
import { readTreeFacts } from './tree-facts.js';
import { judgeTask, type TaskResult } from './validity.js';

export interface ReadOptions {
  /** How many samples may have failed before a task proves nothing. */
  allowance: FailureAllowance;
  /** By task index: what tasks were judged to be, where that is done. Their items are not counted again. */
  judged?: ReadonlyMap<number, TaskResult>;
  /** Of this run; it goes before any that lies beside the results. */
  snapshot?: Snapshot;
  /** Applied to the names of scores and of the model. */
  redact?: Redact;
  /** The folder that was given, where the evaluation lies deeper: messages call files by their paths in it. */
  root?: string;
  /** How messages call the path; the path itself, where this is absent. */
  shown?: string;
}

/** A folder of which nothing is an evaluation. */
export class NoEvaluation extends ConfigError {}

/** The launcher's names for invocation folders: time, and id. */
const INVOCATION = /^\d{8}_\d{6}-[0-9a-f]+$/;

/**
 * Reads an evaluation of generation 0.2: an invocation folder of the launcher, one task's folder or its `artifacts/`, a
 * baseline record of this action, or the folder of a whole artifact, which has an invocation folder and `nemo-eval/`.
 * Per-item files are found, not read. What is wrong with one task is said there and leaves the others alone.
 * @param dir an absolute path.
 * @throws ConfigError where the folder is none of these, NoEvaluation where nothing in it is.
 */
export async function readEvalResults(
  dir: string,
  options: ReadOptions = { allowance: { count: 0 } },
): Promise<EvalResults> {
  const { shown = dir } = options;
  if (!isFolder(dir))
    throw new ConfigError(`${shown} is not a folder: give the folder of an evaluation's results`);
  if (holds(dir, 'results.yml') || holds(dir, 'run_config.yml')) return readArtifacts(dir, dir, options);
  if (isFolder(path.join(dir, 'artifacts'))) return readArtifacts(path.join(dir, 'artifacts'), dir, options);
  const tasks = readTaskFolders(dir).filter(
    (task) =>
      judgedOf(task, options) || ['artifacts', 'logs'].some((name) => isFolder(path.join(task.dir, name))),
  );
  if (tasks.length > 0) return readInvocation(dir, tasks, options);
  if (holds(dir, 'result.json')) return readRecordFolder(dir, shown);
  const inside = listIfThere(dir).filter((entry) => entry.isDirectory() && INVOCATION.test(entry.name));
  const below = (name: string): string => path.join(shown, name);
  if (inside.length === 1) {
    const { name } = inside[0]!;
    return readEvalResults(path.join(dir, name), { root: dir, ...options, shown: below(name) });
  }
  if (inside.length > 1)
    throw new ConfigError(
      `${shown} holds ${inside.length} evaluations: give the folder of one, such as ${below(inside.at(-1)!.name)}`,
    );
  if (holds(path.join(dir, 'nemo-eval'), 'result.json'))
    return readRecordFolder(path.join(dir, 'nemo-eval'), below('nemo-eval'));
  throw new NoEvaluation(
    `${shown} holds no evaluation: neither results.yml, nor task folders of the launcher, nor a result.json of this action`,
  );
}

async function readInvocation(
  dir: string,
  folders: TaskFolder[],
  options: ReadOptions,
): Promise<EvalResults> {
  const { root = dir } = options;
  const { snapshot, notes } = options.snapshot
    ? { snapshot: options.snapshot, notes: [] }
    : findSnapshot([dir, path.join(dir, '..', 'nemo-eval')], root);
  const read = [];
  for (const folder of folders)
    read.push(
      await readTask(folder, path.join(folder.dir, 'artifacts'), snapshot, { root: dir, ...options }),
    );
  return assemble('invocation', dir, read, snapshot, options, notes);
}

async function readArtifacts(artifacts: string, dir: string, options: ReadOptions): Promise<EvalResults> {
  // Where stage files are there, as in a task's folder, they tell how it ended; results alone are taken as they are.
  const stage = /^(.+)\.(\d+)$/.exec(path.basename(dir));
  const known =
    dir !== artifacts && stage
      ? readTaskFolders(path.dirname(dir)).find((task) => task.dir === dir)
      : undefined;
  const name = readTreeFacts(artifacts).type ?? path.basename(dir);
  const folder: TaskFolder = known ?? { name, index: 0, dir, stage: 'exited', exitCode: 0 };
  const read = await readTask({ ...folder, index: 0, artifacts }, artifacts, undefined, {
    root: dir,
    ...options,
  });
  return assemble('artifacts', dir, [read], undefined, options);
}

interface ReadTask {
  task: EvalTask;
  benchmarks: Benchmark[];
  /** Files that were passed over. */
  passedOver: string[];
}

async function readTask(
  folder: TaskFolder,
  artifactsDir: string,
  snapshot: Snapshot | undefined,
  options: ReadOptions,
): Promise<ReadTask> {
  const { allowance, redact = (text) => text, root = folder.dir } = options;
  const judged = judgedOf(folder, options) ?? (await judgeTask(folder, { allowance, redact }));
  const tree = readTreeFacts(artifactsDir);
  const lmEval = readLmEvalResults(artifactsDir);
  const taken = snapshot?.tasks[folder.index];
  const task: EvalTask = {
    name: folder.name,
    index: folder.index,
    state: judged.state,
    reasons: judged.reasons,
    notes: judged.notes,
    ...(tree.harness === undefined ? {} : { harness: tree.harness }),
    ...(taken ? { snapshot: taken } : {}),
    tree,
    ...(lmEval ? { lmEval } : {}),
  };
  const limit = readRunConfig(artifactsDir).limitSamples;
  const benchmarks = readBenchmarks({
    task,
    artifactsDir,
    scores: judged.scores,
    ...(limit === undefined ? {} : { expected: limit }),
    // Folders may have the name of a model, which may be a secret.
    call: (file) => redact(path.relative(root, file)),
  });
  const passedOver = notesOnFiles(artifactsDir, root).map(redact);
  return { task, benchmarks, passedOver };
}

function judgedOf({ index, name }: TaskFolder, { judged }: ReadOptions): TaskResult | undefined {
  const known = judged?.get(index);
  return known?.task === name ? known : undefined;
}

function assemble(
  kind: EvalResults['kind'],
  dir: string,
  read: ReadTask[],
  snapshot: Snapshot | undefined,
  { redact = (text) => text }: ReadOptions,
  notes: readonly string[] = [],
): EvalResults {
  const passedOver = [...notes, ...read.flatMap(({ passedOver }) => passedOver)];
  const model = read.map(({ task }) => task.tree?.model).find((name) => name !== undefined);
  return {
    kind,
    dir,
    ...(model === undefined ? {} : { model: redact(model) }),
    ...(snapshot ? { snapshot } : {}),
    tasks: read.map(({ task }) => task),
    benchmarks: nameApart(read),
    ...(passedOver.length > 0 ? { notes: passedOver } : {}),
  };
}

/** The `snapshot.json` of a folder; undefined where there is none that can be read. */
export function readSnapshot(dir: string): Snapshot | undefined {
  return findSnapshot([dir], dir).snapshot;
}

function isFolder(dir: string): boolean {
  return statSync(dir, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Whatever it is: what is no file is refused by name where it is read. */
function holds(dir: string, name: string): boolean {
  return lstatSync(path.join(dir, name), { throwIfNoEntry: false }) !== undefined;
}
