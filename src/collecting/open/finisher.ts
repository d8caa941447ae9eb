import type { ListedArtifact, WorkflowRun } from '../../baseline/record-store.js';
import type { ErrorState } from '../../errors.js';
import type { MissedPost } from '../../github/posting.js';
import type { OpenRecord } from '../../open-records/record.js';
import type { FinalState, Verdict } from '../../outputs.js';

/** A record that counts, with what is known of it from GitHub and not from itself. */
export interface AdmittedRecord {
  record: OpenRecord;
  artifact: ListedArtifact;
  /** That uploaded it: commit, branch and event are its. */
  run: WorkflowRun;
  /** Of that run. */
  attempt: number;
  /** Since it was uploaded. */
  ageHours: number;
}

/** What one look at an invocation found. `unknown`: it could not be looked at now. */
export interface Look {
  state: 'running' | 'ended' | 'unknown';
  /** One line: what runs, how it ended, or why it could not be looked at. */
  shown: string;
  /** Of `unknown`, what the step fails with; absent: infrastructure-error. */
  error?: ErrorState;
}

/** What an invocation came to, as an artifact that all collectors agree on. */
export interface FinishedResult {
  /** Folder with `result.json` and, where there are, `snapshot.json` and `scores.ndjson.gz`. */
  dir: string;
  artifactId: number;
  artifactName: string;
  /** ISO 8601: since then whoever reports it may have kept its record. */
  createdAt: string;
  /** The folder is what `finish` of this process left; else it was unpacked from the artifact. */
  isOwn: boolean;
}

/** What was told of a result. */
export interface Reported {
  state: FinalState;
  verdict: Verdict;
  /** Whether the inputs say that the step fails for it. */
  fails: boolean;
  checkUrl: string;
  commentUrl: string;
  /** What of it is missing, though another try may bring it: until then the record is not closed. */
  missed: readonly MissedPost[];
}

/** Artifacts that every collector which reports an invocation would upload, and of which one stays. Never throws. */
export interface SharedArtifacts {
  /** What a collector has uploaded under a name; of several that which counts. */
  find(name: string): Promise<ListedArtifact | undefined>;
  /** Once this step has uploaded one: leaves that which counts. @returns that, where it is another's. */
  settle(name: string, own: number): Promise<ListedArtifact | undefined>;
  /** The record of an invocation that a collector has kept under one of these names since a point in time. */
  findRecord(
    names: readonly string[],
    invocationId: string,
    since: string,
  ): Promise<ListedArtifact | undefined>;
}

/**
 * What an executor can do with its invocations. Every method may be called for an invocation that another collector
 * works on at the same time, and again after a process was killed within it. Errors are ActionErrors, of one record.
 */
export interface InvocationFinisher {
  /** Looks at all at once, by invocation id; what is left out is taken for `unknown`. */
  look(records: readonly AdmittedRecord[]): Promise<ReadonlyMap<string, Look>>;
  /** Stops all jobs of an invocation that has become too old. */
  cancel(record: AdmittedRecord): Promise<void>;
  /**
   * Fetches and judges what an invocation left, and writes it into a folder as the files of a record. Uploads and posts
   * nothing that a second collector would do once more.
   * @param dir is there, and empty.
   */
  finish(record: AdmittedRecord, dir: string, options: { timedOut: boolean }): Promise<void>;
  /** Compares a result and tells commit and pull request. Done twice it must come to one check and one comment. */
  report(record: AdmittedRecord, result: FinishedResult, shared: SharedArtifacts): Promise<Reported>;
  /**
   * Keeps what later runs compare with, once all is told and before the record is closed: whoever comes after a process that
   * was killed in between looks whether it is there. @returns what could not be kept.
   */
  keep?(
    record: AdmittedRecord,
    result: FinishedResult,
    shared: SharedArtifacts,
  ): Promise<readonly MissedPost[]>;
  /** Ends what it holds open. */
  close?(): Promise<void>;
}
