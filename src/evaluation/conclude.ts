import { existsSync } from 'node:fs';
import { concludeRun, type RunState } from '../results/conclusion.js';
import { readTaskFolders } from '../results/invocation.js';
import type { ItemScore } from '../results/items.js';
import type { KilledBy } from '../results/log-causes.js';
import { judgeTask, type TaskResult } from '../results/validity.js';
import { redactMessage } from '../upload/scan-file.js';
import type { SecretForms } from '../upload/secret-forms.js';
import type { RunRecord } from './record.js';
import type { StopReason } from './session.js';

/** What a run came to, read from its files. */
export interface Conclusion {
  state: RunState;
  tasks: TaskResult[];
}

export interface ConcludeFacts {
  stopped?: StopReason;
  orphaned?: Set<number>;
  killedBy?: Map<number, KilledBy>;
  onItem?: (item: ItemScore) => void;
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

/** One line that says why a run is not a success. */
export function explainConclusion({ state, tasks }: Conclusion): string {
  const bad = tasks.filter((task) => task.state !== 'success');
  const first = bad[0];
  if (!first)
    return (
      { timeout: 'the evaluation ran past timeout-minutes', cancelled: 'the job was cancelled' }[
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
