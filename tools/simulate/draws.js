// Random draws, the same on every run.
import { binomialMassOf } from './source.js';

const SEED = 20_240_601;

/** mulberry32: numbers in [0, 1). @param {number} seed */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let random = seeded(SEED);

/** Starts the draws anew. */
export function reseed() {
  random = seeded(SEED);
}

/** Draws from B(n, p) for many n of one p, by inversion of tables. @param {number} p */
function binomialDraws(p) {
  const mass = binomialMassOf(p);
  /** @type {Map<number, { first: number, sums: Float64Array }>} */
  const tables = new Map();
  const tableOf = (/** @type {number} */ n) => {
    const spread = 9 * Math.sqrt(n * p * (1 - p)) + 30;
    const first = Math.max(0, Math.floor(n * p - spread));
    const sums = new Float64Array(Math.min(n, Math.ceil(n * p + spread)) - first + 1);
    let sum = 0;
    for (let index = 0; index < sums.length; index += 1) {
      sum += mass(first + index, n);
      sums[index] = sum;
    }
    return { first, sums };
  };
  return (/** @type {number} */ n) => {
    if (n === 0 || p <= 0) return 0;
    if (p >= 1) return n;
    let table = tables.get(n);
    if (!table) {
      table = tableOf(n);
      tables.set(n, table);
    }
    const wanted = random();
    let low = 0;
    let high = table.sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {number} */ (table.sums[middle]) > wanted) high = middle;
      else low = middle + 1;
    }
    return table.first + low;
  };
}

/**
 * Draws counts of a multinomial.
 * @param {number} n
 * @param {readonly number[]} shares sum to 1
 */
export function multinomialDraws(n, shares) {
  let left = 1;
  const draws = shares.slice(0, -1).map((share) => {
    const draw = binomialDraws(Math.min(1, share / left));
    left -= share;
    return draw;
  });
  return () => {
    let rest = n;
    const counts = draws.map((draw) => {
      const count = draw(rest);
      rest -= count;
      return count;
    });
    return [...counts, rest];
  };
}

/** A draw from the standard normal distribution (Box, Muller 1958). */
export function normalDraw() {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
