import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { unseen } from '../../collecting/open/failed-outcome.js';
import type { AdmittedRecord, FinishedResult, Look } from '../../collecting/open/finisher.js';
import { ActionError, InfrastructureError, messageOf } from '../../errors.js';
import { endingOf } from '../../launcher/slurm/ending-of.js';
import { fetchTask, type SlurmEnding } from '../../launcher/slurm/fetch-task.js';
import { lookAtMany } from '../../launcher/slurm/look-many.js';
import { findMissingFolders } from '../../launcher/slurm/missing-folders.js';
import { findOwnJobs } from '../../launcher/slurm/own-jobs.js';
import { stopByTag } from '../../launcher/slurm/stop.js';
import type { ClusterLink } from '../../launcher/ssh/link.js';
import { openLink } from '../../launcher/ssh/open-link.js';
import type { OpenRecord } from '../../open-records/record.js';
import { describeLook } from '../../slurm/describe-look.js';
import type { SlurmTask, TaskLook } from '../../slurm/task.js';
import { loadSshInputs } from '../../ssh-inputs.js';
import type { Session } from '../session.js';
import { stopTasks } from '../slurm/stop-tasks.js';
import { badEndings } from '../slurm/watch-tasks.js';
import { concludeResumed, type Resumed } from './finish-resumed.js';
import { resumeSession } from './resume-session.js';
import { ResumingFinisher } from './resuming-finisher.js';

const STOP_MS = 60_000;
/** The longest that the launcher's own export may take after a task. */
const EXPORT_SECONDS = 15 * 60;

/** Finishes what was submitted to Slurm, over one connection to each cluster. */
export class SlurmFinisher extends ResumingFinisher {
  readonly #links = new Map<string, Promise<ClusterLink>>();
  readonly #looks = new Map<string, Map<number, TaskLook>>();

