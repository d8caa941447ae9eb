import { differInContent, type ItemColumns } from '../results/item-columns.js';
import type { LoadedItems } from '../results/load-items.js';

/** Rows that found no partner. */
export interface Unpaired {
  /** Rows of the baseline whose item and repeat the candidate has no score for, and the reverse. */
  baselineOnly: number;
  candidateOnly: number;
  /** Rows of the same item and repeat whose prompt or target differs. */
  contentChanged: number;
}

/** Rows of both sides that are of one item and repeat. */
export interface Joined {
  length: number;
  /** Row numbers of both sides, pair by pair, in order of the baseline. */
  baseline: Uint32Array;
  candidate: Uint32Array;
  unpaired: Unpaired;
  contentChecked: number;
  /** Rows of the baseline whose content is another one in the candidate. */
  changedRows: number[];
}

/**
 * Joins the rows of two runs by item and repeat, checked by the hashes of prompt and target that both have. Time and
 * memory are linear in the rows.
 */
export function joinRows(baseline: LoadedItems, candidate: LoadedItems): Joined {
  const [a, b] = [baseline.columns, candidate.columns];
  const most = Math.min(a.length, b.length);
  const joined: Joined = {
    length: 0,
    baseline: new Uint32Array(most),
    candidate: new Uint32Array(most),
    unpaired: { baselineOnly: 0, candidateOnly: 0, contentChanged: 0 },
    contentChecked: 0,
    changedRows: [],
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
  const differs = differInContent(a, row, b, other);
  if (differs === undefined) return true;
  joined.contentChecked += 1;
  if (!differs) return true;
  joined.unpaired.contentChanged += 1;
  joined.changedRows.push(row);
  return false;
}
