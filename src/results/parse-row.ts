/** A row of a file of JSON lines. */
export type Row = Record<string, unknown>;

/** Python writes NaN and Infinity, which are no JSON: as values of a row they become null. */
const BARE = /(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])/g;

/**
 * Reads one line as a JSON object.
 * @returns the object, or in words why the line is none.
 */
export function parseRow(text: string): Row | string {
  const value = parseJson(text) ?? parseJson(text.replace(BARE, 'null'));
  if (value === undefined) return 'is not JSON';
  if (value === null) return 'is null';
  if (Array.isArray(value)) return 'is a list, not an object';
  return typeof value === 'object' ? (value as Row) : `is a ${typeof value}, not an object`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
