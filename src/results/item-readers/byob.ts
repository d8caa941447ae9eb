import path from 'node:path';
import { listIfThere, withSubfolders } from '../invocation.js';
import { mayBeFile } from '../linked-files.js';
import type { Row } from '../parse-row.js';
import {
  asText,
  contentOf,
  type ItemFile,
  type ItemReader,
  type ItemRow,
  itemText,
  numericScores,
} from './item-reader.js';

const FILE = 'byob_predictions.jsonl';

/**
 * BYOB writes one row an item, skipped ones included: in 0.2.5 into artifacts/, in 0.2.8 into a folder of the benchmark.
 * @returns the file that counts, then any other: there should be none.
 */
export function findPredictions(artifactsDir: string): string[] {
  return withSubfolders(artifactsDir)
    .filter((dir) => listIfThere(dir).some((entry) => mayBeFile(entry) && entry.name === FILE))
    .map((dir) => path.join(dir, FILE));
}

/** Items of a BYOB benchmark, one row each, in order of the data set. */
export const byobReader: ItemReader = {
  name: 'BYOB',
  mixesTypes: true,
  find(artifactsDir: string): ItemFile[] {
    const [file] = findPredictions(artifactsDir);
    return file ? [{ path: file, task: '' }] : [];
  },
  open() {
    const repeats = new RepeatCounter();
    return (row, index) => readRow(row, index, repeats);
  },
  locate: (_metric, score) => ({ key: score, filter: '' }),
  text: (row) => itemText(row['prompt'], row['target'], row['response']),
  label: (row, index) => String(row['sample_id'] ?? index),
};

function readRow(row: Row, index: number, repeats: RepeatCounter): ItemRow | string {
  const id = row['sample_id'] ?? index;
  if (typeof id !== 'number' && typeof id !== 'string')
    return 'has a "sample_id" that is neither number nor text';
  const place = repeats.place(id, row['metadata']);
  if (typeof place === 'string') return place;
  const entries = typeof row['scores'] === 'object' && row['scores'] !== null ? row['scores'] : {};
  const scored = row['status'] === 'scored';
  const { scores, ...found } = numericScores(scored ? Object.entries(entries) : []);
  return {
    ...place,
    filter: '',
    scores,
    ...found,
    ...contentOf(asText(row['prompt']), asText(row['target'])),
    ...(Object.keys(scores).length > 0 ? {} : { failure: whyUnscored(row) }),
  };
}

function whyUnscored(row: Row): string {
  if (row['error']) return String(row['error']);
  return row['status'] === 'scored' ? 'scored without a finite score' : String(row['status'] ?? 'no score');
}

/** With `n_repeats`, repeat r of sample i is written as sample r × (size of the data set) + i, after all of repeat r − 1. */
export class RepeatCounter {
  private size = 0;

  /** The item and repeat of a row, or in words why it has none. */
  place(id: number | string, metadata: unknown): { item: string; repeat: number } | string {
    const repeat = typeof metadata === 'object' ? (metadata as Row | null)?.['_repeat'] : undefined;
    if (!Number.isInteger(repeat) || typeof id === 'string') return { item: String(id), repeat: 0 };
    if (repeat === 0) {
      this.size = Math.max(this.size, id + 1);
      return { item: String(id), repeat: 0 };
    }
    const item = id - (repeat as number) * this.size;
    if (this.size === 0 || item < 0 || item >= this.size)
      return `is sample ${id} of repeat ${repeat}, which does not fit the ${this.size} samples of repeat 0`;
    return { item: String(item), repeat: repeat as number };
  }
}
