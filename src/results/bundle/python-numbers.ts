const INTEGER = /^[+-]?\d+(?:_\d+)*$/;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;
const NAMED = /^([+-]?)(?:(inf|infinity)|nan)$/i;

/** A text without white space at its ends, by Python's idea of white space: U+0085 is some, a byte order mark is none. */
export function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  if (code > 0x20 && code < 0x85) return false;
  if ((code >= 0x1c && code <= 0x1f) || code === 0x85) return true;
  return code !== 0xfeff && /\s/.test(String.fromCharCode(code));
}

/** Python's `float(value)`; undefined where that raises an error. */
export function toPythonFloat(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return undefined;
  const text = strip(value);
  const named = NAMED.exec(text);
  if (named) return named[2] === undefined ? Number.NaN : named[1] === '-' ? -Infinity : Infinity;
  return FLOAT.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

/**
 * Python's `int(value)`; undefined where that raises a ValueError or TypeError. Integers that a double cannot hold are
 * bigint.
 * @throws RangeError for infinity, which Python answers with an OverflowError.
 */
export function toPythonInt(value: unknown): number | bigint | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return narrow(value);
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return undefined;
    if (!Number.isFinite(value)) throw new RangeError('infinity is no integer');
    const whole = Math.trunc(value);
    return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole);
  }
  if (typeof value !== 'string') return undefined;
  const text = strip(value);
  return INTEGER.test(text) ? narrow(BigInt(text.replace(/^\+/, '').replaceAll('_', ''))) : undefined;
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
