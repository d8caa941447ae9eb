import { isCount } from './counts.js';
import { binomialUpperTail } from './distributions.js';

/** p-values of McNemar's test; each in [0, 1]. */
export interface McNemar {
  /** P(X ≥ b), X ~ B(b + c, ½): small where the candidate is worse. */
  oneSided: number;
  /** 2·P(X ≥ max(b, c)), at most 1. */
  twoSided: number;
  /** The one-sided p with half of P(X = b). */
  oneSidedMidP: number;
  /** Twice the smaller of the two one-sided mid-p values, at most 1. */
  twoSidedMidP: number;
}

/**
 * McNemar's exact test, given the discordant pairs (McNemar 1947, Psychometrika 12:153; mid-p: Fagerland, Lydersen,
 * Laake 2013, BMC Medical Research Methodology 13:91).
 * @param worse b, the pairs that were right in the baseline only; up to 1e6.
 * @param better c, those that are right in the candidate only; up to 1e6.
 * @returns 1 throughout where no pair is discordant.
 * @throws RangeError if a count is not a whole number ≥ 0.
 */
export function testByMcNemar(worse: number, better: number): McNemar {
  requireCounts(worse, better);
  const total = worse + better;
  if (total === 0) return { oneSided: 1, twoSided: 1, oneSidedMidP: 1, twoSidedMidP: 1 };
  const tail = (k: number): number => binomialUpperTail(k, total, 0.5);
  const midTail = (k: number): number => (tail(k) + tail(k + 1)) / 2;
  const larger = Math.max(worse, better);
  return {
    oneSided: tail(worse),
    twoSided: Math.min(1, 2 * tail(larger)),
    oneSidedMidP: midTail(worse),
    twoSidedMidP: Math.min(1, 2 * midTail(larger)),
  };
}

/** The one-sided p alone, P(X ≥ b): what the default verdict needs. */
export function mcnemarOneSided(worse: number, better: number): number {
  requireCounts(worse, better);
  return binomialUpperTail(worse, worse + better, 0.5);
}

function requireCounts(worse: number, better: number): void {
  if (!isCount(worse) || !isCount(better))
    throw new RangeError(`Discordant pairs are whole numbers ≥ 0, not ${worse} and ${better}`);
}
