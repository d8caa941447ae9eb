import type { QueueRow } from './read-look.js';
import { isJobId } from './remote-words.js';
import { TAG_PREFIX, tagOfComment } from './tag.js';
import type { SlurmTask } from './task.js';

/** A job as the launcher recorded it, which is right only where every sbatch succeeded. */
export interface RecordedJob {
  invocationId: string;
  /** Position of the task in the config, by the launcher's reckoning. */
  index: number;
  jobId: string;
  remoteDir: string;
}

export interface Match {
  /** The tasks with the ids of their jobs, by tag and name. */
  tasks: SlurmTask[];
  /** Tasks that have no job. */
  refused: SlurmTask[];
  /** Ids of jobs with the tag that are of no task. */
  strangers: string[];
  /** Ids of arrays: each would have several jobs write into the folder of one task. */
  arrays: string[];
  /** The jobs were found by id and name, since the cluster does not show their comments, or writes its own. */
  untagged: boolean;
}

/** Reads the rows of the launcher's exec db that are of the Slurm executor; the last one of a job wins. */
export function readRecordedJobs(text: string): RecordedJob[] {
  const jobs = new Map<number, RecordedJob>();
  for (const line of text.split('\n')) {
    const job = readRow(line);
    if (job) jobs.set(job.index, job);
  }
  return [...jobs.values()].sort((a, b) => a.index - b.index);
}

function readRow(line: string): RecordedJob | undefined {
  try {
    const row = JSON.parse(line) as Record<string, unknown>;
    const data = row['data'] as Record<string, unknown> | undefined;
    const index = /\.(\d{1,6})$/.exec(String(row['job_id']))?.[1];
    const { slurm_job_id: jobId, remote_rundir_path: remoteDir } = data ?? {};
    const invocationId = row['invocation_id'];
    if (row['executor'] !== 'slurm' || index === undefined || typeof invocationId !== 'string')
      return undefined;
    if (typeof jobId !== 'string' || !isJobId(jobId) || typeof remoteDir !== 'string') return undefined;
    return { invocationId, index: Number(index), jobId, remoteDir };
  } catch {
    return undefined;
  }
}

/**
 * Gives each task its jobs by the tag and the job's name, which holds the task's index. The order of the ids that
 * sbatch printed says nothing: where one of several was refused, the launcher gives its place to the next.
 * @param rows jobs in the queue and those that ended a while ago.
 * @param recorded ids that the launcher recorded, for clusters that do not show comments.
 */
export function matchJobs(
  tasks: readonly SlurmTask[],
  tag: string,
  rows: Iterable<QueueRow>,
  recorded: readonly string[],
): Match {
  const all = [...rows];
  const tagged = all.filter(({ comment }) => tagOfComment(comment) === tag);
  const untagged = tagged.length === 0 && recorded.length > 0;
  const names = new Set(tasks.map(({ jobName }) => jobName));
  const ours = untagged
    ? all.filter(
        ({ id, jobName, comment }) =>
          recorded.includes(id) && names.has(jobName) && !comment.startsWith(TAG_PREFIX),
      )
    : tagged;
  const matched = tasks.map((task) => ({
    ...task,
    jobIds: idsOf(ours.filter(({ jobName }) => jobName === task.jobName)),
  }));
  return {
    tasks: matched,
    refused: matched.filter(({ jobIds }) => jobIds.length === 0),
    strangers: idsOf(ours.filter(({ jobName }) => !names.has(jobName))),
    arrays: idsOf(ours.filter(({ isArray }) => isArray)),
    untagged: untagged && ours.length > 0,
  };
}

function idsOf(rows: readonly QueueRow[]): string[] {
  return [...new Set(rows.map(({ id }) => id))].sort((a, b) => Number(a) - Number(b));
}
