import { type Row as JsonRow, SkippedRow } from '../parse-row.js';
import { BrokenLines, forEachLine } from './for-each-line.js';
import { hasFailed, identifyRow, isMapping, type ParsedLine, parseLine, rewardOf } from './parse-line.js';
import { NO_CATEGORY, type Row, RowTable, UNREADABLE_CATEGORY } from './row-table.js';

/** Something in a rows file that a person should know of. */
export interface RowProblem {
  line: number;
  message: string;
}

/** What a results.jsonl holds. */
export interface Rows {
  file: string;
  table: RowTable;
  /** Lines that are left out, as `nel gate` leaves them out: not JSON, or without an integer problem_idx; the first few, and the number of the last. */
  skipped: { count: number; first: RowProblem[]; last: number };
  /** Lines that replaced an earlier one with the same problem and repeat. */
  replaced: number;
  /** What `nel gate` stops at; empty where it reads the file. */
  fatal: RowProblem[];
}

const MOST_PROBLEMS = 5;

/**
 * Streams a results.jsonl of a 0.3 bundle into columns.
 * @param name the file as shown in messages.
 * @throws NoFile for a folder, pipe or device; the system's error where the file cannot be opened or read.
 */
export async function readRows(file: string, name: string): Promise<Rows> {
  const rows: Rows = {
    file: name,
    table: new RowTable(),
    skipped: { count: 0, first: [], last: 0 },
    replaced: 0,
    fatal: [],
  };
  try {
    await forEachLine(file, (text, line) => {
      for (const parsed of parseLine(text)) takeLine(parsed, line, rows);
    });
  } catch (error) {
    if (!(error instanceof BrokenLines)) throw error;
    addFatal(rows, error.line, error.message);
  }
  return rows;
}

function takeLine(parsed: ParsedLine, line: number, rows: Rows): void {
  const identity = typeof parsed === 'string' || parsed instanceof SkippedRow ? parsed : identifyRow(parsed);
  if (typeof identity === 'string') addFatal(rows, line, identity);
  else if (identity instanceof SkippedRow) skip(rows, line, identity.why);
  else {
    const record = parsed as JsonRow;
    const before = rows.table.length;
    const row: Row = {
      ...identity,
      reward: rewardOf(record),
      category: categoryOf(record),
      failed: hasFailed(record),
      line,
    };
    rows.table.set(row);
    if (rows.table.length === before) rows.replaced += 1;
  }
}

/** `metadata.category`, or where that is empty `scoring_details.category`. */
function categoryOf(record: JsonRow): Row['category'] {
  for (const key of ['metadata', 'scoring_details']) {
    const holder = Object.hasOwn(record, key) ? record[key] : {};
    if (!isMapping(holder)) return UNREADABLE_CATEGORY;
    const category = holder['category'];
    if (isTruthy(category) || (key === 'scoring_details' && (category ?? null) !== null))
      return label(category);
  }
  return NO_CATEGORY;
}

function label(category: unknown): string {
  if (typeof category === 'string') return category;
  if (typeof category === 'boolean') return category ? 'True' : 'False';
  return JSON.stringify(category) ?? String(category);
}

/** Python's truth: zero, the empty text and empty collections are false. */
function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMapping(value)) return Object.keys(value).length > 0;
  return Number.isNaN(value) || Boolean(value);
}

function skip(rows: Rows, line: number, message: string): void {
  // The parts of a line that was split are one row lost, not several.
  if (rows.skipped.last === line) return;
  rows.skipped.last = line;
  rows.skipped.count += 1;
  if (rows.skipped.first.length < MOST_PROBLEMS) rows.skipped.first.push({ line, message });
}

function addFatal(rows: Rows, line: number, message: string): void {
  if (rows.fatal.length < MOST_PROBLEMS) rows.fatal.push({ line, message });
}
