import type { ScoreSide } from '../comparison.js';

/**
 * What the rerun of a breach came to. `unanswered`: it failed, is invalid, cannot be compared, or answers as before; the
 * first verdict stands.
 */
export type ConfirmationStatus = 'confirmed' | 'not-confirmed' | 'unanswered';

/** What one run says of a benchmark, by itself. */
export interface Estimate {
  baseline?: ScoreSide;
  candidate?: ScoreSide;
  /** Candidate − baseline, in score units. */
  delta: number | null;
  ci95: readonly [number, number] | null;
  /** One-sided, and of this benchmark alone. */
  pValue: number | null;
  /** Pairs; without items what the candidate counts. */
  n: number | null;
}

/** A breach that was run once more. The two runs are never pooled. */
export interface Confirmation {
  status: ConfirmationStatus;
  /** One line. */
  reason: string;
  /** Whether the baseline was run again, too; else both estimates share its noise. */
  baselineRerun: boolean;
  rerun: Estimate;
  first: Estimate;
}
