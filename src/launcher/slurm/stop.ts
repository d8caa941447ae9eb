import { messageOf } from '../../errors.js';
import { readKept, readStop, type StopAnswer, secretsScript, stopScript } from '../../slurm/stop-script.js';
import type { SlurmTask } from '../../slurm/task.js';
import { type ClusterLink, LinkDown } from '../ssh/link.js';
import { newNonce } from './look.js';

export type { StopAnswer };

/** What the transport may take of the budget before and after the script. */
const TRANSPORT_MS = 1_500;
const SWEEP_SECONDS = 5;
const SWEEP_MS = 30_000;
const SECRETS_MS = 30_000;

export interface StopOptions {
  /** For the whole call. After a cancel the runner leaves 7.5 s. */
  budgetMs: number;
  /** Ids known from before, for clusters that do not show comments. */
  jobIds?: readonly string[];
  /** Names of our jobs, for clusters that write comments of their own: they vouch for a known id. */
  jobNames?: readonly string[];
  /** Looks in a row that must find nothing; 2 where a submission was cut off and jobs may still be on their way. */
  quiet?: number;
  /** Jobs with one of the names only, where others with the tag go on. */
  onlyNamed?: boolean;
}

/** Cancels every job with the tag, or those of them with a name, in one call. Never throws: what went wrong is the `problem`. */
export async function stopByTag(link: ClusterLink, tag: string, options: StopOptions): Promise<StopAnswer> {
  const { budgetMs, jobIds = [], jobNames = [], quiet = 1, onlyNamed = false } = options;
  const deadline = Date.now() + budgetMs;
  let problem = 'there was no time to ask';
  // A connection that had just broken is opened anew by the second call.
  for (let call = 0; call < 2; call += 1) {
    const rest = deadline - Date.now();
    if (rest < 500) break;
    const nonce = newNonce();
    try {
      const seconds = Math.max(1, Math.floor((rest - TRANSPORT_MS) / 1000));
      const only = onlyNamed ? ({ only: 'named' } as const) : {};
      const script = stopScript({ tag, jobIds, names: jobNames, seconds, quiet, nonce, ...only });
      const { stdout, stderr } = await link.run(script, { timeoutMs: rest });
      const answer = readStop(stdout, nonce);
      if (answer) return answer;
      problem = stderr.trim().split('\n').at(-1) || 'the answer was cut short';
    } catch (error) {
      problem = messageOf(error);
      if (!(error instanceof LinkDown)) break;
    }
  }
  return { cancelled: [], left: [...jobIds], problem };
}

/**
 * Cancels the jobs of these tasks that still wait: the launcher leaves a follow-up in the queue after each end.
 * Answers their ids. @throws LinkDown; the signal's reason.
 */
export async function sweepFollowUps(
  link: ClusterLink,
  tag: string,
  tasks: readonly SlurmTask[],
  signal?: AbortSignal,
): Promise<string[]> {
  if (tasks.length === 0) return [];
  const nonce = newNonce();
  const script = stopScript({
    tag,
    jobIds: tasks.flatMap(({ jobIds }) => jobIds),
    names: tasks.map(({ jobName }) => jobName),
    only: 'waiting',
    seconds: SWEEP_SECONDS,
    quiet: 1,
    nonce,
  });
  const { stdout } = await link.run(script, { timeoutMs: SWEEP_MS, ...(signal ? { signal } : {}) });
  return readStop(stdout, nonce)?.cancelled ?? [];
}

/**
 * Deletes the tasks' `.secrets.env` on the cluster. Only for chains that have ended: each job of one reads it anew.
 * Answers the folders in which it still is. @throws LinkDown; the signal's reason.
 */
export async function deleteRemoteSecrets(
  link: ClusterLink,
  tasks: readonly Pick<SlurmTask, 'remoteDir'>[],
  signal?: AbortSignal,
): Promise<string[]> {
  if (tasks.length === 0) return [];
  const nonce = newNonce();
  const dirs = tasks.map(({ remoteDir }) => remoteDir);
  const { stdout } = await link.run(secretsScript(dirs, nonce), {
    timeoutMs: SECRETS_MS,
    ...(signal ? { signal } : {}),
  });
  return readKept(stdout, nonce) ?? dirs;
}
