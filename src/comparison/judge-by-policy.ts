import type { Both } from './comparison.js';
import { applyThresholds } from './gate/apply-thresholds.js';
import { type BenchmarkResult, emptyResult, NO_EVIDENCE } from './gate/benchmark-result.js';
import { PLACES } from './gate/delta-interval.js';
import { judgeItems } from './gate/judge-benchmark.js';
import { roundHalfEven } from './gate/round-half-even.js';
import type { Gathered } from './gather-evidence.js';
import type { Thresholds } from './policy/gate-policy.js';
import { testEvidence } from './statistics/test-evidence.js';

/** Fewer paired items are no evidence to `nel gate`. */
const FEWEST_PAIRS = 10;

/** The scores of both sides as a policy's drops are given: on the scale 0–1, or in score units without such a scale. */
export type PolicyScores = Both<number | null>;

/**
 * Judges a benchmark of two result trees by the formulas of `nel gate`: its items as the gate judges rows; without items
 * by Welch's interval from the standard errors, where the gate would take the intervals that bundles state.
 */
export function judgeByPolicy(
  name: string,
  { pairs, evidence, withoutItems, perShare }: Gathered,
  scores: PolicyScores,
  thresholds: Thresholds,
): BenchmarkResult {
  const empty = { ...emptyResult(name, thresholds), metric: thresholds.metric ?? '' };
  if (pairs?.values) {
    const result: BenchmarkResult = {
      ...empty,
      pairs: pairs.items,
      evidence: {
        ...NO_EVIDENCE,
        items: pairs.sides,
        commonItems: pairs.items,
        rows: { baseline: pairs.rows, candidate: pairs.rows },
        flips: pairs.flipsOfOnes,
      },
    };
    if (pairs.items >= FEWEST_PAIRS) return judgeItems(result, pairs.values);
    return { ...result, reasons: [`only ${pairs.items} paired items, where ${FEWEST_PAIRS} are needed`] };
  }
  const limits = evidence.kind === 'two-means' ? testEvidence(evidence) : undefined;
  const { baseline, candidate } = scores;
  const known = baseline !== null && candidate !== null;
  const sign = thresholds.direction === 'higher_is_better' ? -1 : 1;
  const result: BenchmarkResult = {
    ...empty,
    baselineScore: rounded(baseline),
    candidateScore: rounded(candidate),
    delta: known ? rounded(candidate - baseline) : null,
    interval: limits?.interval
      ? ordered(sign * limits.interval.lower * perShare, sign * limits.interval.upper * perShare)
      : null,
    relativePercent:
      known && baseline !== 0 ? roundHalfEven((100 * (candidate - baseline)) / baseline, 2) : null,
    reasons: withoutItems.length > 0 ? [...withoutItems] : evidence.kind === 'none' ? [evidence.reason] : [],
    evidence: { ...NO_EVIDENCE, source: 'standard-errors' },
  };
  const judged = applyThresholds(result, thresholds, thresholds.tier === 'advisory');
  if (!judged) return result;
  const { reason, ...verdict } = judged;
  return { ...result, ...verdict, reasons: [...result.reasons, reason] };
}

function rounded(value: number | null): number | null {
  return value === null ? null : roundHalfEven(value, PLACES);
}

function ordered(one: number, other: number): readonly [number, number] {
  return [roundHalfEven(Math.min(one, other), PLACES), roundHalfEven(Math.max(one, other), PLACES)];
}
