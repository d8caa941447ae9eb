import { messageOf } from '../errors.js';
import { ItemColumns } from './item-columns.js';
import { type ItemFile, type ItemReader, type ItemRow, shownName } from './item-readers/item-reader.js';
import { whyRefused } from './linked-files.js';
import { parseRow, SkippedRow } from './parse-row.js';
import { type Pause, readLines } from './read-lines.js';
import { RowIndex } from './row-index.js';

/** Where the items of one benchmark lie. */
export interface ItemSource {
  reader: ItemReader;
  files: ItemFile[];
  /** The metric of the rows. */
  key: string;
  filter: string;
  /** Its harness takes true, false and numbers in one metric, and averages them. */
  mixesTypes?: boolean;
}

/** The items of one benchmark, with what was found on the way. */
export interface LoadedItems {
  source: ItemSource;
  columns: ItemColumns;
  index: RowIndex;
  /** Rows of this filter that have no score. */
  failed: number;
  /** Rows that have their score as a text. Then no row has another one either: a part of them stands for nothing. */
  asTexts: number;
  /** Rows whose 0 or 1 stands for a graded score. */
  coarse: number;
  /** Rows whose score stands in for an answer that the endpoint or the harness failed to give. */
  failedRequests: number;
  /** The largest number of repeats that any item has. */
  repeats: number;
  /** Whether every score was written as true or false: then the harness itself says that there is nothing between. */
  booleans: boolean;
  /** Whether any score was. */
  someBooleans: boolean;
  /** Whether every score is 0 or 1. */
  zeroOne: boolean;
  /** Of all scores, in the units of the rows. */
  mean: number;
  /** What is wrong with the files, one line each with file and line number. Any of these makes the benchmark invalid. */
  problems: string[];
  /** What the harness's own tools pass over as well, one line each. */
  notes: string[];
}

const MOST_PROBLEMS = 5;

/** Collects what is wrong with a source: the first few in words, the rest by number. */
export class Problems {
  private readonly lines: string[] = [];
  private more = 0;

  /** @param file as it is shown. */
  add(file: string, line: number | undefined, message: string): void {
    const where = `${file}${line === undefined ? '' : `:${line}`}`;
    if (this.lines.length < MOST_PROBLEMS) this.lines.push(`${where} ${message}`);
    else this.more += 1;
  }

  list(): string[] {
    return this.more === 0 ? this.lines : [...this.lines, `… and ${this.more} more bad rows`];
  }
}

/** Takes in rows, one after another, for one benchmark. */
export class ItemCollector {
  readonly columns: ItemColumns;
  readonly problems = new Problems();
  readonly notes = new Problems();
  private failed = 0;
  private asTexts = 0;
  private coarse = 0;
  private repeats = 0;
  private booleans = true;
  private someBooleans = false;

  constructor(private readonly source: ItemSource) {
    this.columns = new ItemColumns(source.reader.keepsNames);
  }

  /** @param place of the row; `file` is an index into the source's files. */
  add(task: string, row: ItemRow, place: Parameters<ItemColumns['push']>[3]): void {
    const { key, filter } = this.source;
    if (row.filter !== filter) return;
    const score = row.scores[key];
    this.repeats = Math.max(this.repeats, row.repeat + 1);
    if (score === undefined) {
      this.failed += 1;
      if (row.texts?.includes(key)) this.asTexts += 1;
      const found = row.faulty?.[key];
      if (found !== undefined)
        this.problems.add(
          this.nameOf(place),
          place.line,
          `has ${found} for ${key}, which is not a finite number`,
        );
      return;
    }
    if (row.booleans.includes(key)) this.someBooleans = true;
    else this.booleans = false;
    if (row.coarse?.includes(key)) this.coarse += 1;
    this.columns.push(task, row, score, place);
  }

  private nameOf({ file }: { file: number }): string {
    return shownName(this.source.files[file]!);
  }

