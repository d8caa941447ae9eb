import type { Moments } from './moments.js';
import type { MeanError } from './welch.js';

/**
 * The noise that moves a whole run (a seed, a server) and that items do not show, from earlier runs of one model
 * (`withBetweenRunNoise`). With fewer degrees of freedom than five runs have it is left out.
 */
export interface BetweenRuns {
  /** Of the variance. */
  degrees: number;
  /** What they add to the variance of the difference of two runs, in squared score units. */
  variance: number;
}

/** Pairs of 0/1 items with one repeat on both sides. */
export interface BinaryPairs {
  kind: 'binary-pairs';
  /** b: pairs that are right in the baseline only (for lower_is_better: in the candidate only). */
  worse: number;
  /** c: the other way round. */
  better: number;
  pairs: number;
  /** Items of the side that has more, paired or not. */
  largerSide: number;
  betweenRuns?: BetweenRuns | undefined;
}

/** Pairs of items with any other score, repeats averaged. */
export interface ScorePairs {
  kind: 'score-pairs';
  /** Of baseline − candidate, direction-corrected, on the scale 0–1. */
  differences: Moments;
  largerSide: number;
  betweenRuns?: BetweenRuns | undefined;
}

/** No items: two means with their errors. */
export interface TwoMeans {
  kind: 'two-means';
  /** baseline − candidate, direction-corrected, on the scale 0–1. */
  damage: number;
  baseline: MeanError;
  candidate: MeanError;
  betweenRuns?: BetweenRuns | undefined;
}

/** Nothing to judge by: an unknown scale or direction, no error. */
export interface NoEvidence {
  kind: 'none';
  reason: string;
}

/** What two runs say about one benchmark; the kind follows from the declared metric, not from the values seen. */
export type Evidence = BinaryPairs | ScorePairs | TwoMeans | NoEvidence;
