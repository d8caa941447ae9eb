import { isCount } from './counts.js';
import { MIN_ITEMS, MIN_PAIR_SHARE, MIN_PAIRS_T, MIN_RUNS, PASS_LEVEL } from './default-rule.js';
import type { BetweenRuns, BinaryPairs, Evidence, ScorePairs, TwoMeans } from './evidence.js';
import type { Interval } from './interval.js';
import { mcnemarOneSided } from './mcnemar.js';
import { varianceOf } from './moments.js';
import { type TTest, testMean, testPairs } from './paired-t.js';
import { boundByTango } from './tango.js';
import { testByWelch } from './welch.js';

export type Method = 'mcnemar-exact' | 'paired-t' | 'welch' | 't-between-runs';

/** What one benchmark shows by itself, before the others of its family are known. */
export interface Tested {
  method: Method | null;
  /** d, baseline − candidate; null where it is not a finite number. */
  damage: number | null;
  /** 95 % interval of d. */
  interval: Interval | null;
  /** Pairs; without items the smaller n. Null where not known. */
  n: number | null;
  /** Of d; null where the test does not use it. */
  standardError: number | null;
  /** Degrees of freedom of that error, where few runs tell it; absent where the normal distribution will do. */
  degrees?: number;
  /** One-sided; null where there is nothing to test, and then there is no verdict either. */
  pValue: number | null;
  /** What the pairs that are missing could add to the upper limit, at most. */
  unpairedShare: number;
  /** What keeps it from a PASS, or from any verdict; in the user's words. */
  reasons: string[];
}

/**
 * Tests one benchmark (docs/statistics.md).
 * @returns without a p-value where the evidence is too thin for one or holds a number that is not finite.
 * @throws RangeError for counts that cannot be, which is a mistake of the caller.
 */
export function testEvidence(evidence: Evidence): Tested {
  if (evidence.kind === 'none') return untested({}, evidence.reason);
  const tested =
    evidence.kind === 'binary-pairs'
      ? testBinaryPairs(evidence)
      : evidence.kind === 'score-pairs'
        ? testScorePairs(evidence)
        : testTwoMeans(evidence);
  return addBetweenRuns(tested, evidence.betweenRuns);
}

function testBinaryPairs({ worse, better, pairs, largerSide }: BinaryPairs): Tested {
  const coverage = pairCoverage(pairs, largerSide);
  if (pairs === 0) return untested(coverage, 'no common items');
  const damage = (worse - better) / pairs;
  const tested: Tested = {
    ...coverage,
    method: 'mcnemar-exact',
    damage,
    interval: boundByTango(worse, better, pairs, PASS_LEVEL),
    standardError: Math.sqrt((worse + better - (worse - better) ** 2 / pairs) / pairs ** 2),
    pValue: mcnemarOneSided(worse, better),
  };
  if (pairs < MIN_ITEMS) tested.reasons.push(`${pairs} items: a PASS needs ${MIN_ITEMS}`);
  return withoutThinPairs(tested);
}

function testScorePairs({ differences, largerSide }: ScorePairs): Tested {
  const coverage = pairCoverage(differences.count, largerSide);
  const { count } = differences;
  if (count === 0) return untested(coverage, 'no common items');
  const variance = varianceOf(differences);
  if (!Number.isFinite(differences.mean) || (count > 1 && !Number.isFinite(variance)))
    return untested(coverage, 'a score is not a finite number');
  if (count < 2)
    return untested({ ...coverage, damage: differences.mean }, `1 pair: a t test needs ${MIN_PAIRS_T}`);
  const test = testPairs(differences, PASS_LEVEL);
  const tested: Tested = { ...coverage, method: 'paired-t', ...fieldsOf(test) };
  if (count < MIN_PAIRS_T) {
    tested.pValue = null;
    tested.reasons.push(`${count} pairs: a t test needs ${MIN_PAIRS_T}`);
  } else if (variance === 0) tested.reasons.push('all differences are equal: their variance says nothing');
  return withoutThinPairs(tested);
}

