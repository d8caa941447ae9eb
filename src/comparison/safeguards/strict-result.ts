import type { FailureAllowance } from '../../inputs.js';
import type { Doubts } from '../find-doubts.js';
import type { BenchmarkResult, GateStatus } from '../gate/benchmark-result.js';

/** The names under which strict mode departs from `nel gate`, or says what the gate does not. */
export type SafeguardName =
  | 'nothing-evaluated'
  | 'not-run'
  | 'no-common-items'
  | 'few-pairs'
  | 'not-comparable'
  | 'failed-requests'
  | 'bundle-interval'
  | 'thin-evidence'
  | 'few-clusters'
  | 'relative-point-estimate'
  | 'shared-rows'
  | 'whole-scale'
  | 'graded-rewards'
  | 'unknown-scale';

/** One safeguard that applies. */
export interface Safeguard {
  name: SafeguardName;
  /** One line: what is the matter, with figures. */
  message: string;
}

/** `NOT_COMPARABLE` counts as `INSUFFICIENT_EVIDENCE` in a verdict. */
export type StrictStatus = GateStatus | 'NOT_COMPARABLE';

/** `INVALID`: something could not be read, and `nel gate` stops at it. */
export type StrictVerdict = 'GO' | 'NO-GO' | 'INCONCLUSIVE' | 'INVALID';

/** What is known of a benchmark besides its bundles' rows. */
export interface OutsideFacts {
  /** In what the runs differ that must be the same, one line each; empty where nothing is known to differ. */
  differences: readonly string[];
  /** Failed requests that are allowed on a side: a number, or a share of its rows. */
  allowance: FailureAllowance;
  /** The metric is declared as 0–1 or 0–100, so that no drop is above 1 as a share. */
  bounded?: boolean;
  /** Items that both sides have with the same prompt and target; undefined where that was not looked at. */
  sameItems?: number;
  /** What the scores themselves leave open. */
  doubts?: Doubts;
  /** Other benchmarks that read the same rows. */
  sharesRowsWith: readonly string[];
}

export const NO_FACTS: Readonly<OutsideFacts> = {
  differences: [],
  allowance: { count: 0 },
  sharesRowsWith: [],
};

/** The gate's judgement of a benchmark beside ours. */
export interface StrictResult {
  result: BenchmarkResult;
  status: StrictStatus;
  /** Those that apply, whether or not they changed the status. */
  safeguards: Safeguard[];
}
