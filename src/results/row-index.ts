import type { ItemColumns } from './item-columns.js';

/** Finds rows by item and repeat: a hash table of row numbers with open addressing, 8 to 16 bytes a row. */
export class RowIndex {
  private readonly slots: Int32Array;
  private readonly mask: number;
  /** Rows whose item and repeat an earlier row has already; they are not in the table. */
  readonly duplicates: number[] = [];
  duplicateCount = 0;

  /** @param byRepeat whether rows of one item differ by repeat; without it, only the first row of an item is in the table. */
  constructor(
    private readonly columns: ItemColumns,
    private readonly byRepeat = true,
  ) {
    let size = 16;
    while (size < columns.length * 2) size *= 2;
    this.slots = new Int32Array(size).fill(-1);
    this.mask = size - 1;
    for (let row = 0; row < columns.length; row += 1) this.insert(row);
  }

  /** The row of the same item and repeat as a row of (other) columns; -1 where there is none. */
  find(other: ItemColumns, row: number): number {
    return this.slots[this.slotOf(other, row)]!;
  }

  private insert(row: number): void {
    const slot = this.slotOf(this.columns, row);
    if (this.slots[slot] === -1) {
      this.slots[slot] = row;
      return;
    }
    this.duplicateCount += 1;
    if (this.duplicates.length < MOST_NAMED) this.duplicates.push(row);
  }

  /** The slot that holds the item and repeat, else the free slot where they belong. */
  private slotOf(other: ItemColumns, row: number): number {
    const { columns, slots, mask, byRepeat } = this;
    const [low, high, repeat] = [other.keyLow[row]!, other.keyHigh[row]!, other.repeat[row]!];
    let slot = (low ^ Math.imul(byRepeat ? repeat : 0, 0x9e3779b1)) & mask;
    for (let there = slots[slot]!; there !== -1; there = slots[slot]!) {
      if (
        columns.keyLow[there] === low &&
        columns.keyHigh[there] === high &&
        (!byRepeat || columns.repeat[there] === repeat)
      )
        return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}

const MOST_NAMED = 5;
