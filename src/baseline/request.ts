import type { BaselineFacts } from '../comparison/comparison.js';
import type { Snapshot } from '../config/snapshot.js';
import type { BaselineInput } from './baseline-input.js';
import type { History } from './history.js';
import type { Measured, RunPlace } from './measured-commit.js';
import type { RecordStore } from './record-store.js';

/** What a baseline is looked for, and for whom. */
export interface BaselineRequest {
  wanted: BaselineInput;
  place: RunPlace;
  /** Of the run's whole artifact; its record is `<artifactName>.baseline`. */
  artifactName: string;
  /** `owner/name` */
  repository: string;
  serverUrl: string;
  /** Of this run; absent outside of Actions. */
  runId?: number;
  /** The evaluation that is judged, of which another step may have kept a record already: it is no baseline of itself. */
  invocationId?: string;
  /** Path of the workflow whose records count (`workflowPath`); absent: that of this run, as the API tells. */
  workflow?: string;
  /** What is known of the run before it starts; records with the same settings are preferred where there is a choice. */
  snapshot?: Snapshot;
  now: Date;
  maxAgeDays?: number;
  /** Where records are unpacked; made where it is needed. */
  dir: string;
}

/** What is asked. */
export interface Sources {
  history: History;
  /** Absent where there is no token. */
  store?: RecordStore;
  /** Absent where the runner offers none. */
  cache?: BaselineCache;
}

/** The Actions cache, as far as baselines need it. */
export interface BaselineCache {
  /**
   * @param prefixes of keys, the best first.
   * @returns a folder with the files of a record and the key that matched; undefined where none does.
   */
  restore(prefixes: readonly string[], dir: string): Promise<{ key: string } | undefined>;
}

export type FinderName = 'explicit' | 'commit' | 'ancestor' | 'newest' | 'cache';

/** A baseline, and what is known of it from whom it was got, not from itself. */
export interface FoundBaseline {
  finder: FinderName;
  source: 'path' | 'artifact' | 'cache';
  /** As messages call it. */
  name: string;
  /** The folder of the record; for `path`, what was given. */
  dir: string;
  sha?: string;
  branch?: string;
  runId?: number;
  runAttempt?: number;
  event?: string;
  /** Page of the run. */
  url?: string;
  artifactName?: string;
  artifactId?: number;
  createdAt?: string;
  /** From the record's upload until now. */
  ageDays?: number;
}

/** What became of a search. */
export interface BaselineOutcome {
  found?: FoundBaseline;
  /** Why each finder before the one that found it, or every one, had nothing. */
  tried: { finder: FinderName; reason: string }[];
  warnings: string[];
  /** There may be a baseline, and nobody could look, or what is there does not serve. */
  isBlind?: boolean;
  measured: Measured;
  /** Of the records that were looked for. */
  artifactName: string;
  workflow?: string;
}

/** The name of the small artifact that later runs compare with. */
export function recordName(artifactName: string): string {
  return artifactName.endsWith('.baseline') ? artifactName : `${artifactName}.baseline`;
}

/** What reports say of a baseline (`result.json`, outputs). */
export function toFacts(found: FoundBaseline): BaselineFacts {
  const { source, name, sha, branch, runId, ageDays } = found;
  return {
    source,
    name,
    ...(sha === undefined ? {} : { sha }),
    ...(branch === undefined ? {} : { ref: branch }),
    ...(runId === undefined ? {} : { runId: String(runId) }),
    ...(ageDays === undefined ? {} : { ageDays }),
  };
}
