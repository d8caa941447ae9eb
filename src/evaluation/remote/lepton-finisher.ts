import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unseen } from '../../collecting/open/failed-outcome.js';
import type { AdmittedRecord, Look } from '../../collecting/open/finisher.js';
import { ConfigError, InfrastructureError, messageOf } from '../../errors.js';
import type { AskLepton } from '../../launcher/lepton/ask.js';
import { type JobLook, lookAtJobs } from '../../launcher/lepton/look.js';
import { type StopRequest, stopLepton } from '../../launcher/lepton/stop.js';
import { isFinal } from '../../lepton/job-state.js';
import type { LeptonLogin } from '../../lepton/login.js';
import type { LeptonTask } from '../../lepton/names.js';
import type { LeptonEnding } from '../../lepton/outcome.js';
import type { OpenRecord } from '../../open-records/record.js';
import { ensureLauncher } from '../ensure-launcher.js';
import { describeOtherWorkspace, loginOf, openWorkspace } from '../lepton/open-workspace.js';
import { concludeJobs } from '../lepton/watch-jobs.js';
import type { Session } from '../session.js';
import { concludeResumed, type Resumed } from './finish-resumed.js';
import { openBareSession, resumeSession } from './resume-session.js';
import { ResumingFinisher } from './resuming-finisher.js';

const STOP_MS = 60_000;
const RELEASE_MS = 15_000;
const LOOKS = 3;
const LOOK_MS = 5_000;

/** Finishes what was submitted to Lepton: its endpoints are deleted, and where its results are is said. */
export class LeptonFinisher extends ResumingFinisher {
  #workspace: Promise<{ ask: AskLepton; login: LeptonLogin }> | undefined;
  readonly #looks = new Map<string, ReadonlyMap<number, JobLook>>();

  async look(records: readonly AdmittedRecord[]): Promise<ReadonlyMap<string, Look>> {
    const looks = new Map<string, Look>();
    for (const open of records) {
      const id = open.record.invocation_id;
      try {
        looks.set(id, await this.#look(open));
      } catch (error) {
        // One that cannot be looked at stands in no other's way.
        looks.set(id, unseen(error));
      }
    }
    return looks;
  }

  async #look(open: AdmittedRecord): Promise<Look> {
    const id = open.record.invocation_id;
    const ask = await this.#askFor(open);
    let found: Awaited<ReturnType<typeof lookAtJobs>> = 'it was not asked';
    // A single list without a job proves nothing.
    for (let look = 0; look < LOOKS; look += 1) {
      if (look > 0) await sleep(LOOK_MS);
      found = await lookAtJobs(ask, id, tasksOf(open.record));
      if (typeof found === 'string' || ![...found.values()].some(({ standing }) => standing === 'gone'))
        break;
    }
    if (typeof found === 'string')
      return { state: 'unknown', shown: `Lepton did not say how its jobs stand: ${found}` };
    const seen = found;
    this.#looks.set(id, seen);
    const shown = open.record.tasks.map(({ name, index }) => `${name} ${seen.get(index)!.word}`).join('; ');
    if ([...seen.values()].every(hasEnded)) return { state: 'ended', shown };
    await this.#release(open, ask, seen);
    return { state: 'running', shown };
  }

