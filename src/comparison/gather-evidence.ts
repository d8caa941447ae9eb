import { faultsOfItems } from '../results/check-items.js';
import { type Benchmark, type Count, countOf, type EvalResults, kindOf } from '../results/eval-results.js';
import type { LoadedItems } from '../results/load-items.js';
import type { MetricKind } from '../results/metric-facts.js';
import type { ItemLoader } from '../results/open-items.js';
import { type Comparability, compareSettings } from './comparability.js';
import { type Both, unitsOf } from './comparison.js';
import { type Fault, faultsOf } from './fault.js';
import { type Doubts, findDoubts } from './find-doubts.js';
import { countFlips, type FlipCounts, type FlipText, pickFlips, readFlips } from './flips.js';
import type { PairedValues } from './gate/item-values.js';
import { checkItems, type ItemUnits, shareOf } from './item-units.js';
import { type PairedItems, pairItems } from './pair-items.js';
import type { Evidence } from './statistics/evidence.js';
import { type Moments, RunningMoments } from './statistics/moments.js';

/** Flips of a benchmark that are read again and kept in full. */
const MOST_FLIPS = 1_000;

/** What two evaluations say of one benchmark, before anything judges it. */
export interface Gathered {
  comparability: Comparability;
  /** Why it proves nothing; empty where it does. */
  invalid: Fault[];
  kind: MetricKind;
  counts: Both<Count | undefined>;
  /** For the default rule: on the scale 0–1, or relative to the baseline where the metric has no bounds. */
  evidence: Evidence;
  /** Items, where both sides have them and they are those of the scores. */
  pairs?: PairSummary;
  /** Items that are the same on both sides, where there are some and they cannot stand for the scores. */
  sameItems?: number;
  /** What stands against a PASS, by the name of the safeguard that says it. */
  doubts: Doubts;
  /** Why items were not compared. */
  withoutItems: string[];
  /** A share of the scale in the units of a policy's drops: 1, and |baseline| where the metric has no bounds. */
  perShare: number;
}

/** The pairs of a benchmark without its rows. */
export interface PairSummary extends Pick<PairedItems, 'items' | 'rows' | 'unpaired' | 'repeats'> {
  sides: Both<number>;
  /** Items on the scale 0–1 (score units where the metric has none), for a policy. */
  values?: PairedValues;
  /** Where each is right or wrong and was asked once, by direction. */
  flipsOfOnes: { worse: number; better: number } | null;
  changed: number;
  flips: FlipCounts;
  /** Those that changed most, with their texts. */
  flipTexts: FlipText[];
}

/**
 * Compares settings and items of a benchmark that both sides have. Items are read here, and let go of.
 * @param forPolicy keeps the items' values, 24 bytes each.
 */
export async function gatherEvidence(
  results: Both<EvalResults>,
  benchmark: Both<Benchmark>,
  loaders: Both<ItemLoader>,
  forPolicy: boolean,
): Promise<Gathered> {
  const comparability = compareSettings(
    { results: results.baseline, benchmark: benchmark.baseline },
    { results: results.candidate, benchmark: benchmark.candidate },
  );
  const loaded = {
    baseline: await loaders.baseline.load(benchmark.baseline),
    candidate: await loaders.candidate.load(benchmark.candidate),
  };
  const invalid = whyInvalid(benchmark, loaded);
  const found = [loaded.baseline, loaded.candidate].filter((items) => items !== undefined);
  const gathered: Gathered = {
    comparability,
    invalid,
    kind: kindOf(benchmark.candidate, ...found),
    counts: {
      baseline: countOf(benchmark.baseline, loaded.baseline),
      candidate: countOf(benchmark.candidate, loaded.candidate),
    },
    evidence: { kind: 'none', reason: 'it is invalid' },
    doubts: findDoubts(benchmark, loaded),
    withoutItems: [],
    perShare: unitsOf(benchmark.candidate.scale) === undefined ? Math.abs(benchmark.baseline.value) : 1,
  };
  if (invalid.length > 0) return gathered;
  const unscaled = gathered.doubts['unknown-scale'];
  // The default rule has limits in points, which nothing can be held against. A policy's BREACH stays.
  if (unscaled !== undefined && !forPolicy)
    return { ...gathered, doubts: {}, ...countSame(loaded), evidence: { kind: 'none', reason: unscaled } };
  const checked = checkItems(benchmark, loaded);
  if ('reasons' in checked)
    return {
      ...gathered,
      withoutItems: checked.reasons,
      ...countSame(loaded),
      evidence: compareMeans(benchmark, gathered.counts, checked.reasons),
    };
  return { ...gathered, ...comparePairs(benchmark, checked, gathered.kind, forPolicy) };
}

