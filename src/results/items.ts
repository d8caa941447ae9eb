import path from 'node:path';
import { listIfThere, withSubfolders } from './invocation.js';
import { byobReader } from './item-readers/byob.js';
import type { Redact } from './log-causes.js';
import { parseRow, SkippedRow } from './parse-row.js';
import { readLines } from './read-lines.js';
import { readJsonFile } from './small-file.js';

/** How many items a benchmark had and what became of them. */
export interface ItemCounts {
  expected: number;
  scored: number;
  /** Items that got no answer from the model. */
  failed: number;
  /** Where the numbers come from. */
  source: 'predictions' | 'harness';
  /** The first few errors of failed items, and how many items had each. */
  errors: Map<string, number>;
}

const MAX_ERRORS = 20;

/**
 * Counts the rows of a BYOB predictions file.
 * @param redact applied to errors before they are shortened.
 * @returns the counts. Rows that are not JSON count as failed: the file was cut off.
 */
export async function countPredictions(file: string, redact: Redact = (text) => text): Promise<ItemCounts> {
  const counts: ItemCounts = { expected: 0, scored: 0, failed: 0, source: 'predictions', errors: new Map() };
  const read = byobReader.open({ path: file, task: '' });
  const fail = (message: string): void => {
    counts.expected += 1;
    counts.failed += 1;
    addError(counts.errors, message);
  };
  await readLines(
    file,
    (text) => {
      const row = parseRow(text);
      const item = typeof row === 'string' ? row : read(row, counts.expected);
      if (item instanceof SkippedRow) return fail(`a row that ${item.why}`);
      if (typeof item !== 'object') return fail(`a row that ${item}`);
      if (item.failure !== undefined) return fail(redact(item.failure));
      counts.expected += 1;
      counts.scored += 1;
    },
    (_, message) => fail(`a row that ${message}`),
  );
  return counts;
}

function addError(errors: Map<string, number>, message: string): void {
  // Ports and addresses differ from item to item; without them equal causes are counted together.
  const key = message.replace(/0x[0-9a-f]+/g, '0x…').slice(0, 300);
  if (errors.has(key) || errors.size < MAX_ERRORS) errors.set(key, (errors.get(key) ?? 0) + 1);
}

/** lm-eval says how many documents each task had (`n-samples` of results_*.json, in a folder of the model's name). */
export function readHarnessCounts(artifactsDir: string): ItemCounts | undefined {
  const files = withSubfolders(artifactsDir).flatMap((dir) =>
    listIfThere(dir)
      .filter((entry) => entry.isFile() && /^results_.*\.json$/.test(entry.name))
      .map((entry) => path.join(dir, entry.name)),
  );
  const newest = files.sort((a, b) => path.basename(a).localeCompare(path.basename(b))).at(-1);
  if (!newest) return undefined;
  const samples = readJsonFile(newest).value?.['n-samples'];
  if (typeof samples !== 'object' || samples === null) return undefined;
  const counts = Object.values(samples).map((entry: { effective?: unknown } | null) => entry?.effective);
  const total = counts.reduce<number>(
    (sum, count) => sum + (typeof count === 'number' ? count : Number.NaN),
    0,
  );
  if (counts.length === 0 || !Number.isFinite(total)) return undefined;
  return { expected: total, scored: total, failed: 0, source: 'harness', errors: new Map() };
}