  /** Deletes the endpoints of tasks that have ended, while others go on for hours. Never throws: it is tried again. */
  async #release(open: AdmittedRecord, ask: AskLepton, looks: ReadonlyMap<number, JobLook>): Promise<void> {
    const tasks = tasksOf(open.record).filter(({ index }) => hasSaidSo(looks.get(index)!));
    const { problem } = await stopLepton({ ask, tasks, what: 'endpoints', budgetMs: RELEASE_MS });
    if (problem !== undefined) this.resumer.run.log.warn(problem);
  }

  async cancel(open: AdmittedRecord): Promise<void> {
    await this.#stop(open, 'endpoints and jobs');
  }

  protected override async conclude(open: AdmittedRecord, dir: string): Promise<Resumed> {
    const id = open.record.invocation_id;
    const seen = this.#looks.get(id);
    const looks = [...(seen?.values() ?? [])];
    const haveEnded = looks.length > 0 && looks.every(hasSaidSo);
    // First of all: what keeps the results from being told must not keep endpoints billing.
    await this.#stop(open, haveEnded ? 'endpoints' : 'endpoints and jobs');
    const session = await this.#resume(open, dir);
    const endings = new Map(
      open.record.tasks.map(({ index }) => [index, endOf(seen?.get(index), open.ageHours)]),
    );
    return concludeResumed(session, concludeJobs(session, endings));
  }

  /** Its files stay on Lepton, whoever asks. */
  protected override resume(open: AdmittedRecord): Promise<Session> {
    return this.#resume(open, this.#makeFolder(open.record.invocation_id));
  }

  /** @throws InfrastructureError naming what may be left. */
  async #stop(open: AdmittedRecord, what: StopRequest['what']): Promise<void> {
    const tasks = tasksOf(open.record);
    const { problem } = await stopLepton({ ask: await this.#askFor(open), tasks, what, budgetMs: STOP_MS });
    if (problem !== undefined) throw new InfrastructureError(problem);
  }

  /** @throws ConfigError without a login, or with that of another workspace. */
  async #askFor(open: AdmittedRecord): Promise<AskLepton> {
    this.#workspace ??= this.#openWorkspace(open);
    const { ask, login } = await this.#workspace;
    const other = describeOtherWorkspace(open.record.workspace ?? '', login);
    if (other !== undefined) throw new ConfigError(other);
    return ask;
  }

  /** One for all evaluations; it needs nothing of the one that it is opened for. */
  async #openWorkspace(open: AdmittedRecord): Promise<{ ask: AskLepton; login: LeptonLogin }> {
    const session = openBareSession(this.resumer, open, this.#makeFolder('workspace'));
    const login = loginOf(session);
    let venv: string | undefined;
    try {
      ({ venv } = await ensureLauncher(session, session.inputs!));
    } catch (error) {
      session.log.warn(`Lepton is asked without the launcher's environment: ${messageOf(error)}`);
    }
    return { ask: openWorkspace(session, login, venv), login };
  }

  async #resume(open: AdmittedRecord, dir: string): Promise<Session> {
    const session = await resumeSession(this.resumer, open, dir);
    // What is uploaded is searched for the token too.
    loginOf(session);
    return session;
  }

  #makeFolder(name: string): string {
    const dir = path.join(this.resumer.run.dir, 'lepton', name);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    return dir;
  }
}

function tasksOf({ tasks }: OpenRecord): LeptonTask[] {
  return tasks.map(({ index, name, job_name, endpoint }) => ({
    index,
    name,
    jobName: job_name,
    ...(endpoint === null ? {} : { endpoint }),
  }));
}

function hasEnded(look: JobLook): boolean {
  return look.standing === 'gone' || hasSaidSo(look);
}

/** Whether Lepton itself says that a job has ended. */
function hasSaidSo({ standing }: JobLook): boolean {
  return standing !== 'gone' && isFinal(standing);
}

function endOf(look: JobLook | undefined, ageHours: number): LeptonEnding {
  const standing = look?.standing;
  if (standing === 'success') return { state: 'success', confirmed: true, fetched: false };
  if (standing === 'failed' || standing === 'killed')
    return {
      state: standing,
      reason: `Lepton calls its job ${look!.word}`,
      confirmed: true,
      fetched: false,
    };
  if (standing === 'gone')
    return { state: 'killed', reason: 'its job is no longer on Lepton', confirmed: false, fetched: false };
  return {
    state: 'timeout',
    reason: `it had not ended ${Math.floor(ageHours)} hours after its submission (max-age-hours)`,
    confirmed: false,
    fetched: false,
  };
}
