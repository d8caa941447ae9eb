import { statSync } from 'node:fs';
import { messageOf } from '../errors.js';
import { shownName } from './item-readers/item-reader.js';
import { harnessTask, readRecordRow } from './item-readers/record.js';
import { ItemCollector, type ItemSource, type LoadedItems } from './load-items.js';
import { parseRow } from './parse-row.js';
import { readLines } from './read-lines.js';

/** Rows that one pass keeps, 51 bytes and a name each. */
const MOST_ROWS = 4_000_000;

/** Bytes of a record's rows, beyond any that this action writes: of each, in all, and for one byte of the packed file. */
const ROW = 4096;
const ROOM = 16 << 20;
const MOST_PACKED = 200;

/**
 * The items of a record, whose benchmarks all lie in one packed file. A pass over it gathers the benchmark that was
 * asked for and, as far as the rows may take memory, those that were not asked for yet.
 */
export class RecordItems {
  private waiting: ItemSource[];
  private readonly gathered = new Map<ItemSource, LoadedItems>();

  /**
   * @param sources all benchmarks of the record, in the order in which they will be asked for.
   * @param rows how many the record says there are; infinite where it does not.
   */
  constructor(
    private readonly file: string,
    sources: readonly ItemSource[],
    private readonly mostRows = MOST_ROWS,
    private readonly rows = Number.POSITIVE_INFINITY,
  ) {
    this.waiting = [...sources];
  }

  /** The items of one benchmark. They are handed over: asking again costs another pass. */
  async load(source: ItemSource): Promise<LoadedItems> {
    if (!this.gathered.has(source)) await this.pass(source);
    const items = this.gathered.get(source)!;
    this.gathered.delete(source);
    this.waiting = this.waiting.filter((other) => other !== source);
    return items;
  }

  /** Room for the longest names of as many rows as there should be, and no more than such rows ever pack to. */
  private mostBytes(): number {
    const packed = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    return ROOM + Math.min(this.rows * ROW, packed * MOST_PACKED);
  }

  private async pass(asked: ItemSource): Promise<void> {
    const gathering = new Gathering(asked, [
      asked,
      ...this.waiting.filter((other) => other !== asked && !this.gathered.has(other)),
    ]);
    const bad: [number | undefined, string][] = [];
    try {
      let rows = 0;
      await readLines(
        this.file,
        (text, line, start, end) => {
          const row = parseRow(text);
          const item = typeof row === 'string' ? row : readRecordRow(row);
          if (typeof item === 'string') bad.push([line, item]);
          else rows += gathering.add(item, { line, start, end });
          if (rows > this.mostRows) rows -= gathering.dropLast();
        },
        (line, message) => bad.push([line, message]),
        undefined,
        this.mostBytes(),
      );
    } catch (error) {
      bad.push([undefined, `cannot be read: ${messageOf(error)}`]);
    }
    for (const [source, collector] of gathering.collectors()) {
      for (const [line, message] of bad) collector.problems.add(shownName(source.files[0]!), line, message);
      this.gathered.set(source, collector.finish());
    }
  }
}

/** The benchmarks that one pass gathers, by the rows that belong to them. */
class Gathering {
  /** For each task the sources that take its rows, and which of their files holds them. */
  private readonly byTask = new Map<string, Map<ItemSource, number>>();
  private readonly taken: Map<ItemSource, ItemCollector>;

  constructor(
    private readonly asked: ItemSource,
    sources: readonly ItemSource[],
  ) {
    this.taken = new Map(sources.map((source) => [source, new ItemCollector(source)]));
    for (const source of sources)
      for (const [index, { task }] of source.files.entries()) {
        const owners = this.byTask.get(task) ?? new Map<ItemSource, number>();
        this.byTask.set(task, owners.set(source, index));
      }
  }

  /** @returns how many rows are kept for it. */
  add(
    item: Exclude<ReturnType<typeof readRecordRow>, string>,
    place: { line: number; start: number; end: number },
  ): number {
    let kept = 0;
    for (const [source, file] of this.byTask.get(`${item.launcherTask}\u0000${item.task}`) ?? []) {
      const collector = this.taken.get(source);
      if (!collector) continue;
      const before = collector.columns.length;
      collector.add(harnessTask(source.files[file]!), item, { ...place, file });
      kept += collector.columns.length - before;
    }
    return kept;
  }

  /** Gives up the benchmark that is asked for last, so that the others fit. @returns how many rows that frees. */
  dropLast(): number {
    const last = [...this.taken.keys()].filter((source) => source !== this.asked).at(-1);
    if (!last) return 0;
    const freed = this.taken.get(last)!.columns.length;
    this.taken.delete(last);
    return freed;
  }

  collectors(): Iterable<[ItemSource, ItemCollector]> {
    return this.taken;
  }
}
