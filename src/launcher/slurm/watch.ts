import { messageOf } from '../../errors.js';
import type { SlurmTask, TaskLook } from '../../slurm/task.js';
import type { ClusterLink } from '../ssh/link.js';
import { CLOCK, type Clock } from './clock.js';
import { endingOf, endingWithoutServer } from './ending-of.js';
import { type FetchOptions, fetchTask, type SlurmEnding } from './fetch-task.js';
import { type ClusterLook, look } from './look.js';
import { deleteRemoteSecrets, stopByTag, sweepFollowUps } from './stop.js';

const [FIRST_MS, LONGEST_MS] = [5_000, 60_000];
const GROWTH = 1.5;
/** Two jobs in a queue change places all the time: everybody's jobs are counted only so often. */
const POSITION_MS = 5 * 60_000;
/** How long the cluster may know nothing of a job before it counts as lost; the accounting lags by seconds. */
const PATIENCE_MS = 10 * 60_000;
/** How long an evaluation may go on without its server: it may just be about to end. */
const SERVERLESS_MS = 20_000;
/** What ending such an evaluation may take. */
const STOP_MS = 60_000;
/** The longest that the launcher's own export may take after a task. */
const EXPORT_MS = 15 * 60_000;
/** Tasks that are fetched at once: one that the cluster is slow to hand over must not hold up the others. */
const LANES = 2;

export interface SlurmWatch {
  link: ClusterLink;
  tag: string;
  tasks: readonly SlurmTask[];
  /** The copy of the invocation's folder on this machine. */
  mirrorDir: string;
  signal: AbortSignal;
  onLook?: (look: ClusterLook) => void;
  /** Once for each time that the cluster does not answer. It is never an end. */
  onLinkDown?: (since: Date, problem: string) => void;
  onLinkBack?: (since: Date) => void;
  onEnd: (task: SlurmTask, ending: SlurmEnding) => void;
  /** The server of a task has died, and its job, which would go on without it, is about to be ended. */
  onServerLost?: (task: SlurmTask) => void;
  /** What is worth a warning, one line: results that cannot be fetched, secrets that cannot be deleted. */
  onProblem?: (problem: string) => void;
  clock?: Clock;
  waitsMs?: FetchOptions['waitsMs'];
}

/** A task whose chain has ended, by the word of a look. */
interface Ended {
  task: SlurmTask;
  end: Omit<SlurmEnding, 'fetched'>;
  exporting: readonly string[];
}

/**
 * Watches tasks on a cluster to their ends. Each one's results are fetched as it ends, its follow-up jobs are taken out
 * of the queue and its secrets deleted. Returns early, with what is known to have ended, where the signal is aborted: of
 * that what is not `fetched` was not told to `onEnd`. Losing the connection only delays it.
 */
export async function watchSlurm(watch: SlurmWatch): Promise<Map<number, SlurmEnding>> {
  return new SlurmWatcher(watch).run();
}

class SlurmWatcher {
  private readonly clock: Clock;
  private readonly endings = new Map<number, SlurmEnding>();
  /** Indices of the tasks that are not looked at any more. */
  private readonly over = new Set<number>();
  private readonly waiting: Ended[] = [];
  private readonly lanes = new Set<Promise<void>>();
  private fault: { error: unknown } | undefined;
  /** Since when a task is in a state that must not last. */
  private readonly since = new Map<string, number>();
  private tasks: SlurmTask[];
  private wait = FIRST_MS;
  private seen = '';
  private down: Date | undefined;
  private lastPosition = Number.NEGATIVE_INFINITY;

  constructor(private readonly watch: SlurmWatch) {
    this.clock = watch.clock ?? CLOCK;
    this.tasks = watch.tasks.map((task) => ({ ...task }));
  }

  async run(): Promise<Map<number, SlurmEnding>> {
    const { signal } = this.watch;
    while (!signal.aborted && !this.fault) {
      const seen = await this.look();
      if (seen) await this.settle(seen);
      if (this.open().length === 0 || signal.aborted) break;
      await this.clock.wait(this.wait, signal);
    }
    await Promise.all(this.lanes);
    if (this.fault) throw this.fault.error;
    return this.endings;
  }

  /** Fetches what waits for it, beside the looks. */
  private fetchWaiting(): void {
    while (this.lanes.size < LANES && this.waiting.length > 0) {
      const lane = this.work()
        .catch((error: unknown) => {
          this.fault ??= { error };
        })
        .finally(() => this.lanes.delete(lane));
      this.lanes.add(lane);
    }
  }

