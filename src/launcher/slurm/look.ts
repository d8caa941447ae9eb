import { randomBytes } from 'node:crypto';
import { InfrastructureError } from '../../errors.js';
import { concludeTask } from '../../slurm/conclude-task.js';
import { lookScript } from '../../slurm/look-script.js';
import { type AccountingRow, type QueueRow, readLook } from '../../slurm/read-look.js';
import { plainLine } from '../../slurm/remote-words.js';
import type { SlurmTask, TaskLook } from '../../slurm/task.js';
import type { ClusterLink } from '../ssh/link.js';
import { groupTasks } from './group-tasks.js';

const TIMEOUT_MS = 90_000;

/** What one look at a cluster says of all tasks. */
export interface ClusterLook {
  at: Date;
  /** By the task's index. */
  tasks: Map<number, TaskLook>;
  /** Why squeue or sacct did not answer, one line each. */
  problems: string[];
  /** What the conclusions were drawn from, by job. */
  raw: { queue: Map<string, QueueRow>; accounting: Map<string, AccountingRow> };
}

export interface LookOptions {
  tag: string;
  tasks: readonly SlurmTask[];
  /** Whether to count the jobs before ours in the queue, which asks for everybody's. */
  position?: boolean;
  signal?: AbortSignal;
}

/**
 * Looks once, with one script, or several where the tasks are more than one can ask for.
 * @throws LinkDown where the connection failed, InfrastructureError where the cluster's answer is none.
 */
export async function look(link: ClusterLink, options: LookOptions): Promise<ClusterLook> {
  const { tag, tasks } = options;
  const [first = [], ...others] = groupTasks([{ tag, tasks }]);
  const whole = await lookAtPart(link, { ...options, tasks: first[0]?.tasks ?? [] });
  for (const [part] of others) addPart(whole, await lookAtPart(link, { ...options, tasks: part!.tasks }));
  return whole;
}

function addPart(whole: ClusterLook, part: ClusterLook): void {
  for (const [index, found] of part.tasks) whole.tasks.set(index, found);
  for (const [id, row] of part.raw.queue) whole.raw.queue.set(id, row);
  for (const [id, row] of part.raw.accounting) whole.raw.accounting.set(id, row);
  whole.problems.push(...part.problems.filter((problem) => !whole.problems.includes(problem)));
}

async function lookAtPart(link: ClusterLink, options: LookOptions): Promise<ClusterLook> {
  const nonce = newNonce();
  const script = lookScript({
    tags: [options.tag],
    tasks: options.tasks,
    position: options.position ?? false,
    nonce,
  });
  const answer = await link.run(script, {
    timeoutMs: TIMEOUT_MS,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const raw = readLook(answer.stdout, nonce);
  if (!raw) {
    const said = plainLine(answer.stderr.trim().split('\n').at(-1) ?? '') || `exit code ${answer.code}`;
    throw new InfrastructureError(`${link.name} did not answer the question how the jobs stand: ${said}`);
  }
  return {
    at: new Date(),
    tasks: new Map(options.tasks.map((task) => [task.index, concludeTask(task, options.tag, raw)])),
    problems: [raw.queueProblem, raw.accountingProblem].filter((problem) => problem !== undefined),
    raw,
  };
}

/** Marks our own lines in an answer: what a file on the cluster says cannot pass for one. */
export function newNonce(): string {
  return randomBytes(12).toString('hex');
}
