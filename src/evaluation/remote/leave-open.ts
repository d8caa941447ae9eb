import path from 'node:path';
import { uploadOpenRecord } from '../../collecting/open/upload-open-record.js';
import { messageOf } from '../../errors.js';
import { buildOpenRecord } from '../../open-records/build-open-record.js';
import { openName } from '../../open-records/names.js';
import type { OpenTask, PostKeys } from '../../open-records/record.js';
import { keyOf, lineKeyOf, type Reporting } from '../../reporting/reporting.js';
import { readIfThere } from '../../results/invocation.js';
import { readSnapshot } from '../../results/read-eval-results.js';
import { redactMessage } from '../../upload/scan-file.js';
import { artifactName } from '../artifact-name.js';
import type { RemoteRun } from '../record.js';
import { type Session, updateRecord, warn } from '../session.js';

/** A folder of the run's. */
const OPEN_DIR = 'open';

/**
 * Uploads the record of a submitted invocation, with which `collect` finishes it, and leaves the evaluation to go on.
 * @throws InfrastructureError with the invocation's id: nothing else could find it again; ConfigError where it cannot be
 *   recorded at all, and so is not left.
 */
export async function leaveOpen(session: Session): Promise<void> {
  const { record, files, env, context, log } = session;
  const remote = record.remote!;
  const posts = remote.posts ?? postsOf(session.reporting);
  const invocationId = record.invocationId!;
  const text = describeInvocation(session, posts, {
    ...{ invocationId, remote },
    execDb: readIfThere(files.execDb) ?? '',
  });
  const mayBeThere = remote.left;
  // Whatever becomes of its upload: the evaluation was submitted on purpose.
  updateRecord(session, { remote: { ...remote, left: true, posts } });
  const id = await uploadOpenRecord({
    ...{ invocationId, text },
    tag: remote.tag,
    dir: path.join(files.dir, OPEN_DIR),
    env,
    serverUrl: context.serverUrl,
    mayBeThere,
    ...(record.artifact.retentionDays === undefined ? {} : { retentionDays: record.artifact.retentionDays }),
  });
  updateRecord(session, { phase: 'done', remote: { ...record.remote!, recorded: true } });
  log.info(`open record: ${openName(record.invocationId!)} (id ${id}): collect finishes the evaluation`);
}

/** Leaves the evaluation of a job that is cancelled. Never throws: the post step tries once more. */
export async function detach(session: Session): Promise<void> {
  const { record } = session;
  try {
    await leaveOpen(session);
  } catch (error) {
    // What it has cost until now is worth more than a record: its results can be fetched by hand.
    updateRecord(session, { remote: { ...record.remote!, left: true } });
    warn(session, messageOf(error));
  }
  session.log.info(`the evaluation goes on; to stop it: ${howToStop(record.remote!)}`);
}

/**
 * Has the evaluation of a step that was cut off while it watched count as left, where a cancel was to leave it: the runner
 * gives such a step seconds, in which the cluster may not answer.
 */
export function leaveCutOff(session: Session): void {
  const { phase, remote } = session.record;
  if (phase === 'launching' && remote?.detaches && !remote.swept)
    updateRecord(session, { remote: { ...remote, left: true } });
}

/** What a step whose evaluation a cancel leaves keeps for the post step, as soon as its jobs are known. */
export function detachment({ inputs, reporting, rerun }: Session): Pick<RemoteRun, 'detaches' | 'posts'> {
  if (inputs?.cancel !== 'detach' || rerun !== undefined) return {};
  return { detaches: true, posts: postsOf(reporting) };
}

/** Whether a cancel leaves the evaluation to go on; a rerun that was to confirm it never is. */
export function leavesOn({ stop, inputs, rerun }: Session): boolean {
  const { signal } = stop;
  return (
    signal.aborted && signal.reason === 'cancelled' && inputs?.cancel === 'detach' && rerun === undefined
  );
}

function howToStop({ executor, host, user, tag, tasks, lepton = [] }: RemoteRun): string {
  if (executor === 'lepton')
    return lepton
      .flatMap(({ jobName, endpoint }) => [
        ...(endpoint ? [`lep endpoint remove --name ${endpoint}`] : []),
        `lep job remove --name ${jobName}`,
      ])
      .join(' ; ');
  const ids = tasks.flatMap(({ jobIds }) => jobIds);
  return `as ${user} on ${host}, scancel ${ids.join(' ')} (jobs with the comment ${tag})`;
}

/** What a submission came to. */
export interface Submitted {
  invocationId: string;
  remote: RemoteRun;
  /** Lines of the launcher's exec db. */
  execDb: string;
}

/** The record of an invocation, as the text that is uploaded. @throws ConfigError where collect would refuse it. */
export function describeInvocation(
  session: Session,
  posts: PostKeys,
  { invocationId, remote, execDb }: Submitted,
): string {
  const { record, files, context, env, forms, startedAt } = session;
  const redact = (text: string): string => redactMessage(text, forms);
  const { pullRequest } = context.event;
  const snapshot = readSnapshot(files.dir);
  return buildOpenRecord(
    {
      invocation_id: invocationId,
      executor: remote.executor,
      launcher_version: record.launcherVersion,
      tag: remote.tag,
      submitted_at: startedAt.toISOString(),
      cluster: remote.dir
        ? { host: remote.host, user: remote.user, account: remote.account, remote_dir: remote.dir }
        : null,
      workspace: workspaceOf(remote, redact),
      tasks: remote.tasks.map(
        ({ index, name, jobName, jobIds, remoteDir }): OpenTask => ({
          index,
          name,
          job_name: jobName,
          job_ids: remote.executor === 'lepton' ? [jobName] : jobIds,
          remote_dir: remoteDir === '' ? null : remoteDir,
          endpoint: remote.lepton?.find((task) => task.index === index)?.endpoint ?? null,
        }),
      ),
      execDbLines: execDb.split('\n'),
      launcher_config: readIfThere(files.launcherConfig) ?? '',
      snapshot: snapshot ? { ...snapshot } : null,
      asked_by: {
        actor: env['GITHUB_ACTOR'] ?? '',
        event: context.event.name,
        run_id: context.runId,
        attempt: Number(context.runAttempt) || 1,
        workflow: context.workflow,
        job: context.job,
        commit: context.sha === '' ? null : context.sha,
        ref: context.ref,
        pull_request: pullRequest?.number ?? null,
      },
      posts,
      wishes: {
        artifact_name: artifactName(record),
        artifact_contents: record.artifact.contents,
        max_failed_samples: record.allowance,
        secret_names: record.secretNames,
      },
    },
    redact,
  );
}

/** Null on Slurm, and for one that is kept as a secret: redacted, it would name none. */
function workspaceOf({ executor, account }: RemoteRun, redact: (text: string) => string): string | null {
  return executor === 'lepton' && account !== '' && redact(account) === account ? account : null;
}

/** By what the step's posts are found again. */
export function postsOf(reporting: Reporting | undefined): PostKeys {
  if (!reporting) return { check: '', has_check: false, comment: '', leg: null };
  return {
    check: keyOf(reporting),
    has_check: reporting.check !== undefined,
    comment: lineKeyOf(reporting),
    leg: reporting.leg ?? null,
  };
}