  private async work(): Promise<void> {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift())
      await this.finish(next.task, next.end);
  }

  private open(): SlurmTask[] {
    return this.tasks.filter(({ index }) => !this.over.has(index));
  }

  /** One look; undefined where the cluster did not answer. */
  private async look(): Promise<ClusterLook | undefined> {
    const { link, tag, signal } = this.watch;
    const position = this.clock.now() - this.lastPosition >= POSITION_MS;
    try {
      const seen = await look(link, { tag, tasks: this.open(), position, signal });
      if (position) this.lastPosition = this.clock.now();
      if (this.down) this.watch.onLinkBack?.(this.down);
      this.down = undefined;
      return seen;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!this.down) {
        this.down = new Date(this.clock.now());
        this.watch.onLinkDown?.(this.down, messageOf(error));
        this.wait = FIRST_MS;
      } else this.slowDown();
      return undefined;
    }
  }

  private slowDown(): void {
    this.wait = Math.min(this.wait * GROWTH, LONGEST_MS);
  }

  private async settle(seen: ClusterLook): Promise<void> {
    this.tasks = this.tasks.map((task) => {
      const ids = seen.tasks.get(task.index)?.jobIds;
      return ids && ids.length > 0 ? { ...task, jobIds: ids } : task;
    });
    this.watch.onLook?.(seen);
    const looks = [...seen.tasks];
    const states = looks.map(([index, { state, jobId }]) => `${index} ${state} ${jobId}`).join();
    if (states === this.seen && !looks.some(([, { ending }]) => ending)) this.slowDown();
    else this.wait = FIRST_MS;
    this.seen = states;
    const ended = this.open().flatMap((task) => {
      const found = seen.tasks.get(task.index);
      const end = found && this.endOf(task, found);
      return end ? [{ task, end, exporting: found.exporting }] : [];
    });
    if (ended.length === 0) return;
    for (const { task } of ended) if (!seen.tasks.get(task.index)!.final) await this.stop(task);
    await this.clear(ended);
    for (const one of ended) this.over.add(one.task.index);
    this.waiting.push(...ended);
    this.fetchWaiting();
    // What has changed may change again soon.
    this.wait = FIRST_MS;
  }

  /** The end of a task, where it has come to one. */
  private endOf(task: SlurmTask, found: TaskLook): Omit<SlurmEnding, 'fetched'> | undefined {
    if (found.final) {
      if (found.exporting.length > 0 && !this.lasts(`export ${task.index}`, EXPORT_MS)) return undefined;
      return endingOf(found);
    }
    if (found.state !== 'unknown') {
      this.since.delete(`lost ${task.index}`);
      return this.endWithServer(task, found);
    }
    // A controller that is down says nothing about the job.
    if (!/squeue does not list|no job of it is known/.test(found.reason ?? '')) return undefined;
    if (!this.lasts(`lost ${task.index}`, PATIENCE_MS)) return undefined;
    return { state: 'failed', cause: 'cluster', reason: `the cluster lost track of it: ${found.reason}` };
  }

  /** An evaluation asks again and again for each of its samples, for hours, where nobody answers any more. */
  private endWithServer({ index }: SlurmTask, found: TaskLook): Omit<SlurmEnding, 'fetched'> | undefined {
    if (found.server !== 'lost') {
      this.since.delete(`server ${index}`);
      return undefined;
    }
    if (!this.lasts(`server ${index}`, SERVERLESS_MS)) return undefined;
    return endingWithoutServer(found);
  }

  /** Ends the jobs of one task, and never throws. */
  private async stop(task: SlurmTask): Promise<void> {
    const { link, tag, onProblem, onServerLost } = this.watch;
    onServerLost?.(task);
    const { left, problem } = await stopByTag(link, tag, {
      ...{ budgetMs: STOP_MS, onlyNamed: true, quiet: 1 },
      ...{ jobIds: task.jobIds, jobNames: [task.jobName] },
    });
    if (left.length > 0 || problem !== undefined)
      onProblem?.(`${task.name} could not be ended (${problem ?? 'it goes on'}): scancel ${left.join(' ')}`);
  }

  private lasts(what: string, ms: number): boolean {
    const since = this.since.get(what) ?? this.clock.now();
    this.since.set(what, since);
    return this.clock.now() - since >= ms;
  }

  /** Nothing of a chain that has ended is needed on the cluster: neither its follow-up nor its secrets. */
  private async clear(ended: readonly Ended[]): Promise<void> {
    const { link, tag, signal, onProblem } = this.watch;
    const tasks = ended.map(({ task }) => task);
    try {
      await sweepFollowUps(link, tag, tasks, signal);
      const kept = await deleteRemoteSecrets(
        link,
        ended.filter(({ exporting }) => exporting.length === 0).map(({ task }) => task),
        signal,
      );
      const still = [
        ...kept,
        ...ended.filter(({ exporting }) => exporting.length > 0).map(({ task }) => task.remoteDir),
      ];
      for (const dir of still)
        onProblem?.(`${dir}/.secrets.env is still on ${link.name}: delete it when no job needs it any more`);
    } catch (error) {
      // A cancel leaves seconds: whoever stops or collects the evaluation clears it too.
      if (signal.aborted) return;
      const dirs = tasks.map(({ remoteDir }) => remoteDir).join(', ');
      onProblem?.(
        `jobs that wait and .secrets.env could not be removed from ${link.name} (${messageOf(error)}): see ${dirs}`,
      );
    }
  }

  private async finish(task: SlurmTask, end: Omit<SlurmEnding, 'fetched'>): Promise<void> {
    const { link, mirrorDir, signal, onProblem, waitsMs, onEnd } = this.watch;
    const fetched = await fetchTask(link, task, end, mirrorDir, {
      signal,
      onProblem: (problem) => onProblem?.(`results of ${task.name}: ${problem}`),
      ...(waitsMs ? { waitsMs } : {}),
    });
    const ending = { ...end, fetched };
    this.endings.set(task.index, ending);
    // Whoever stopped this knows now how it ended, and whether there is time to fetch it.
    if (fetched || !signal.aborted) onEnd(task, ending);
  }
}
