import { setTimeout as sleep } from 'node:timers/promises';
import { currentJob, isFinal, type JobStanding, type LeptonJob, standingOf } from '../../lepton/job-state.js';
import { jobPrefix, type LeptonTask } from '../../lepton/names.js';
import type { LeptonEnding } from '../../lepton/outcome.js';
import type { AskLepton } from './ask.js';
import { listJobs } from './list-jobs.js';
import { stopLepton } from './stop.js';

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** A machine that slept makes one look seem to have lasted for long. */
const UNSEEN_LOOKS = 3;

/** How long is waited for what may never come, in milliseconds. */
export interface LeptonLimits {
  /** Without any answer that can be read. */
  silenceMs: number;
  /** While looks answer and do not show a job, before it counts as deleted. */
  unseenMs: number;
  /** Until a job first runs. */
  pendingMs: number;
  /** From then on, restarts included; Lepton and the launcher bound it not at all. */
  runningMs: number;
  /** For deleting the endpoint of a task that has ended; what is left then is tried again at each look. */
  releaseMs: number;
}

export const LEPTON_LIMITS: LeptonLimits = {
  silenceMs: 30 * 60_000,
  unseenMs: 5 * 60_000,
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
  /** What could not be deleted when its task had ended, once for each reason; it is tried again at each look. */
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
  private readonly firstRan = new Map<number, number>();
  private readonly unseen = new Map<number, { looks: number; since: number }>();
  private readonly limits: LeptonLimits;
  private readonly clock: NonNullable<LeptonWatch['clock']>;
  private readonly releases = new Map<number, Promise<void>>();
  /** What is still to be deleted of tasks that have ended, by index. */
  private readonly kept = new Map<number, { task: LeptonTask; withJob: boolean; problem?: string }>();
  private readonly begunAt: number;
  private heardAt: number;
  private trouble: string | undefined;
  private shown = '';

  constructor(private readonly request: LeptonWatch) {
    this.limits = { ...LEPTON_LIMITS, ...request.limits };
    this.clock = request.clock ?? CLOCK;
    this.begunAt = this.clock.now();
    this.heardAt = this.begunAt;
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
    await Promise.all(this.releases.values());
    return this.endings;
  }

  private async look(): Promise<void> {
    const jobs = await this.listJobs();
    if (this.request.signal.aborted) return;
    for (const index of this.kept.keys()) this.release(index);
    const now = this.clock.now();
    if (jobs === undefined) {
      if (now - this.heardAt >= this.limits.silenceMs)
        for (const task of this.open())
          this.end(
            task,
            'failed',
            `Lepton has not answered for ${minutes(now - this.heardAt)} (${this.trouble})`,
            false,
          );
      return;
    }
    this.heardAt = now;
    for (const task of this.open()) this.judge(task, currentJob(jobs, task.jobName), now);
    this.show(jobs, now);
  }

  /** Archived ones too: a job is archived ten minutes after its end, and a look may come late. */
  /** Archived ones too: a job is archived ten minutes after its end, and a look may come late. */
  private async listJobs(): Promise<LeptonJob[] | undefined> {
    const { ask, signal, invocationId } = this.request;
    const names = this.open().map(({ jobName }) => jobName);
    const search = { text: jobPrefix(invocationId), names, mode: 'alive_and_archive' } as const;
    const [jobs] = await listJobs(ask, [search], { signal });
    if (signal.aborted) return undefined;
    const problem = typeof jobs === 'string' ? jobs : undefined;
    if (problem !== this.trouble) this.request.onTrouble?.(new Date(this.heardAt), problem);
    this.trouble = problem;
    return typeof jobs === 'string' ? undefined : jobs;
  }

  private judge(task: LeptonTask, job: LeptonJob | undefined, now: number): void {
    const { index, jobName } = task;
    if (job === undefined) {
      const { looks, since } = this.unseen.get(index) ?? { looks: 0, since: now };
      this.unseen.set(index, { looks: looks + 1, since });
      if (looks + 1 >= UNSEEN_LOOKS && now - since >= this.limits.unseenMs)
        this.end(task, 'killed', `the job ${jobName} is no longer on Lepton`, false);
      return;
    }
    this.unseen.delete(index);
    const standing = standingOf(job);
    if (standing === 'success' || standing === 'failed' || standing === 'killed') {
      this.end(task, standing, reasonOf(standing, job), true);
      return;
    }
    if (this.since.get(index)!.standing !== standing) this.since.set(index, { standing, at: now });
    if (standing === 'running' && !this.firstRan.has(index)) this.firstRan.set(index, now);
    // One that is restarted again and again has run all the while.
    const firstRan = this.firstRan.get(index);
    const limit = firstRan === undefined ? this.limits.pendingMs : this.limits.runningMs;
    const lasted = now - (firstRan ?? this.begunAt);
    if (lasted < limit) return;
    const reason = `the job ${jobName} was ${job.state} on Lepton ${firstRan === undefined ? 'for' : 'after'} ${minutes(lasted)}`;
    this.end(task, 'timeout', reason, false);
  }

  private end(
    task: LeptonTask,
    state: LeptonEnding['state'],
    reason: string | undefined,
    confirmed: boolean,
  ): void {
    const ending: LeptonEnding = { state, ...(reason ? { reason } : {}), confirmed, fetched: false };
    this.endings.set(task.index, ending);
    this.request.onEnd(task, ending);
    if (task.endpoint === undefined && confirmed) return;
    this.kept.set(task.index, { task, withJob: !confirmed });
    this.release(task.index);
  }

  /** Deletes what is kept of a task, unless that is under way. */
  private release(index: number): void {
    const thing = this.kept.get(index);
    if (!thing || this.releases.has(index)) return;
    const { ask, signal, onKept } = this.request;
    const { task, withJob } = thing;
    const what = withJob ? 'endpoints and jobs' : 'endpoints';
    const { releaseMs: budgetMs } = this.limits;
    const work = stopLepton({ ask, tasks: [task], what, budgetMs, signal }).then(({ problem }) => {
      this.releases.delete(index);
      if (signal.aborted) return;
      if (problem === undefined) this.kept.delete(index);
      else if (problem !== thing.problem) onKept?.(problem);
      if (problem !== undefined) thing.problem = problem;
    });
    this.releases.set(index, work);
  }

  private open(): LeptonTask[] {
    return this.request.tasks.filter(({ index }) => !this.endings.has(index));
  }

  private show(jobs: readonly LeptonJob[], now: number): void {
    const looks = this.open().map((task): LeptonLook => {
      const job = currentJob(jobs, task.jobName);
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
