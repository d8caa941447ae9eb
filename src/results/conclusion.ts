import type { TaskResult, TaskState } from './validity.js';

/** The `state` output of a run (design §3) that got as far as an invocation. */
export const RUN_STATES = ['success', 'failed', 'killed', 'timeout', 'cancelled', 'invalid'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** From worst to best: the first that any task has is the run's. */
const ORDER: [TaskState, RunState][] = [
  ['cancelled', 'cancelled'],
  ['timeout', 'timeout'],
  ['killed', 'killed'],
  ['failed', 'failed'],
  ['not-run', 'failed'],
  ['invalid', 'invalid'],
];

/**
 * The state of a run from the states of its tasks.
 * @param stopped what ended the run as a whole; it wins, even where every task had just ended.
 */
export function concludeRun(tasks: readonly TaskResult[], stopped?: 'timeout' | 'cancelled'): RunState {
  if (stopped) return stopped;
  if (tasks.length === 0) return 'failed';
  return ORDER.find(([state]) => tasks.some((task) => task.state === state))?.[1] ?? 'success';
}
