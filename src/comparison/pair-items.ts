import type { ItemColumns } from '../results/item-columns.js';
import type { LoadedItems } from '../results/load-items.js';
import { RowIndex } from '../results/row-index.js';

/** Rows of both sides that are of one item and repeat, and what the item's mean over repeats changed by. */
export interface Changed {
  length: number;
  baselineRow: Uint32Array;
  candidateRow: Uint32Array;
  /** Candidate − baseline, after averaging repeats. */
  difference: Float64Array;
}

/** Rows that found no partner. */
export interface Unpaired {
  /** Rows of the baseline whose item and repeat the candidate has no score for, and the reverse. */
  baselineOnly: number;
  candidateOnly: number;
  /** Rows of the same item and repeat whose prompt or target differs. */
  contentChanged: number;
}

/** What two runs of one benchmark say of the same items. Differences are candidate − baseline, in the units of the rows. */
export interface PairedItems {
  /** Items that are on both sides. */
  items: number;
  /** Rows, one a repeat, that are on both sides. */
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

/** Called for each paired item, in order of the baseline's rows: means over the repeats that both sides have. */
export type OnPair = (baseline: number, candidate: number, baselineRow: number) => void;

/**
 * Pairs two runs by item and repeat (task and filter are those of the columns), checked by the hash of prompt and
 * target where both sides have one. Time and memory are linear in the rows.
 */
export function pairItems(baseline: LoadedItems, candidate: LoadedItems, onPair?: OnPair): PairedItems {
  const joined = join(baseline, candidate);
  const repeats = Math.max(baseline.repeats, candidate.repeats);
  const items = averageRepeats(baseline.columns, candidate.columns, joined, repeats > 1);
  const zeroOne = repeats <= 1 && baseline.zeroOne && candidate.zeroOne;
  const moments = new Moments();
  const table = { both: 0, lost: 0, gained: 0, neither: 0 };
  let changed = 0;
  for (let item = 0; item < items.length; item += 1) {
    const [before, after] = [items.baseline[item]!, items.candidate[item]!];
    moments.add(before, after);
    onPair?.(before, after, items.firstRow[item]!);
    if (before !== after) changed += 1;
    if (zeroOne)
      table[before === 1 ? (after === 1 ? 'both' : 'lost') : after === 1 ? 'gained' : 'neither'] += 1;
  }
  return {
    items: items.length,
    rows: joined.length,
    baselineItems: countItems(baseline),
    candidateItems: countItems(candidate),
    unpaired: joined.unpaired,
    contentChecked: joined.contentChecked,
    repeats,
    zeroOne,
    ...(zeroOne ? { table } : {}),
    ...moments.result(),
    changed: collectChanged(baseline.columns, candidate.columns, joined, items, changed),
  };
}

interface Joined {
  length: number;
  /** Row numbers of both sides, pair by pair, in order of the baseline. */
  baseline: Uint32Array;
  candidate: Uint32Array;
  unpaired: Unpaired;
  contentChecked: number;
}

function join(baseline: LoadedItems, candidate: LoadedItems): Joined {
  const [a, b] = [baseline.columns, candidate.columns];
  const most = Math.min(a.length, b.length);
  const joined: Joined = {
    length: 0,
    baseline: new Uint32Array(most),
    candidate: new Uint32Array(most),
    unpaired: { baselineOnly: 0, candidateOnly: 0, contentChanged: 0 },
    contentChecked: 0,
  };
  const found = new Uint8Array(b.length);
  for (let row = 0; row < a.length; row += 1) {
    // Of an item that is there twice, the first row counts; the benchmark is invalid anyway.
    if (baseline.index.find(a, row) !== row) continue;
    const other = candidate.index.find(a, row);
    if (other < 0) joined.unpaired.baselineOnly += 1;
    else {
      found[other] = 1;
      if (takeContent(a, row, b, other, joined)) {
        joined.baseline[joined.length] = row;
        joined.candidate[joined.length] = other;
        joined.length += 1;
      }
    }
  }
  for (let row = 0; row < b.length; row += 1)
    if (found[row] === 0 && candidate.index.find(b, row) === row) joined.unpaired.candidateOnly += 1;
  return joined;
}

/** Whether two rows are of the same prompt and target, as far as both say. */
function takeContent(a: ItemColumns, row: number, b: ItemColumns, other: number, joined: Joined): boolean {
  if (!a.hasContent(row) || !b.hasContent(other)) return true;
  joined.contentChecked += 1;
  if (a.contentLow[row] === b.contentLow[other] && a.contentHigh[row] === b.contentHigh[other]) return true;
  joined.unpaired.contentChanged += 1;
  return false;
}

interface Averages {
  length: number;
  baseline: Float64Array;
  candidate: Float64Array;
  /** The baseline's row of the item's first pair. */
  firstRow: Uint32Array;
  /** The item of each pair. */
  itemOf: Uint32Array;
}

function averageRepeats(a: ItemColumns, b: ItemColumns, joined: Joined, repeated: boolean): Averages {
  const { length } = joined;
  const itemOf = new Uint32Array(length);
  const firstRow = new Uint32Array(length);
  const count = new Uint32Array(length);
  const sums = { baseline: new Float64Array(length), candidate: new Float64Array(length) };
  const items = repeated ? itemNumbers(a, joined, itemOf) : numberByPair(itemOf);
  for (let pair = 0; pair < length; pair += 1) {
    const item = itemOf[pair]!;
    if (count[item] === 0) firstRow[item] = joined.baseline[pair]!;
    count[item]! += 1;
    sums.baseline[item]! += a.score[joined.baseline[pair]!]!;
    sums.candidate[item]! += b.score[joined.candidate[pair]!]!;
  }
  for (let item = 0; item < items; item += 1) {
    sums.baseline[item]! /= count[item]!;
    sums.candidate[item]! /= count[item]!;
  }
  return { length: items, ...sums, firstRow, itemOf };
}

function numberByPair(itemOf: Uint32Array): number {
  for (let pair = 0; pair < itemOf.length; pair += 1) itemOf[pair] = pair;
  return itemOf.length;
}

/** Numbers the items of the pairs from 0, those of several repeats once. */
function itemNumbers(a: ItemColumns, joined: Joined, itemOf: Uint32Array): number {
  const index = new RowIndex(a, false);
  const numbers = new Int32Array(a.length).fill(-1);
  let items = 0;
  for (let pair = 0; pair < joined.length; pair += 1) {
    const first = index.find(a, joined.baseline[pair]!);
    if (numbers[first] === -1) {
      numbers[first] = items;
      items += 1;
    }
    itemOf[pair] = numbers[first]!;
  }
  return items;
}

function countItems(side: LoadedItems): number {
  const rows = side.columns.length;
  if (side.repeats <= 1) return rows - side.index.duplicateCount;
  return rows - new RowIndex(side.columns, false).duplicateCount;
}

/** For each item that changed, the rows of the first repeat that changed the same way. */
function collectChanged(
  a: ItemColumns,
  b: ItemColumns,
  joined: Joined,
  items: Averages,
  most: number,
): Changed {
  const changed: Changed = {
    length: 0,
    baselineRow: new Uint32Array(most),
    candidateRow: new Uint32Array(most),
    difference: new Float64Array(most),
  };
  const taken = new Uint8Array(items.length);
  for (let pair = 0; pair < joined.length; pair += 1) {
    const item = items.itemOf[pair]!;
    const difference = items.candidate[item]! - items.baseline[item]!;
    if (difference === 0 || taken[item] === 1) continue;
    const [row, other] = [joined.baseline[pair]!, joined.candidate[pair]!];
    if (Math.sign(b.score[other]! - a.score[row]!) !== Math.sign(difference)) continue;
    taken[item] = 1;
    changed.baselineRow[changed.length] = row;
    changed.candidateRow[changed.length] = other;
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
