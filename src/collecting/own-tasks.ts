import type { FinalState } from '../outputs.js';
import type { EvalTask } from '../results/eval-results.js';
import type { TaskState } from '../results/validity.js';
import type { LegRecord } from './leg-record.js';

/** What a task that stands for a leg is, by the state of the leg. */
const AS_TASK: Readonly<Record<FinalState, TaskState>> = {
  success: 'success',
  failed: 'failed',
  killed: 'killed',
  timeout: 'timeout',
  cancelled: 'cancelled',
  submitted: 'not-run',
  'dry-run': 'not-run',
  'config-error': 'failed',
  'infrastructure-error': 'failed',
  invalid: 'invalid',
};

/** Why a leg proves nothing, or not all that it was to; undefined where it ended well. */
export function whyBroken({ state, error, results }: LegRecord): string | undefined {
  if (state === 'success') return undefined;
  if (state === 'dry-run') return 'it was a dry run: nothing was evaluated';
  if (state === 'submitted') return 'it was submitted and not waited for: its results are not here yet';
  const reasons = results.tasks.flatMap(({ name, reasons: own }) =>
    own.map((reason) => `${name}: ${reason}`),
  );
  return error ?? reasons[0] ?? `it ended as ${state}`;
}

/** A task that says how the leg ended, where none of its tasks and benchmarks does: it must not pass for nothing. */
export function ownTask(leg: LegRecord): EvalTask | undefined {
  const { key, state, results } = leg;
  const isSaid =
    results.tasks.some((task) => task.state !== 'success') ||
    (state === 'invalid' && results.benchmarks.some(({ invalid }) => invalid.length > 0));
  const isEmpty = results.tasks.length === 0;
  if (state === 'success' ? !isEmpty : isSaid) return undefined;
  return {
    name: key,
    index: -1,
    state: state === 'success' ? 'not-run' : AS_TASK[state],
    reasons: [whyBroken(leg) ?? 'the leg ran no task'],
    notes: [],
  };
}
