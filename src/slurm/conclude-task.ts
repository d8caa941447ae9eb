import { type ChainJob, chainOf } from './chain.js';
import { isResumed } from './job-states.js';
import { serverPhase } from './log-facts.js';
import { sayReason, whyForEver } from './pending-reasons.js';
import type { RawLook } from './read-look.js';
import { plainLine } from './remote-words.js';
import { isSpent, sayEnd } from './say-end.js';
import type { SlurmTask, TaskLook, TaskState } from './task.js';

/** How a task stands, by one look: its jobs are one chain, of which the last one that worked decides. */
export function concludeTask(task: SlurmTask, tag: string, look: RawLook): TaskLook {
  const jobs = chainOf(task, tag, look);
  const verdict = judgeChain(jobs, look);
  const files = look.tasks.get(task.index);
  const job = verdict.job;
  const place = job && look.positions.get(job.id);
  const started = jobs.flatMap(({ startedAt }) => startedAt ?? [])[0];
  const elapsed = job?.kind === 'pending' ? undefined : job?.elapsedSeconds;
  // One that ends takes its server with it.
  const server = job?.state === 'RUNNING' && job.log ? serverPhase(job.log) : undefined;
  return {
    state: verdict.state,
    final: verdict.final,
    ending: verdict.state === 'running' && job?.state === 'COMPLETING',
    jobIds: jobs.map(({ id }) => id),
    exporting: exportsOf(jobs, look),
    ...(verdict.final ? { cause: causeOf(verdict) } : {}),
    ...(verdict.reason === undefined ? {} : { reason: plainLine(verdict.reason) }),
    ...(job ? { jobId: job.id } : {}),
    ...(place ? { queuePosition: place.position, queueLength: place.total } : {}),
    ...(elapsed === undefined ? {} : { elapsedSeconds: elapsed }),
    ...(server === undefined ? {} : { server }),
    ...(files?.progress === undefined ? {} : { progress: files.progress }),
    ...(verdict.exitCode === undefined ? {} : { exitCode: verdict.exitCode }),
    ...(started === undefined ? {} : { startedAt: started }),
    ...(verdict.final && job?.endedAt !== undefined ? { endedAt: job.endedAt } : {}),
  };
}

/** A batch script that fails does so because the evaluation did; all else that ends a job badly comes from outside. */
function causeOf({ state, job }: Verdict): 'cluster' | 'evaluation' {
  return state === 'success' || (state === 'failed' && job?.state === 'FAILED') ? 'evaluation' : 'cluster';
}

interface Verdict {
  state: TaskState;
  final: boolean;
  job?: ChainJob;
  reason?: string;
  exitCode?: number;
}

function judgeChain(jobs: readonly ChainJob[], look: RawLook): Verdict {
  const completed = jobs.find(({ kind, state }) => kind === 'ended' && state === 'COMPLETED');
  if (completed) return { state: 'success', final: true, job: completed, exitCode: 0 };
  const at = jobs.findLastIndex(({ worked }) => worked);
  const job = jobs[at];
  if (!job) return { state: 'unknown', final: false, reason: look.queueProblem ?? 'no job of it is known' };
  const later = jobs.slice(at + 1);
  if (job.kind === 'running') return { state: 'running', final: false, job };
  if (job.kind === 'pending') return waiting(job, 'pending');
  if (job.kind === 'ended') return isResumed(job.state) ? cutOff(job, later, look) : over(job, later, look);
  const next = later.find(({ kind }) => kind === 'running') ?? later.find(({ kind }) => kind === 'pending');
  if (next) return { state: next.kind === 'running' ? 'running' : 'pending', final: false, job: next };
  return { state: 'unknown', final: false, job, reason: lostReason(job, look) };
}

/** A job that waits to start, maybe for ever. */
function waiting(job: ChainJob, state: 'pending' | 'resuming', said?: string): Verdict {
  const reason = job.state === 'PENDING' ? (job.reason ?? '') : job.state;
  const forEver = whyForEver(reason, job);
  if (forEver !== undefined) {
    const text = `job ${job.id} waits for ever (${reason}): ${forEver}`;
    return { state: 'failed', final: true, job, reason: said ? `${said}; ${text}` : text };
  }
  const waits = reason === '' || reason === 'None' ? '' : sayReason(reason);
  const text = [said, said ? `job ${job.id} waits${waits && `: ${waits}`}` : waits]
    .filter(Boolean)
    .join('; ');
  return { state, final: false, job, ...(text === '' ? {} : { reason: text }) };
}

/** The job was cut off by Slurm: whether the launcher's follow-up goes on decides. */
function cutOff(job: ChainJob, later: readonly ChainJob[], look: RawLook): Verdict {
  const running = later.find(({ kind }) => kind === 'running');
  if (running) return { state: 'running', final: false, job: running };
  const pending = later.find(({ kind }) => kind === 'pending');
  const said = `job ${job.id} ended as ${job.state}`;
  if (isSpent(job)) return over(job, later, look);
  if (pending) return waiting(pending, 'resuming', said);
  const lost = later.find(({ kind }) => kind === 'lost' || kind === 'unknown');
  if (lost)
    return { state: 'unknown', final: false, job: lost, reason: `${said}; ${lostReason(lost, look)}` };
  // Without the controller a follow-up that waits would not be seen.
  if (later.length === 0 && look.queueProblem !== undefined)
    return { state: 'unknown', final: false, job, reason: `${said}; ${look.queueProblem}` };
  return over(job, later, look);
}

function over(job: ChainJob, later: readonly ChainJob[], look: RawLook): Verdict {
  const { state, reason } = sayEnd(job, later, look.users);
  return { state, final: true, job, reason, exitCode: job.exitCode ?? (state === 'failed' ? 1 : 143) };
}

function lostReason(job: ChainJob, look: RawLook): string {
  return (
    look.queueProblem ??
    `squeue does not list job ${job.id} any more, and ${look.accountingProblem ?? 'sacct does not say yet how it ended'}`
  );
}

function exportsOf(jobs: readonly ChainJob[], look: RawLook): string[] {
  const known = new Set(jobs.flatMap(({ log }) => log?.exports ?? []));
  return [...known].filter((id) =>
    /^(PENDING|CONFIGURING|RUNNING|SUSPENDED)$/.test(look.queue.get(id)?.state ?? ''),
  );
}
