import { closeSync, openSync, readSync } from 'node:fs';
import type { EvalResults } from './eval-results.js';
import type { ItemSource } from './load-items.js';
import { parseRow, SkippedRow } from './parse-row.js';

/** An answer as the model gave it. */
export interface Generation {
  benchmark: string;
  item: string;
  prompt: string;
  answer: string;
}

const MOST = 10;
const MOST_OF_ONE = 2;
/** Of a file's beginning. A first row that is longer is left out. */
const BYTES = 256 * 1024;

/**
 * A handful of plain generations, the first of each benchmark, for a person to look at before the scores are trusted.
 * Files that cannot be read, and rows without texts, give none.
 * @param redact applied to every text.
 */
export function sampleGenerations(
  { benchmarks }: EvalResults,
  redact: (text: string) => string = (text) => text,
): Generation[] {
  const found: Generation[] = [];
  for (const { name, items, primary, role } of benchmarks) {
    if (!items || !primary || role !== 'benchmark') continue;
    for (const { item, prompt, answer } of firstRows(items)) {
      if (found.length >= MOST) return found;
      found.push({ benchmark: name, item: redact(item), prompt: redact(prompt), answer: redact(answer) });
    }
  }
  return found;
}

function firstRows({ reader, files }: ItemSource): Omit<Generation, 'benchmark'>[] {
  const [file] = files;
  if (!file || reader.keepsNames) return [];
  const parse = reader.parse ?? parseRow;
  const rows: Omit<Generation, 'benchmark'>[] = [];
  for (const [index, line] of firstLines(file.path).entries()) {
    if (rows.length >= MOST_OF_ONE) break;
    const row = parse(line);
    if (typeof row === 'string' || row instanceof SkippedRow) continue;
    const { prompt, answer } = reader.text(row);
    if (prompt !== undefined && answer !== undefined)
      rows.push({ item: reader.label(row, index), prompt, answer });
  }
  return rows;
}

/** Whole lines of a file's beginning. */
function firstLines(file: string): string[] {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const bytes = Buffer.alloc(BYTES);
    const length = readSync(handle, bytes, 0, BYTES, 0);
    const lines = bytes.toString('utf8', 0, length).split('\n');
    // What the limit cut off is no line.
    return (length < BYTES ? lines : lines.slice(0, -1)).filter((line) => line.trim() !== '');
  } catch {
    return [];
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
