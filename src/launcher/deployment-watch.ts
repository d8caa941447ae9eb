import { writeFileSync } from 'node:fs';
import type { TaskFolder } from '../results/invocation.js';
import { healthFile, readServerPhase } from '../results/server-log.js';
import type { Environment } from './command.js';
import { containerState, killContainer, removeContainers } from './docker.js';
import { type Job, serverOf } from './exec-db.js';

/** The first word of a server that loads comes soon, the next ones ever later. */
const FIRST_SECONDS = 3;
const SHORTEST_SECONDS = 10;
const LONGEST_SECONDS = 120;
/** A phase is read from the end of a small file; ten times a second would be too often all the same. */
const LOOK_MS = 1_000;
/** What the launcher's script may take beyond its limit, which counts only its own pauses. */
const LEAST_BEYOND_SECONDS = 60;
const SHARE_BEYOND = 0.1;
/** How often a server that was ready is looked for, and how often it must be missed in a row. */
const ALIVE_MS = 10_000;
const HEALTH_MS = 3_000;
const MISSES = 2;

export interface ServerReports {
  onLoading: (task: TaskFolder, seconds: number) => void;
  onReady: (task: TaskFolder, seconds: number) => void;
  /** It has used up its time, and the script has not noticed: its container is removed, which the script does notice. */
  onStuck: (task: TaskFolder, limitSeconds: number) => void;
  /** It was ready and is gone. The evaluation is ended: it would ask again and again, each sample for itself. */
  onLost: (task: TaskFolder) => void;
}

/** Watches the servers of models that the launcher deploys, one for each task. */
export interface ServerWatch {
  /** To be called for a task that runs, as often as one likes. */
  look(task: TaskFolder): Promise<void>;
  /** To be called once for a task that has ended. */
  end(task: TaskFolder): Promise<void>;
}

interface Alive {
  lookAt: number;
  misses: number;
}

interface Loading {
  since: number;
  lookAt: number;
  sayAt: number;
  isStuck: boolean;
}

/** Writes down beside the logs what a server that was not ready answers its health check. */
async function noteHealth(task: TaskFolder, url: string): Promise<void> {
  try {
    const { status, body } = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(HEALTH_MS) });
    await body?.cancel();
    writeFileSync(healthFile(task.dir), `${status} ${new URL(url).pathname}\n`);
  } catch {
    // It does not answer, or its folder cannot be written: then its log must do.
  }
}

/**
 * @param options.limitSeconds what the script gives a server; undefined where it waits without end.
 * @param options.healthUrl where the script asks whether a server is ready.
 * @param options.now milliseconds of a clock.
 */
export function watchServers(
  options: ServerReports & {
    jobs: readonly Job[];
    env: Environment;
    limitSeconds: number | undefined;
    healthUrl?: string | undefined;
    now?: () => number;
  },
): ServerWatch {
  const { jobs, env, limitSeconds, healthUrl, now = Date.now } = options;
  const loading = new Map<number, Loading>();
  const settled = new Set<number>();
  const ready = new Map<number, Alive>();
  const remove = async (task: TaskFolder): Promise<void> => {
    const job = jobs.find(({ index }) => index === task.index);
    const server = job && serverOf(job);
    if (server !== undefined) await removeContainers([server], env);
  };
  const isOverdue = (seconds: number): boolean =>
    limitSeconds !== undefined &&
    seconds > limitSeconds + Math.max(LEAST_BEYOND_SECONDS, limitSeconds * SHARE_BEYOND);
  const lookForReady = async (task: TaskFolder, state: Alive, at: number): Promise<void> => {
    const job = jobs.find(({ index }) => index === task.index);
    const server = job && serverOf(job);
    if (server === undefined || at < state.lookAt) return;
    state.lookAt = at + ALIVE_MS;
    // The script stops the server once the evaluation has ended, and engines may be silent for a while.
    const [client, its] = [await containerState(job!.container!, env), await containerState(server, env)];
    state.misses = client === 'running' && (its === 'gone' || its === 'ended') ? state.misses + 1 : 0;
    if (state.misses < MISSES) return;
    ready.delete(task.index);
    options.onLost(task);
    await killContainer(job!.container!, env);
  };

  return {
    async look(task) {
      const at = now();
      const alive = ready.get(task.index);
      if (alive) await lookForReady(task, alive, at);
      if (settled.has(task.index)) return;
      const state = loading.get(task.index) ?? {
        since: at,
        lookAt: at,
        sayAt: at + FIRST_SECONDS * 1000,
        isStuck: false,
      };
      loading.set(task.index, state);
      if (at < state.lookAt) return;
      state.lookAt = at + LOOK_MS;
      const phase = readServerPhase(task.dir);
      const seconds = (at - state.since) / 1000;
      if (phase === 'ready' || phase === 'lost') {
        settled.add(task.index);
        ready.set(task.index, { lookAt: at + ALIVE_MS, misses: 0 });
        options.onReady(task, seconds);
      } else if (phase === 'loading') {
        if (isOverdue(seconds) && !state.isStuck) {
          state.isStuck = true;
          options.onStuck(task, limitSeconds!);
          await remove(task);
        } else if (at >= state.sayAt) {
          options.onLoading(task, seconds);
          state.sayAt = at + 1000 * Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds));
        }
      }
    },
    async end(task) {
      settled.add(task.index);
      ready.delete(task.index);
      // While it is still there: many servers do not log what they refuse.
      if (task.exitCode !== 0 && healthUrl !== undefined && readServerPhase(task.dir) === 'never-ready')
        await noteHealth(task, healthUrl);
      // The script leaves a server that did not become ready running, on the port that the next task's is to have.
      if (task.exitCode !== 0) await remove(task);
    },
  };
}
