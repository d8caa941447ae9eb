import { BrokenLines, forEachLine } from './for-each-line.js';
import { parsePythonJson } from './python-json.js';
import { strip, toPythonFloat, toPythonInt } from './python-numbers.js';
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
/** Where Python's splitlines ends a line besides \n. */
const PYTHON_LINE_ENDS = new RegExp(
  `[${String.fromCharCode(0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029)}]`,
);
const SPLIT = 'is not JSON, or holds a line separator such as U+2028 in a text, at which nel gate splits it';
/** Error categories of rows that the endpoint or the harness failed on; the reward of such a row is a filler. */
const FAILURES: ReadonlySet<unknown> = new Set(['infra_error', 'tool_infra', 'system']);

/**
 * Streams a results.jsonl of a 0.3 bundle into columns.
 * @param name the file as shown in messages.
 * @throws the system's error where the file cannot be opened or read.
 */
export async function readRows(file: string, name: string): Promise<Rows> {
  const rows: Rows = {
    file: name,
    table: new RowTable(),
    skipped: { count: 0, first: [], last: 0 },
    replaced: 0,
    fatal: [],
  };
  const take = (text: string, line: number, whenBroken = 'is not JSON'): void => {
    const before = rows.table.length;
    const row = readRow(text, line, rows, whenBroken);
    if (!row) return;
    rows.table.set(row);
    if (rows.table.length === before) rows.replaced += 1;
  };
  try {
    await forEachLine(file, (text, line) => {
      // The gate splits there as well, so that a row with such a character in a string is two broken lines to it.
      if (PYTHON_LINE_ENDS.test(text))
        for (const piece of text.split(PYTHON_LINE_ENDS)) take(piece, line, SPLIT);
      else take(text, line);
    });
  } catch (error) {
    if (!(error instanceof BrokenLines)) throw error;
    addFatal(rows, error.line, error.message);
  }
  return rows;
}

function readRow(text: string, line: number, rows: Rows, whenBroken: string): Row | undefined {
  if (text === '' || strip(text) === '') return undefined;
  let record: unknown;
  try {
    record = parsePythonJson(text);
  } catch {
    try {
      record = parsePythonJson(strip(text));
    } catch {
      return skip(rows, line, whenBroken);
    }
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    addFatal(
      rows,
      line,
      `is ${Array.isArray(record) ? 'a list' : JSON.stringify(record)?.slice(0, 20)}, not a mapping`,
    );
    return undefined;
  }
  return toRow(record as Record<string, unknown>, text, line, rows);
}

function toRow(record: Record<string, unknown>, text: string, line: number, rows: Rows): Row | undefined {
  const exact =
    isRounded(record['problem_idx']) || isRounded(record['repeat'])
      ? (parsePythonJson(text, true) as Record<string, unknown>)
      : record;
  if ((exact['problem_idx'] ?? null) === null) return skip(rows, line, 'has no problem_idx');
  try {
    const problem = toPythonInt(exact['problem_idx']);
    const repeat = Object.hasOwn(exact, 'repeat') ? toPythonInt(exact['repeat']) : 0;
    if (problem === undefined) return skip(rows, line, 'has a problem_idx that is not an integer');
    if (repeat === undefined) return skip(rows, line, 'has a repeat that is not an integer');
    return {
      problem,
      repeat,
      reward: Object.hasOwn(record, 'reward') ? toPythonFloat(record['reward']) : 0,
      category: categoryOf(record),
      failed: hasFailed(record['scoring_details']),
      line,
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    addFatal(rows, line, 'has infinity for a problem_idx or repeat');
    return undefined;
  }
}

function isRounded(value: unknown): boolean {
  return typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value);
}

/** `metadata.category`, or where that is empty `scoring_details.category`. */
function categoryOf(record: Record<string, unknown>): Row['category'] {
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

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasFailed(details: unknown): boolean {
  return isMapping(details) && FAILURES.has(details['error_category']);
}

function skip(rows: Rows, line: number, message: string): undefined {
  // The parts of a line that was split are one row lost, not several.
  if (rows.skipped.last === line) return;
  rows.skipped.last = line;
  rows.skipped.count += 1;
  if (rows.skipped.first.length < MOST_PROBLEMS) rows.skipped.first.push({ line, message });
}

function addFatal(rows: Rows, line: number, message: string): void {
  if (rows.fatal.length < MOST_PROBLEMS) rows.fatal.push({ line, message });
}
