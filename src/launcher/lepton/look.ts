import { currentJob, type JobStanding, standingOf } from '../../lepton/job-state.js';
import { jobPrefix, type LeptonTask } from '../../lepton/names.js';
import type { AskLepton } from './ask.js';
import { listJobs } from './list-jobs.js';

/** How a task stands at one look. `gone`: Lepton answers, and does not know its job. */
export interface JobLook {
  standing: JobStanding | 'gone';
  /** Lepton's own word. */
  word: string;
}

/**
 * Looks once at all jobs of an invocation, those that are archived included. Never throws.
 * @returns by task index; or why nothing is known, on one line.
 */
export async function lookAtJobs(
  ask: AskLepton,
  invocationId: string,
  tasks: readonly LeptonTask[],
): Promise<Map<number, JobLook> | string> {
  const names = tasks.map(({ jobName }) => jobName);
  const [jobs = 'it was not asked'] = await listJobs(ask, [
    { text: jobPrefix(invocationId), names, mode: 'alive_and_archive' },
  ]);
  if (typeof jobs === 'string') return jobs;
  return new Map(
    tasks.map(({ index, jobName }): [number, JobLook] => {
      const job = currentJob(jobs, jobName);
      return [
        index,
        job ? { standing: standingOf(job), word: job.state } : { standing: 'gone', word: 'gone' },
      ];
    }),
  );
}
