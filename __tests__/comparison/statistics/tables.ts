import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'fixtures', 'statistics');

/** A table of tools/statistics-tables.py. */
export function readTable<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as T;
}

/** Fails unless the numbers agree to a relative tolerance; 0 agrees with 0 only. */
export function expectClose(actual: number, expected: number, tolerance = 1e-9, what: unknown = ''): void {
  const error = actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
  if (!(error <= tolerance)) expect({ what, actual, error }).toEqual({ what, actual: expected, error: 0 });
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
