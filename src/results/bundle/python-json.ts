/** Stands in the text for what JSON cannot say; no key of a real file begins with it. */
const MARK = '\u0000python';
const TOKEN = /-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Parses JSON as Python's `json.loads` does: bare NaN, Infinity and -Infinity are numbers.
 * @param exact integers that a double cannot hold become bigint; off, they are rounded, which is faster.
 * @throws SyntaxError for what is not JSON to Python either.
 */
export function parsePythonJson(text: string, exact = false): unknown {
  if (!exact) {
    try {
      return JSON.parse(text);
    } catch (error) {
      if (!/NaN|Infinity/.test(text)) throw error;
    }
  }
  return JSON.parse(markNumbers(text, exact), (_, value) => unmark(value));
}

/** The text with each number that JSON cannot hold as an object of its own; strings stay as they are. */
function markNumbers(text: string, exact: boolean): string {
  const parts: string[] = [];
  let kept = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
      continue;
    }
    TOKEN.lastIndex = at;
    const token = code > 0x7f ? undefined : TOKEN.exec(text)?.[0];
    if (token === undefined) {
      at += 1;
      continue;
    }
    if (/[NI]/.test(token) || (exact && LONG_INTEGER.test(token))) {
      parts.push(text.slice(kept, at), `{${JSON.stringify(MARK)}:"${token}"}`);
      kept = at + token.length;
    }
    at += token.length;
  }
  return parts.join('') + text.slice(kept);
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1;
  return at + 1;
}

function unmark(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, MARK)) return value;
  const token = (value as Record<string, unknown>)[MARK];
  if (typeof token !== 'string') return value;
  return LONG_INTEGER.test(token) ? BigInt(token) : Number(token);
}
