import type { EvalResults } from './eval-results.js';
import type { ItemFile, ItemReader, ItemRow } from './item-readers/item-reader.js';
import { recordedTask, toRecordRow } from './item-readers/record.js';
import { Problems, readItemFile } from './load-items.js';
import type { Redact } from './log-causes.js';
import { PackedLines } from './packed-lines.js';

/** What became of the per-item files of an evaluation. */
export interface WrittenScores {
  rows: number;
  /** Rows that are no items, and files that could not be read to their end; a line each, the first few of each file. */
  problems: string[];
}

/**
 * Writes the items of an evaluation's benchmarks as a record keeps them, a row each (`toRecordRow`), those without a
 * score included. Of tasks that did not end well there are none. Memory does not grow with the rows.
 * @param results of a result tree. @param file is not there afterwards where there is no row, or where this throws.
 * @throws Error of the file system where the file cannot be written.
 */
export async function writeScores(
  results: EvalResults,
  file: string,
  { redact }: { redact?: Redact } = {},
): Promise<WrittenScores> {
  const clean = redact ? cleaner(redact) : { row: (row: ItemRow) => row, text: (text: string) => text };
  const lines = new PackedLines(file);
  const problems: string[] = [];
  let rows = 0;
  try {
    for (const { reader, file: source, task } of itemFiles(results)) {
      const found = new Problems();
      const benchmark = clean.text(task);
      const part = clean.text(source.task);
      await readItemFile(
        reader,
        source,
        (row) => {
          rows += 1;
          lines.add(JSON.stringify(toRecordRow(benchmark, part, clean.row(row))));
        },
        found,
        found,
        () => lines.drain(),
      );
      await lines.drain();
      lines.throwIfBroken();
      problems.push(...found.list());
    }
    await lines.close();
  } catch (error) {
    await lines.discard();
    throw error;
  }
  return { rows, problems };
}

interface ItemsOfTask {
  reader: ItemReader;
  file: ItemFile;
  task: string;
}

/** The per-item files of tasks that ended well, each once, however many benchmarks are of its rows. */
function itemFiles({ tasks, benchmarks }: EvalResults): ItemsOfTask[] {
  const files = new Map<string, ItemsOfTask>();
  for (const { items, taskIndex } of benchmarks) {
    const task = tasks.find(({ index }) => index === taskIndex);
    if (!items || !task || (task.state !== 'success' && task.state !== 'invalid')) continue;
    for (const file of items.files)
      if (!files.has(file.path))
        files.set(file.path, { reader: items.reader, file, task: recordedTask(task, tasks) });
  }
  return [...files.values()];
}

const MOST_NAMES = 1000;

/** Keeps secrets out of the names of a row. Metrics and filters, which come again in every row, are cleaned once. */
function cleaner(redact: Redact): { row: (row: ItemRow) => ItemRow; text: Redact } {
  const known = new Map<string, string>();
  const name = (text: string): string => {
    const clean = known.get(text) ?? redact(text);
    if (known.size < MOST_NAMES) known.set(text, clean);
    return clean;
  };
  return {
    text: redact,
    row: (row) => ({
      ...row,
      item: redact(row.item),
      filter: name(row.filter),
      scores: Object.fromEntries(Object.entries(row.scores).map(([metric, score]) => [name(metric), score])),
      booleans: row.booleans.map(name),
    }),
  };
}
