import { ownJobsScript, readOwnJobs } from '../../slurm/own-jobs.js';
import type { SlurmTask } from '../../slurm/task.js';
import type { ClusterLink } from '../ssh/link.js';
import { newNonce } from './look.js';

const ASK_MS = 60_000;

/**
 * Of jobs that somebody names those that are of these tasks, as the cluster itself has it; only of jobs that wait or run.
 * @throws LinkDown
 */
export async function findOwnJobs(
  link: ClusterLink,
  tasks: readonly Pick<SlurmTask, 'remoteDir'>[],
  named: readonly string[],
): Promise<string[]> {
  if (named.length === 0) return [];
  const nonce = newNonce();
  const { stdout } = await link.run(ownJobsScript(named, nonce), { timeoutMs: ASK_MS });
  return readOwnJobs(stdout, nonce, tasks);
}
