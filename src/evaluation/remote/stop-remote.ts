import type { Session } from '../session.js';

/**
 * Makes sure that nothing of an evaluation on a cluster goes on, unless it was left to.
 * @returns what may still run, in one line; undefined where nothing does.
 */
export async function stopRemote(session: Session): Promise<string | undefined> {
  const { remote } = session.record;
  if (!remote || remote.left || remote.swept) return undefined;
  if (remote.executor === 'lepton') return (await import('../lepton/stop-jobs.js')).stopJobs(session);
  return (await import('../slurm/stop-tasks.js')).stopTasks(session);
}
