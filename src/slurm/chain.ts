import { kindOf, provesWork } from './job-states.js';
import type { LogFacts } from './log-facts.js';
import type { RawLook } from './read-look.js';
import { tagOfComment } from './tag.js';
import type { SlurmTask } from './task.js';

/** One job of a chain, as all sources together tell. */
export interface ChainJob {
  id: string;
  /** `lost`: the controller does not know it any more, and nothing says how it ended. */
  kind: 'pending' | 'running' | 'ended' | 'lost' | 'unknown';
  state: string;
  /** Why it waits, or did when it ended. */
  reason?: string;
  /** It asks for more nodes than its partition has, whichever of them are up. */
  tooManyNodes?: boolean;
  /** It may start in any of several partitions. */
  severalPartitions?: boolean;
  /** It got beyond the launcher's resume handler: its end is the evaluation's, not the handler's. */
  worked: boolean;
  cancelledBy?: string;
  exitCode?: number;
  elapsedSeconds?: number;
  startedAt?: number;
  endedAt?: number;
  log?: LogFacts;
}

/**
 * All jobs of a task, in their order: those known before, those that the folder lists, those that a log says were
 * submitted, and those in the queue that carry the tag and the task's name.
 */
export function chainOf(task: SlurmTask, tag: string, look: RawLook): ChainJob[] {
  const files = look.tasks.get(task.index);
  const logs = files?.logs ?? new Map<string, LogFacts>();
  const worked = files?.worked ?? [];
  const submitted = [...logs.values()].flatMap(({ followUp }) => followUp ?? []);
  const queued = [...look.queue.values()]
    .filter(({ jobName, comment }) => jobName === task.jobName && tagOfComment(comment) === tag)
    .map(({ id }) => id);
  const ids = new Set([...task.jobIds, ...worked, ...logs.keys(), ...submitted, ...queued]);
  const jobs = [...ids]
    .sort((a, b) => Number(a) - Number(b))
    .map((id) => resolveJob(id, task, look, logs.get(id), worked.includes(id)));
  const [first] = jobs;
  if (first && !jobs.some((job) => job.worked)) first.worked = true;
  return jobs;
}

/** The controller is heard first, then the accounting, which lags, then the log. */
function resolveJob(
  id: string,
  task: SlurmTask,
  look: RawLook,
  log: LogFacts | undefined,
  listed: boolean,
): ChainJob {
  // Ids are used again after a reset of the cluster's counter: a job of another name is none of ours.
  const queued = ofName(look.queue.get(id), task.jobName);
  const accounted = ofName(look.accounting.get(id), task.jobName);
  const base: ChainJob = { id, kind: 'lost', state: '', worked: listed, ...(log ? { log } : {}) };
  if (accounted?.startedAt !== undefined) base.startedAt = accounted.startedAt;
  const elapsed = queued?.elapsedSeconds ?? accounted?.elapsedSeconds;
  if (elapsed !== undefined) base.elapsedSeconds = elapsed;
  const queueKind = queued && kindOf(queued.state);
  if (queued && queueKind !== 'ended')
    return {
      ...base,
      kind: queueKind ?? 'unknown',
      state: queued.state,
      reason: queued.reason,
      tooManyNodes: (queued.nodes ?? 0) > (look.mostNodes.get(queued.partition) ?? Number.POSITIVE_INFINITY),
      severalPartitions: queued.partition.includes(','),
    };
  const over = accounted && kindOf(accounted.state) === 'ended' ? accounted : undefined;
  const state = over?.state ?? queued?.state ?? (look.queueProblem === undefined ? log?.state : undefined);
  if (state === undefined) {
    if (look.queueProblem === undefined) return base;
    return { ...base, kind: accounted ? kindOf(accounted.state) : 'unknown', state: accounted?.state ?? '' };
  }
  const exitCode = exitCodeOf(state, over, log);
  return {
    ...base,
    kind: 'ended',
    state,
    worked: listed || provesWork(state),
    ...(queued?.reason ? { reason: queued.reason } : {}),
    ...(over?.cancelledBy === undefined ? {} : { cancelledBy: over.cancelledBy }),
    ...(over?.endedAt === undefined ? {} : { endedAt: over.endedAt }),
    ...(over?.elapsedSeconds === undefined ? {} : { elapsedSeconds: over.elapsedSeconds }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

/** What the accounting calls a job whose name it has not got yet. */
const NAMELESS = 'allocation';

function ofName<T extends { jobName: string }>(row: T | undefined, jobName: string): T | undefined {
  return row?.jobName === jobName || row?.jobName === NAMELESS ? row : undefined;
}

function exitCodeOf(
  state: string,
  accounted: { exitCode?: number; signal?: number } | undefined,
  log: LogFacts | undefined,
): number | undefined {
  if (state === 'COMPLETED') return 0;
  if (accounted?.exitCode) return accounted.exitCode;
  if (accounted?.signal) return 128 + accounted.signal;
  return log?.exitCode || undefined;
}
