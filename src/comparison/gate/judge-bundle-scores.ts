import { type Bundle, isObject, type Json, type JsonObject } from '../../results/bundle/bundle.js';
import { toPythonFloat } from '../../results/bundle/python-numbers.js';
import { applyThresholds } from './apply-thresholds.js';
import { type BenchmarkResult, UnreadableBenchmark } from './benchmark-result.js';
import { PLACES } from './delta-interval.js';
import { roundHalfEven } from './round-half-even.js';
import { type ScoreDelta, scoresOf } from './score-deltas.js';

interface Stated {
  /** Null where the entry has no value. */
  score: number | null;
  /** Null where the bundle states none. */
  limits: readonly [number, number] | null;
}

/**
 * Judges by the scores that the bundles state, where the items do not suffice. What that gives replaces the status,
 * even a want of evidence: the gate's own weak spot, which the safeguards look after.
 * @param result holds the metric, the pairs and why the items do not suffice.
 * @throws UnreadableBenchmark where `nel gate` stops at a score that is no number.
 */
export function judgeBundleScores(
  result: BenchmarkResult,
  baseline: Bundle,
  candidate: Bundle,
  deltas: ReadonlyMap<string, ScoreDelta> | undefined,
): BenchmarkResult {
  const base = readStated(baseline, result.metric);
  const cand = readStated(candidate, result.metric);
  if (base?.score == null || cand?.score == null) {
    // With an entry on both sides the gate shows the score that one of them states.
    const shown = base && cand ? { baselineScore: base.score, candidateScore: cand.score } : {};
    return judgeScoreDelta({ ...result, ...shown }, deltas?.get(result.metric));
  }
  const delta = roundHalfEven(cand.score - base.score, PLACES);
  const limits = base.limits && cand.limits ? { base: base.limits, cand: cand.limits } : undefined;
  return conclude({
    ...result,
    baselineScore: base.score,
    candidateScore: cand.score,
    delta,
    relativePercent: base.score === 0 ? null : roundHalfEven((100 * delta) / base.score, 2),
    interval: limits
      ? [
          roundHalfEven(limits.cand[0] - limits.base[1], PLACES),
          roundHalfEven(limits.cand[1] - limits.base[0], PLACES),
        ]
      : null,
    evidence: {
      ...result.evidence,
      source: 'bundles',
      zeroWidthBundleInterval:
        limits !== undefined && [limits.base, limits.cand].some(([lower, upper]) => !(upper > lower)),
    },
  });
}

/** The last resort: a difference without an interval, which decides for advisory benchmarks only. */
function judgeScoreDelta(result: BenchmarkResult, stated: ScoreDelta | undefined): BenchmarkResult {
  if (!stated) return result;
  return conclude({
    ...result,
    baselineScore: stated.baseline,
    candidateScore: stated.candidate,
    delta: stated.delta,
    relativePercent: stated.relativePercent,
    evidence: { ...result.evidence, source: 'bundles' },
  });
}

function conclude(result: BenchmarkResult): BenchmarkResult {
  const judged = applyThresholds(result, result.thresholds, result.thresholds.tier === 'advisory');
  if (!judged) return result;
  const { reason, ...verdict } = judged;
  return { ...result, ...verdict, reasons: [...result.reasons, reason] };
}

/** Score and limits of a metric; undefined where the bundle has no entry for it. */
function readStated(bundle: Bundle, metric: string): Stated | undefined {
  const scores = scoresOf(bundle);
  const entry = Object.hasOwn(scores, metric) ? scores[metric] : undefined;
  if (!isObject(entry) || Object.keys(entry).length === 0) return undefined;
  const score = entry['value'] ?? null;
  if (score === null) return { score, limits: null };
  if (typeof score !== 'number' && typeof score !== 'boolean')
    throw new UnreadableBenchmark([
      { bundle, reason: `${bundle.name} has a value of ${metric} that is not a number` },
    ]);
  return { score: Number(score), limits: readLimits(bundle, metric, entry) };
}

function readLimits(bundle: Bundle, metric: string, entry: JsonObject): readonly [number, number] | null {
  const given: (Json | undefined)[] = [entry['ci_lower'], entry['ci_upper']];
  if (given.some((limit) => (limit ?? null) === null)) return null;
  const [lower, upper] = given.map((limit) => toPythonFloat(limit));
  if (lower === undefined || upper === undefined)
    throw new UnreadableBenchmark([
      { bundle, reason: `${bundle.name} has limits of ${metric} that are not numbers` },
    ]);
  return [lower, upper];
}
