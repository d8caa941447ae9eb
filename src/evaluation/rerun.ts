import path from 'node:path';
import { restoreCaching } from '../comparison/confirm/restore-caching.js';
import { confirmationConfig } from '../config/confirmation-config.js';
import { messageOf } from '../errors.js';
import type { Inputs } from '../inputs.js';
import type { Installed } from '../launcher/install.js';
import { runFiles } from '../launcher/submit.js';
import { Outputs } from '../outputs.js';
import type { EvalResults } from '../results/eval-results.js';
import { readEvalResults } from '../results/read-eval-results.js';
import { redactMessage } from '../upload/scan-file.js';
import { concludeInvocation, explainConclusion } from './conclude.js';
import { executorOf, type Watched } from './executor.js';
import { saveConfig } from './prepare.js';
import { writeRecord } from './record.js';
import { RERUN_FOLDER, type RERUNS, rerunOutputDir } from './rerun-folders.js';
import { type Session, Stopped, type StopReason, startTimer } from './session.js';
import { stopAndForget } from './stop-run.js';

export interface RerunRequest {
  /** Indices of the tasks to run once more, ascending. */
  indices: readonly number[];
  /** Of the run that is to be confirmed: names of benchmarks and the snapshot are its own. */
  first: EvalResults;
  name: (typeof RERUNS)[number];
  /** Asked instead of the config's model. */
  model?: string;
}

/** What a rerun came to: its results, or one line on why it has none to judge by. */
export type Rerun = { invocationDir?: string } & ({ results: EvalResults } | { reason: string });

/**
 * Runs some tasks once more, in an invocation and an output directory of its own, with caches of responses off. It has a
 * limit of `timeout-minutes` of its own, and ends with the run. Never throws: the first run's results stand without it.
 */
export async function rerunTasks(
  session: Session,
  inputs: Inputs,
  installed: Installed,
  request: RerunRequest,
): Promise<Rerun> {
  const again = openRerun(session, request);
  const redact = (text: string): string => redactMessage(text, session.forms);
  const timer = startTimer(again, inputs.timeoutMinutes);
  let reason: string | undefined;
  let watched: Watched = {};
  try {
    writeRecord(again.files.dir, again.record);
    const executor = await executorOf(again.config!);
    const pinned = await executor.prepare(again, inputs, again.config!);
    saveConfig(again, again.config!);
    watched = await executor.launchAndWatch(again, inputs, installed, pinned);
  } catch (error) {
    reason = error instanceof Stopped ? undefined : redact(messageOf(error));
  } finally {
    clearTimeout(timer);
    await stopAndForget(again);
  }
  const { invocationDir } = again.record;
  const found = invocationDir === undefined ? {} : { invocationDir };
  if (reason !== undefined) return { ...found, reason };
  const { signal } = again.stop;
  const stopped = signal.aborted ? (signal.reason as StopReason) : undefined;
  try {
    const conclusion = await concludeInvocation(again.record, session.forms, {
      ...watched,
      ...(stopped ? { stopped } : {}),
    });
    if (conclusion.state !== 'success' || invocationDir === undefined)
      return { ...found, reason: explainConclusion(conclusion) };
    const results = await readEvalResults(invocationDir, {
      allowance: inputs.maxFailedSamples,
      judged: new Map(conclusion.tasks.map((task) => [task.index, task])),
      ...snapshotOf(request),
      redact,
    });
    const named = nameAsFirst(results, request);
    return { ...found, results: restoreCaching(named, request.first, request.indices) };
  } catch (error) {
    return { ...found, reason: redact(messageOf(error).split('\n')[0]!) };
  }
}

/** A session whose launch, record and outputs are its own; stopping the run stops it. */
function openRerun(session: Session, { indices, name, model }: RerunRequest): Session {
  const files = runFiles(path.join(session.files.dir, RERUN_FOLDER, name));
  const outputDir = rerunOutputDir(session.config!, name);
  const stop = new AbortController();
  const { signal } = session.stop;
  if (signal.aborted) stop.abort(signal.reason);
  else signal.addEventListener('abort', () => stop.abort(signal.reason), { once: true });
  const { invocationId: _id, invocationDir: _dir, remote: _remote, ...record } = session.record;
  return {
    ...session,
    files,
    stop,
    rerun: name,
    // What is printed of the run itself stands alone in the log.
    log: { ...session.log, info: (line) => session.log.info(`confirm ${name}: ${line}`) },
    outputs: new Outputs([], () => undefined),
    config: confirmationConfig(session.config!, indices, outputDir, model),
    record: { ...record, phase: 'started', outputDir, ...(model === undefined ? {} : { model }) },
  };
}

/** What is held constant is what the first run held: only the cache is off. */
function snapshotOf({ first, indices }: RerunRequest): { snapshot?: NonNullable<EvalResults['snapshot']> } {
  const { snapshot } = first;
  if (!snapshot) return {};
  return { snapshot: { ...snapshot, tasks: indices.flatMap((index) => snapshot.tasks[index] ?? []) } };
}

/** Benchmarks are called by what sets them apart from the others of a run, of which a rerun has fewer. */
function nameAsFirst(results: EvalResults, { first, indices }: RerunRequest): EvalResults {
  const key = (index: number, task: string, metric: string, score: string): string =>
    JSON.stringify([index, task, metric, score]);
  const names = new Map(
    first.benchmarks.map(({ taskIndex, task, metric, score, name }) => [
      key(taskIndex, task, metric, score),
      name,
    ]),
  );
  const benchmarks = results.benchmarks.map((benchmark) => {
    const { taskIndex, task, metric, score } = benchmark;
    const name = names.get(key(indices[taskIndex] ?? -1, task, metric, score));
    return name === undefined ? benchmark : { ...benchmark, name };
  });
  return { ...results, benchmarks };
}
