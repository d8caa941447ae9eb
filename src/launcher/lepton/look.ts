import { type JobStanding, newestJob, readJobs, standingOf } from '../../lepton/job-state.js';
import { jobPrefix, type LeptonTask } from '../../lepton/names.js';
import { type AskLepton, isOk, problemOf } from './ask.js';

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
  const query = {
    job_query_mode: 'alive_and_archive',
    q: jobPrefix(invocationId),
    page: '1',
    page_size: '500',
  };
  const [reply] = await ask([{ method: 'GET', path: '/jobs', query }]);
  if (!reply || !isOk(reply)) return reply ? problemOf(reply) : 'it was not asked';
  const jobs = readJobs(reply.body);
  if (!jobs) return 'the answer is no list of jobs';
  return new Map(
    tasks.map(({ index, jobName }): [number, JobLook] => {
      const job = newestJob(jobs, jobName);
      return [
        index,
        job ? { standing: standingOf(job), word: job.state } : { standing: 'gone', word: 'gone' },
      ];
    }),
  );
}
