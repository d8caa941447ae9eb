import type { SlurmTask } from '../../slurm/task.js';

/** Tasks that one script asks for: its answer has to fit into one message. */
const MOST_TASKS = 500;
/** Characters of their paths: the script gives programs the paths of up to four logs of each, and Linux allows 2 MiB. */
const MOST_CHARACTERS = 200_000;

/** An invocation's jobs, and what they all carry. */
export interface Submitted {
  tag: string;
  tasks: readonly SlurmTask[];
}

/** Some of the tasks of an invocation. */
export interface Part extends Submitted {
  /** Place of the invocation in the list. */
  of: number;
}

/** Invocations in groups of which each fits into one script; one that is too large is in several. */
export function groupTasks(all: readonly Submitted[]): Part[][] {
  const groups: Part[][] = [];
  let count = MOST_TASKS;
  let characters = 0;
  for (const [of, { tag, tasks }] of all.entries()) {
    let part: SlurmTask[] | undefined;
    for (const task of tasks) {
      count += 1;
      characters += task.remoteDir.length;
      if (count > MOST_TASKS || characters > MOST_CHARACTERS) {
        groups.push([]);
        part = undefined;
        count = 1;
        characters = task.remoteDir.length;
      }
      if (!part) {
        part = [];
        groups.at(-1)!.push({ of, tag, tasks: part });
      }
      part.push(task);
    }
  }
  return groups;
}