  finish(): LoadedItems {
    const { columns, problems, notes, source } = this;
    if (this.asTexts > 0) columns.length = 0;
    const index = this.indexRows();
    for (const row of index.duplicates) {
      const place = columns.place(row);
      problems.add(this.nameOf(place), place.line, 'repeats an item that an earlier row has');
    }
    const unnamed = index.duplicateCount - index.duplicates.length;
    if (unnamed > 0) problems.add(this.nameOf({ file: 0 }), undefined, `repeats ${unnamed} more items`);
    const any = columns.length > 0;
    let [sum, failedRequests, zeroOne] = [0, 0, any];
    for (let row = 0; row < columns.length; row += 1) {
      const score = columns.score[row]!;
      sum += score;
      failedRequests += columns.requestFailed[row]!;
      if (score !== 0 && score !== 1) zeroOne = false;
    }
    return {
      source,
      columns,
      index,
      failed: this.failed,
      asTexts: this.asTexts,
      coarse: this.coarse,
      failedRequests,
      repeats: this.repeats,
      booleans: any && this.booleans,
      someBooleans: this.someBooleans,
      zeroOne,
      mean: sum / columns.length,
      problems: problems.list(),
      notes: notes.list(),
    };
  }

  private indexRows(): RowIndex {
    const { columns, notes, source } = this;
    const index = new RowIndex(columns);
    if (!source.reader.lastWins || index.duplicateCount === 0) return index;
    const kept = new Uint8Array(columns.length);
    const last = new Uint32Array(columns.length);
    for (let row = 0; row < columns.length; row += 1) {
      const first = index.find(columns, row);
      if (first !== row) kept[last[first]!] = 0;
      last[first] = row;
      kept[row] = 1;
    }
    columns.keep(kept);
    notes.add(
      this.nameOf({ file: 0 }),
      undefined,
      `has ${index.duplicateCount} rows of an item and repeat that came before: the last one counts`,
    );
    return new RowIndex(columns);
  }
}

/** How many items have a score, whatever their repeats. */
export function countDifferent({ columns, index, repeats }: LoadedItems): number {
  const byItem = repeats <= 1 ? index : new RowIndex(columns, false);
  return columns.length - byItem.duplicateCount;
}

/** Streams the per-item files of one benchmark into columns. Never throws: what is wrong is in `problems`. */
export async function loadItems(source: ItemSource): Promise<LoadedItems> {
  const collector = new ItemCollector(source);
  for (const [index, file] of source.files.entries()) {
    await readItemFile(
      source.reader,
      file,
      (row, place) => collector.add(file.task, row, { ...place, file: index }),
      collector.problems,
      collector.notes,
    );
  }
  return collector.finish();
}

/**
 * Streams one per-item file.
 * @param onItem called for each row that is an item, scored or not.
 * @param problems takes what is wrong with the file.
 * @param notes takes what the harness's own tools pass over.
 * @param pause awaited now and then; it must not throw.
 */
export async function readItemFile(
  reader: ItemReader,
  file: ItemFile,
  onItem: (row: ItemRow, place: { line: number; start: number; end: number }) => void,
  problems: Problems,
  notes: Problems,
  pause?: Pause,
): Promise<void> {
  const parse = reader.parse ?? parseRow;
  const name = shownName(file);
  const refused = file.folder === undefined ? undefined : whyRefused(file.path, file.folder);
  if (refused !== undefined) return problems.add(name, undefined, refused);
  const read = reader.open(file);
  let rows = 0;
  let lastIsBroken = false;
  try {
    const complete = await readLines(
      file.path,
      (text, line, start, end) => {
        const row = parse(text);
        const item = typeof row === 'string' || row instanceof SkippedRow ? row : read(row, rows);
        rows += 1;
        lastIsBroken = row === 'is not JSON';
        if (typeof item === 'string') problems.add(name, line, item);
        else if (item instanceof SkippedRow) notes.add(name, line, `${item.why}: it is left out`);
        else if (item) onItem(item, { line, start, end });
      },
      (line, message) => problems.add(name, line, message),
      pause,
    );
    if (!complete && lastIsBroken) problems.add(name, undefined, 'was cut off in its last row');
    if (rows === 0) problems.add(name, undefined, 'is empty');
  } catch (error) {
    problems.add(name, undefined, `cannot be read: ${messageOf(error)}`);
  }
}
