import path from 'node:path';
import { messageOf } from '../../errors.js';
import { readIfThere } from '../../results/invocation.js';
import { type Redact, readTail } from '../../results/log-causes.js';
import { type Match, matchJobs, type RecordedJob, readRecordedJobs } from '../../slurm/match-jobs.js';
import { isRemotePath, plainLine } from '../../slurm/remote-words.js';
import { jobNameOf, type SlurmTask } from '../../slurm/task.js';
import type { Environment } from '../command.js';
import type { ClusterLink } from '../ssh/link.js';
import { explainRefusal, type RunFiles } from '../submit.js';
import { askSubmission } from './ask-submission.js';
import { callLauncher } from './call-launcher.js';
import { deleteRemoteSecrets, stopByTag } from './stop.js';

/** What a submission to Slurm came to. */
export interface SlurmSubmission {
  /** Of the launcher, whose 0 does not say that each job was taken. */
  exitCode: number;
  invocationId?: string;
  /** The invocation's folder on the cluster. */
  remoteDir?: string;
  /** Each with its jobs; empty where it was refused. */
  tasks: SlurmTask[];
  /** Why it came to nothing, one line; all jobs with the tag are then cancelled. */
  refusal?: string;
  /** The cluster does not show comments: jobs were found by id and name. */
  untagged: boolean;
}

export interface SubmitRequest {
  files: RunFiles;
  /** For the launcher; the link's own PATH, HOME and TMPDIR are laid over it. */
  environment: Environment;
  link: ClusterLink;
  tag: string;
  taskNames: readonly string[];
  account: string;
  subproject: string;
  /** `execution.output_dir` on the cluster. */
  outputDir: string;
  signal: AbortSignal;
  redact: Redact;
  /** Told of the tasks' folders on the cluster before the launcher copies anything there, keys among it. */
  onFolders?: (dirs: string[]) => void;
  /** Milliseconds for the launcher, which has no limits of its own; 15 min and 5 s for each task unless given. */
  limitMs?: number;
}

const LAUNCH_MS = 15 * 60_000;
/** For its image, its mounts and its sbatch. */
const LAUNCH_TASK_MS = 5_000;
const STOP_MS = 20_000;
/** Of the 7.5 s that a cancel leaves. */
const STOP_AFTER_CANCEL_MS = 5_000;

/**
 * Submits with `nemo-evaluator-launcher run` in raw mode, then asks the cluster which jobs came of it. Where a task has
 * none, or the launcher failed, everything with the tag is cancelled and the secrets on the cluster are deleted: a
 * submission counts whole or not at all.
 */
export async function submitToSlurm(request: SubmitRequest): Promise<SlurmSubmission> {
  const { files, signal, limitMs = LAUNCH_MS + request.taskNames.length * LAUNCH_TASK_MS } = request;
  const limit = AbortSignal.timeout(limitMs);
  const call = { ...request, signal: AbortSignal.any([signal, limit]) };
  const folders: string[] = [];
  const exitCode = await callLauncher(call, (name) => {
    const folder = `${request.outputDir.replace(/\/+$/, '')}/${name}`;
    folders.push(...expectTasks(request, folder).map(({ remoteDir }) => remoteDir));
    request.onFolders?.(folders);
  });
  const recorded = readRecordedJobs(readIfThere(files.execDb) ?? '');
  if (signal.aborted) {
    const why = 'it was stopped while it was submitted';
    return refuse(
      request,
      { exitCode, recorded, folders },
      { why, budgetMs: STOP_AFTER_CANCEL_MS, quiet: 2 },
    );
  }
  if (limit.aborted && exitCode !== 0) {
    const why = `it timed out: it had not submitted within ${Math.ceil(limitMs / 60_000)} min; its last words tell what it waited for (a registry, sbatch)`;
    return refuse(request, { exitCode, recorded, folders }, { why, quiet: 2 });
  }
  if (exitCode !== 0)
    return refuse(request, { exitCode, recorded, folders }, { why: explainFailure(request), quiet: 2 });
  let match: Match & { folder: string | undefined };
  try {
    match = await matchTasks(request, recorded);
  } catch (error) {
    return refuse(request, { exitCode, recorded, folders }, { why: messageOf(error), quiet: 1 });
  }
  const { tasks, refused, strangers, arrays, untagged, folder } = match;
  if (folder === undefined)
    return refuse(
      request,
      { exitCode, recorded, folders },
      {
        why: 'the launcher recorded no folder on the cluster',
        quiet: 1,
      },
    );
  if (refused.length > 0 || strangers.length > 0 || arrays.length > 0) {
    const why =
      refused.length > 0
        ? await sayRefused(request, refused)
        : strangers.length > 0
          ? `jobs ${strangers.join(', ')} are of no task`
          : `Slurm made arrays of jobs ${arrays.join(', ')}, which would all write into one folder: see what sets --array (SBATCH_ARRAY_INX of the user there)`;
    // A job that has just begun may be about to submit its follow-up.
    return refuse(request, { exitCode, recorded, folders }, { why, quiet: 2, tasks });
  }
  const invocationId = recorded[0]?.invocationId;
  return { exitCode, ...(invocationId ? { invocationId } : {}), remoteDir: folder, tasks, untagged };
}

