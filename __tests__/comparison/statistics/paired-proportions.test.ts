import { describe, expect, it } from '@jest/globals';
import { findRoot } from '../../../src/comparison/statistics/find-root.js';
import { mcnemarOneSided, testByMcNemar } from '../../../src/comparison/statistics/mcnemar.js';
import {
  boundIndependentByNewcombe,
  boundPairedByNewcombe,
} from '../../../src/comparison/statistics/newcombe.js';
import { boundByTango, tangoScore } from '../../../src/comparison/statistics/tango.js';
import { boundByWilson } from '../../../src/comparison/statistics/wilson.js';
import { expectClose, readTable, seededRandom } from './tables.js';

type Rows = Record<string, number[][]>;

describe('McNemar', () => {
  const rows = readTable<Rows>('mcnemar')['worse_better_oneSided_twoSided_oneSidedMidP_twoSidedMidP']!;

  it('agrees with scipy and statsmodels up to a million of a kind', () => {
    for (const [b, c, ...expected] of rows) {
      const { oneSided, twoSided, oneSidedMidP, twoSidedMidP } = testByMcNemar(b!, c!);
      const actual = [oneSided, twoSided, oneSidedMidP, twoSidedMidP];
      expected.forEach((value, index) => {
        expectClose(actual[index]!, value, 1e-9, [b, c, index]);
      });
      expect(mcnemarOneSided(b!, c!)).toBe(oneSided);
    }
    expect(Math.max(...rows.map(([b]) => b!))).toBe(1e6);
  });

  it('gives the example of the contract', () => {
    expectClose(testByMcNemar(41, 11).oneSided, 0.000018, 0.05);
  });

  it('neither under- nor overflows: p is in [0, 1], and 0 only below the smallest double', () => {
    for (const [b, c] of [
      [1e6, 0],
      [0, 1e6],
      [1e6, 1e6],
      [1074, 0],
      [515_000, 485_000],
    ] as const) {
      for (const p of Object.values(testByMcNemar(b, c))) {
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
      }
    }
    expect(mcnemarOneSided(1074, 0)).toBeGreaterThan(0);
    expect(mcnemarOneSided(0, 1e6)).toBe(1);
  });

  it('falls with b, rises with c, and is complementary', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 300; round += 1) {
      const b = Math.floor(random() * 2000);
      const c = Math.floor(random() * 2000);
      expect(mcnemarOneSided(b + 1, c)).toBeLessThanOrEqual(mcnemarOneSided(b, c));
      expect(mcnemarOneSided(b, c + 1)).toBeGreaterThanOrEqual(mcnemarOneSided(b, c));
      // P(X ≥ b) + P(X ≥ c + 1) = 1 for X ~ B(b + c, ½).
      if (b > 0) expectClose(mcnemarOneSided(b, c) + mcnemarOneSided(c + 1, b - 1), 1, 1e-9, [b, c]);
      const test = testByMcNemar(b, c);
      expect(test.twoSided).toBe(testByMcNemar(c, b).twoSided);
      expect(test.twoSidedMidP).toBeLessThanOrEqual(test.twoSided);
      expect(test.oneSidedMidP).toBeLessThanOrEqual(test.oneSided);
    }
  });

  it('refuses what is no count', () => {
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => testByMcNemar(wrong, 1)).toThrow(RangeError);
      expect(() => mcnemarOneSided(1, wrong)).toThrow(RangeError);
    }
  });
});

describe('Tango', () => {
  const rows = readTable<Rows>('tango')['worse_better_pairs_level_lower_upper']!;

  it('agrees with the maximum likelihood solution', () => {
    for (const [b, c, n, level, lower, upper] of rows) {
      const interval = boundByTango(b!, c!, n!, level!);
      expectClose(interval.lower, lower!, 1e-9, [b, c, n, level]);
      expectClose(interval.upper, upper!, 1e-9, [b, c, n, level]);
    }
  });

  it('gives the published examples', () => {
    // Tango 1998, section 6: cross-over trial of contact lenses, n = 44; sleeping difficulties, n = 32.
    expect(tangoScore(0, 1, 44, -0.1)).toBeCloseTo(1.709, 3);
    expect(boundByTango(0, 1, 44, 0.9).lower).toBeCloseTo(-0.096, 3);
    expect(boundByTango(9, 3, 32).lower).toBeCloseTo(-0.027, 3);
    expect(boundByTango(9, 3, 32).upper).toBeCloseTo(0.39, 3);
    // "Continuity corrected score confidence interval for the difference in proportions in paired data", table 2
    // (Journal of Applied Statistics, PMC10763857).
    expect(boundByTango(25, 2, 102).lower).toBeCloseTo(0.139, 3);
    expect(boundByTango(25, 2, 102).upper).toBeCloseTo(0.321, 3);
  });

  it('contains the estimate, lies in [−1, 1], mirrors, and has a width without any flip', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 2000; round += 1) {
      const n = 1 + Math.floor(random() ** 3 * 5000);
      const b = Math.floor(random() * (n + 1));
      const c = Math.floor(random() * (n - b + 1));
      const { lower, upper } = boundByTango(b, c, n);
      const estimate = (b - c) / n;
      expect(lower).toBeLessThanOrEqual(estimate);
      expect(upper).toBeGreaterThanOrEqual(estimate);
      expect(lower).toBeGreaterThanOrEqual(-1);
      expect(upper).toBeLessThanOrEqual(1);
      expect(upper).toBeGreaterThan(lower);
      expect(boundByTango(c, b, n).lower).toBe(0 - upper);
      expect(boundByTango(b, c, n, 0.99).upper).toBeGreaterThanOrEqual(upper);
      if (upper < 1) expect(tangoScore(b, c, n, upper)).toBeCloseTo(-1.959963984540054, 6);
    }
    expectClose(boundByTango(0, 0, 50).upper, 1.959963984540054 ** 2 / (50 + 1.959963984540054 ** 2));
    expect(boundByTango(7, 0, 7).upper).toBe(1);
  });

  it('refuses counts that cannot be', () => {
    for (const [b, c, n] of [
      [1, 1, 1],
      [-1, 0, 5],
      [0, 0, 0],
      [Number.NaN, 0, 5],
      [0.5, 0, 5],
    ] as const)
      expect(() => boundByTango(b, c, n)).toThrow(RangeError);
    expect(() => boundByTango(1, 1, 10, 1)).toThrow(RangeError);
  });
});

