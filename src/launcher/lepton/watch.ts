import { setTimeout as sleep } from 'node:timers/promises';
import {
  isFinal,
  type JobStanding,
  type LeptonJob,
  newestJob,
  readJobs,
  standingOf,
} from '../../lepton/job-state.js';
import { jobPrefix, type LeptonTask } from '../../lepton/names.js';
import type { LeptonEnding } from '../../lepton/outcome.js';
import { type AskLepton, isOk, problemOf } from './ask.js';
import { stopLepton } from './stop.js';

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** Looks in a row that answer and do not show a job, before it counts as deleted. */
const UNSEEN_LOOKS = 3;

/** How long is waited for what may never come, in milliseconds. */
export interface LeptonLimits {
  /** Without any answer that can be read. */
  silenceMs: number;
  /** Until a job runs. */
  pendingMs: number;
  /** While a job runs; Lepton and the launcher bound it not at all. */
  runningMs: number;
  /** For deleting the endpoint of a task that has ended; what is left then is tried again at the end. */
  releaseMs: number;
}

export const LEPTON_LIMITS: LeptonLimits = {
  silenceMs: 30 * 60_000,
  pendingMs: 24 * 3_600_000,
  runningMs: 24 * 3_600_000,
  releaseMs: 15_000,
};

/** A task at a look. */
export interface LeptonLook {
  task: LeptonTask;
  standing: JobStanding;
  /** Lepton's own word. */
  word: string;
  elapsedSeconds: number;
}

export interface LeptonWatch {
  ask: AskLepton;
  invocationId: string;
  tasks: readonly LeptonTask[];
  signal: AbortSignal;
  limits?: Partial<LeptonLimits>;
  /** Called where anything has changed. */
  onLook?: (looks: readonly LeptonLook[]) => void;
  /** Looks fail since a time; called once for each reason, and with no problem when they succeed again. */
  onTrouble?: (since: Date, problem: string | undefined) => void;
  onEnd: (task: LeptonTask, ending: LeptonEnding) => void;
  /** What could not be deleted when its task had ended; it is tried again at the end. */
  onKept?: (problem: string) => void;
  clock?: { now: () => number; sleep: (ms: number, signal: AbortSignal) => Promise<void> };
}

