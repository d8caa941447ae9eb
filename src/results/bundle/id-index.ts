import { mixBits } from '../text-hash.js';

/** Id of a problem or repeat: an integer, bigint where a double cannot hold it. */
export type RowId = number | bigint;

/**
 * Numbers different ids from 0, in the order in which they first came: a hash table with open addressing, 16 to 24 bytes
 * an id, where a Map takes more than twice that.
 */
export class IdIndex {
  readonly ids: RowId[] = [];
  private slots = new Int32Array(64).fill(-1);
  /** Those that no double holds; nearly always none. */
  private readonly long = new Map<bigint, number>();

  /** The number of an id; -1 where it never came. */
  find(id: RowId): number {
    return typeof id === 'bigint' ? (this.long.get(id) ?? -1) : this.slots[this.slotOf(id)]!;
  }

  /** The number of an id, which gets one where it has none yet. */
  add(id: RowId): number {
    const known = this.find(id);
    if (known !== -1) return known;
    const number = this.ids.push(id) - 1;
    if (typeof id === 'bigint') this.long.set(id, number);
    else {
      this.slots[this.slotOf(id)] = number;
      if (this.ids.length * 2 > this.slots.length) this.grow();
    }
    return number;
  }

  /** The slot that holds an id, else the free slot where it belongs. */
  private slotOf(id: number): number {
    const { slots, ids } = this;
    const mask = slots.length - 1;
    // The high bits of an id count as well: bitwise operators see the low 32 of it.
    let slot = mixBits(id ^ Math.imul(Math.floor(id / 2 ** 32), 0x9e3779b1)) & mask;
    while (slots[slot] !== -1 && ids[slots[slot]!] !== id) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (const [number, id] of this.ids.entries())
      if (typeof id === 'number') this.slots[this.slotOf(id)] = number;
  }
}
