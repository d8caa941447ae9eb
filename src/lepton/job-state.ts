/** A job as the workspace's API shows it. */
export interface LeptonJob {
  id: string;
  name: string;
  /** Lepton's own word. */
  state: string;
  createdAt: number;
  succeeded: number;
  failed: number;
}

/** What a job's state comes to; `killed`: stopped or deleted, which says nothing of how the evaluation fared. */
export type JobStanding = 'pending' | 'running' | 'success' | 'failed' | 'killed';

/** Lepton's words (LeptonJobState of leptonai 0.27.3); the launcher reads half of them as `pending` for ever. */
const STANDINGS = new Map<string, JobStanding>(
  Object.entries({
    Queueing: 'pending',
    Awaiting: 'pending',
    Starting: 'pending',
    PendingRetry: 'pending',
    Restarting: 'pending',
    Running: 'running',
    Stopping: 'running',
    Deleting: 'running',
    Completed: 'success',
    Failed: 'failed',
    Stopped: 'killed',
    Deleted: 'killed',
  } as const),
);

/**
 * How a job stands. An archived job (ten minutes after its end) only tells by its counts how it ended; a word that is
 * not known is waited for, since it may be a new one for something on its way.
 */
export function standingOf({ state, succeeded, failed }: LeptonJob): JobStanding {
  if (state === 'Archived') return succeeded > 0 ? 'success' : failed > 0 ? 'failed' : 'killed';
  return STANDINGS.get(state) ?? 'pending';
}

export function isFinal(standing: JobStanding): boolean {
  return standing !== 'pending' && standing !== 'running';
}

/**
 * The jobs in an answer of `GET /jobs`, which is an object with a list or the list itself.
 * @returns undefined where it is neither: such an answer says nothing, least of all that there are no jobs.
 */
export function readJobs(body: unknown): LeptonJob[] | undefined {
  const list = Array.isArray(body) ? body : isObject(body) ? body['jobs'] : undefined;
  if (list === null) return [];
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((entry): LeptonJob[] => {
    if (!isObject(entry) || !isObject(entry['metadata'])) return [];
    const [metadata, status] = [entry['metadata'], isObject(entry['status']) ? entry['status'] : {}];
    const { id, name, created_at: createdAt } = metadata;
    if (typeof id !== 'string' || typeof name !== 'string' || !isResourceName(id)) return [];
    return [
      {
        id,
        name,
        state: typeof status['state'] === 'string' ? status['state'] : 'unknown',
        createdAt: count(createdAt),
        succeeded: count(status['succeeded']),
        failed: count(status['failed']),
      },
    ];
  });
}

/** The job that tells how things of a name stand, which is not unique: one that goes on, else the newest. */
export function currentJob(jobs: readonly LeptonJob[], name: string): LeptonJob | undefined {
  const own = jobs.filter((job) => job.name === name).sort((a, b) => b.createdAt - a.createdAt);
  return own.find((job) => !isFinal(standingOf(job))) ?? own[0];
}

/** Whether a text can stand in a path of the API as it is. */
export function isResourceName(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(text);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
