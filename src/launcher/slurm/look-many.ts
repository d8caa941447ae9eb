import { InfrastructureError } from '../../errors.js';
import { concludeTask } from '../../slurm/conclude-task.js';
import { lookScript } from '../../slurm/look-script.js';
import { readLook } from '../../slurm/read-look.js';
import type { TaskLook } from '../../slurm/task.js';
import type { ClusterLink } from '../ssh/link.js';
import { groupTasks, type Submitted } from './group-tasks.js';
import { newNonce } from './look.js';

const TIMEOUT_MS = 180_000;

/**
 * Looks at the jobs of many invocations, with as few scripts as their number lets it.
 * @returns for each of them, in order, how its tasks stand, by their index.
 * @throws LinkDown where the connection failed, InfrastructureError where the cluster's answer is none.
 */
export async function lookAtMany(
  link: ClusterLink,
  all: readonly Submitted[],
): Promise<Map<number, TaskLook>[]> {
  const looks = all.map(() => new Map<number, TaskLook>());
  for (const group of groupTasks(all))
    for (const [at, found] of (await lookAtGroup(link, group)).entries())
      for (const [index, look] of found) looks[group[at]!.of]!.set(index, look);
  return looks;
}

async function lookAtGroup(link: ClusterLink, group: readonly Submitted[]): Promise<Map<number, TaskLook>[]> {
  const nonce = newNonce();
  // Indices are of a config's tasks, and several configs have the same.
  let next = 0;
  const numbered = group.map(({ tag, tasks }) => ({
    tag,
    tasks: tasks.map((task) => ({ index: task.index, task: { ...task, index: next++ } })),
  }));
  const tasks = numbered.flatMap((one) => one.tasks.map(({ task }) => task));
  const tags = group.map(({ tag }) => tag);
  const script = lookScript({ tags, tasks, nonce, position: false });
  const { stdout, stderr, code } = await link.run(script, { timeoutMs: TIMEOUT_MS });
  const raw = readLook(stdout, nonce);
  if (!raw)
    throw new InfrastructureError(
      `${link.name} did not answer the question how the jobs stand: ${stderr.trim().split('\n').at(-1) || `exit code ${code}`}`,
    );
  return numbered.map(
    (one) => new Map(one.tasks.map(({ index, task }) => [index, concludeTask(task, one.tag, raw)])),
  );
}
