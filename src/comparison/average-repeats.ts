import { differInContent, type ItemColumns } from '../results/item-columns.js';
import type { LoadedItems } from '../results/load-items.js';
import { RowIndex } from '../results/row-index.js';
import type { Joined } from './join-rows.js';

/** Items that both sides have, each side's repeats averaged. Arrays are parallel. */
export interface PairedMeans {
  length: number;
  baseline: Float64Array;
  candidate: Float64Array;
  /** Rows that show the item on either side, where no pair of rows of one repeat shows how it changed. */
  lowest: Rows;
  highest: Rows;
  /** The item of each pair of joined rows, by which it may be shown; NO_ITEM where the item is left out. */
  itemOf: Uint32Array;
}

interface Rows {
  baseline: Uint32Array;
  candidate: Uint32Array;
}

export const NO_ITEM = 0xffffffff;
const ROUNDING = 1e-12;

/** Where every item was asked once, its pair of rows is the item. */
export function takeSingleRows(a: ItemColumns, b: ItemColumns, joined: Joined): PairedMeans {
  const { length } = joined;
  const rows = { baseline: joined.baseline, candidate: joined.candidate };
  const [baseline, candidate] = [new Float64Array(length), new Float64Array(length)];
  const itemOf = new Uint32Array(length);
  for (let pair = 0; pair < length; pair += 1) {
    baseline[pair] = a.score[rows.baseline[pair]!]!;
    candidate[pair] = b.score[rows.candidate[pair]!]!;
    itemOf[pair] = pair;
  }
  return { length, baseline, candidate, lowest: rows, highest: rows, itemOf };
}

/**
 * Averages each side over its own repeats of an item, as `nel gate` does, and pairs the means by item: the sides need not
 * have been asked equally often. An item of which any repeat has another content is left out.
 */
export function averageRepeats(a: LoadedItems, b: LoadedItems, joined: Joined): PairedMeans {
  const [before, after] = [averageSide(a), averageSide(b)];
  const most = Math.min(before.length, after.length);
  const means: PairedMeans = {
    length: 0,
    baseline: new Float64Array(most),
    candidate: new Float64Array(most),
    lowest: { baseline: new Uint32Array(most), candidate: new Uint32Array(most) },
    highest: { baseline: new Uint32Array(most), candidate: new Uint32Array(most) },
    itemOf: new Uint32Array(joined.length),
  };
  const changed = new Set(joined.changedRows.map((row) => before.itemOf[row]!));
  const met = new Uint8Array(before.length);
  for (let pair = 0; pair < joined.length; pair += 1) met[before.itemOf[joined.baseline[pair]!]!] = 1;
  const placed = new Uint32Array(before.length).fill(NO_ITEM);
  for (let item = 0; item < before.length; item += 1) {
    const row = before.lowest[item]!;
    const first = after.index.find(a.columns, row);
    if (first < 0 || changed.has(item)) continue;
    // Of an item that has no repeat on both sides, any two rows are compared.
    if (met[item] === 0 && differInContent(a.columns, row, b.columns, first)) continue;
    const other = after.itemOf[first]!;
    const at = means.length;
    const mean = before.mean[item]!;
    means.baseline[at] = mean;
    means.candidate[at] = isRoundedApart(mean, after.mean[other]!) ? mean : after.mean[other]!;
    means.lowest.baseline[at] = row;
    means.lowest.candidate[at] = after.lowest[other]!;
    means.highest.baseline[at] = before.highest[item]!;
    means.highest.candidate[at] = after.highest[other]!;
    placed[item] = at;
    means.length = at + 1;
  }
  for (let pair = 0; pair < joined.length; pair += 1)
    means.itemOf[pair] = placed[before.itemOf[joined.baseline[pair]!]!]!;
  return means;
}

/** Equal scores in another order, or in other numbers, add up to means that differ in their last digits. */
function isRoundedApart(one: number, other: number): boolean {
  return Math.abs(one - other) <= ROUNDING * Math.max(Math.abs(one), Math.abs(other));
}

interface SideMeans {
  /** By item alone: finds the first row of one. */
  index: RowIndex;
  /** Items, in order of their first rows. */
  length: number;
  /** The item of each row. */
  itemOf: Uint32Array;
  mean: Float64Array;
  /** Rows with the lowest and the highest score of an item, the first of equal ones. */
  lowest: Uint32Array;
  highest: Uint32Array;
}

function averageSide({ columns, index: byRepeat }: LoadedItems): SideMeans {
  const index = new RowIndex(columns, false);
  const length = columns.length - index.duplicateCount;
  const itemOf = new Uint32Array(columns.length);
  const [mean, count] = [new Float64Array(length), new Uint32Array(length)];
  const [lowest, highest] = [new Uint32Array(length), new Uint32Array(length)];
  let items = 0;
  for (let row = 0; row < columns.length; row += 1) {
    const first = index.find(columns, row);
    const item = first === row ? items : itemOf[first]!;
    itemOf[row] = item;
    if (first === row) {
      items += 1;
      lowest[item] = row;
      highest[item] = row;
    }
    // Of an item and repeat that is there twice, the first row counts; the benchmark is invalid anyway.
    if (byRepeat.find(columns, row) !== row) continue;
    const score = columns.score[row]!;
    mean[item]! += score;
    count[item]! += 1;
    if (score < columns.score[lowest[item]!]!) lowest[item] = row;
    if (score > columns.score[highest[item]!]!) highest[item] = row;
  }
  for (let item = 0; item < length; item += 1) mean[item]! /= count[item]!;
  return { index, length, itemOf, mean, lowest, highest };
}