function comparePairs(
  { baseline, candidate }: Both<Benchmark>,
  { items, toPolicy, toShare }: ItemUnits,
  kind: MetricKind,
  forPolicy: boolean,
): Pick<Gathered, 'evidence' | 'pairs'> {
  const lowerIsBetter = candidate.direction === 'lower_is_better';
  const sign = lowerIsBetter ? -1 : 1;
  const most = forPolicy ? Math.min(items.baseline.columns.length, items.candidate.columns.length) : 0;
  const [before, after] = [new Float64Array(most), new Float64Array(most)];
  let pairs = 0;
  const differences = new RunningMoments();
  const paired = pairItems(items.baseline, items.candidate, (old, now) => {
    if (forPolicy) {
      before[pairs] = old * toPolicy;
      after[pairs] = now * toPolicy;
      pairs += 1;
    }
    if (toShare !== undefined) differences.add(sign * (old - now) * toShare);
  });
  const flips = countFlips(paired, lowerIsBetter);
  const { table } = paired;
  const ones = table && kind === 'binary' ? flipsOfOnes(table, lowerIsBetter) : null;
  const picked = pickFlips(paired, items, MOST_FLIPS, lowerIsBetter);
  const sources = { baseline: items.baseline.source, candidate: items.candidate.source };
  const sides = { baseline: paired.baselineItems, candidate: paired.candidateItems };
  const largerSide = Math.max(sides.baseline, sides.candidate);
  return {
    pairs: {
      items: paired.items,
      rows: paired.rows,
      unpaired: paired.unpaired,
      repeats: paired.repeats,
      sides,
      ...(forPolicy ? { values: toValues(before.subarray(0, pairs), after.subarray(0, pairs)) } : {}),
      flipsOfOnes: ones,
      changed: paired.changed.length,
      flips,
      flipTexts: readFlips(picked, sources),
    },
    evidence: toEvidence(candidate, {
      ones,
      differences,
      pairs: paired.items,
      largerSide,
      toShare,
      baseline,
    }),
  };
}

function toEvidence(
  candidate: Benchmark,
  found: {
    ones: PairSummary['flipsOfOnes'];
    differences: Moments;
    pairs: number;
    largerSide: number;
    toShare: number | undefined;
    baseline: Benchmark;
  },
): Evidence {
  const { ones, differences, pairs, largerSide, toShare } = found;
  const unclear = whyUnclear(candidate, found.baseline);
  if (unclear !== undefined) return { kind: 'none', reason: unclear };
  if (toShare === undefined)
    return { kind: 'none', reason: 'the baseline is 0, to which nothing is relative' };
  return ones
    ? { kind: 'binary-pairs', ...ones, pairs, largerSide }
    : { kind: 'score-pairs', differences, largerSide };
}

/** By the scores and their standard errors, where there are no items. */
function compareMeans(
  { baseline, candidate }: Both<Benchmark>,
  counts: Both<Count | undefined>,
  reasons: readonly string[],
): Evidence {
  const unclear = whyUnclear(candidate, baseline);
  if (unclear !== undefined) return { kind: 'none', reason: unclear };
  const scale = shareOf(candidate, baseline);
  if (scale === undefined) return { kind: 'none', reason: 'the baseline is 0, to which nothing is relative' };
  if (baseline.stderr === undefined || candidate.stderr === undefined) {
    const without = baseline.stderr === undefined ? 'the baseline' : 'the candidate';
    return { kind: 'none', reason: `${without} gives no standard error, and ${reasons.join('; ')}` };
  }
  const sign = candidate.direction === 'lower_is_better' ? -1 : 1;
  return {
    kind: 'two-means',
    damage: sign * (baseline.value - candidate.value) * scale,
    baseline: { standardError: baseline.stderr * scale, n: counts.baseline?.count ?? null },
    candidate: { standardError: candidate.stderr * scale, n: counts.candidate?.count ?? null },
  };
}

function whyUnclear({ scale, direction, metric }: Benchmark, baseline: Benchmark): string | undefined {
  if (scale === 'unknown') return `the scale of ${metric} is not declared by its harness`;
  if (direction === 'unknown') return `whether more of ${metric} is better is not declared by its harness`;
  if (scale !== baseline.scale || direction !== baseline.direction)
    return `scale or direction of ${metric} is another one in the baseline`;
  return undefined;
}

/** `nel gate` pairs rows by id whatever the score says: whether they are the same items is asked all the same. */
function countSame({ baseline, candidate }: Both<LoadedItems | undefined>): Pick<Gathered, 'sameItems'> {
  return baseline && candidate ? { sameItems: pairItems(baseline, candidate).items } : {};
}

function whyInvalid(benchmark: Both<Benchmark>, loaded: Both<LoadedItems | undefined>): Fault[] {
  return (['candidate', 'baseline'] as const).flatMap((side) =>
    faultsOf(side, [...benchmark[side].invalid, ...faultsOfItems(benchmark[side], loaded[side])]),
  );
}

function flipsOfOnes(
  { lost, gained }: NonNullable<PairedItems['table']>,
  lowerIsBetter: boolean,
): { worse: number; better: number } {
  return lowerIsBetter ? { worse: gained, better: lost } : { worse: lost, better: gained };
}

function toValues(baseline: Float64Array, candidate: Float64Array): PairedValues {
  return {
    baseline,
    candidate,
    deltas: candidate.map((value, index) => value - baseline[index]!),
    clusters: undefined,
  };
}
