import type { ServerFacts } from './log-facts.js';

/** One task of an invocation on a cluster. */
export interface SlurmTask {
  /** Its place in the config's task list. */
  index: number;
  name: string;
  /** `<account>-<subproject>.<task>.<index>`, the same for each job of its chain. */
  jobName: string;
  /** Jobs known so far, the first one first. */
  jobIds: string[];
  /** Its folder on the cluster: `<output dir>/<time>-<invocation>/<task>.<index>`. */
  remoteDir: string;
}

/**
 * How a task stands. `resuming`: a job of its chain was cut off and the next one waits to go on. `unknown`: nothing
 * tells, which is never an end by itself.
 */
export type TaskState =
  | 'pending'
  | 'running'
  | 'resuming'
  | 'success'
  | 'failed'
  | 'killed'
  | 'timeout'
  | 'unknown';

/** What one look at the cluster says of a task. */
export interface TaskLook {
  state: TaskState;
  /** Why it waits, or why it ended; one line, printable. */
  reason?: string;
  /** Whether Slurm ended it, or the evaluation itself, whose log then says more than the reason; of ends only. */
  cause?: 'cluster' | 'evaluation';
  /** Every job of its chain, in their order. */
  jobIds: string[];
  /** The job that the state is of. */
  jobId?: string;
  /** Place among the jobs that wait in its partition, and how many they are; as far as the user may see them. */
  queuePosition?: number;
  queueLength?: number;
  /** How long the job that runs has run, or the one that ended ran. */
  elapsedSeconds?: number;
  /** How far the server of a deployed model is, of a job that runs. */
  server?: ServerFacts['phase'];
  /** Requests answered so far, by the adapter's count. */
  progress?: number;
  /** Of the evaluation, where it ended: 128 + n after signal n. */
  exitCode?: number;
  /** Seconds since the epoch, by the cluster's clock. */
  startedAt?: number;
  endedAt?: number;
  /** The export jobs that the evaluation submitted and that are in the queue: they still need the task's secrets. */
  exporting: string[];
  /** Slurm has stopped the job and waits for its processes. */
  ending: boolean;
  /** It will not change any more. */
  final: boolean;
}

/** How the chain of a task ended. */
export interface SlurmEnding {
  state: 'success' | 'failed' | 'killed' | 'timeout';
  /** One line; absent after a success. */
  reason?: string;
  /** `evaluation`: the log of the evaluation says more than the reason. */
  cause: 'cluster' | 'evaluation';
  exitCode?: number;
  /** Whether its results and logs are here. */
  fetched: boolean;
  /** ISO 8601, by the cluster's clock; absent where nothing tells. */
  startedAt?: string;
  endedAt?: string;
}

/** The name that the launcher gives to each job of a task. */
export function jobNameOf(account: string, subproject: string, task: string, index: number): string {
  return `${account}-${subproject}.${task}.${index}`;
}
