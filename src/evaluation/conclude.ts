import { existsSync } from 'node:fs';
import type { Snapshot } from '../config/snapshot.js';
import { messageOf } from '../errors.js';
import { concludeRun, type RunState } from '../results/conclusion.js';
import { sayCancelled, type TaskEnding } from '../results/ended-badly.js';
import type { EvalResults } from '../results/eval-results.js';
import { readTaskFolders } from '../results/invocation.js';
import type { KilledBy } from '../results/log-causes.js';
import { readEvalResults } from '../results/read-eval-results.js';
import { judgeTask, type TaskResult } from '../results/validity.js';
import { redactMessage } from '../upload/scan-file.js';
import type { SecretForms } from '../upload/secret-forms.js';
import type { RunRecord } from './record.js';
import { type Session, type StopReason, warn } from './session.js';

/** What a run came to, read from its files. */
export interface Conclusion {
  state: RunState;
  tasks: TaskResult[];
}

export interface ConcludeFacts {
  stopped?: StopReason;
  /** Nobody cancelled the job: its step was killed. */
  stepKilled?: boolean;
  orphaned?: Set<number>;
  killedBy?: Map<number, KilledBy>;
  /** By task index: how a cluster says that it ended. */
  endings?: Map<number, TaskEnding>;
}

/** Judges every task of the record's invocation. Reasons are free of secrets. */
export async function concludeInvocation(
  record: RunRecord,
  forms: SecretForms,
  facts: ConcludeFacts,
): Promise<Conclusion> {
  const { invocationDir } = record;
  const folders = invocationDir && existsSync(invocationDir) ? readTaskFolders(invocationDir) : [];
  const tasks: TaskResult[] = [];
  for (const folder of folders) {
    const result = await judgeTask(folder, {
      allowance: record.allowance,
      ...(record.endpointUrl ? { endpointUrl: record.endpointUrl } : {}),
      ...(record.apiKeyName ? { apiKeyName: record.apiKeyName } : {}),
      ...facts,
      redact: (text) => redactMessage(text, forms),
    });
    tasks.push(result);
  }
  return { state: concludeRun(tasks, facts.stopped), tasks };
}

/**
 * Reads the results of a judged run as they are compared.
 * @returns undefined where no task left a folder, and, with a warning, where they cannot be read.
 */
export async function readConcluded(
  session: Session,
  tasks: readonly TaskResult[],
  takeSnapshot: () => Promise<Snapshot | undefined>,
): Promise<EvalResults | undefined> {
  const { allowance, invocationDir } = session.record;
  if (!invocationDir || tasks.length === 0) return undefined;
  const redact = (text: string): string => redactMessage(text, session.forms);
  try {
    const snapshot = await takeSnapshot();
    return await readEvalResults(invocationDir, {
      allowance,
      judged: new Map(tasks.map((task) => [task.index, task])),
      ...(snapshot ? { snapshot } : {}),
      redact,
    });
  } catch (error) {
    warn(session, `the results cannot be compared: ${redact(messageOf(error).split('\n')[0]!)}`);
    return undefined;
  }
}

/** One line that says why a run is not a success. */
export function explainConclusion({ state, tasks }: Conclusion, stepKilled = false): string {
  const bad = tasks.filter((task) => task.state !== 'success');
  const first = bad[0];
  if (!first)
    return (
      { timeout: 'the evaluation ran past timeout-minutes', cancelled: sayCancelled(stepKilled) }[
        state as string
      ] ?? `the evaluation ended as ${state}`
    );
  const more =
    bad.length > 1
      ? ` (and ${bad.length - 1} more: ${bad
          .slice(1)
          .map(({ task }) => task)
          .join(', ')})`
      : '';
  return `${first.task} is ${first.state}: ${first.reasons.join('; ')}${more}`;
}
