import type { Log } from '../../github/log.js';
import type { RemoteExecutor } from '../../open-records/record.js';
import type { Gatekeeper } from './admission.js';
import type { Convergence } from './converge.js';
import type { AdmittedRecord, InvocationFinisher } from './finisher.js';
import type { Outcome } from './outcome.js';

/** What a collector of submitted evaluations works with. */
export interface Collector {
  gate: Gatekeeper;
  /** This invocation alone; absent: all. */
  invocation?: string;
  maxAgeHours: number;
  /** @throws ConfigError where an executor's access is not configured. */
  finisherOf: (executor: RemoteExecutor) => Promise<InvocationFinisher>;
  upload: Convergence['upload'];
  log: Log;
  /** A folder of this run. */
  dir: string;
  /** Aborted as the job is cancelled. */
  stop: AbortSignal;
}

/** What all came to. */
export interface CollectedAll {
  outcomes: Outcome[];
  /** Mistakes beside the invocations, one line each: they fail the step. */
  problems: string[];
  /** The job was cancelled: not all was looked at. */
  cancelled?: boolean;
}

/** A record that counts, and further ones of the same invocation. */
export interface Work {
  open: AdmittedRecord;
  others: AdmittedRecord[];
}
