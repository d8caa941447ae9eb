import { MIN_RUNS } from './default-rule.js';
import type { Evidence } from './evidence.js';
import { RunningMoments } from './moments.js';

/** How much the score of one model varies from run to run, whatever the reason. */
export interface RunNoise {
  /** Runs that tell it. */
  runs: number;
  /** Degrees of freedom of the variance: runs less the models that they are of. */
  degrees: number;
  /** S², of one run's score, in squared score units: what its answers and what the whole run add together. */
  variance: number;
}

/**
 * The variance between runs of equal models, from scores of A/A runs: the mean square within models of a one-way layout
 * (Searle, Casella, McCulloch 1992, Variance Components, chapter 3), which for one model is the sample variance.
 *
 * Nothing is taken off for the items. The squared standard error that a harness gives is of other items drawn anew, while
 * A/A runs answer the same ones: it is far larger, and would leave nothing. And what the answers to the same items vary
 * by cannot be told apart with a handful of runs: taking it off, floored at 0 as DerSimonian and Laird do (1986,
 * Controlled Clinical Trials 7:177), leaves too little too often (docs/statistics.md).
 * @param models the scores of each model's runs, all on the same items; one run of a model says nothing.
 * @returns null for fewer degrees than five runs of one model have, and where a score is not finite.
 */
export function estimateRunNoise(models: readonly (readonly number[])[]): RunNoise | null {
  const repeated = models.filter((scores) => scores.length > 1);
  const runs = repeated.reduce((total, scores) => total + scores.length, 0);
  const degrees = runs - repeated.length;
  if (degrees < MIN_RUNS - 1) return null;
  const variance = repeated.reduce((total, scores) => total + squaresOf(scores), 0) / degrees;
  return Number.isFinite(variance) ? { runs, degrees, variance } : null;
}

/**
 * Evidence with the noise between runs: both runs carry it, so that 2·S² is added to the variance of their difference.
 * Where A/A runs score alike to the last item (a deterministic run) the evidence is as it was.
 * @param sharePerUnit what a score unit is on the scale 0–1; for metrics without bounds 1/|baseline|. Undefined where
 * nothing is relative to the baseline: no noise.
 */
export function withBetweenRunNoise(
  evidence: Evidence,
  noise: RunNoise | null,
  sharePerUnit: number | undefined,
): Evidence {
  if (evidence.kind === 'none' || !noise || noise.variance === 0 || sharePerUnit === undefined)
    return evidence;
  return {
    ...evidence,
    betweenRuns: { degrees: noise.degrees, variance: 2 * noise.variance * sharePerUnit ** 2 },
  };
}

function squaresOf(scores: readonly number[]): number {
  const moments = new RunningMoments();
  for (const score of scores) moments.add(score);
  return moments.squares;
}