/** Why the launcher gave up. What sbatch said is in the midst of a traceback, and once more after it. */
function explainFailure({ files, redact }: SubmitRequest): string {
  const log = redact(readTail(files.stderr));
  const said = new Set([...log.matchAll(/^sbatch: error: (.+)$/gm)].map(([, words]) => plainLine(words!)));
  if (said.size > 0) return `Slurm refused a job: ${[...said].slice(0, 4).join('; ')}`;
  return explainRefusal(files, redact);
}

/** The tasks as the config has them, in the invocation's folder. */
function expectTasks({ taskNames, account, subproject }: SubmitRequest, folder: string): SlurmTask[] {
  return taskNames.map((name, index) => ({
    index,
    name,
    jobName: jobNameOf(account, subproject, name, index),
    jobIds: [],
    remoteDir: `${folder}/${name}.${index}`,
  }));
}

async function matchTasks(
  request: SubmitRequest,
  recorded: readonly RecordedJob[],
): Promise<Match & { folder: string | undefined }> {
  const folder = recorded[0] && path.posix.dirname(recorded[0].remoteDir);
  if (folder !== undefined && !isRemotePath(folder))
    throw new Error(
      `the launcher chose the folder ${JSON.stringify(folder)}: name execution.output_dir with letters, digits and . _ - / only`,
    );
  const tasks = expectTasks(request, folder ?? '/none');
  const ids = recorded.map(({ jobId }) => jobId);
  const { rows } = await askSubmission(request.link, { tag: request.tag, jobIds: ids });
  return { ...matchJobs(tasks, request.tag, rows, ids), folder };
}

/** Why Slurm refused a job is not to be had from the launcher, which drops what sbatch said: it is asked again, for a test. */
async function sayRefused({ link, tag }: SubmitRequest, refused: readonly SlurmTask[]): Promise<string> {
  const names = refused.map(({ name, index }) => `${name} (number ${index + 1})`).join(', ');
  const asked = await askSubmission(link, {
    tag,
    jobIds: [],
    tryScript: `${refused[0]!.remoteDir}/run.sub`,
  }).catch(() => undefined);
  return `Slurm refused the job of ${names}${asked?.said ? `: ${asked.said}` : ''}`;
}

/** What a call of the launcher left. */
interface Launched {
  exitCode: number;
  recorded: readonly RecordedJob[];
  /** Of the tasks on the cluster, as far as it got to copy them. */
  folders: readonly string[];
}

async function refuse(
  request: SubmitRequest,
  { exitCode, recorded, folders }: Launched,
  {
    why,
    quiet,
    budgetMs = STOP_MS,
    tasks = [],
  }: { why: string; quiet: number; budgetMs?: number; tasks?: SlurmTask[] },
): Promise<SlurmSubmission> {
  const { link, tag, outputDir } = request;
  const jobIds = [
    ...new Set([...recorded.map(({ jobId }) => jobId), ...tasks.flatMap((task) => task.jobIds)]),
  ];
  const jobNames = expectTasks(request, '').map(({ jobName }) => jobName);
  const stopped = await stopByTag(link, tag, { budgetMs, jobIds, jobNames, quiet });
  const parts = [why];
  if (stopped.cancelled.length > 0)
    parts.push(`what had been submitted was cancelled (jobs ${stopped.cancelled.join(', ')})`);
  if (stopped.problem !== undefined || stopped.left.length > 0) {
    const left = stopped.left.length > 0 ? ` (jobs ${stopped.left.join(', ')})` : '';
    parts.push(
      `jobs may be left on ${link.name}${left}, ${stopped.problem ?? 'it took too long'}: cancel those with the comment ${tag}`,
    );
  }
  const kept = await clearSecrets(link, tag, outputDir, folders);
  if (kept !== undefined) parts.push(kept);
  return { exitCode, tasks: [], refusal: parts.join('; '), untagged: false };
}

/**
 * The launcher copies the secrets before it submits, and leaves them there whatever comes of it. Where the tasks' folders
 * are not known they are looked for by the tag, which a copy that was cut off need not have brought yet.
 */
export async function clearSecrets(
  link: ClusterLink,
  tag: string,
  outputDir: string,
  folders: readonly string[] = [],
): Promise<string | undefined> {
  try {
    const known = folders.filter(isRemotePath);
    const dirs = known.length > 0 ? known : (await askSubmission(link, { tag, jobIds: [], outputDir })).dirs;
    const kept = await deleteRemoteSecrets(
      link,
      dirs.map((remoteDir) => ({ remoteDir })),
    );
    return kept.length === 0 ? undefined : `delete .secrets.env in ${kept.join(', ')} on ${link.name}`;
  } catch (error) {
    return `.secrets.env may be left below ${outputDir} on ${link.name} (${messageOf(error)}): delete it there`;
  }
}
