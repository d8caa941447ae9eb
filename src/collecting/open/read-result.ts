import { readFileSync } from 'node:fs';
import path from 'node:path';
import { StoreRefusal } from '../../baseline/record-store.js';
import { messageOf } from '../../errors.js';
import { RUN_STATES, type RunState } from '../../results/conclusion.js';
import { readRecordFolder } from '../../results/read-record.js';
import type { TaskState } from '../../results/validity.js';

/** What another collector says that an invocation came to. */
export interface RecordedEnding {
  state: RunState;
  /** One line. */
  error?: string;
}

/** What an evaluation can end as; a result.json may have further states. */
const STATES: readonly string[] = RUN_STATES;
const TASK_STATES: readonly string[] = [...RUN_STATES, 'not-run'] satisfies TaskState[];
const LONGEST_ERROR = 2000;

/**
 * Reads a result that was unpacked, whole, before anything is told by it.
 * @throws StoreRefusal `broken` where it is none of this invocation's: it proves nothing, and makes way for another.
 */
export function readResult(dir: string, invocationId: string): RecordedEnding {
  try {
    const { tasks } = readRecordFolder(dir, 'the result');
    const text = readFileSync(path.join(dir, 'result.json'), 'utf8');
    const { state, error, invocation } = JSON.parse(text) as Record<string, unknown>;
    if (typeof state !== 'string' || !STATES.includes(state)) throw new Error('its state is none');
    const odd = tasks.find((task) => !TASK_STATES.includes(task.state));
    if (odd) throw new Error(`the state of its task ${odd.index} is none`);
    const { id } = (invocation ?? {}) as { id?: unknown };
    if (id !== undefined && id !== invocationId) throw new Error('it is of another invocation');
    const line = typeof error === 'string' ? error.replace(/\s+/g, ' ').trim().slice(0, LONGEST_ERROR) : '';
    return { state: state as RunState, ...(line === '' ? {} : { error: line }) };
  } catch (error) {
    throw new StoreRefusal('broken', `is no result: ${messageOf(error).replace(/\s+/g, ' ').slice(0, 300)}`);
  }
}
