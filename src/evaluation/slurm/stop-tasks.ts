import { deleteRemoteSecrets, stopByTag } from '../../launcher/slurm/stop.js';
import { clearSecrets } from '../../launcher/slurm/submit.js';
import { readIfThere } from '../../results/invocation.js';
import { readRecordedJobs } from '../../slurm/match-jobs.js';
import { type Session, updateRecord } from '../session.js';
import { linkOf } from './open-cluster.js';

/** A cancel leaves 7.5 s in all. */
const CANCEL_MS = 6_000;
const SWEEP_MS = 30_000;

/**
 * Makes sure that no job of the run goes on or waits, follow-ups that the launcher leaves queued included, and deletes
 * the files with real values there.
 * @param jobIds of the run's jobs, which count where the cluster does not show their comment.
 * @returns what may still run, in one line; undefined where nothing does.
 */
export async function stopTasks(
  session: Session,
  jobIds: readonly string[] = knownJobs(session),
): Promise<string | undefined> {
  const { record, stop } = session;
  const { remote } = record;
  if (!remote) return undefined;
  const cancelled = stop.signal.aborted && stop.signal.reason === 'cancelled';
  const link = await linkOf(session, remote);
  const {
    cancelled: stopped,
    left,
    problem,
  } = await stopByTag(link, remote.tag, {
    budgetMs: cancelled ? CANCEL_MS : SWEEP_MS,
    jobIds,
    jobNames: remote.tasks.map(({ jobName }) => jobName),
    // A submission that was cut off may have jobs on their way.
    quiet: remote.tasks.length === 0 ? 2 : 1,
  });
  if (stopped.length > 0) session.log.info(`scancel on ${link.name}: ${stopped.join(' ')}`);
  if (left.length > 0 || problem !== undefined)
    return `jobs may still run on ${link.name}${problem ? ` (${problem})` : ''}: scancel ${left.join(' ')}`;
  if (remote.tasks.length === 0 && record.outputDir !== undefined) {
    const left = await clearSecrets(link, remote.tag, record.outputDir, remote.launched);
    if (left !== undefined) return left;
  }
  const kept = await deleteRemoteSecrets(link, remote.tasks);
  if (kept.length > 0) return `delete .secrets.env in ${kept.join(', ')} on ${link.name}`;
  updateRecord(session, { remote: { ...remote, swept: true } });
  return undefined;
}

/** A submission that was cut off is known by what the launcher has recorded. */
function knownJobs({ record, files }: Session): string[] {
  const recorded = readRecordedJobs(readIfThere(files.execDb) ?? '').map(({ jobId }) => jobId);
  return [...new Set([...recorded, ...(record.remote?.tasks ?? []).flatMap(({ jobIds }) => jobIds)])];
}
