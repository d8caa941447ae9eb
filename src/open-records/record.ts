import type { ArtifactContents, FailureAllowance } from '../inputs.js';

/** The file of an open record's artifact. */
export const OPEN_RECORD_FILE = 'open-record.json';

/** Executors whose evaluations outlive the job that submitted them. */
export const REMOTE_EXECUTORS = ['slurm', 'lepton'] as const;
export type RemoteExecutor = (typeof REMOTE_EXECUTORS)[number];

/** One task of an invocation, and the jobs that work on it. */
export interface OpenTask {
  index: number;
  /** As the config names it. */
  name: string;
  /** As the scheduler calls its jobs. */
  job_name: string;
  /** Slurm: numbers, the first of the chain first. Lepton: names. */
  job_ids: string[];
  /** Its folder on the cluster; null on Lepton. */
  remote_dir: string | null;
  /** The Lepton endpoint that was deployed for it, which bills until it is deleted; null without one. */
  endpoint: string | null;
}

/** Where a Slurm invocation runs; whatever is said here must be what the collector's own inputs say. */
export interface Cluster {
  host: string;
  user: string;
  account: string;
  /** The invocation's folder. */
  remote_dir: string;
}

/** Who asked, as the submitting job saw it. Shown, and never believed: commit and pull request come from the API. */
export interface AskedBy {
  actor: string;
  event: string;
  run_id: string;
  attempt: number;
  workflow: string;
  job: string;
  commit: string | null;
  ref: string;
  pull_request: number | null;
}

/** By what the posts of the submitting step are found again. */
export interface PostKeys {
  /** Of the check: job, leg and step. */
  check: string;
  /** Whether that step has opened a check, which must not stay in progress for ever. */
  has_check: boolean;
  /** Of the comment: one for each line of evaluations. */
  comment: string;
  /** Of the matrix; null without one. */
  leg: string | null;
}

/** What the submitting step was asked for and its collector has to do. */
export interface Wishes {
  /** Of the large artifact. */
  artifact_name: string;
  artifact_contents: ArtifactContents;
  max_failed_samples: FailureAllowance;
  /** Names of the variables for whose values what is uploaded must be searched. */
  secret_names: string[];
}

/**
 * An invocation that was submitted and is to be finished by another job, maybe on another machine
 * (`schema/open-record.v1.schema.json`).
 */
export interface OpenRecord {
  schema_version: 1;
  invocation_id: string;
  executor: RemoteExecutor;
  launcher_version: string;
  /** What all its jobs carry as comment. */
  tag: string;
  /** ISO 8601. */
  submitted_at: string;
  /** Null where the executor is not Slurm. */
  cluster: Cluster | null;
  /** The Lepton workspace: any other knows none of its jobs. Null on Slurm, and where it is not known. */
  workspace: string | null;
  tasks: OpenTask[];
  /** Lines of the launcher's exec db, without the config: resolved, it would hold secrets. */
  exec_db: string[];
  /** The saved launcher config (YAML), in which expressions stay expressions. */
  launcher_config: string;
  /** As far as it is known before anything has run; null where it is not. */
  snapshot: Record<string, unknown> | null;
  asked_by: AskedBy;
  posts: PostKeys;
  wishes: Wishes;
}

/** A record that does not count. The message goes on after "the record of …: ". */
export class RecordRefusal extends Error {
  constructor(message: string) {
    super(message.replace(/\s+/g, ' ').slice(0, 400));
    this.name = 'RecordRefusal';
  }
}

/** A value of a record for a message: on one line, capped, in quotes. */
export function shownValue(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'nothing';
  } catch {
    // Nested deeper than can be written.
    text = 'something without end';
  }
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
