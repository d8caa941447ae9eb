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
  const value = parseJson(text) ?? parseJson(withoutBare(text));
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

/** Python writes NaN and Infinity, which are no JSON: outside of strings they become null. */
function withoutBare(text: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const open = quote < 0 ? text.length : quote;
    parts.push(text.slice(at, open).replace(/\bNaN\b|-?\bInfinity\b/g, 'null'));
    at = endOfString(text, open);
    parts.push(text.slice(open, at));
  }
  return parts.join('');
}

/** Just past the quote that closes the string which opens at `open`. */
function endOfString(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}
