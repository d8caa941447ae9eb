import { ROUNDING } from '../results/check-items.js';
import { isSmallPercentage } from '../results/check-scale.js';
import type { Benchmark } from '../results/eval-results.js';
import type { LoadedItems } from '../results/load-items.js';
import type { Both } from './comparison.js';

/** Items of both sides, and what their scores are worth. */
export interface ItemUnits {
  items: Both<LoadedItems>;
  /** A row's score times this is what a policy's drops are given in: 0–1, or score units without such a scale. */
  toPolicy: number;
  /** The same on the scale 0–1, or in shares of the baseline; undefined where that is 0. */
  toShare: number | undefined;
}

/**
 * Asks whether the items are those of the scores: their mean must be the score, on both sides, either as a share or in
 * score units. Otherwise the score is no mean of items (a corpus metric, an average over tasks) or of other ones.
 * @returns reasons, one line each, where items cannot stand for the scores.
 */
export function checkItems(
  benchmark: Both<Benchmark>,
  loaded: Both<LoadedItems | undefined>,
): ItemUnits | { reasons: string[] } {
  const reasons = (['baseline', 'candidate'] as const).flatMap((side) => {
    if (loaded[side] && loaded[side].columns.length > 0) return [];
    return [`${side}: ${whyNone(benchmark[side], loaded[side])}`];
  });
  if (reasons.length > 0) return { reasons: joinEqual(reasons) };
  const items = { baseline: loaded.baseline!, candidate: loaded.candidate! };
  const units = (['baseline', 'candidate'] as const).map((side) => unitsOfRows(benchmark[side], items[side]));
  const odd = (['baseline', 'candidate'] as const).filter((_, index) => units[index]!.length === 0);
  if (odd.length > 0)
    return {
      reasons: odd.map(
        (side) =>
          `${side}: the score is ${benchmark[side].value}, the mean of its items ${items[side].mean.toPrecision(6)}: it is no mean of these`,
      ),
    };
  const unit = units[0]!.find((one) => units[1]!.includes(one));
  if (unit === undefined) return { reasons: ['the items of the two sides are in different units'] };
  const { candidate, baseline } = benchmark;
  const perScore = shareOf(candidate, baseline);
  const bounded = candidate.scale === 'fraction' || candidate.scale === 'percent';
  // Rows in shares of a percentage count as they are.
  const toShare = unit === 'share' ? 1 : perScore;
  return { items, toPolicy: bounded ? toShare! : 1, toShare };
}

function whyNone({ noItems }: Benchmark, loaded: LoadedItems | undefined): string {
  if (!loaded) return noItems ?? 'there are no items';
  return loaded.asTexts > 0
    ? `${loaded.source.key} is a text, such as "True", in ${loaded.asTexts} of its rows, and is not taken for a number`
    : 'no item is scored';
}

/**
 * Why a percentage may be a share, 0.9 for 90 %: it is small, on either side, and no items tell. Undefined where it may not.
 */
export function whyScaleUnclear(
  benchmark: Both<Benchmark>,
  loaded: Both<LoadedItems | undefined>,
): string | undefined {
  const unclear = (['baseline', 'candidate'] as const).filter((side) => {
    const { scale, value } = benchmark[side];
    const items = loaded[side];
    const tells = items !== undefined && items.columns.length > 0;
    return isSmallPercentage({ scale, value }) && !(tells && unitsOfRows(benchmark[side], items).length > 0);
  });
  if (unclear.length === 0) return undefined;
  const values = unclear.map((side) => `${benchmark[side].value} in the ${side}`).join(', ');
  return `${values}, of a metric that is declared 0–100: no items tell whether that is percent or a share`;
}

/** What the rows may be in; of scores that are all 0 either. */
function unitsOfRows({ value, fraction, scale }: Benchmark, { mean }: LoadedItems): ('share' | 'score')[] {
  // A bundle may state no score of a metric that its rows tell.
  if (!Number.isFinite(value)) return ['score'];
  const units: ('share' | 'score')[] = [];
  if (scale === 'percent' && Math.abs(mean - fraction!) <= ROUNDING) units.push('share');
  const tolerance = ROUNDING * (scale === 'fraction' ? 1 : Math.max(1, Math.abs(value)));
  if (Math.abs(mean - value) <= tolerance) units.push('score');
  return units;
}

/** What a score unit is on the scale 0–1; without bounds, in shares of the baseline. Undefined where that is 0. */
export function shareOf({ scale }: Benchmark, baseline: Benchmark): number | undefined {
  if (scale === 'fraction') return 1;
  if (scale === 'percent') return 1 / 100;
  return baseline.value === 0 ? undefined : 1 / Math.abs(baseline.value);
}

/** Says once what holds for both sides. */
function joinEqual(reasons: string[]): string[] {
  const [baseline, candidate] = reasons.map((reason) => reason.replace(/^\w+: /, ''));
  return baseline === candidate && baseline !== undefined ? [baseline] : reasons;
}
