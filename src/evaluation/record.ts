import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ArtifactContents, FailureAllowance } from '../inputs.js';
import type { LeptonTask } from '../lepton/names.js';
import type { PostKeys } from '../open-records/record.js';
import type { ExecutorName } from '../outputs.js';
import { readIfThere } from '../results/invocation.js';
import type { SlurmEnding, SlurmTask } from '../slurm/task.js';

/** How far the main step came. Until `done`, the post step has something to finish. */
export type Phase = 'started' | 'launching' | 'concluded' | 'done';

/** What the post step must know of a main step that was cut off. Holds names of secrets, never values. */
export interface RunRecord {
  phase: Phase;
  startedAt: string;
  /** Names of the variables whose values must not leave the machine. */
  secretNames: string[];
  outputDir?: string;
  /** The config's executor writes elsewhere: a folder here of the same path is somebody else's. */
  elsewhere?: boolean;
  invocationDir?: string;
  invocationId?: string;
  /** Invocation folders of reruns that were to confirm the results. */
  reruns?: string[];
  /** Of the connection to a cluster, with all that access needs but the key. Outside of RUNNER_TEMP. */
  linkFolder?: string;
  /** Where the evaluation runs, unless that is this machine. */
  remote?: RemoteRun;
  model?: string;
  endpointUrl?: string;
  apiKeyName?: string;
  launcherVersion: string;
  /** The launcher's environment. */
  venv?: string;
  allowance: FailureAllowance;
  artifact: {
    name: string;
    /** The type that the step contract gives it, which `auto` stands for. */
    type?: string;
    /** Of the large artifact, behind its name. */
    suffix?: string;
    /** False: whoever finishes the run uploads the record that later runs compare with. */
    keepsRecord?: boolean;
    /** The leg of a matrix, as `auto` adds it. */
    leg?: string;
    contents: ArtifactContents;
    retentionDays?: number;
    compressionLevel: number;
  };
  /** The runner told the main step that the job is cancelled. Without it, a step that was cut off was killed. */
  cancelled?: boolean;
  summary: boolean;
  /** Whether the main step has written its job summary. */
  summarized: boolean;
}

/** An evaluation on a cluster, as far as it is known. */
export interface RemoteRun {
  executor: Exclude<ExecutorName, 'local'>;
  /** What all its jobs carry. */
  tag: string;
  host: string;
  user: string;
  account: string;
  /** The invocation's folder on the cluster. */
  dir?: string;
  tasks: SlurmTask[];
  /** The tasks' folders on the cluster, from before the launcher copies their keys there. */
  launched?: string[];
  /** Lepton: names of jobs and endpoints, which are what there is to stop. */
  lepton?: LeptonTask[];
  /** Lepton: what the launcher was told, for a submission that was cut off. */
  asked?: { deployment: string; taskNames: string[] };
  /** Slurm: tasks that have ended, and whether their results are here. Reasons are free of secrets. */
  endings?: EndedTask[];
  /** Slurm: jobs that this run has cancelled, or may have. */
  stopped?: string[];
  /** It was left to go on: nobody here stops it. */
  left: boolean;
  /** `cancel: detach`: a step that was cut off before it could leave it is taken to have left it. */
  detaches?: boolean;
  /** Its open record is uploaded: collect finishes it. */
  recorded?: boolean;
  /** By what the posts of the step are found again. */
  posts?: PostKeys;
  /** Lepton: it has said itself of every job that it has ended. */
  ended?: boolean;
  /** Nothing of it goes on any more, and no file with real values is left there. */
  swept: boolean;
}

/** A task that has ended, as the post step must know it. */
export interface EndedTask extends SlurmEnding {
  index: number;
}

const FILE = 'record.json';

/** Writes the record so that a reader finds the old or the new one, never half of it. */
export function writeRecord(runDir: string, record: RunRecord): void {
  mkdirSync(runDir, { recursive: true, mode: 0o700 });
  const temporary = path.join(runDir, `${FILE}.tmp`);
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path.join(runDir, FILE));
}

export function removeRecord(runDir: string): void {
  rmSync(path.join(runDir, FILE), { force: true });
}

export function readRecord(runDir: string): RunRecord | undefined {
  try {
    return JSON.parse(readIfThere(path.join(runDir, FILE)) ?? '') as RunRecord;
  } catch {
    return undefined;
  }
}
