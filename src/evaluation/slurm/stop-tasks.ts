import { messageOf } from '../../errors.js';
import { deleteRemoteSecrets, type StopAnswer, stopByTag } from '../../launcher/slurm/stop.js';
import { clearSecrets } from '../../launcher/slurm/submit.js';
import type { ClusterLink } from '../../launcher/ssh/link.js';
import { readIfThere } from '../../results/invocation.js';
import { readRecordedJobs } from '../../slurm/match-jobs.js';
import { sayKeys, sayLeft } from '../../slurm/say-left.js';
import type { RunRecord } from '../record.js';
import { type Session, updateRecord } from '../session.js';
import { linkOf } from './open-cluster.js';

/** A cancel leaves 7.5 s in all. */
const CANCEL_MS = 6_000;
const SWEEP_MS = 30_000;

/**
 * Makes sure that no job of the run goes on or waits, follow-ups that the launcher leaves queued included, and deletes
 * the files with real values there.
 * @param jobIds of the run's jobs, which count where the cluster does not show their comment.
 * @returns what may still run or be left, in one line; undefined where nothing is.
 */
export async function stopTasks(
  session: Session,
  jobIds: readonly string[] = knownJobs(session),
): Promise<string | undefined> {
  const { remote } = session.record;
  if (!remote) return undefined;
  const sayAll = (left: readonly string[], problem?: string): string =>
    sayLeft({
      ...{ user: remote.user, host: remote.host, tag: remote.tag, dirs: keyFolders(session.record) },
      jobIds: [...new Set(left)],
      ...(problem === undefined ? {} : { problem }),
    });
  let link: ClusterLink;
  try {
    link = await linkOf(session, remote);
  } catch (error) {
    return sayAll(jobIds, messageOf(error));
  }
  // Where this is cut off, nobody could tell what it has stopped from what ended by itself.
  noteStopped(session, [...(remote.stopped ?? []), ...jobIds]);
  const { cancelled, left, problem } = await cancelJobs(session, link, jobIds);
  if (problem === undefined) noteStopped(session, [...(remote.stopped ?? []), ...cancelled]);
  // A look that was cut short has not seen all.
  if (problem !== undefined) return sayAll([...jobIds, ...left], problem);
  if (left.length > 0) return sayAll(left);
  const kept = await forgetKeys(session, link);
  if (kept !== undefined) return kept;
  updateRecord(session, { remote: { ...session.record.remote!, swept: true } });
  return undefined;
}

/** A submission that was cut off is known by what the launcher has recorded. */
function knownJobs({ record, files }: Session): string[] {
  const recorded = readRecordedJobs(readIfThere(files.execDb) ?? '').map(({ jobId }) => jobId);
  return [...new Set([...recorded, ...(record.remote?.tasks ?? []).flatMap(({ jobIds }) => jobIds)])];
}

async function cancelJobs(
  session: Session,
  link: ClusterLink,
  jobIds: readonly string[],
): Promise<StopAnswer> {
  const { stop } = session;
  const { tag, tasks } = session.record.remote!;
  const isCancelled = stop.signal.aborted && stop.signal.reason === 'cancelled';
  const answer = await stopByTag(link, tag, {
    budgetMs: isCancelled ? CANCEL_MS : SWEEP_MS,
    jobIds,
    jobNames: tasks.map(({ jobName }) => jobName),
    // A submission that was cut off may have jobs on their way.
    quiet: tasks.length === 0 ? 2 : 1,
  });
  const { cancelled } = answer;
  if (cancelled.length > 0) session.log.info(`scancel on ${link.name}: ${cancelled.join(' ')}`);
  return answer;
}

function noteStopped(session: Session, jobIds: readonly string[]): void {
  updateRecord(session, { remote: { ...session.record.remote!, stopped: [...new Set(jobIds)] } });
}

/** @returns where keys are left; undefined where they are not. */
async function forgetKeys({ record }: Session, link: ClusterLink): Promise<string | undefined> {
  const { tag, tasks, launched } = record.remote!;
  if (tasks.length === 0)
    return record.outputDir === undefined ? undefined : clearSecrets(link, tag, record.outputDir, launched);
  try {
    const kept = await deleteRemoteSecrets(link, tasks);
    return kept.length === 0 ? undefined : `${sayKeys(kept)} on ${link.name}`;
  } catch (error) {
    return `no job runs any more, but keys may be left (${messageOf(error)}): ${sayKeys(keyFolders(record))} on ${link.name}`;
  }
}

/** Folders on the cluster that may hold keys, as narrowly as they are known. */
function keyFolders({ remote, outputDir }: RunRecord): string[] {
  const { tasks, launched = [] } = remote!;
  if (tasks.length > 0) return tasks.map(({ remoteDir }) => remoteDir);
  if (launched.length > 0) return launched;
  return outputDir === undefined ? [] : [`${outputDir}/*/*`];
}
