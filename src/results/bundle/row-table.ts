import { mixBits } from '../text-hash.js';
import { IdIndex, type RowId } from './id-index.js';

/** Category of a row that has none. */
export const NO_CATEGORY = -1;
/** Category of a row whose metadata or scoring details are no mapping, on which `nel gate` stops. */
export const UNREADABLE_CATEGORY = -2;

/** One row of results.jsonl, as much of it as a gate needs. */
export interface Row {
  problem: RowId;
  repeat: RowId;
  /** Undefined where it is no number. */
  reward: number | undefined;
  /** Label, or one of the two codes above. */
  category: string | typeof NO_CATEGORY | typeof UNREADABLE_CATEGORY;
  /** The model gave no answer, and the reward of 0 is not a grade. */
  failed: boolean;
  line: number;
}

/**
 * Rows by (problem, repeat) in columns: some 60 bytes a row and no object for any, so that a million fit easily.
 * A key that comes again replaces the row and keeps its place, as in a Python dict.
 */
export class RowTable {
  /** Problems, numbered in the order in which they first came. */
  readonly index = new IdIndex();
  /** Category labels; `category` holds indices into them. */
  readonly labels: string[] = [];
  length = 0;
  /** Number of the problem, by row. */
  problem = new Int32Array(64);
  /** NaN where the file says NaN, and where it has no number at all: see `firstWithoutReward`. */
  reward = new Float64Array(64);
  category = new Int32Array(64);
  line = new Uint32Array(64);
  /** Bit 1: failed; bit 2: no reward. */
  private flags = new Uint8Array(64);
  private readonly repeats = new IdIndex();
  /** Number of the repeat, by row. */
  private repeat = new Int32Array(64);
  /** A hash table of row numbers with open addressing. */
  private slots = new Int32Array(128).fill(-1);
  private readonly labelIndex = new Map<string, number>();

  set(row: Row): void {
    const at = this.rowOf(this.index.add(row.problem), this.repeats.add(row.repeat));
    this.reward[at] = row.reward ?? Number.NaN;
    this.category[at] = typeof row.category === 'number' ? row.category : this.label(row.category);
    this.line[at] = row.line;
    this.flags[at] = (row.failed ? 1 : 0) | (row.reward === undefined ? 2 : 0);
  }

  /** Problem ids by number. */
  get problems(): readonly RowId[] {
    return this.index.ids;
  }

  /** Rows whose request failed. */
  countFailed(): number {
    let failed = 0;
    for (let row = 0; row < this.length; row += 1) failed += this.flags[row]! & 1;
    return failed;
  }

  /** The line of the first row whose reward is no number; undefined where all have one. */
  firstWithoutReward(): number | undefined {
    const row = this.flags.subarray(0, this.length).findIndex((flags) => (flags & 2) !== 0);
    return row === -1 ? undefined : this.line[row];
  }

  /** Repeats of the problem that has most. */
  mostRepeats(): number {
    const counts = new Int32Array(this.problems.length);
    let most = 0;
    for (let row = 0; row < this.length; row += 1) {
      counts[this.problem[row]!]! += 1;
      most = Math.max(most, counts[this.problem[row]!]!);
    }
    return most;
  }

  /** For each problem the row of its lowest repeat, and that repeat; 0 stands for it where there are several. */
  lowestRepeats(): { row: Int32Array; repeat: RowId[] } {
    const row = new Int32Array(this.problems.length).fill(-1);
    const repeat: RowId[] = this.problems.map(() => 0);
    const idOf = (at: number): RowId => this.repeats.ids[this.repeat[at]!]!;
    for (let at = 0; at < this.length; at += 1) {
      const problem = this.problem[at]!;
      const before = row[problem]!;
      repeat[problem] = before === -1 ? idOf(at) : 0;
      if (before === -1 || idOf(at) < idOf(before)) row[problem] = at;
    }
    return { row, repeat };
  }

  /** The row of a problem and repeat, which becomes the next one where there is none yet. */
  private rowOf(problem: number, repeat: number): number {
    const known = this.slots[this.slotOf(problem, repeat)]!;
    if (known !== -1) return known;
    const at = this.length;
    if (at === this.reward.length) this.grow();
    this.length += 1;
    this.problem[at] = problem;
    this.repeat[at] = repeat;
    // Growing has moved them all.
    this.slots[this.slotOf(problem, repeat)] = at;
    return at;
  }

  /** The slot that holds the row of a problem and repeat, else the free slot where it belongs. */
  private slotOf(problem: number, repeat: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = mixBits(problem ^ Math.imul(repeat, 0x9e3779b1)) & mask;
    for (let at = slots[slot]!; at !== -1; at = slots[slot]!) {
      if (this.problem[at] === problem && this.repeat[at] === repeat) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private label(text: string): number {
    let index = this.labelIndex.get(text);
    if (index === undefined) {
      index = this.labels.push(text) - 1;
      this.labelIndex.set(text, index);
    }
    return index;
  }

  private grow(): void {
    const size = this.reward.length * 2;
    const widen = <T extends Int32Array | Float64Array | Uint32Array | Uint8Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.problem = widen(new Int32Array(size), this.problem);
    this.reward = widen(new Float64Array(size), this.reward);
    this.category = widen(new Int32Array(size), this.category);
    this.line = widen(new Uint32Array(size), this.line);
    this.flags = widen(new Uint8Array(size), this.flags);
    this.repeat = widen(new Int32Array(size), this.repeat);
    this.slots = new Int32Array(size * 2).fill(-1);
    for (let at = 0; at < this.length; at += 1)
      this.slots[this.slotOf(this.problem[at]!, this.repeat[at]!)] = at;
  }
}
