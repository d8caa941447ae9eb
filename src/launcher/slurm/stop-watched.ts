import { isResumed } from '../../slurm/job-states.js';
import type { SlurmEnding, SlurmTask, TaskLook } from '../../slurm/task.js';
import { CLOCK } from './clock.js';
import { endingOf } from './ending-of.js';
import { fetchTask } from './fetch-task.js';
import { type ClusterLook, look } from './look.js';
import { stopByTag } from './stop.js';
import type { SlurmWatch } from './watch.js';

/** How a task ends that had to be stopped. */
const STOPPED = { state: 'timeout', cause: 'cluster', exitCode: 143 } as const;

/** How long a job may take to end, of which Slurm waits for what is left of it. */
const [MOST_LOOKS, LOOK_MS] = [7, 5_000];

/** What became of tasks that were stopped before their time. */
export interface StoppedTasks {
  cancelled: string[];
  /** Of the tasks that had ended by themselves, however late that was heard. */
  endings: Map<number, SlurmEnding>;
  /** Indices of those that were stopped and whose files are not here. */
  unfetched: number[];
}

/**
 * Stops the tasks of a watch that was aborted, and fetches what is there. The watch looks up to a minute apart and
 * fetches one task after another: what has ended meanwhile is not taken for stopped.
 * @param known what the watch answered.
 * @param budgetMs for stopping; fetching takes its time. Never throws.
 */
export async function stopWatched(
  watch: Omit<SlurmWatch, 'signal'>,
  known: ReadonlyMap<number, SlurmEnding>,
  budgetMs: number,
): Promise<StoppedTasks> {
  const { link, tag, tasks } = watch;
  const jobIds = tasks.flatMap((task) => task.jobIds);
  const jobNames = tasks.map(({ jobName }) => jobName);
  const { cancelled } = await stopByTag(link, tag, { budgetMs, jobIds, jobNames });
  return { cancelled, ...(await fetchStopped(watch, known, { cancelled, onlyEnded: false })) };
}

/**
 * Fetches what tasks have left whose jobs were stopped, by one more look at how they ended. Never throws.
 * @param known of those that had ended before.
 * @param cancelled the jobs that were stopped.
 * @param onlyEnded leaves there what tasks have left that did not end by themselves.
 */
export async function fetchStopped(
  watch: Omit<SlurmWatch, 'signal'>,
  known: ReadonlyMap<number, SlurmEnding>,
  { cancelled, onlyEnded }: { cancelled: readonly string[]; onlyEnded: boolean },
): Promise<Omit<StoppedTasks, 'cancelled'>> {
  const { link, tasks, mirrorDir, onEnd, onProblem, waitsMs } = watch;
  const last = await lookLast(
    watch,
    tasks.filter(({ index }) => !known.has(index)),
    cancelled,
  );
  const endings = new Map(known);
  const unfetched: number[] = [];
  for (const task of tasks) {
    const before = known.get(task.index);
    if (before?.fetched) continue;
    const found = last?.tasks.get(task.index);
    const end = before ?? (found && endedByItself(found, last!.raw, cancelled) ? endingOf(found) : undefined);
    const fetched =
      (end || !onlyEnded) &&
      (await fetchTask(link, task, end ?? STOPPED, mirrorDir, {
        onProblem: (problem) => onProblem?.(`results of ${task.name}: ${problem}`),
        // What a task that was stopped has left is seldom worth a wait.
        ...(end ? (waitsMs ? { waitsMs } : {}) : { waitsMs: [] }),
      }).catch(() => false));
    if (end) {
      const ending = { ...end, fetched };
      endings.set(task.index, ending);
      onEnd(task, ending);
    } else if (!fetched) unfetched.push(task.index);
  }
  return { endings, unfetched };
}

/** Looks until no job is just about to end by itself: its files may still be written. */
async function lookLast(
  { link, tag, clock = CLOCK }: Omit<SlurmWatch, 'signal'>,
  tasks: readonly SlurmTask[],
  cancelled: readonly string[],
): Promise<ClusterLook | undefined> {
  if (tasks.length === 0) return undefined;
  for (let looks = 1; ; looks += 1) {
    const last = await look(link, { tag, tasks }).catch(() => undefined);
    const ending = [...(last?.tasks.values() ?? [])].filter((found) => found.ending);
    if (looks === MOST_LOOKS || ending.every(({ jobId = '' }) => cancelled.includes(jobId))) return last;
    await clock.wait(LOOK_MS, new AbortController().signal);
  }
}

/** Whether a task came to its end neither by our scancel nor for want of the follow-up that this took from it. */
function endedByItself(found: TaskLook, raw: ClusterLook['raw'], cancelled: readonly string[]): boolean {
  const { final, state, jobId = '', jobIds } = found;
  if (!final || state === 'success') return final;
  // Slurm calls CANCELLED what it has cancelled: one that failed did so before.
  if (cancelled.includes(jobId)) return state === 'failed';
  const slurmState = raw.accounting.get(jobId)?.state ?? raw.queue.get(jobId)?.state ?? '';
  return !isResumed(slurmState) || !jobIds.some((id) => cancelled.includes(id));
}