  async look(records: readonly AdmittedRecord[]): Promise<ReadonlyMap<string, Look>> {
    const looks = new Map<string, Look>();
    const places = new Map<string, AdmittedRecord[]>();
    for (const open of records) {
      const { user, host } = open.record.cluster!;
      places.set(`${user}@${host}`, [...(places.get(`${user}@${host}`) ?? []), open]);
    }
    for (const group of places.values()) {
      for (const [id, look] of await this.#lookAt(group)) looks.set(id, look);
    }
    return looks;
  }

  /** Looks at what runs on one cluster. One that lets nobody in must not keep others from being looked at. */
  async #lookAt(group: readonly AdmittedRecord[]): Promise<Map<string, Look>> {
    const looks = new Map<string, Look>();
    try {
      const link = await this.#linkOf(group[0]!);
      const submitted = group.map(({ record }) => ({ tag: record.tag, tasks: tasksOf(record) }));
      const found = await lookAtMany(link, submitted);
      for (const [at, { record }] of group.entries()) {
        this.#looks.set(record.invocation_id, found[at]!);
        looks.set(record.invocation_id, describe(record.tasks, found[at]!));
      }
    } catch (error) {
      const isOfCluster = error instanceof ActionError || (error as Error).name === 'LinkDown';
      if (!isOfCluster && group.length > 1) {
        // What cannot even be asked is one record's fault, which tells nothing of the others.
        for (const one of group) for (const [id, look] of await this.#lookAt([one])) looks.set(id, look);
      } else for (const { record } of group) looks.set(record.invocation_id, unseen(error));
    }
    return looks;
  }

  async cancel(open: AdmittedRecord): Promise<void> {
    const { record } = open;
    const link = await this.#linkOf(open);
    const jobNames = record.tasks.map(({ job_name }) => job_name);
    const jobIds = await this.#ownJobs(link, record);
    const { left, problem } = await stopByTag(link, record.tag, { budgetMs: STOP_MS, jobIds, jobNames });
    if (left.length > 0 || problem !== undefined)
      throw new InfrastructureError(
        `its jobs may still run on ${link.name}${problem ? ` (${problem})` : ''}: scancel ${left.join(' ')} (jobs with the comment ${record.tag})`,
      );
  }

  protected override async conclude(open: AdmittedRecord, dir: string): Promise<Resumed> {
    const session = await resumeSession(this.resumer, open, dir);
    const endings = await this.#fetch(open, session);
    return concludeResumed(session, badEndings(endings));
  }

  async close(): Promise<void> {
    for (const link of this.#links.values()) await link.then((open) => open.close()).catch(() => undefined);
  }

  /** Its verdict stands, and its files are fetched once more, to be uploaded. */
  protected override async resume(
    open: AdmittedRecord,
    result: FinishedResult,
    wantsFiles: boolean,
  ): Promise<Session> {
    const dir = path.join(path.dirname(result.dir), 'again');
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const session = await resumeSession(this.resumer, open, dir);
    if (!wantsFiles) return session;
    try {
      await this.#fetch(open, session);
    } catch (error) {
      if (!this.#isTooOld(open)) throw error;
      const { invocation_id: id, cluster } = open.record;
      session.log.warn(
        `the files of ${id}, in ${cluster!.remote_dir} on ${cluster!.host}, are not uploaded: ${messageOf(error)}`,
      );
    }
    return session;
  }

  /** Brings what the tasks left, and takes from the cluster what is of no use there any more. */
  async #fetch(open: AdmittedRecord, session: Session): Promise<Map<number, SlurmEnding>> {
    const { record } = open;
    const link = await this.#linkOf(open);
    session.link = link;
    const mirror = session.record.invocationDir!;
    const endings = new Map<number, SlurmEnding>();
    const remote = session.record.remote!;
    const looks = this.#looks.get(record.invocation_id);
    remote.tasks = remote.tasks.map((task) => ({
      ...task,
      jobIds: looks?.get(task.index)?.jobIds ?? task.jobIds,
    }));
    const missing = await findMissingFolders(link, remote.tasks);
    for (const task of remote.tasks) {
      const look = looks?.get(task.index);
      const end = endOf(look, open.ageHours);
      const fetched = await fetchTask(link, task, end, mirror, {
        onProblem: (problem) => session.log.warn(`results of ${task.name}: ${problem}`),
        // Other evaluations wait for this one.
        ...(missing.has(task.remoteDir) ? { waitsMs: [] } : {}),
      });
      // Looked at once more by the next collector: nothing that was paid for is given up for a broken transfer.
      if (!fetched && this.#isTooOld(open))
        session.log.warn(
          `what ${task.name} left in ${task.remoteDir} could not be fetched: it is closed without`,
        );
      else if (!fetched)
        throw new InfrastructureError(`what ${task.name} left in ${task.remoteDir} could not be fetched`);
      endings.set(task.index, { ...end, fetched });
    }
    const left = await stopTasks(session, await this.#ownJobs(link, record));
    if (left !== undefined) session.log.warn(left);
    return endings;
  }

  /** Nobody would look at it again. */
  #isTooOld({ ageHours }: AdmittedRecord): boolean {
    return ageHours > (this.resumer.inputs.submitted?.maxAgeHours ?? Number.POSITIVE_INFINITY);
  }

  /**
   * The jobs of an invocation that its tag may not find, where a cluster shows no comments. Whoever wrote the record may have
   * named anybody's: the cluster says which are of its folder.
   */
  #ownJobs(link: ClusterLink, record: OpenRecord): Promise<string[]> {
    const looks = [...(this.#looks.get(record.invocation_id)?.values() ?? [])];
    const tasks = tasksOf(record);
    const named = [...tasks, ...looks].flatMap(({ jobIds }) => jobIds);
    return findOwnJobs(link, tasks, [...new Set(named)]);
  }

  #linkOf({ record }: AdmittedRecord): Promise<ClusterLink> {
    const { user, host } = record.cluster!;
    const name = `${user}@${host}`;
    const { run } = this.resumer;
    const link =
      this.#links.get(name) ??
      openLink({
        host,
        user,
        inputs: loadSshInputs((input) => run.env[`INPUT_${input.toUpperCase()}`] ?? ''),
        env: run.env,
        log: (line) => run.log.info(line),
      });
    this.#links.set(name, link);
    return link;
  }
}

function tasksOf({ tasks }: OpenRecord): SlurmTask[] {
  return tasks.map(({ index, name, job_name, job_ids, remote_dir }) => ({
    index,
    name,
    jobName: job_name,
    jobIds: job_ids,
    remoteDir: remote_dir ?? '',
  }));
}

function describe(tasks: OpenRecord['tasks'], looks: ReadonlyMap<number, TaskLook>): Look {
  const shown = tasks.map(({ name, index }) => describeLook({ name }, looks.get(index)!)).join('; ');
  return { state: [...looks.values()].every(isOver) ? 'ended' : 'running', shown };
}

/** An export that the evaluation submitted still needs what is there; within reason. */
function isOver({ final, exporting, endedAt }: TaskLook): boolean {
  if (!final || exporting.length === 0) return final;
  return endedAt !== undefined && Date.now() / 1000 - endedAt > EXPORT_SECONDS;
}

/** A task whose jobs were cancelled as it took too long; what had ended by itself before stays so. */
function endOf(look: TaskLook | undefined, ageHours: number): Omit<SlurmEnding, 'fetched'> {
  if (look?.final) return endingOf(look);
  return {
    state: 'timeout',
    cause: 'cluster',
    reason: `it had not ended ${Math.floor(ageHours)} hours after its submission (max-age-hours)`,
  };
}
