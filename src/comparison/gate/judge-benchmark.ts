import type { Bundle } from '../../results/bundle/bundle.js';
import { chooseMetric } from '../../results/bundle/choose-metric.js';
import type { Rows } from '../../results/bundle/read-rows.js';
import type { Thresholds } from '../policy/gate-policy.js';
import { applyThresholds } from './apply-thresholds.js';
import { type BenchmarkResult, type Evidence, emptyResult, UnreadableBenchmark } from './benchmark-result.js';
import { clusteredInterval, countClusters, PLACES, plainInterval } from './delta-interval.js';
import {
  countCommon,
  findUnreadableCategory,
  type PairedValues,
  pairValues,
  problemValues,
} from './item-values.js';
import { judgeBundleScores } from './judge-bundle-scores.js';
import { mean } from './numpy-sums.js';
import { roundHalfEven } from './round-half-even.js';
import { readScoreDeltas } from './score-deltas.js';

/** Fewer paired items than this are no evidence. */
const FEWEST_PAIRS = 10;

/** One benchmark on one side. */
export interface Side {
  bundle: Bundle;
  /** Undefined where there is no results.jsonl beside the bundle. */
  rows: Rows | undefined;
}

/**
 * Judges one benchmark that both sides have, as `nel gate` 0.3.0 does with scipy installed.
 * @throws UnreadableBenchmark where `nel gate` stops with an error.
 */
export function judgeBenchmark(
  benchmark: string,
  baseline: Side,
  candidate: Side,
  thresholds: Thresholds,
): BenchmarkResult {
  refuseFatal(baseline, candidate);
  const unrewarded = findUnrewarded(baseline, candidate);
  const deltas = unrewarded.length > 0 ? undefined : readScoreDeltas(baseline.bundle, candidate.bundle);
  const metric = thresholds.metric || chooseMetric([...(deltas?.keys() ?? [])]);
  const result: BenchmarkResult = {
    ...emptyResult(benchmark, thresholds),
    metric,
    evidence: describeSides(baseline, candidate),
  };
  const fallBack = (reason: string, pairs = 0): BenchmarkResult =>
    judgeBundleScores({ ...result, pairs, reasons: [reason] }, baseline.bundle, candidate.bundle, deltas);
  const [base, cand] = [baseline.rows?.table, candidate.rows?.table];
  if (!base?.length || !cand?.length)
    return fallBack(`there are no items (results.jsonl) on ${emptySides(base?.length, cand?.length)}`);
  const unreadable = findUnreadableCategory(base, cand);
  if (unreadable !== undefined)
    throw new UnreadableBenchmark([
      {
        bundle: baseline.bundle,
        reason: `${baseline.rows!.file}:${unreadable} has metadata or scoring_details that are no mapping`,
      },
    ]);
  const [baseValues, candValues] = [problemValues(base, metric), problemValues(cand, metric)];
  if (!baseValues || !candValues) return fallBack(`the items do not tell the metric ${metric}`);
  if (unrewarded.length > 0) throw new UnreadableBenchmark(unrewarded);
  const paired = pairValues({ table: base, values: baseValues }, { table: cand, values: candValues });
  const pairs = paired.deltas.length;
  const flips = countFlips(paired, thresholds, base.mostRepeats() === 1 && cand.mostRepeats() === 1);
  result.evidence = { ...result.evidence, flips };
  if (pairs < FEWEST_PAIRS)
    return fallBack(`only ${pairs} paired items, where ${FEWEST_PAIRS} are needed`, pairs);
  return judgeItems({ ...result, pairs }, paired);
}

/** Judges paired items, ten or more. `result` holds all but the figures. */
export function judgeItems(result: BenchmarkResult, paired: PairedValues): BenchmarkResult {
  const baselineScore = roundHalfEven(mean(paired.baseline), PLACES);
  const delta = mean(paired.deltas);
  const plain = plainInterval(paired.deltas);
  const clusters = paired.clusters && countClusters(paired.clusters) > 1 ? paired.clusters : undefined;
  const measured: BenchmarkResult = {
    ...result,
    pairs: paired.deltas.length,
    baselineScore,
    candidateScore: roundHalfEven(mean(paired.candidate), PLACES),
    delta: roundHalfEven(delta, PLACES),
    interval: clusters ? clusteredInterval(paired.deltas, clusters) : plain,
    relativePercent: baselineScore === 0 ? null : roundHalfEven((100 * delta) / baselineScore, 2),
    evidence: {
      ...result.evidence,
      source: 'items',
      clusters: clusters ? countClusters(clusters) : null,
      unclustered: clusters ? plain : null,
    },
  };
  const { reason, ...judged } = applyThresholds(measured, result.thresholds, false)!;
  return { ...measured, ...judged, reasons: [...result.reasons, reason] };
}

function refuseFatal(...sides: Side[]): void {
  const reasons = sides.flatMap(({ bundle, rows }) =>
    (rows?.fatal ?? []).map(({ line, message }) => ({ bundle, reason: `${rows!.file}:${line} ${message}` })),
  );
  if (reasons.length > 0) throw new UnreadableBenchmark(reasons);
}

/** Where rewards are no numbers; of no interest where one side has no items. */
function findUnrewarded(...sides: Side[]): UnreadableBenchmark['found'] {
  if (sides.some(({ rows }) => !rows?.table.length)) return [];
  return sides.flatMap(({ bundle, rows }) => {
    const line = rows!.table.firstWithoutReward();
    return line === undefined
      ? []
      : [{ bundle, reason: `${rows!.file}:${line} has a reward that is not a number` }];
  });
}

function describeSides(baseline: Side, candidate: Side): Evidence {
  const both = <T>(read: (rows: Rows | undefined) => T): { baseline: T; candidate: T } => ({
    baseline: read(baseline.rows),
    candidate: read(candidate.rows),
  });
  return {
    source: 'none',
    items: both((rows) => (rows ? rows.table.problems.length + rows.skipped.count : 0)),
    commonItems: baseline.rows && candidate.rows ? countCommon(baseline.rows.table, candidate.rows.table) : 0,
    skippedRows: both((rows) => rows?.skipped.count ?? 0),
    rows: both((rows) => rows?.table.length ?? 0),
    failedRows: both((rows) => rows?.table.countFailed() ?? 0),
    clusters: null,
    unclustered: null,
    flips: null,
    zeroWidthBundleInterval: false,
    rowFiles: both((rows) => rows?.file ?? null),
  };
}

function emptySides(baseline: number | undefined, candidate: number | undefined): string {
  return [baseline ? [] : ['the baseline'], candidate ? [] : ['the candidate']].flat().join(' and ');
}

/** Items that got worse and better; null where a score is neither 0 nor 1, or items were asked repeatedly. */
function countFlips(
  { baseline, candidate, deltas }: PairedValues,
  { direction }: Thresholds,
  askedOnce: boolean,
): Evidence['flips'] {
  const isBinary = (values: Float64Array): boolean => values.every((value) => value === 0 || value === 1);
  if (!askedOnce || !isBinary(baseline) || !isBinary(candidate)) return null;
  const fell = deltas.filter((delta) => delta < 0).length;
  const rose = deltas.filter((delta) => delta > 0).length;
  return direction === 'higher_is_better' ? { worse: fell, better: rose } : { worse: rose, better: fell };
}
