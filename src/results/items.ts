import { createReadStream } from 'node:fs';
import path from 'node:path';
import { listIfThere, readIfThere, withSubfolders } from './invocation.js';
import type { Redact } from './log-causes.js';

/** One benchmark item as scores.ndjson.gz keeps it. */
export interface ItemScore {
  benchmark: string;
  item: string;
  repeat: number;
  /** By score name; booleans become 0 and 1. */
  scores: Record<string, number>;
}

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

/** BYOB writes one row an item, skipped ones included: in 0.2.5 into artifacts/, in 0.2.8 into a folder of the benchmark. */
export function findPredictions(artifactsDir: string): string | undefined {
  return withSubfolders(artifactsDir)
    .map((dir) => path.join(dir, 'byob_predictions.jsonl'))
    .find((file) =>
      listIfThere(path.dirname(file)).some((entry) => entry.isFile() && entry.name === path.basename(file)),
    );
}

/**
 * Streams a BYOB predictions file.
 * @param onItem called for each scored row.
 * @returns the counts. Rows that are not JSON count as failed: the file was cut off.
 */
export async function readPredictions(
  file: string,
  onItem?: (item: Omit<ItemScore, 'benchmark'>) => void,
  redact: Redact = (text) => text,
): Promise<ItemCounts> {
  const counts: ItemCounts = { expected: 0, scored: 0, failed: 0, source: 'predictions', errors: new Map() };
  const repeats = new Map<string, number>();
  for await (const line of readLines(file)) {
    if (line.trim() === '') continue;
    counts.expected += 1;
    const row = parseRow(line);
    const scores = row?.status === 'scored' ? numericScores(row.scores, redact) : undefined;
    if (row && scores) {
      counts.scored += 1;
      const item = redact(String(row.sample_id ?? counts.expected - 1));
      const repeat = repeats.get(item) ?? 0;
      repeats.set(item, repeat + 1);
      onItem?.({ item, repeat, scores });
    } else {
      counts.failed += 1;
      addError(counts.errors, row ? redact(String(row.error ?? rowState(row))) : 'a row that is not JSON');
    }
  }
  return counts;
}

/** Lines of a file of any size. JSON rows may hold U+2028, at which Node's own line reader splits. */
async function* readLines(file: string): AsyncGenerator<string> {
  let pending: string[] = [];
  for await (const chunk of createReadStream(file, 'utf8') as AsyncIterable<string>) {
    const lines = chunk.split('\n');
    pending.push(lines[0]!);
    if (lines.length === 1) continue;
    yield pending.join('');
    yield* lines.slice(1, -1);
    pending = [lines.at(-1)!];
  }
  const last = pending.join('');
  if (last !== '') yield last;
}

interface PredictionRow {
  sample_id?: unknown;
  status?: unknown;
  scores?: Record<string, unknown> | null;
  error?: unknown;
}

function parseRow(line: string): PredictionRow | undefined {
  const row =
    parseJson(line) ?? parseJson(line.replace(/(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])/g, 'null'));
  return typeof row === 'object' && row !== null ? (row as PredictionRow) : undefined;
}

/** Undefined where the text is no JSON; Python writes NaN and Infinity, which are none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The finite scores of an item; undefined where it has none, whatever its status says. */
function numericScores(scores: PredictionRow['scores'], redact: Redact): Record<string, number> | undefined {
  if (typeof scores !== 'object' || scores === null) return undefined;
  const numeric = Object.entries(scores)
    .filter(
      ([, value]) => typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)),
    )
    .map(([name, value]): [string, number] => [redact(name), Number(value)]);
  return numeric.length === 0 ? undefined : Object.fromEntries(numeric);
}

function rowState(row: PredictionRow): string {
  return row.status === 'scored' ? 'scored without a finite score' : String(row.status ?? 'no score');
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
  try {
    const file: { 'n-samples'?: Record<string, { effective?: number }> } = JSON.parse(
      readIfThere(newest) ?? '',
    );
    const counts = Object.values(file['n-samples'] ?? {}).map((entry) => entry.effective ?? Number.NaN);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (counts.length === 0 || !Number.isFinite(total)) return undefined;
    return { expected: total, scored: total, failed: 0, source: 'harness', errors: new Map() };
  } catch {
    return undefined;
  }
}
