import path from 'node:path';
import { noteStart } from '../../launcher/slurm/fetch-task.js';
import { stopWatched } from '../../launcher/slurm/stop-watched.js';
import { type SlurmWatch, watchSlurm } from '../../launcher/slurm/watch.js';
import type { TaskEnding } from '../../results/ended-badly.js';
import type { TaskFolder } from '../../results/invocation.js';
import { readTail } from '../../results/log-causes.js';
import { describeLook } from '../../slurm/describe-look.js';
import type { SlurmEnding, SlurmTask, TaskLook } from '../../slurm/task.js';
import { redactMessage } from '../../upload/scan-file.js';
import { showServerLogs } from '../deployment-servers.js';
import type { Watched } from '../executor.js';
import { detach, leavesOn } from '../remote/leave-open.js';
import { type Session, updateRecord, warn } from '../session.js';
import { linkOf } from './open-cluster.js';

const LOG_SHOWN = 64 * 1024;
/** What has not changed is said again after this time. */
const SAID_AGAIN_MS = 5 * 60_000;
/** What a stop before its time may take, where nobody is about to end the step. */
const STOP_MS = 60_000;

/** Watches the tasks of a submitted run to their end; their results are here as it returns. */
export async function watchTasks(session: Session): Promise<Watched> {
  const { log, stop, record } = session;
  const remote = record.remote!;
  const link = await linkOf(session, remote);
  const said = new Map<number, { what: string; at: number }>();
  const watch: SlurmWatch = {
    link,
    tag: remote.tag,
    tasks: remote.tasks,
    mirrorDir: record.invocationDir!,
    signal: stop.signal,
    onLook: ({ at, tasks }) => {
      rememberJobs(session, tasks);
      for (const task of remote.tasks) {
        const look = tasks.get(task.index);
        if (!look || look.final) continue;
        if (look.state === 'running')
          noteStart(record.invocationDir!, task, new Date(at.getTime() - (look.elapsedSeconds ?? 0) * 1000));
        const what = [look.state, look.reason, look.jobId, look.server].join();
        const last = said.get(task.index);
        if (last?.what === what && Date.now() - last.at < SAID_AGAIN_MS) continue;
        said.set(task.index, { what, at: Date.now() });
        log.info(redactMessage(describeLook(task, look), session.forms));
      }
    },
    onLinkDown: (since, problem) =>
      log.info(
        `${link.name} cannot be reached since ${since.toISOString()} (${redactMessage(problem, session.forms)}): the evaluation goes on there, and is looked for again`,
      ),
    onLinkBack: (since) => log.info(`${link.name} answers again (it did not since ${since.toISOString()})`),
    onProblem: (problem) => warn(session, redactMessage(problem, session.forms)),
    onServerLost: ({ name }) =>
      warn(session, `the server of ${name} has died: its evaluation, which would go on without it, is ended`),
    onEnd: (task, ending) => {
      noteEnding(session, task, ending);
      reportEnd(session, task, ending);
    },
  };
  let endings = await watchSlurm(watch);
  // From here on whoever finishes this run stops what is left of it.
  if (!leavesOn(session)) updateRecord(session, { remote: { ...record.remote!, detaches: false } });
  if (stop.signal.aborted && stop.signal.reason === 'timeout')
    endings = await stopRest(session, watch, endings);
  if (leavesOn(session)) await detach(session);
  else if (stop.signal.aborted && stop.signal.reason === 'cancelled')
    for (const { name, index, remoteDir } of remote.tasks)
      if (!endings.get(index)?.fetched) log.info(`what ${name} has left stays on ${link.name}: ${remoteDir}`);
  return { endings: badEndings(endings) };
}

/** Keeps the ids of all jobs of the chains: where a cluster shows no comments, nothing else finds those to be stopped. */
function rememberJobs(session: Session, looks: ReadonlyMap<number, TaskLook>): void {
  const remote = session.record.remote!;
  const tasks = remote.tasks.map((task) => {
    const ids = looks.get(task.index)?.jobIds ?? [];
    return ids.some((id) => !task.jobIds.includes(id)) ? { ...task, jobIds: ids } : task;
  });
  if (tasks.some((task, at) => task !== remote.tasks[at]))
    updateRecord(session, { remote: { ...remote, tasks } });
}

/** Keeps how a task ended: a step that is cut off later has the post step report it. */
export function noteEnding(session: Session, { index }: SlurmTask, ending: SlurmEnding): void {
  const remote = session.record.remote!;
  const { reason, ...rest } = ending;
  const said = reason === undefined ? {} : { reason: redactMessage(reason, session.forms) };
  const others = (remote.endings ?? []).filter((one) => one.index !== index);
  updateRecord(session, { remote: { ...remote, endings: [...others, { ...rest, ...said, index }] } });
}

/** Stops what had not ended as the time was over. */
async function stopRest(
  session: Session,
  watch: SlurmWatch,
  known: ReadonlyMap<number, SlurmEnding>,
): Promise<Map<number, SlurmEnding>> {
  const { log } = session;
  const remote = session.record.remote!;
  const { tasks } = remote;
  updateRecord(session, { remote: { ...remote, stopped: tasks.flatMap(({ jobIds }) => jobIds) } });
  const { cancelled, endings, unfetched } = await stopWatched({ ...watch, tasks }, known, STOP_MS);
  if (cancelled.length > 0) log.info(`scancel on ${watch.link.name}: ${cancelled.join(' ')}`);
  for (const task of tasks) {
    if (endings.has(task.index)) continue;
    if (!unfetched.includes(task.index)) showServerLogs(session, exitedFolder(session, task));
    else warn(session, `what ${task.name} has left could not be fetched; it lies in ${task.remoteDir}`);
  }
  return endings;
}

/** What the files do not tell of how tasks ended. */
export function badEndings(endings: ReadonlyMap<number, SlurmEnding>): Map<number, TaskEnding> {
  return new Map(
    [...endings].flatMap(([index, { state, reason, cause }]): [number, TaskEnding][] =>
      state === 'success'
        ? []
        : [[index, { state, reason: reason ?? `Slurm calls it ${state}`, logTells: cause === 'evaluation' }]],
    ),
  );
}

/** Says how a task ended, with its harness's log. */
export function reportEnd(session: Session, task: SlurmTask, ending: SlurmEnding): void {
  const { log, forms } = session;
  const how = ending.state === 'success' ? 'ended' : ending.state;
  const reason = ending.reason ? `: ${redactMessage(ending.reason, forms)}` : '';
  log.info(`${task.name}  ${how}${reason}`);
  if (!ending.fetched)
    warn(session, `the results of ${task.name} could not be fetched; they lie in ${task.remoteDir}`);
  const folder = exitedFolder(session, task);
  const text = readTail(path.join(folder.dir, 'logs', 'client_stdout.log'), LOG_SHOWN);
  if (text.trim() !== '') log.foreign(`Harness log: ${task.name}`, redactMessage(text, forms));
  showServerLogs(session, folder);
}

/** The copy of what a task that has ended left. */
function exitedFolder({ record }: Session, { name, index }: SlurmTask): TaskFolder {
  return { name, index, dir: path.join(record.invocationDir!, `${name}.${index}`), stage: 'exited' };
}
