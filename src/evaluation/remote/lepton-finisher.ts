import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AdmittedRecord, Look } from '../../collecting/open/finisher.js';
import { InfrastructureError, messageOf } from '../../errors.js';
import { type JobLook, lookAtJobs } from '../../launcher/lepton/look.js';
import { stopLepton } from '../../launcher/lepton/stop.js';
import { isFinal } from '../../lepton/job-state.js';
import type { LeptonEnding } from '../../lepton/outcome.js';
import { ensureLauncher } from '../ensure-launcher.js';
import { loginOf, openWorkspace } from '../lepton/open-workspace.js';
import { concludeJobs } from '../lepton/watch-jobs.js';
import { type Session, updateRecord } from '../session.js';
import { concludeResumed, type Resumed } from './finish-resumed.js';
import { resumeSession } from './resume-session.js';
import { ResumingFinisher } from './resuming-finisher.js';
import { stopRemote } from './stop-remote.js';

const STOP_MS = 60_000;
const LOOKS = 3;
const LOOK_MS = 5_000;

/** Finishes what was submitted to Lepton: its endpoints are deleted, and where its results are is said. */
export class LeptonFinisher extends ResumingFinisher {
  readonly #sessions = new Map<string, Promise<Session>>();
  readonly #looks = new Map<string, ReadonlyMap<number, JobLook>>();

  async look(records: readonly AdmittedRecord[]): Promise<ReadonlyMap<string, Look>> {
    const looks = new Map<string, Look>();
    for (const open of records) {
      const id = open.record.invocation_id;
      try {
        looks.set(id, await this.#look(open));
      } catch (error) {
        // One that cannot be looked at stands in no other's way.
        looks.set(id, { state: 'unknown', shown: messageOf(error) });
      }
    }
    return looks;
  }

  async #look(open: AdmittedRecord): Promise<Look> {
    const id = open.record.invocation_id;
    const session = await this.#sessionOf(open);
    let found: Awaited<ReturnType<typeof lookAtJobs>> = 'it was not asked';
    // A single list without a job proves nothing.
    for (let look = 0; look < LOOKS; look += 1) {
      if (look > 0) await sleep(LOOK_MS);
      found = await lookAtJobs(this.#ask(session), id, session.record.remote!.lepton!);
      if (typeof found === 'string' || ![...found.values()].some(({ standing }) => standing === 'gone'))
        break;
    }
    if (typeof found === 'string')
      return { state: 'unknown', shown: `Lepton did not say how its jobs stand: ${found}` };
    const seen = found;
    this.#looks.set(id, seen);
    const shown = open.record.tasks.map(({ name, index }) => `${name} ${seen.get(index)!.word}`).join('; ');
    return { state: [...seen.values()].every(hasEnded) ? 'ended' : 'running', shown };
  }

  async cancel(open: AdmittedRecord): Promise<void> {
    const session = await this.#sessionOf(open);
    const { problem } = await stopLepton({
      ask: this.#ask(session),
      tasks: session.record.remote!.lepton!,
      what: 'endpoints and jobs',
      budgetMs: STOP_MS,
    });
    if (problem !== undefined) throw new InfrastructureError(problem);
  }

  protected override async conclude(open: AdmittedRecord, dir: string): Promise<Resumed> {
    const id = open.record.invocation_id;
    const session = await this.#open(open, dir);
    const endings = new Map(
      open.record.tasks.map(({ index }) => [index, endOf(this.#looks.get(id)?.get(index), open.ageHours)]),
    );
    const looks = [...(this.#looks.get(id)?.values() ?? [])];
    const remote = session.record.remote!;
    remote.ended =
      looks.length > 0 && looks.every(({ standing }) => standing !== 'gone' && isFinal(standing));
    const left = await stopRemote(session);
    if (left !== undefined) throw new InfrastructureError(left);
    return concludeResumed(session, concludeJobs(session, endings));
  }

  /** Its files stay on Lepton, whoever asks. */
  protected override resume(open: AdmittedRecord): Promise<Session> {
    return this.#sessionOf(open);
  }

  #ask(session: Session): ReturnType<typeof openWorkspace> {
    return openWorkspace(session, loginOf(session), session.record.venv!);
  }

  #sessionOf(open: AdmittedRecord): Promise<Session> {
    const id = open.record.invocation_id;
    const dir = path.join(this.resumer.run.dir, 'lepton', id);
    const session = this.#sessions.get(id) ?? this.#open(open, dir);
    this.#sessions.set(id, session);
    return session;
  }

  /** A session with the launcher's environment, whose Python speaks to Lepton. */
  async #open(open: AdmittedRecord, dir: string): Promise<Session> {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const session = await resumeSession(this.resumer, open, dir);
    const { venv } = await ensureLauncher(session, session.inputs!);
    updateRecord(session, { venv });
    return session;
  }
}

function hasEnded({ standing }: JobLook): boolean {
  return standing === 'gone' || isFinal(standing);
}

function endOf(look: JobLook | undefined, ageHours: number): LeptonEnding {
  const standing = look?.standing;
  if (standing === 'success') return { state: 'success', fetched: false };
  if (standing === 'failed' || standing === 'killed')
    return { state: standing, reason: `Lepton calls its job ${look!.word}`, fetched: false };
  if (standing === 'gone')
    return { state: 'killed', reason: 'its job is no longer on Lepton', fetched: false };
  return {
    state: 'timeout',
    reason: `it had not ended ${Math.floor(ageHours)} hours after its submission (max-age-hours)`,
    fetched: false,
  };
}