function testTwoMeans({ damage, baseline, candidate }: TwoMeans): Tested {
  const n = baseline.n === null || candidate.n === null ? null : Math.min(baseline.n, candidate.n);
  const known = { n, damage: Number.isFinite(damage) ? damage : null };
  if (known.damage === null) return untested(known, 'a score is not a finite number');
  const errors = [baseline.standardError, candidate.standardError];
  if (!errors.every((error) => Number.isFinite(error) && error >= 0))
    return untested(known, 'a standard error is not a finite number');
  if (errors.every((error) => error === 0))
    return untested(known, 'both standard errors are 0: nothing to measure the difference by');
  if (n !== null && !(n >= 2)) return untested(known, `${n} items: a standard error needs two`);
  const test = testByWelch(damage, baseline, candidate, PASS_LEVEL);
  const reasons = ['no items: tested as if the items were others, so the mde is overstated'];
  if (n === null) reasons.push(`the number of items is not known: a PASS needs ${MIN_ITEMS}`);
  else if (n < MIN_ITEMS) reasons.push(`${n} items: a PASS needs ${MIN_ITEMS}`);
  return { method: 'welch', n, unpairedShare: 0, reasons, ...fieldsOf(test) };
}

/**
 * Adds the variance between runs, where enough runs tell it. Tested by t, since a handful of runs tells it badly, with
 * the degrees of the sum (Satterthwaite 1946, Biometrics Bulletin 2:110); the items' own part counts as known. Noise is
 * no argument against equal models: p and interval of the items alone are kept where these are the more cautious.
 */
function addBetweenRuns(tested: Tested, betweenRuns: BetweenRuns | undefined): Tested {
  if (!betweenRuns || betweenRuns.degrees < MIN_RUNS - 1 || tested.pValue === null) return tested;
  const { variance } = betweenRuns;
  if (!(variance > 0 && Number.isFinite(variance)))
    return {
      ...tested,
      pValue: null,
      reasons: [...tested.reasons, 'the variance between runs is not a finite number above 0'],
    };
  const total = tested.standardError! ** 2 + variance;
  const degrees = betweenRuns.degrees * (total / variance) ** 2;
  const test = testMean(tested.damage!, Math.sqrt(total), degrees, PASS_LEVEL);
  const ofItems = tested.interval!;
  return {
    ...tested,
    method: 't-between-runs',
    degrees,
    standardError: test.standardError,
    interval: {
      lower: Math.min(test.interval.lower, ofItems.lower),
      upper: Math.max(test.interval.upper, ofItems.upper),
    },
    pValue: Math.max(test.oneSided, tested.pValue),
  };
}

function fieldsOf(test: TTest): Pick<Tested, 'damage' | 'interval' | 'standardError' | 'pValue'> {
  return {
    damage: test.mean,
    interval: test.interval,
    standardError: test.standardError,
    pValue: test.oneSided,
  };
}

/** Too few pairs say nothing about the items that have none. */
function withoutThinPairs(tested: Tested): Tested {
  if (1 - tested.unpairedShare >= MIN_PAIR_SHARE) return tested;
  const share = (100 * (1 - tested.unpairedShare)).toFixed(1);
  tested.reasons.push(`${share} % of the items are in both runs: ${100 * MIN_PAIR_SHARE} % are needed`);
  return { ...tested, pValue: null };
}

function pairCoverage(pairs: number, largerSide: number): Pick<Tested, 'n' | 'unpairedShare' | 'reasons'> {
  if (!isCount(pairs) || !isCount(largerSide) || pairs > largerSide)
    throw new RangeError(`${pairs} pairs of at most ${largerSide} items cannot be`);
  return { n: pairs, unpairedShare: largerSide === 0 ? 0 : (largerSide - pairs) / largerSide, reasons: [] };
}

function untested(known: Partial<Tested>, reason: string): Tested {
  return {
    method: null,
    damage: null,
    interval: null,
    n: null,
    standardError: null,
    pValue: null,
    unpairedShare: 0,
    ...known,
    reasons: [reason],
  };
}
