import type { Session } from '../session.js';

/**
 * Makes sure that nothing of an evaluation on a cluster goes on, unless it was left to.
 * @returns what may still run, in one line; undefined where nothing does.
 */
export async function stopRemote(session: Session): Promise<string | undefined> {
  const { remote, phase } = session.record;
  if (!remote || remote.left) return undefined;
  // The post step looks once more for what a submission on Lepton had under way as it was cut off.
  const mayHaveCome = remote.executor === 'lepton' && remote.lepton === undefined && phase !== 'launching';
  if (remote.swept && !mayHaveCome) return undefined;
  if (remote.executor === 'lepton') return (await import('../lepton/stop-jobs.js')).stopJobs(session);
  return (await import('../slurm/stop-tasks.js')).stopTasks(session);
}
