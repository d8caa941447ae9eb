/** How long an earlier run took for a task. */
export interface Duration {
  seconds: number;
  /** Of the record that tells. */
  runId: number;
}

/** What the legs are made equal in. */
export type Unit = 'seconds' | 'requests' | 'tasks';

/** What a task is expected to take. */
export interface TaskCost {
  task: string;
  /** Above 0, in the unit of all. */
  cost: number;
  /** Where the number comes from; goes on after it. */
  because: string;
}

export interface Costs {
  unit: Unit;
  /** In the order of the tasks. */
  tasks: TaskCost[];
}

/** A task that took no time at all is still one that a leg has to start. */
const LEAST = 0.001;

/**
 * What tasks are expected to take: as long as in the newest record that tells, where any task has one; else as many
 * requests as the whole benchmark has; else one like the other. What is not known of a task is taken for the median of
 * the others.
 * @param requestsOf of a whole benchmark; undefined where that is not known. Not asked where durations are known.
 */
export function estimateCosts(
  tasks: readonly string[],
  durations: ReadonlyMap<string, Duration>,
  requestsOf: (task: string) => number | undefined,
): Costs {
  const ran = tasks.map((task) => durations.get(task));
  if (ran.some((duration) => duration !== undefined)) {
    const known = ran.map((duration) => duration?.seconds);
    const because = (at: number): string => `as in run ${ran[at]!.runId}`;
    return { unit: 'seconds', tasks: fill(tasks, known, because, 'no record tells') };
  }
  const requests = tasks.map(requestsOf);
  if (requests.some((count) => count !== undefined)) {
    const because = (): string => 'the requests of the whole benchmark';
    return { unit: 'requests', tasks: fill(tasks, requests, because, 'its size is not known') };
  }
  return { unit: 'tasks', tasks: tasks.map((task) => ({ task, cost: 1, because: 'nothing is known' })) };
}

function fill(
  tasks: readonly string[],
  known: readonly (number | undefined)[],
  because: (at: number) => string,
  unknown: string,
): TaskCost[] {
  const middle = medianOf(known.filter((cost) => cost !== undefined));
  return tasks.map((task, at) => {
    const cost = known[at];
    return cost === undefined
      ? { task, cost: Math.max(LEAST, middle), because: `the median of the others: ${unknown}` }
      : { task, cost: Math.max(LEAST, cost), because: because(at) };
  });
}

/** @param costs at least one. */
function medianOf(costs: readonly number[]): number {
  const sorted = [...costs].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
