/** Stands for NaN, which no JSON can be; no text of a harness is this. */
const NAN = '\u0000NaN\u0000';

/**
 * Parses JSON as Python writes it: with NaN and Infinity, which are no JSON, as they are.
 * @throws SyntaxError where it is no such text.
 */
export function parseBareNumbers(text: string): unknown {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const open = quote < 0 ? text.length : quote;
    parts.push(
      text
        .slice(at, open)
        .replace(/\bNaN\b/g, JSON.stringify(NAN))
        // Beyond what a number can be.
        .replace(/\bInfinity\b/g, '1e999'),
    );
    at = endOfString(text, open);
    parts.push(text.slice(open, at));
  }
  return JSON.parse(parts.join(''), (_, value) => (value === NAN ? Number.NaN : value));
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
