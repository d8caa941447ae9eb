import { parseBareNumbers } from './bare-numbers.js';

/** A row of a file of JSON lines. */
export type Row = Record<string, unknown>;

/** A row that the harness's own tools leave out: it is said, and not held against the file. */
export class SkippedRow {
  /** @param why in words that follow the number of the line. */
  constructor(readonly why: string) {}
}

/**
 * Reads one line as a JSON object.
 * @returns the object, or in words why the line is none.
 */
export function parseRow(text: string): Row | string {
  const value = parseJson(text);
  if (value === undefined) return 'is not JSON';
  if (value === null) return 'is null';
  if (Array.isArray(value)) return 'is a list, not an object';
  return typeof value === 'object' ? (value as Row) : `is a ${typeof value}, not an object`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseBare(text);
  }
}

function parseBare(text: string): unknown {
  try {
    return parseBareNumbers(text);
  } catch {
    return undefined;
  }
}
