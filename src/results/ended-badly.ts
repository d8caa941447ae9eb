import type { TaskFolder } from './invocation.js';
import { explainExit } from './log-causes.js';
import { explainLoading } from './server-log.js';
import type { JudgeContext, TaskState } from './validity.js';

/** How a task ended by the word of who ran it, where its files do not tell. */
export interface TaskEnding {
  state: 'failed' | 'killed' | 'timeout' | 'invalid';
  /** One line. */
  reason: string;
  /** Its own log says more than that. */
  logTells?: boolean;
}

/** The state of a task that did not end with exit code 0, and why. */
export function endedBadly(
  folder: TaskFolder,
  context: JudgeContext,
): { state: TaskState; reasons: string[] } {
  const { stopped } = context;
  const ending = context.endings?.get(folder.index);
  if (ending && !(stopped && ending.state === 'killed')) return toldEnding(folder, ending, context);
  if (folder.stage === 'pending') {
    return stopped
      ? { state: stopped, reasons: ['it had not started when the evaluation was stopped'] }
      : {
          state: 'not-run',
          reasons: ['it was never started: the script that runs the tasks ended before it'],
        };
  }
  if (folder.stage === 'killed')
    return { state: 'killed', reasons: ['it was killed with nemo-evaluator-launcher kill'] };
  if (folder.stage === 'running') {
    if (context.orphaned?.has(folder.index) || !stopped) {
      return {
        state: 'failed',
        reasons: ['the script that runs the evaluation died (no stage.exit): its scores are not confirmed'],
      };
    }
    const words = {
      timeout: 'it ran past timeout-minutes',
      cancelled: sayCancelled(context.stepKilled),
      killed: 'it was killed',
    };
    return { state: stopped, reasons: [words[stopped]] };
  }
  const code = folder.exitCode!;
  if (stopped && code >= 128)
    return { state: stopped, reasons: [`it was stopped (exit ${code})`, ...whatLoaded(folder, context)] };
  return {
    state: 'failed',
    reasons: [explainExit(folder.dir, code, context.killedBy?.get(folder.index), context.redact)],
  };
}

/** What ran it says how it ended; why a harness failed, its own log says better. */
function toldEnding(
  folder: TaskFolder,
  { state, reason, logTells }: TaskEnding,
  context: JudgeContext,
): { state: TaskState; reasons: string[] } {
  const { redact = (text) => text } = context;
  const cause =
    logTells && folder.exitCode ? explainExit(folder.dir, folder.exitCode, undefined, redact) : '';
  const loaded = state === 'timeout' ? whatLoaded(folder, context) : [];
  return { state, reasons: [cause, redact(reason), ...loaded].filter(Boolean) };
}

/** A limit that was met before the evaluation began is one of the server's. */
function whatLoaded({ dir }: TaskFolder, { redact = (text) => text }: JudgeContext): string[] {
  return [explainLoading(dir, redact)].filter((reason) => reason !== undefined);
}

/** What ended a run before its time, unless it was its timer. */
export function sayCancelled(stepKilled = false): string {
  return stepKilled ? 'the step was killed' : 'the job was cancelled';
}
