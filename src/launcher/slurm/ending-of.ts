import type { TaskLook } from '../../slurm/task.js';
import type { SlurmEnding } from './fetch-task.js';

/** What the evaluation is taken to have ended with, as one whose container is killed does. */
const KILLED = 137;

/** The end of a task whose job goes on without its server, and is ended for it. */
export function endingWithoutServer({ jobId, startedAt }: TaskLook): Omit<SlurmEnding, 'fetched'> {
  return {
    state: 'failed',
    cause: 'evaluation',
    reason: `job ${jobId} was ended, as it went on without its server`,
    exitCode: KILLED,
    ...(startedAt === undefined ? {} : { startedAt: isoTime(startedAt) }),
  };
}

/** How a task ended, by a look that says that it did. */
export function endingOf(found: TaskLook): Omit<SlurmEnding, 'fetched'> {
  const { state, cause = 'cluster', reason, exitCode, startedAt, endedAt } = found;
  if (state !== 'success' && state !== 'killed' && state !== 'timeout' && state !== 'failed')
    throw new Error(`a task that is ${state} has not ended`);
  return {
    state,
    cause,
    ...(state === 'success' || reason === undefined ? {} : { reason }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(startedAt === undefined ? {} : { startedAt: isoTime(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: isoTime(endedAt) }),
  };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
