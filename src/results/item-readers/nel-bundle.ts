import { statSync } from 'node:fs';
import path from 'node:path';
import type { RowId } from '../bundle/id-index.js';
import { hasFailed, identifyRow, parseLine, rewardOf } from '../bundle/parse-line.js';
import { type Row, SkippedRow } from '../parse-row.js';
import { asText, contentOf, type ItemFile, type ItemReader, type ItemRow, itemText } from './item-reader.js';

const FILE = 'results.jsonl';
const MOST_REPEATS = 2 ** 32 - 1;

/**
 * Items of a bundle of generation 0.3: `results.jsonl` beside it, one row a problem and repeat, in the order in which they
 * were done. What `nel gate` leaves out or replaces is said; what it stops at, and a reward that is no finite number, are
 * faults. Rows of requests that failed have a reward of 0, which counts, as it does there.
 */
export const nelBundleReader: ItemReader = {
  name: 'nel eval run',
  lastWins: true,
  find(folder: string): ItemFile[] {
    const file = path.join(folder, FILE);
    // An empty file is what a harness's results leave that were converted to a bundle.
    return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0 ? [{ path: file, task: '' }] : [];
  },
  parse(text) {
    const parts = parseLine(text);
    if (parts.length <= 1) return parts[0] ?? new SkippedRow('is empty');
    if (parts.every((part) => part instanceof SkippedRow)) return parts[0]!;
    return (
      parts.find((part) => typeof part === 'string') ??
      'holds several rows with a line separator between them: end each with a line feed'
    );
  },
  open: () => readRow,
  locate: (metric) =>
    metric === 'mean_reward' || metric === 'pass@1' ? { key: metric, filter: '' } : undefined,
  text: (row) =>
    itemText(row['prompt'], row['expected_answer'], row['model_response'] ?? row['extracted_answer']),
  label: (row) => String(row['problem_idx']),
};

function readRow(row: Row): ItemRow | SkippedRow | string {
  const identity = identifyRow(row);
  if (typeof identity === 'string' || identity instanceof SkippedRow) return identity;
  if (!isRepeat(identity.repeat))
    return `is repeat ${identity.repeat} of its problem: they are numbered from 0`;
  const reward = rewardOf(row);
  if (reward === undefined || !Number.isFinite(reward)) return 'has a reward that is not a finite number';
  return {
    item: String(identity.problem),
    repeat: identity.repeat,
    filter: '',
    scores: { mean_reward: reward, 'pass@1': reward > 0 ? 1 : 0 },
    booleans: typeof row['reward'] === 'boolean' ? ['mean_reward', 'pass@1'] : [],
    ...(reward === 0 || reward === 1 ? {} : { coarse: ['pass@1'] }),
    ...contentOf(asText(row['prompt']), asText(row['expected_answer'])),
    requestFailed: hasFailed(row),
  };
}

function isRepeat(repeat: RowId): repeat is number {
  return typeof repeat === 'number' && repeat >= 0 && repeat < MOST_REPEATS;
}
