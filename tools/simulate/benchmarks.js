// Benchmarks to draw results of, with 0/1 items or with items that were asked four times.
import { multinomialDraws } from './draws.js';
import { binomialMassOf, testEvidence } from './source.js';

/** @typedef {import('../../src/comparison/statistics/test-evidence.js').Tested} Tested */

/**
 * A benchmark to draw results of, tested once per distinct outcome.
 * @param {() => number[]} draw two whole numbers that say all about a run, the second under 2**26 and not negative
 * @param {(outcome: number[]) => import('../../src/comparison/statistics/evidence.js').Evidence} evidenceOf
 * @returns {() => Tested}
 */
function benchmark(draw, evidenceOf) {
  /** @type {Map<number, Tested>} */
  const seen = new Map();
  return () => {
    const outcome = draw();
    const key = (outcome[0] ?? 0) * 2 ** 26 + (outcome[1] ?? 0);
    let tested = seen.get(key);
    if (!tested) {
      tested = testEvidence(evidenceOf(outcome));
      seen.set(key, tested);
    }
    return tested;
  };
}

/**
 * 0/1 items in pairs. @param {number} n @param {number} worse @param {number} better
 */
export function binaryBenchmark(n, worse, better) {
  return benchmark(
    multinomialDraws(n, [worse, better, Math.max(0, 1 - worse - better)]),
    ([b = 0, c = 0]) => ({
      kind: 'binary-pairs',
      worse: b,
      better: c,
      pairs: n,
      largerSide: n,
    }),
  );
}

const REPEATS = 4;

/**
 * The distribution of one item's difference of two means of four repeats, in quarters from −4 to 4: a share of the items
 * is open, the others are always right or always wrong; the chance of an open item is uniform, and the candidate's lower
 * by `drop`/`open` on average, by answers that turn wrong.
 * @param {number} open @param {number} drop
 */
export function quarterShares(open, drop) {
  const shares = new Array(2 * REPEATS + 1).fill(0);
  const GRID = 400;
  for (let step = 0; step < GRID; step += 1) {
    const chance = (step + 0.5) / GRID;
    // The mean of the chance is ½: keeping a share 1 − 2·drop/open of the right answers costs `drop` on all items.
    const kept = chance * (1 - (2 * drop) / open);
    const before = Array.from({ length: REPEATS + 1 }, (_, k) => binomialMassOf(chance)(k, REPEATS));
    const after = Array.from({ length: REPEATS + 1 }, (_, k) => binomialMassOf(kept)(k, REPEATS));
    before.forEach((p, k) => {
      after.forEach((q, l) => {
        shares[k - l + REPEATS] += (p * q * open) / GRID;
      });
    });
  }
  shares[REPEATS] += 1 - open;
  return shares;
}

/** @param {readonly number[]} shares of quarters */
export function varianceOfQuarters(shares) {
  const mean = shares.reduce((sum, share, index) => sum + (share * (index - REPEATS)) / REPEATS, 0);
  return shares.reduce((sum, share, index) => sum + share * ((index - REPEATS) / REPEATS - mean) ** 2, 0);
}

/** Items with four repeats. @param {number} n @param {number} open @param {number} drop */
export function repeatedBenchmark(n, open, drop) {
  const draw = multinomialDraws(n, quarterShares(open, drop));
  const sums = () => {
    const sum = [0, 0];
    draw().forEach((count, index) => {
      sum[0] = (sum[0] ?? 0) + count * (index - REPEATS);
      sum[1] = (sum[1] ?? 0) + count * (index - REPEATS) ** 2;
    });
    return sum;
  };
  return benchmark(sums, ([sum = 0, squares = 0]) => {
    const differences = {
      count: n,
      mean: sum / n / REPEATS,
      squares: (squares - sum ** 2 / n) / REPEATS ** 2,
    };
    return { kind: 'score-pairs', differences, largerSide: n };
  });
}

/** Shares of open items. */
export const OPEN = [0.2, 0.6];

/** With the variance: discordance on the scale of 0/1 items that makes as much. @param {number} open */
export function openLabel(open) {
  return `4 repeats, ${100 * open} % open items (variance ${varianceOfQuarters(quarterShares(open, 0)).toFixed(3)})`;
}
