import type { ItemRow } from './item-readers/item-reader.js';
import { type Hash64, hashTexts } from './text-hash.js';

/** Where a row was read. */
export interface RowPlace {
  /** Index into the source's files. */
  file: number;
  line: number;
  /** In bytes of the unpacked file. */
  start: number;
  end: number;
}

/**
 * The scored items of one benchmark, a column each, 50 bytes an item: nothing of a row is kept that a million of them
 * could not afford. Texts are read again from the file.
 */
export class ItemColumns {
  length = 0;
  /** Hash of task and item. */
  keyHigh = new Uint32Array(0);
  keyLow = new Uint32Array(0);
  repeat = new Uint32Array(0);
  score = new Float64Array(0);
  /** Hash of prompt and target; both halves 0 where the row holds neither. */
  contentHigh = new Uint32Array(0);
  contentLow = new Uint32Array(0);
  private file = new Uint16Array(0);
  private line = new Uint32Array(0);
  private start = new Float64Array(0);
  private size = new Uint32Array(0);

  /** @param task the harness task whose item it is: two tasks of a group may use the same item names. */
  push(
    task: string,
    row: Pick<ItemRow, 'item' | 'repeat' | 'content'>,
    score: number,
    place: RowPlace,
  ): void {
    const key = hashTexts(task, row.item);
    this.pushHashed(key, row.repeat, score, hashContent(row) ?? NO_CONTENT, place);
  }

  pushHashed(key: Hash64, repeat: number, score: number, content: Hash64, place: RowPlace): void {
    if (this.length === this.score.length) this.resize(Math.max(1024, this.length * 2));
    const at = this.length;
    this.keyHigh[at] = key.high;
    this.keyLow[at] = key.low;
    this.repeat[at] = repeat;
    this.score[at] = score;
    this.contentHigh[at] = content.high;
    this.contentLow[at] = content.low;
    this.file[at] = place.file;
    this.line[at] = place.line;
    this.start[at] = place.start;
    this.size[at] = place.end - place.start;
    this.length = at + 1;
  }

  place(row: number): RowPlace {
    const start = this.start[row]!;
    return { file: this.file[row]!, line: this.line[row]!, start, end: start + this.size[row]! };
  }

  hasContent(row: number): boolean {
    return this.contentHigh[row] !== 0 || this.contentLow[row] !== 0;
  }

  private resize(size: number): void {
    const grow = <T extends Uint32Array | Uint16Array | Float64Array>(column: T, larger: T): T => {
      larger.set(column);
      return larger;
    };
    this.keyHigh = grow(this.keyHigh, new Uint32Array(size));
    this.keyLow = grow(this.keyLow, new Uint32Array(size));
    this.repeat = grow(this.repeat, new Uint32Array(size));
    this.score = grow(this.score, new Float64Array(size));
    this.contentHigh = grow(this.contentHigh, new Uint32Array(size));
    this.contentLow = grow(this.contentLow, new Uint32Array(size));
    this.file = grow(this.file, new Uint16Array(size));
    this.line = grow(this.line, new Uint32Array(size));
    this.start = grow(this.start, new Float64Array(size));
    this.size = grow(this.size, new Uint32Array(size));
  }
}

/** What prompt and target of an item are known by, as one hash; undefined where the row holds neither. */
export function hashContent({ content }: Pick<ItemRow, 'content'>): Hash64 | undefined {
  return content && 'high' in content ? content : content && hashTexts(...content);
}

/** Stands for a row that holds neither prompt nor target. */
const NO_CONTENT: Hash64 = { high: 0, low: 0 };
