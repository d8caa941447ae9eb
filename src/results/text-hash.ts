/** 64 bits in two unsigned halves. Two of a million texts are mistaken for each other once in 37 million runs. */
export interface Hash64 {
  high: number;
  low: number;
}

const PRIME_LOW = 0x9e3779b1;
const PRIME_HIGH = 0x85ebca77;

/** Hashes texts one after another, as if joined by a separator that none of them holds. Not for secrets. */
export function hashTexts(...texts: string[]): Hash64 {
  let low = 0x243f6a88 | 0;
  let high = 0x13198a2e | 0;
  for (const text of texts) {
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      low = Math.imul(low ^ unit, PRIME_LOW);
      low ^= low >>> 15;
      high = Math.imul(high ^ unit, PRIME_HIGH);
      high ^= high >>> 13;
    }
    low = Math.imul(low ^ 0x10000, PRIME_LOW);
    high = Math.imul(high ^ 0x10001, PRIME_HIGH);
  }
  const mixed = mixBits(low ^ Math.imul(high, PRIME_LOW));
  return { low: mixed, high: mixBits(high ^ Math.imul(mixed, PRIME_HIGH)) };
}

/** The finalizer of MurmurHash3 (public domain, Appleby): every bit of the input reaches every bit of the output. */
export function mixBits(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** 16 hexadecimal digits. */
export function showHash({ high, low }: Hash64): string {
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
}

/** The hash that was shown so; undefined where the text is none. */
export function readHash(text: unknown): Hash64 | undefined {
  if (typeof text !== 'string' || !/^[0-9a-f]{16}$/.test(text)) return undefined;
  return { high: Number.parseInt(text.slice(0, 8), 16), low: Number.parseInt(text.slice(8), 16) };
}