const CLOCK = {
  now: () => Date.now(),
  sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/**
 * Watches the jobs of an invocation to their end, one call of the workspace's API a look, and deletes the endpoint of
 * each task as it ends. An answer that fails says nothing of a job; what never ends is bounded by the limits. Returns
 * early when aborted, with the endings so far.
 */
export async function watchLepton(request: LeptonWatch): Promise<Map<number, LeptonEnding>> {
  return new Watcher(request).run();
}

class Watcher {
  private readonly endings = new Map<number, LeptonEnding>();
  private readonly since = new Map<number, { standing: JobStanding; at: number }>();
  private readonly unseen = new Map<number, number>();
  private readonly limits: LeptonLimits;
  private readonly clock: NonNullable<LeptonWatch['clock']>;
  private readonly releases: Promise<void>[] = [];
  private heardAt: number;
  private trouble: string | undefined;
  private shown = '';

  constructor(private readonly request: LeptonWatch) {
    this.limits = { ...LEPTON_LIMITS, ...request.limits };
    this.clock = request.clock ?? CLOCK;
    this.heardAt = this.clock.now();
    for (const { index } of request.tasks) this.since.set(index, { standing: 'pending', at: this.heardAt });
  }

  async run(): Promise<Map<number, LeptonEnding>> {
    const { signal, tasks } = this.request;
    let pause = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      await this.look();
      if (this.endings.size === tasks.length || signal.aborted) break;
      await this.clock.sleep(pause, signal);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5);
    }
    await Promise.all(this.releases);
    return this.endings;
  }

  private async look(): Promise<void> {
    const { ask, signal, invocationId } = this.request;
    const jobs = await this.listJobs(ask, jobPrefix(invocationId));
    if (signal.aborted) return;
    const now = this.clock.now();
    if (jobs === undefined) {
      if (now - this.heardAt >= this.limits.silenceMs)
        for (const task of this.open())
          this.end(
            task,
            'failed',
            `Lepton has not answered for ${minutes(now - this.heardAt)} (${this.trouble})`,
          );
      return;
    }
    this.heardAt = now;
    for (const task of this.open()) this.judge(task, newestJob(jobs, task.jobName), now);
    this.show(jobs, now);
  }

  /** Archived ones too: a job is archived ten minutes after its end, and a look may come late. */
  private async listJobs(ask: AskLepton, prefix: string): Promise<LeptonJob[] | undefined> {
    const query = { job_query_mode: 'alive_and_archive', q: prefix, page: '1', page_size: '500' };
    const [reply] = await ask([{ method: 'GET', path: '/jobs', query }], { signal: this.request.signal });
    if (this.request.signal.aborted) return undefined;
    const jobs = reply && isOk(reply) ? readJobs(reply.body) : undefined;
    const problem = jobs
      ? undefined
      : reply && !isOk(reply)
        ? problemOf(reply)
        : 'the answer is no list of jobs';
    if (problem !== this.trouble) this.request.onTrouble?.(new Date(this.heardAt), problem);
    this.trouble = problem;
    return jobs;
  }

  private judge(task: LeptonTask, job: LeptonJob | undefined, now: number): void {
    if (job === undefined) {
      const looks = (this.unseen.get(task.index) ?? 0) + 1;
      this.unseen.set(task.index, looks);
      if (looks >= UNSEEN_LOOKS) this.end(task, 'killed', `the job ${task.jobName} is no longer on Lepton`);
      return;
    }
    this.unseen.delete(task.index);
    const standing = standingOf(job);
    if (standing === 'success' || standing === 'failed' || standing === 'killed') {
      this.end(task, standing, reasonOf(standing, job));
      return;
    }
    const before = this.since.get(task.index)!;
    if (before.standing !== standing) this.since.set(task.index, { standing, at: now });
    const limit = standing === 'running' ? this.limits.runningMs : this.limits.pendingMs;
    const lasted = now - this.since.get(task.index)!.at;
    if (lasted >= limit)
      this.end(task, 'timeout', `the job ${task.jobName} was ${job.state} on Lepton for ${minutes(lasted)}`);
  }

  private end(task: LeptonTask, state: LeptonEnding['state'], reason: string | undefined): void {
    const ending: LeptonEnding = { state, ...(reason ? { reason } : {}), fetched: false };
    this.endings.set(task.index, ending);
    this.request.onEnd(task, ending);
    // What has not ended by itself goes on, and costs, until it is deleted.
    const goesOn = state === 'timeout' || (state === 'failed' && this.trouble !== undefined);
    if (task.endpoint === undefined && !goesOn) return;
    this.releases.push(this.release(task, goesOn));
  }

  private async release(task: LeptonTask, withJob: boolean): Promise<void> {
    const report = await stopLepton({
      ask: this.request.ask,
      tasks: [task],
      what: withJob ? 'endpoints and jobs' : 'endpoints',
      budgetMs: this.limits.releaseMs,
      signal: this.request.signal,
    });
    if (report.problem && !this.request.signal.aborted) this.request.onKept?.(report.problem);
  }

  private open(): LeptonTask[] {
    return this.request.tasks.filter(({ index }) => !this.endings.has(index));
  }

  private show(jobs: readonly LeptonJob[], now: number): void {
    const looks = this.open().map((task): LeptonLook => {
      const job = newestJob(jobs, task.jobName);
      const { standing, at } = this.since.get(task.index)!;
      return {
        task,
        standing,
        word: job?.state ?? 'not shown',
        elapsedSeconds: Math.round((now - at) / 1000),
      };
    });
    const text = looks.map(({ task, word }) => `${task.index} ${word}`).join('\n');
    if (looks.length === 0 || text === this.shown) return;
    this.shown = text;
    this.request.onLook?.(looks);
  }
}

function reasonOf(standing: JobStanding, { name, state }: LeptonJob): string | undefined {
  if (!isFinal(standing) || standing === 'success') return undefined;
  return standing === 'failed'
    ? `the job ${name} failed on Lepton: lep job get --name ${name} --include-archived`
    : `the job ${name} was stopped on Lepton (${state})`;
}

function minutes(ms: number): string {
  return ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
