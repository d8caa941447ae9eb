import { allowedFailures } from '../../results/item-count.js';
import { toDamageInterval } from '../gate/apply-thresholds.js';
import type { BenchmarkResult, Evidence } from '../gate/benchmark-result.js';
import { reachesPast } from './score-test.js';
import type { OutsideFacts, SafeguardName } from './strict-result.js';

/** Fewer pairs than this share of the larger side say little of the whole. */
const LEAST_SHARE_OF_PAIRS = 0.95;
/** With fewer clusters their spread is too uncertain for a normal quantile. */
const FEWEST_CLUSTERS = 10;

/** Looks at one judgement. @returns one line where it has something against a PASS, or to say. */
type Check = (result: BenchmarkResult, facts: OutsideFacts) => string | undefined;

/** Safeguards that take a PASS away. Those that would explain a lesser status as well speak of it too. */
export const AGAINST_PASS: ReadonlyMap<SafeguardName, Check> = new Map<SafeguardName, Check>([
  [
    'not-comparable',
    (_, { differences }) =>
      differences.length > 0 ? `the runs differ: ${differences.join('; ')}` : undefined,
  ],
  ['no-common-items', checkCommonItems],
  ['few-pairs', checkPairs],
  ['failed-requests', checkFailedRequests],
  ['bundle-interval', checkBundleInterval],
  ['thin-evidence', checkThinEvidence],
  ['few-clusters', checkClusters],
  ['whole-scale', checkLimit],
  ['unknown-scale', (_, { doubts }) => doubts?.['unknown-scale']],
  ['graded-rewards', (_, { doubts }) => doubts?.['graded-rewards']],
  [
    'shared-rows',
    (_, { sharesRowsWith }) =>
      sharesRowsWith.length > 0
        ? `judged on the same rows as ${sharesRowsWith.join(', ')}: one results.jsonl lies beside several bundles`
        : undefined,
  ],
]);

/** What is said and changes nothing. */
export const SAID_ONLY: ReadonlyMap<SafeguardName, Check> = new Map<SafeguardName, Check>([
  ['relative-point-estimate', checkRelativeDrop],
]);

function checkCommonItems(
  { evidence, metric, status }: BenchmarkResult,
  facts: OutsideFacts,
): string | undefined {
  // An entry of a policy that judges nothing has no metric either.
  if (metric === '' && status !== 'PASS') return undefined;
  const { baseline, candidate } = evidence.items;
  // Standard errors of two scores judge without items, as if these were others: that asks more, not less.
  if (countSame(evidence, facts) > 0 || evidence.source === 'standard-errors') return undefined;
  if (baseline === 0 && candidate === 0)
    return 'neither side has items (results.jsonl), so that none is on both';
  if (evidence.commonItems > 0)
    return `all ${evidence.commonItems} items that both sides have are other ones under the same ids: prompt or target has changed`;
  return `none of ${baseline} baseline and ${candidate} candidate items is on both sides`;
}

function checkPairs({ evidence }: BenchmarkResult, facts: OutsideFacts): string | undefined {
  const larger = Math.max(evidence.items.baseline, evidence.items.candidate);
  const same = countSame(evidence, facts);
  if (same === 0 || same >= LEAST_SHARE_OF_PAIRS * larger) return undefined;
  const changed = evidence.commonItems - same;
  const more = changed > 0 ? `; ${changed} more have another prompt or target under the same id` : '';
  return `only ${same} of ${larger} items are on both sides, under ${100 * LEAST_SHARE_OF_PAIRS} %${more}`;
}

/** Common items that are the same ones; `nel gate` pairs by id alone. */
function countSame({ commonItems }: Evidence, { sameItems = commonItems }: OutsideFacts): number {
  return Math.min(commonItems, sameItems);
}

function checkFailedRequests({ evidence }: BenchmarkResult, { allowance }: OutsideFacts): string | undefined {
  const { failedRows, rows } = evidence;
  const over = (['baseline', 'candidate'] as const).filter(
    (side) => failedRows[side] > allowedFailures(allowance, rows[side]),
  );
  if (over.length === 0) return undefined;
  const shown = over.map((side) => `${failedRows[side]} of ${rows[side]} in the ${side}`).join(', ');
  return `failed requests count as wrong answers: ${shown}; max-failed-samples allows ${allowedFailures(allowance, rows[over[0]!])}`;
}

function checkBundleInterval({ evidence, interval, status }: BenchmarkResult): string | undefined {
  if (
    status !== 'PASS' ||
    evidence.source !== 'bundles' ||
    interval === null ||
    !evidence.zeroWidthBundleInterval
  )
    return undefined;
  return 'judged by the intervals that the bundles state, and one of them has no width: it holds the spread of repeats, not of items';
}

function checkThinEvidence({ evidence, thresholds, pairs, status }: BenchmarkResult): string | undefined {
  if (status !== 'PASS' || !evidence.flips || pairs === 0) return undefined;
  const { worse, better } = evidence.flips;
  if (!reachesPast(worse, better, pairs, thresholds.maxDrop)) return undefined;
  return `${worse} of ${pairs} answers got worse and ${better} better, which leaves room for a drop above ${thresholds.maxDrop} (Tango's score interval, 95 %)`;
}

function checkClusters({ evidence, thresholds, status }: BenchmarkResult): string | undefined {
  const { clusters, unclustered } = evidence;
  if (status !== 'PASS' || clusters === null || unclustered === null || clusters >= FEWEST_CLUSTERS)
    return undefined;
  const [lower, upper] = toDamageInterval(unclustered, thresholds.direction);
  if (upper <= thresholds.maxDrop) return undefined;
  return `${clusters} clusters are too few to narrow an interval: without them the drop is [${lower.toFixed(4)}, ${upper.toFixed(4)}]`;
}

/** A limit that nothing can be above: points were meant where shares are asked. */
function checkLimit(
  { thresholds, baselineScore, status }: BenchmarkResult,
  { bounded }: OutsideFacts,
): string | undefined {
  const { maxDrop, maxRelativeDrop, relativeGuardBelow } = thresholds;
  if (!bounded || status !== 'PASS' || maxDrop < 1) return undefined;
  const isGuarded = relativeGuardBelow !== null && !(baselineScore! < relativeGuardBelow);
  // Where the relative limit applies, something is left that a drop can be above.
  if (maxRelativeDrop !== null && maxRelativeDrop < 1 && baselineScore && !isGuarded) return undefined;
  return `max_drop is ${Number.isFinite(maxDrop) ? maxDrop : 'infinite'}: 1 is the whole scale, which no drop is above; drops are shares, 0.02 for 2 points`;
}

function checkRelativeDrop({ relativeBreached, interval, thresholds }: BenchmarkResult): string | undefined {
  if (!relativeBreached) return undefined;
  const shown = interval && toDamageInterval(interval, thresholds.direction);
  return `the relative drop is judged on the point estimate alone${shown ? `; the 95 % interval of the drop is [${shown[0].toFixed(4)}, ${shown[1].toFixed(4)}]` : ''}`;
}
