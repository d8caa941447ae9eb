import type { ItemRow } from './item-readers/item-reader.js';
import { type Hash64, hashTexts } from './text-hash.js';

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Where a row was read. */
export interface RowPlace {
  /** Index into the source's files. */
  file: number;
  line: number;
  /** In bytes of the unpacked file. */
  start: number;
  end: number;
  /** The item's, in columns that keep names: its row is not read again, and start and end are 0. */
  name?: string;
}

/**
 * The scored items of one benchmark, a column each, 51 bytes an item: nothing of a row is kept that a million of them
 * could not afford. Texts are read again from the file, which names, where they are kept instead, add to.
 */
export class ItemColumns {
  length = 0;
  /** Hash of task and item. */
  keyHigh = new Uint32Array(0);
  keyLow = new Uint32Array(0);
  repeat = new Uint32Array(0);
  score = new Float64Array(0);
  /** Hashes of prompt (high) and target (low), each 0 where the row does not hold it. */
  contentHigh = new Uint32Array(0);
  contentLow = new Uint32Array(0);
  /** 1 where the score stands in for an answer that did not come. */
  requestFailed = new Uint8Array(0);
  private file = new Uint16Array(0);
  private line = new Uint32Array(0);
  private start = new Float64Array(0);
  private size = new Uint32Array(0);
  private names: Buffer | undefined;
  private namesLength = 0;

  /** @param keepsNames whether items are kept by name, as `start` and `size` in a buffer. */
  constructor(keepsNames = false) {
    if (keepsNames) this.names = Buffer.alloc(0);
  }

  /** @param task the harness task whose item it is: two tasks of a group may use the same item names. */
  push(
    task: string,
    row: Pick<ItemRow, 'item' | 'repeat' | 'content' | 'requestFailed'>,
    score: number,
    place: RowPlace,
  ): void {
    const key = hashTexts(task, row.item);
    const { high, low } = hashContent(row) ?? NO_CONTENT;
    if (this.length === this.score.length) this.resize(Math.max(1024, this.length * 2));
    const at = this.length;
    this.keyHigh[at] = key.high;
    this.keyLow[at] = key.low;
    this.repeat[at] = row.repeat;
    this.score[at] = score;
    this.contentHigh[at] = high;
    this.contentLow[at] = low;
    this.requestFailed[at] = row.requestFailed ? 1 : 0;
    this.file[at] = place.file;
    this.line[at] = place.line;
    this.start[at] = this.names ? this.namesLength : place.start;
    this.size[at] = this.names ? this.addName(this.names, row.item) : place.end - place.start;
    this.length = at + 1;
  }

  /** Leaves out rows. @param kept by row, 0 for one to leave out. */
  keep(kept: Uint8Array): void {
    const columns = this.all();
    let at = 0;
    for (let row = 0; row < this.length; row += 1) {
      if (kept[row] === 0) continue;
      if (at !== row) for (const column of columns) column[at] = column[row]!;
      at += 1;
    }
    this.length = at;
  }

  place(row: number): RowPlace {
    const [file, line] = [this.file[row]!, this.line[row]!];
    const start = this.start[row]!;
    const end = start + this.size[row]!;
    if (!this.names) return { file, line, start, end };
    return { file, line, start: 0, end: 0, name: this.names.toString('utf8', start, end) };
  }

  /** @returns how many bytes it has. */
  private addName(names: Buffer, name: string): number {
    const size = Buffer.byteLength(name);
    const needed = this.namesLength + size;
    if (needed > names.length) {
      this.names = Buffer.alloc(Math.max(8192, 2 * needed));
      names.copy(this.names);
    }
    this.namesLength += this.names!.write(name, this.namesLength);
    return size;
  }

  private all(): Column[] {
    const { keyHigh, keyLow, repeat, score, contentHigh, contentLow } = this;
    const { requestFailed, file, line, start, size } = this;
    return [keyHigh, keyLow, repeat, score, contentHigh, contentLow, requestFailed, file, line, start, size];
  }

  private resize(size: number): void {
    const grow = <T extends Column>(column: T, larger: T): T => {
      larger.set(column);
      return larger;
    };
    this.keyHigh = grow(this.keyHigh, new Uint32Array(size));
    this.keyLow = grow(this.keyLow, new Uint32Array(size));
    this.repeat = grow(this.repeat, new Uint32Array(size));
    this.score = grow(this.score, new Float64Array(size));
    this.contentHigh = grow(this.contentHigh, new Uint32Array(size));
    this.contentLow = grow(this.contentLow, new Uint32Array(size));
    this.requestFailed = grow(this.requestFailed, new Uint8Array(size));
    this.file = grow(this.file, new Uint16Array(size));
    this.line = grow(this.line, new Uint32Array(size));
    this.start = grow(this.start, new Float64Array(size));
    this.size = grow(this.size, new Uint32Array(size));
  }
}

/**
 * Whether two rows of one item have another prompt or target; undefined where the rows do not both hold either. What one
 * side does not hold is no change.
 */
export function differInContent(
  a: ItemColumns,
  row: number,
  b: ItemColumns,
  other: number,
): boolean | undefined {
  const prompts = [a.contentHigh[row]!, b.contentHigh[other]!] as const;
  const targets = [a.contentLow[row]!, b.contentLow[other]!] as const;
  const knowsPrompts = prompts[0] !== 0 && prompts[1] !== 0;
  const knowsTargets = targets[0] !== 0 && targets[1] !== 0;
  if (!knowsPrompts && !knowsTargets) return undefined;
  return (knowsPrompts && prompts[0] !== prompts[1]) || (knowsTargets && targets[0] !== targets[1]);
}

/**
 * What prompt (high) and target (low) of an item are known by; undefined where the row holds neither. 32 bits are enough:
 * only rows of one item are compared.
 */
export function hashContent({ content }: Pick<ItemRow, 'content'>): Hash64 | undefined {
  if (!content || 'high' in content) return content;
  const [high, low] = [hashHalf(content.prompt), hashHalf(content.target)];
  return high === 0 && low === 0 ? undefined : { high, low };
}

/** 0 says that there is no text. */
function hashHalf(text: string | undefined): number {
  return text === undefined ? 0 : hashTexts(text).low || 1;
}

/** Stands for a row that holds neither prompt nor target. */
const NO_CONTENT: Hash64 = { high: 0, low: 0 };
