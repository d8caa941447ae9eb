import type { ItemColumns } from '../results/item-columns.js';
import { countDifferent, type LoadedItems } from '../results/load-items.js';
import { averageRepeats, NO_ITEM, type PairedMeans, takeSingleRows } from './average-repeats.js';
import { type Joined, joinRows, type Unpaired } from './join-rows.js';

/** Rows of both sides that are of one item and repeat, and what the item's mean over repeats changed by. */
export interface Changed {
  length: number;
  baselineRow: Uint32Array;
  candidateRow: Uint32Array;
  /** Candidate − baseline, after averaging repeats. */
  difference: Float64Array;
}

/** What two runs of one benchmark say of the same items. Differences are candidate − baseline, in the units of the rows. */
export interface PairedItems {
  /** Items that are on both sides. */
  items: number;
  /** Rows, one a repeat, that are on both sides, of these items. */
  rows: number;
  /** Items of each side that have a score, paired or not. */
  baselineItems: number;
  candidateItems: number;
  unpaired: Unpaired;
  /** Rows whose content could be compared. */
  contentChecked: number;
  /** Repeats of an item, the largest number on either side. */
  repeats: number;
  /** Every score on both sides is 0 or 1, and every item has one repeat. Whether that is the metric's nature is declared elsewhere. */
  zeroOne: boolean;
  /** For 0/1 scores of one repeat: 1 → 1, 1 → 0, 0 → 1, 0 → 0. */
  table?: { both: number; lost: number; gained: number; neither: number };
  /** Over items, repeats averaged. */
  baselineMean: number;
  candidateMean: number;
  meanDifference: number;
  /** Sample variance of the differences (n − 1); NaN below two items. */
  varianceOfDifference: number;
  changed: Changed;
}

/** Called for each paired item, in order of the baseline's rows: each side's mean over its own repeats. */
export type OnPair = (baseline: number, candidate: number) => void;

/**
 * Pairs two runs by item (task and filter are those of the columns), each side's repeats averaged. Rows of one item and
 * repeat are checked by the hash of prompt and target, and show what changed. Time and memory are linear in the rows.
 */
export function pairItems(baseline: LoadedItems, candidate: LoadedItems, onPair?: OnPair): PairedItems {
  const joined = joinRows(baseline, candidate);
  const repeats = Math.max(baseline.repeats, candidate.repeats);
  const items =
    repeats > 1
      ? averageRepeats(baseline, candidate, joined)
      : takeSingleRows(baseline.columns, candidate.columns, joined);
  const zeroOne = repeats <= 1 && baseline.zeroOne && candidate.zeroOne;
  const moments = new Moments();
  const table = { both: 0, lost: 0, gained: 0, neither: 0 };
  let changed = 0;
  for (let item = 0; item < items.length; item += 1) {
    const [before, after] = [items.baseline[item]!, items.candidate[item]!];
    moments.add(before, after);
    onPair?.(before, after);
    if (before !== after) changed += 1;
    if (zeroOne)
      table[before === 1 ? (after === 1 ? 'both' : 'lost') : after === 1 ? 'gained' : 'neither'] += 1;
  }
  return {
    items: items.length,
    rows: items.itemOf.reduce((count, item) => (item === NO_ITEM ? count : count + 1), 0),
    baselineItems: countDifferent(baseline),
    candidateItems: countDifferent(candidate),
    unpaired: joined.unpaired,
    contentChecked: joined.contentChecked,
    repeats,
    zeroOne,
    ...(zeroOne ? { table } : {}),
    ...moments.result(),
    changed: collectChanged(baseline.columns, candidate.columns, joined, items, changed),
  };
}

/** For each item that changed, the rows of the first repeat that changed the same way; without one, those that differ most. */
function collectChanged(
  a: ItemColumns,
  b: ItemColumns,
  joined: Joined,
  items: PairedMeans,
  most: number,
): Changed {
  const differenceOf = (item: number): number => items.candidate[item]! - items.baseline[item]!;
  const shown = new Int32Array(items.length).fill(-1);
  for (let pair = joined.length - 1; pair >= 0; pair -= 1) {
    const item = items.itemOf[pair]!;
    if (item === NO_ITEM) continue;
    const step = b.score[joined.candidate[pair]!]! - a.score[joined.baseline[pair]!]!;
    if (step !== 0 && Math.sign(step) === Math.sign(differenceOf(item))) shown[item] = pair;
  }
  const changed: Changed = {
    length: 0,
    baselineRow: new Uint32Array(most),
    candidateRow: new Uint32Array(most),
    difference: new Float64Array(most),
  };
  for (let item = 0; item < items.length; item += 1) {
    const difference = differenceOf(item);
    if (difference === 0 || Number.isNaN(difference)) continue;
    const pair = shown[item]!;
    const [from, to] = difference < 0 ? [items.highest, items.lowest] : [items.lowest, items.highest];
    changed.baselineRow[changed.length] = pair < 0 ? from.baseline[item]! : joined.baseline[pair]!;
    changed.candidateRow[changed.length] = pair < 0 ? to.candidate[item]! : joined.candidate[pair]!;
    changed.difference[changed.length] = difference;
    changed.length += 1;
  }
  return changed;
}

/** Running means and variance (Welford 1962), stable where a difference of sums of squares is not. */
class Moments {
  private count = 0;
  private baseline = 0;
  private candidate = 0;
  private difference = 0;
  private squares = 0;

  add(before: number, after: number): void {
    this.count += 1;
    this.baseline += (before - this.baseline) / this.count;
    this.candidate += (after - this.candidate) / this.count;
    const step = after - before - this.difference;
    this.difference += step / this.count;
    this.squares += step * (after - before - this.difference);
  }

  result(): Pick<PairedItems, 'baselineMean' | 'candidateMean' | 'meanDifference' | 'varianceOfDifference'> {
    const none = this.count === 0;
    return {
      baselineMean: none ? Number.NaN : this.baseline,
      candidateMean: none ? Number.NaN : this.candidate,
      meanDifference: none ? Number.NaN : this.difference,
      varianceOfDifference: this.count < 2 ? Number.NaN : this.squares / (this.count - 1),
    };
  }
}
