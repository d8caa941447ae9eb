import type { LoadedItems } from './load-items.js';
import { RowIndex } from './row-index.js';

/** The mean over items of the mean over each item's repeats, in the units of the rows; NaN where there are no items. */
export function meanOverItems({ columns, repeats, mean }: LoadedItems): number {
  if (repeats <= 1) return mean;
  const byItem = new RowIndex(columns, false);
  const sums = new Float64Array(columns.length);
  const counts = new Uint32Array(columns.length);
  for (let row = 0; row < columns.length; row += 1) {
    const item = byItem.find(columns, row);
    sums[item]! += columns.score[row]!;
    counts[item]! += 1;
  }
  let total = 0;
  let items = 0;
  for (let row = 0; row < columns.length; row += 1) {
    if (counts[row] === 0) continue;
    total += sums[row]! / counts[row]!;
    items += 1;
  }
  return total / items;
}
