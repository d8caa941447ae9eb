import { statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTaskFolders, refreshTask, type TaskFolder } from '../results/invocation.js';
import type { KilledBy } from '../results/log-causes.js';
import type { Environment } from './command.js';
import type { ServerWatch } from './deployment-watch.js';
import { askKilledBy, containerState, removeContainers } from './docker.js';
import type { Job } from './exec-db.js';
import { findProcesses, scriptsOf } from './processes.js';
import { type Progress, readProgress } from './progress.js';
import { EXEC_DB_VARIABLE } from './stop.js';

/** A stage file costs microseconds to look at, and an end must be noticed within 0.3 s. */
const POLL_MS = 100;
const LIVENESS_MS = 2_000;
const FIRST_PROGRESS_MS = 5_000;
const PROGRESS_MS = 15_000;
/** Looks at an engine that does not answer before its container counts as lost. */
const PATIENCE = 15;
/** The longest that the launcher's auto-export may take after the last task. */
const EXPORT_MS = 15 * 60_000;

export interface WatchRequest {
  invocationDir: string;
  jobs: readonly Job[];
  execDb: string;
  env: Environment;
  signal: AbortSignal;
  onStart: (task: TaskFolder) => void;
  /** @param delayMs from the modification time of stage.exit to this call; NaN where there is none. */
  onEnd: (task: TaskFolder, delayMs: number) => void;
  onProgress: (task: TaskFolder, progress: Progress, elapsedSeconds: number) => void;
  /** The script of a task died and its container lives on. */
  onOrphan: (task: TaskFolder) => void;
  /** Where the config deploys a model for each task. */
  servers?: ServerWatch;
  /** Answers whether to stop watching at once, as after a failed start that is tried again. */
  giveUp?: (ended: readonly TaskFolder[]) => boolean;
}

export interface WatchOutcome {
  /** Indices of tasks whose script died before it wrote stage.exit. */
  orphaned: Set<number>;
  killedBy: Map<number, KilledBy>;
  gaveUp: boolean;
}

/** Watches the tasks of an invocation to their end, from their stage files. Returns early when aborted. */
export async function watchInvocation(request: WatchRequest): Promise<WatchOutcome> {
  return new Watcher(request).run();
}

class Watcher {
  private tasks: readonly TaskFolder[] = [];
  private readonly started = new Map<number, number>();
  private readonly ended = new Set<number>();
  private readonly followed = new Set<number>();
  private readonly lost = new Map<number, number>();
  private readonly outcome: WatchOutcome = { orphaned: new Set(), killedBy: new Map(), gaveUp: false };
  private lastLiveness = Date.now();
  private nextProgress = Date.now() + FIRST_PROGRESS_MS;

  constructor(private readonly request: WatchRequest) {}

  async run(): Promise<WatchOutcome> {
    const { signal, giveUp } = this.request;
    while (!signal.aborted) {
      const tasks = this.refresh();
      await this.look(tasks);
      if (giveUp?.(tasks.filter(({ index }) => this.ended.has(index)))) {
        this.outcome.gaveUp = true;
        return this.outcome;
      }
      if (tasks.length > 0 && tasks.every(({ index }) => this.ended.has(index))) {
        await this.settle();
        return this.outcome;
      }
      if (Date.now() - this.lastLiveness >= LIVENESS_MS) {
        await this.checkLiveness();
        this.lastLiveness = Date.now();
      }
      this.reportProgress(tasks);
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
    return this.outcome;
  }

  /** A task that has ended is not looked at again: an invocation may have a hundred. */
  private refresh(): readonly TaskFolder[] {
    const { invocationDir, jobs } = this.request;
    this.tasks =
      this.tasks.length < Math.max(1, jobs.length)
        ? readTaskFolders(invocationDir)
        : this.tasks.map((task) => (this.ended.has(task.index) ? task : refreshTask(invocationDir, task)));
    return this.tasks;
  }

  private async look(tasks: readonly TaskFolder[]): Promise<void> {
    for (const task of tasks) {
      if (this.ended.has(task.index)) continue;
      if (task.stage !== 'pending' && !this.started.has(task.index)) {
        this.started.set(task.index, Date.now());
        this.request.onStart(task);
      }
      if (task.stage === 'running') await this.request.servers?.look(task);
      if (task.stage === 'exited' || task.stage === 'killed') await this.end(task);
    }
  }

  private async end(task: TaskFolder): Promise<void> {
    this.ended.add(task.index);
    const delayMs = exitDelay(task);
    await this.request.servers?.end(task);
    this.request.onEnd(task, delayMs);
    const container = this.request.jobs.find(({ index }) => index === task.index)?.container;
    if (task.exitCode !== 137 || !container) return;
    const since = new Date(this.started.get(task.index) ?? Date.now());
    this.outcome.killedBy.set(task.index, await askKilledBy(container, since, this.request.env));
  }

  /** The scripts export results after they have written stage.exit: that is waited for, within reason. */
  private async settle(): Promise<void> {
    const deadline = Date.now() + EXPORT_MS;
    const { execDb, signal } = this.request;
    while (
      !signal.aborted &&
      Date.now() < deadline &&
      scriptsOf(findProcesses(EXEC_DB_VARIABLE, execDb)).length > 0
    ) {
      await sleep(50, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A script that was killed leaves no stage.exit: only its absence among the processes tells. */
  private async checkLiveness(): Promise<void> {
    const { invocationDir, execDb } = this.request;
    const folders = new Set(scriptsOf(findProcesses(EXEC_DB_VARIABLE, execDb)).map(({ cwd }) => cwd));
    if (folders.has(invocationDir)) return;
    // Read only now: a script that ended well just before has written its stage.exit by this time.
    for (const task of readTaskFolders(invocationDir)) {
      if (
        this.ended.has(task.index) ||
        folders.has(task.dir) ||
        task.stage === 'exited' ||
        task.stage === 'killed'
      )
        continue;
      await this.outlive(task);
    }
  }

  private async outlive(task: TaskFolder): Promise<void> {
    const container = this.request.jobs.find(({ index }) => index === task.index)?.container;
    if (task.stage === 'running' && container) {
      const state = await containerState(container, this.request.env);
      if (state === 'running') {
        if (!this.followed.has(task.index)) this.request.onOrphan(task);
        this.followed.add(task.index);
        this.lost.delete(task.index);
        return;
      }
      const looks = (this.lost.get(task.index) ?? 0) + 1;
      this.lost.set(task.index, looks);
      if (state === 'unknown' && looks < PATIENCE) return;
      if (state === 'ended') await removeContainers([container], this.request.env);
    }
    if (task.stage === 'running') this.outcome.orphaned.add(task.index);
    this.ended.add(task.index);
    this.request.onEnd(task, Number.NaN);
  }

  private reportProgress(tasks: readonly TaskFolder[]): void {
    if (Date.now() < this.nextProgress) return;
    this.nextProgress = Date.now() + PROGRESS_MS;
    for (const task of tasks) {
      const since = this.started.get(task.index);
      if (since === undefined || this.ended.has(task.index)) continue;
      const progress = readProgress(task.dir);
      if (progress) this.request.onProgress(task, progress, (Date.now() - since) / 1000);
    }
  }
}

function exitDelay(task: TaskFolder): number {
  try {
    return Date.now() - statSync(path.join(task.dir, 'logs', 'stage.exit')).mtimeMs;
  } catch {
    return Number.NaN;
  }
}
