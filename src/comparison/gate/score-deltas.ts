import { type Bundle, isObject, type Json, type JsonObject } from '../../results/bundle/bundle.js';
import { toPythonFloat } from '../../results/bundle/python-numbers.js';
import { compareCodePoints } from '../../results/code-points.js';
import { UnreadableBenchmark } from './benchmark-result.js';
import { roundHalfEven } from './round-half-even.js';

/** What two bundles state of a metric. */
export interface ScoreDelta {
  baseline: number;
  candidate: number;
  /** To 4 decimal places. */
  delta: number;
  relativePercent: number;
}

/**
 * The metrics for which both bundles state a number, in order of their names.
 * @returns undefined where `nel gate` gives up on comparing the bundles' scores, and judges without.
 * @throws UnreadableBenchmark where it stops.
 */
export function readScoreDeltas(baseline: Bundle, candidate: Bundle): Map<string, ScoreDelta> | undefined {
  const deltas = new Map<string, ScoreDelta>();
  const [base, cand] = [scoresOf(baseline), scoresOf(candidate)];
  for (const metric of [...new Set([...Object.keys(base), ...Object.keys(cand)])].sort(compareCodePoints)) {
    const [from, to] = [own(base, metric, {}), own(cand, metric, {})];
    if (!isObject(from) || !isObject(to)) continue;
    const [before, after] = [toPythonFloat(from['value']), toPythonFloat(to['value'])];
    if (before === undefined || after === undefined) continue;
    if (!areComparable(limitsOf(from), limitsOf(to))) return undefined;
    deltas.set(metric, {
      baseline: before,
      candidate: after,
      delta: roundHalfEven(after - before, 4),
      relativePercent: before === 0 ? 0 : roundHalfEven((100 * (after - before)) / before, 2),
    });
  }
  return hasComparableCategories(baseline, candidate) ? deltas : undefined;
}

/** The scores of a bundle. @throws UnreadableBenchmark where they are no mapping. */
export function scoresOf(bundle: Bundle): JsonObject {
  const scores = own(bundle.content['benchmark'] as JsonObject, 'scores', {});
  if (isObject(scores)) return scores;
  throw new UnreadableBenchmark([
    { bundle, reason: `${bundle.name} has benchmark.scores that are no mapping of metrics` },
  ]);
}

/** The value of a key, or what stands for it where the key is absent; null is a value. */
function own(holder: JsonObject, key: string, absent: Json): Json {
  return Object.hasOwn(holder, key) ? holder[key]! : absent;
}

function limitsOf(score: JsonObject): readonly (Json | undefined)[] {
  return [score['ci_lower'], score['ci_upper']];
}

/** Python compares numbers with numbers and texts with texts; limits that are absent are not compared. */
function areComparable(
  [baseLower, baseUpper]: readonly (Json | undefined)[],
  [candLower, candUpper]: readonly (Json | undefined)[],
): boolean {
  if ([baseLower, baseUpper, candLower, candUpper].some((limit) => (limit ?? null) === null)) return true;
  const kind = (limit: Json | undefined): string =>
    typeof limit === 'boolean' || typeof limit === 'bigint' ? 'number' : typeof limit;
  const fits = (a: Json | undefined, b: Json | undefined): boolean =>
    kind(a) === kind(b) && (kind(a) === 'number' || kind(a) === 'string');
  return fits(baseLower, candUpper) && fits(candLower, baseUpper);
}

/** `nel gate` subtracts the mean rewards of each category, and gives up where one is no number. */
function hasComparableCategories(baseline: Bundle, candidate: Bundle): boolean {
  const categories = [baseline, candidate].map((bundle) => ({
    bundle,
    held: own(bundle.content['benchmark'] as JsonObject, 'categories', {}),
  }));
  if (!categories.every(({ held }) => isObject(held))) return true;
  return categories.every(({ bundle, held }) =>
    Object.entries(held as JsonObject).every(([label, category]) => {
      if (!isObject(category))
        throw new UnreadableBenchmark([
          { bundle, reason: `${bundle.name} has benchmark.categories.${label}, which is no mapping` },
        ]);
      return ['number', 'boolean'].includes(typeof own(category, 'mean_reward', 0));
    }),
  );
}
