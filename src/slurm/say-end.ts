import type { ChainJob } from './chain.js';
import { isResumed } from './job-states.js';
import type { TaskState } from './task.js';

/** What an end that is no success is called, and why it came about. */
interface End {
  state: TaskState;
  reason: string;
}

/**
 * The end of a chain in words.
 * @param job the last one that worked.
 * @param later jobs after it, none of which went on.
 * @param users names of user ids.
 */
export function sayEnd(job: ChainJob, later: readonly ChainJob[], users: ReadonlyMap<string, string>): End {
  const ended = `job ${job.id}`;
  if (job.log?.exceeded || (isResumed(job.state) && (isSpent(job) || later.some(({ log }) => log?.exceeded))))
    return { state: 'timeout', reason: saySpent(job, later) };
  const stays = noFurther(job, later, users);
  switch (job.state) {
    case 'TIMEOUT':
      return { state: 'timeout', reason: `${ended} reached execution.walltime, and ${stays}` };
    case 'DEADLINE':
      return { state: 'timeout', reason: `${ended} reached the deadline it was submitted with` };
    case 'PREEMPTED':
      return { state: 'killed', reason: `${ended} was preempted by another job, and ${stays}` };
    case 'CANCELLED':
      return { state: 'killed', reason: `${ended} was cancelled${byWhom(job, users) || unmet(job)}` };
    case 'REVOKED':
      return { state: 'killed', reason: `${ended} was revoked by the cluster's federation` };
    case 'NODE_FAIL':
      return { state: 'failed', reason: `a node of ${ended} failed, and ${stays}` };
    case 'OUT_OF_MEMORY':
      return {
        state: 'failed',
        reason: `${ended} ran out of memory: raise mem in execution.sbatch_extra_flags, or lower parallelism`,
      };
    case 'BOOT_FAIL':
      return {
        state: 'failed',
        reason: `the nodes of ${ended} did not boot: ask the cluster's administrators`,
      };
    case 'FAILED':
      if (job.log?.outOfTime)
        return {
          state: 'timeout',
          reason: `${ended} reached execution.walltime as it was to start its next step: Slurm calls it FAILED, after which no job goes on`,
        };
      return { state: 'failed', reason: failure(job) };
    default:
      return { state: 'failed', reason: `${ended} ended as ${job.state || 'nobody knows'}` };
  }
}

function failure({ id, exitCode, log }: ChainJob): string {
  if (exitCode === 143) return `job ${id} was asked to stop (SIGTERM) and ended early`;
  const code = exitCode === undefined ? '' : ` with exit code ${exitCode}`;
  return `job ${id} failed${code}${log?.complaint ? `: ${log.complaint}` : ''}`;
}

/** Why nothing goes on after a job that was cut off. */
function noFurther(job: ChainJob, later: readonly ChainJob[], users: ReadonlyMap<string, string>): string {
  const next = later.at(-1);
  if (!next) {
    const refused = job.log?.sbatchError;
    return refused ? `no job goes on with it (sbatch said: ${refused})` : 'no job goes on with it';
  }
  const saw = next.log?.before;
  if (saw && !saw.resumed && saw.id === job.id)
    return `job ${next.id} did not go on with it: it read the state of job ${job.id} as '${saw.state}'`;
  if (next.state === 'CANCELLED')
    return `job ${next.id}, which would have gone on with it, was cancelled${byWhom(next, users)}`;
  return `job ${next.id}, which should have gone on with it, ended as ${next.state}`;
}

function byWhom({ cancelledBy }: ChainJob, users: ReadonlyMap<string, string>): string {
  if (cancelledBy === undefined) return '';
  const name = users.get(cancelledBy);
  return ` by ${name === undefined ? `user ${cancelledBy}` : `${name} (user ${cancelledBy})`}`;
}

/**
 * What is known of a job that nobody cancelled. Slurm itself does so where a dependency cannot be met any more: for some
 * minutes the controller says it, later only that the job never started.
 */
function unmet({ reason, startedAt, endedAt }: ChainJob): string {
  if (startedAt !== undefined) return '';
  if (reason === 'DependencyNeverSatisfied')
    return ' by Slurm: the job that it waited for has not ended as execution.sbatch_extra_flags.dependency asks';
  if (endedAt === undefined) return '';
  return ' before it started, by nobody: so Slurm ends a job whose dependency cannot be met any more (kill-on-invalid-dep)';
}

/** Whether a chain has run as long as it may: its next job would wait in the queue only to say so. */
export function isSpent({ log, elapsedSeconds }: ChainJob): boolean {
  if (log?.exceeded) return true;
  return (
    log?.spent !== undefined &&
    elapsedSeconds !== undefined &&
    log.spent.before + elapsedSeconds >= log.spent.max
  );
}

function saySpent(job: ChainJob, later: readonly ChainJob[]): string {
  const max = [job, ...later].map(({ log }) => log?.spent?.maxText).find((text) => text !== undefined);
  const jobs = job.log?.spent?.before ? 'its jobs together' : `job ${job.id}`;
  return `${jobs} ran as long as execution.max_walltime allows${max === undefined ? '' : ` (${max})`}: raise it, or lower limit-samples`;
}
