import { type Row, SkippedRow } from '../parse-row.js';
import type { RowId } from './id-index.js';
import { parsePythonJson } from './python-json.js';
import { strip, toPythonFloat, toPythonInt } from './python-numbers.js';

/** Where Python's splitlines ends a line besides \n. */
const PYTHON_LINE_ENDS = new RegExp(
  `[${String.fromCharCode(0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029)}]`,
);
const NOT_JSON = 'is not JSON';
const SPLIT = 'is not JSON, or holds a line separator such as U+2028 in a text, at which nel gate splits it';
/** Error categories of rows that the endpoint or the harness failed on; the reward of such a row is a filler. */
const FAILURES: ReadonlySet<unknown> = new Set(['infra_error', 'tool_infra', 'system']);

/** A line of a results.jsonl as `nel gate` takes it: a row, one that it leaves out, or in words what it stops at. */
export type ParsedLine = Row | SkippedRow | string;

/** Parses one line. Where it has separators inside, it is several to `nel gate`; empty ones are none. */
export function parseLine(text: string): ParsedLine[] {
  if (!PYTHON_LINE_ENDS.test(text)) return isBlank(text) ? [] : [parsePiece(text, NOT_JSON)];
  return text
    .split(PYTHON_LINE_ENDS)
    .filter((piece) => !isBlank(piece))
    .map((piece) => parsePiece(piece, SPLIT));
}

function isBlank(text: string): boolean {
  return text === '' || strip(text) === '';
}

function parsePiece(text: string, whenBroken: string): ParsedLine {
  let record: unknown;
  try {
    record = parsePythonJson(text);
  } catch {
    try {
      record = parsePythonJson(strip(text));
    } catch {
      return new SkippedRow(whenBroken);
    }
  }
  if (!isMapping(record))
    return `is ${Array.isArray(record) ? 'a list' : JSON.stringify(record)?.slice(0, 20)}, not a mapping`;
  if (!isRounded(record['problem_idx']) && !isRounded(record['repeat'])) return record;
  const { problem_idx, repeat } = parsePythonJson(strip(text), true) as Row;
  // A repeat that is not there must not become one that is undefined.
  return { ...record, problem_idx, ...(Object.hasOwn(record, 'repeat') ? { repeat } : {}) };
}

function isRounded(value: unknown): boolean {
  return typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value);
}

/** The problem and repeat that a row is of; else why `nel gate` leaves it out, or in words what it stops at. */
export function identifyRow(row: Row): { problem: RowId; repeat: RowId } | SkippedRow | string {
  if ((row['problem_idx'] ?? null) === null) return new SkippedRow('has no problem_idx');
  try {
    const problem = toPythonInt(row['problem_idx']);
    const repeat = Object.hasOwn(row, 'repeat') ? toPythonInt(row['repeat']) : 0;
    if (problem === undefined) return new SkippedRow('has a problem_idx that is not an integer');
    if (repeat === undefined) return new SkippedRow('has a repeat that is not an integer');
    return { problem, repeat };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 'has infinity for a problem_idx or repeat';
  }
}

/** The reward of a row, 0 where it has none; undefined where it is no number, NaN and infinities where it is one. */
export function rewardOf(row: Row): number | undefined {
  return Object.hasOwn(row, 'reward') ? toPythonFloat(row['reward']) : 0;
}

/** Whether the endpoint or the harness failed on a row, so that its reward of 0 is no grade. */
export function hasFailed(row: Row): boolean {
  const details = row['scoring_details'];
  return isMapping(details) && FAILURES.has(details['error_category']);
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
