import { hashContent } from '../item-columns.js';
import type { Row } from '../parse-row.js';
import { readHash, showHash } from '../text-hash.js';
import { asText, type ItemFile, type ItemReader, type ItemRow, numericScores } from './item-reader.js';

const MOST_REPEATS = 2 ** 31;
/** Parts a launcher task from a harness task in `ItemFile.task`; no name holds it. */
const SEPARATOR = '\u0000';

/** The items of one launcher task, and of one harness task in it, in a record. */
export function recordFile(path: string, launcherTask: string, task: string): ItemFile {
  return { path, task: `${launcherTask}${SEPARATOR}${task}` };
}

/** What a record calls a task of the launcher: its name, with the index where the config names it twice. */
export function recordedTask(
  { name, index }: { name: string; index: number },
  tasks: readonly { name: string }[],
): string {
  return tasks.filter((task) => task.name === name).length > 1 ? `${name}.${index}` : name;
}

/** The harness task whose items a file holds, which a record names with the launcher task. */
export function harnessTask(file: ItemFile): string {
  return file.task.slice(file.task.indexOf(SEPARATOR) + 1);
}

/**
 * One row of `scores.ndjson.gz`: `benchmark` (the launcher task), `item`, `repeat`, `scores` (empty where the item got
 * none), and where the harness tells them apart `task` and `filter`; `hash` is of prompt and target.
 */
export const recordReader: ItemReader = {
  name: 'the record',
  keepsNames: true,
  find: () => [],
  open: (file) => {
    const wanted = file.task;
    return (row) => {
      const item = readRecordRow(row);
      if (typeof item === 'string') return item;
      return item.launcherTask + SEPARATOR + item.task === wanted ? item : undefined;
    };
  },
  locate: (_metric, score) => ({ key: score, filter: '' }),
  text: () => ({}),
  label: (row) => String(row['item']),
};

/** Any row of a record, whichever task it is of. */
export function readRecordRow(row: Row): (ItemRow & { launcherTask: string; task: string }) | string {
  const [launcherTask, item, scores] = [row['benchmark'], row['item'], row['scores']];
  if (typeof launcherTask !== 'string') return 'has no "benchmark"';
  if (typeof item !== 'string' && typeof item !== 'number') return 'has no "item"';
  if (typeof scores !== 'object' || scores === null || Array.isArray(scores)) return 'has no "scores"';
  const repeat = row['repeat'] ?? 0;
  if (!Number.isInteger(repeat) || (repeat as number) < 0 || (repeat as number) > MOST_REPEATS)
    return 'has a "repeat" that is no whole number, or far too large';
  const content = readHash(row['hash']);
  return {
    launcherTask,
    task: asText(row['task']) ?? '',
    item: String(item),
    repeat: repeat as number,
    filter: row['filter'] === 'none' ? '' : (asText(row['filter']) ?? ''),
    ...numericScores(Object.entries(scores)),
    ...(content ? { content } : {}),
  };
}

/** An item as a record keeps it; what it does not need is left out. True and false stay what they are. */
export function toRecordRow(launcherTask: string, task: string, row: ItemRow): Row {
  const hash = hashContent(row);
  const { booleans } = row;
  const scores = Object.entries(row.scores).map(([metric, score]) => [
    metric,
    booleans.includes(metric) ? score === 1 : score,
  ]);
  return {
    benchmark: launcherTask,
    ...(task === '' ? {} : { task }),
    ...(row.filter === '' || row.filter === 'none' ? {} : { filter: row.filter }),
    item: row.item,
    repeat: row.repeat,
    scores: Object.fromEntries(scores),
    ...(hash ? { hash: showHash(hash) } : {}),
  };
}