describe('Newcombe and Wilson', () => {
  const table = readTable<Rows>('newcombe');

  it('agree with statsmodels', () => {
    for (const [x1, n1, x2, n2, level, lower, upper] of table[
      'independent_right_total_right_total_level_lower_upper'
    ]!) {
      const interval = boundIndependentByNewcombe(
        { right: x1!, total: n1! },
        { right: x2!, total: n2! },
        level,
      );
      expectClose(interval.lower, lower!, 1e-9, [x1, n1, x2, n2]);
      expectClose(interval.upper, upper!, 1e-9, [x1, n1, x2, n2]);
    }
    for (const [a, b, c, d, level, lower, upper] of table[
      'paired_bothRight_worse_better_bothWrong_level_lower_upper'
    ]!) {
      const interval = boundPairedByNewcombe({ bothRight: a!, worse: b!, better: c!, bothWrong: d! }, level);
      expectClose(interval.lower, lower!, 1e-9, [a, b, c, d]);
      expectClose(interval.upper, upper!, 1e-9, [a, b, c, d]);
    }
    for (const [x, n, level, lower, upper] of table['wilson_successes_total_level_lower_upper']!) {
      expectClose(boundByWilson(x!, n!, level).lower, lower!, 1e-9, [x, n]);
      expectClose(boundByWilson(x!, n!, level).upper, upper!, 1e-9, [x, n]);
    }
  });

  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('give method 10 of Newcombe 1998 (17:873), table II: %d/%d − %d/%d', (x1, n1, x2, n2, lower, upper) => {
    const interval = boundIndependentByNewcombe({ right: x1, total: n1 }, { right: x2, total: n2 });
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('give the worked example of Altman et al. 2000, Statistics with Confidence, table 6.2', () => {
    const { lower, upper } = boundPairedByNewcombe({ bothRight: 14, worse: 5, better: 0, bothWrong: 22 });
    expect(lower).toBeCloseTo(0.011, 3);
    expect(upper).toBeCloseTo(0.226, 3);
  });

  it('contain the estimate, lie in [−1, 1] and mirror', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 1000; round += 1) {
      const counts = Array.from({ length: 4 }, () => Math.floor(random() ** 3 * 200));
      counts[0]! += 1;
      const [bothRight, worse, better, bothWrong] = counts as [number, number, number, number];
      const n = bothRight + worse + better + bothWrong;
      const { lower, upper } = boundPairedByNewcombe({ bothRight, worse, better, bothWrong });
      const mirrored = boundPairedByNewcombe({ bothRight, worse: better, better: worse, bothWrong });
      expect(mirrored.lower).toBeCloseTo(-upper, 12);
      expect(lower).toBeLessThanOrEqual((worse - better) / n + 1e-15);
      expect(upper).toBeGreaterThanOrEqual((worse - better) / n - 1e-15);
      expect(lower).toBeGreaterThanOrEqual(-1 - 1e-12);
      expect(upper).toBeLessThanOrEqual(1 + 1e-12);
    }
    expect(boundByWilson(0, 10).lower).toBe(0);
    expect(boundByWilson(10, 10).upper).toBe(1);
    expect(() => boundByWilson(3, 2)).toThrow(RangeError);
    expect(() => boundByWilson(0, 0)).toThrow(RangeError);
  });
});

describe('roots', () => {
  it('are found to the last bits, also where the function is steep or flat', () => {
    expectClose(
      findRoot((x) => x ** 3 - 2, 0, 2),
      Math.cbrt(2),
      1e-15,
    );
    expectClose(
      findRoot((x) => Math.exp(x) - 1e-9, -100, 0),
      Math.log(1e-9),
      1e-15,
    );
    expectClose(
      findRoot((x) => (x - 0.1) ** 9, 0, 1),
      0.1,
      1e-9,
    );
    expect(findRoot((x) => x, 0, 1)).toBe(0);
    expect(findRoot((x) => x - 1, 0, 1)).toBe(1);
  });

  it('need a change of sign', () => {
    expect(() => findRoot((x) => x + 1, 0, 1)).toThrow(RangeError);
    expect(() => findRoot(() => Number.NaN, 0, 1)).toThrow(RangeError);
  });
});
