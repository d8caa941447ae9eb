import { describe, expect, it } from '@jest/globals';
import {
  detectableDropAt,
  detectableDropOfMean,
  detectableDropOfPairs,
  detectableDropOfPolicy,
} from '../../../src/comparison/statistics/detectable-drop.js';
import { itemsToPass } from '../../../src/comparison/statistics/items-needed.js';
import { exactPower, normalPower } from '../../../src/comparison/statistics/mcnemar-power.js';
import { expectClose, readTable } from './tables.js';

const table = readTable<Record<string, (number | null)[][]>>('power');
const RULE = { alpha: 0.01, floor: 0.01 };

describe('the exact power', () => {
  it('is the sum over every outcome', () => {
    for (const row of table['pairs_worse_better_alpha_floor_power']!) {
      const [n, worse, better, alpha, floor, power] = row as number[];
      expectClose(
        exactPower(n!, { worse: worse!, better: better! }, { alpha: alpha!, floor: floor! }),
        power!,
        1e-9,
        row,
      );
    }
  });

  it('keeps the level where nothing is worse, and rises with the drop', () => {
    for (const n of [10, 57, 400, 20_000])
      for (const better of [0.01, 0.1, 0.3]) {
        expect(exactPower(n, { worse: better, better }, RULE)).toBeLessThanOrEqual(RULE.alpha);
        let before = 0;
        for (let drop = 0; better * 2 + drop <= 1; drop += 0.02) {
          const power = exactPower(n, { worse: better + drop, better }, RULE);
          expect(power).toBeGreaterThanOrEqual(before - 1e-12);
          expect(power).toBeLessThanOrEqual(1);
          before = power;
        }
      }
  });

  it('has the floor of the verdict: 7 of 700 is one point', () => {
    const certain = exactPower(700, { worse: 0.01, better: 0 }, { alpha: 0.5, floor: 0.01 });
    // b ≥ 7 of B(700, 0.01).
    expectClose(certain, 0.5511747, 1e-2);
  });

  it('is near the normal one where that takes over', () => {
    for (const drop of [0.008, 0.011, 0.015]) {
      const truth = { worse: 0.05 + drop, better: 0.05 };
      expect(Math.abs(exactPower(20_000, truth, RULE) - normalPower(20_000, truth, RULE))).toBeLessThan(0.01);
    }
  });

  it('refuses what cannot be', () => {
    expect(() => exactPower(0, { worse: 0.1, better: 0 }, RULE)).toThrow(RangeError);
    expect(() => exactPower(10, { worse: 0.7, better: 0.7 }, RULE)).toThrow(RangeError);
    expect(() => exactPower(10, { worse: Number.NaN, better: 0 }, RULE)).toThrow(RangeError);
    expect(() => normalPower(10, { worse: 0.1, better: 0 }, { alpha: 0, floor: 0 })).toThrow(RangeError);
    expect(exactPower(10, { worse: 0, better: 0 }, RULE)).toBe(0);
    expect(normalPower(10, { worse: 0, better: 0 }, RULE)).toBe(0);
  });
});

describe('the minimum detectable effect of 0/1 items', () => {
  it('is where the exact power is 0.8', () => {
    for (const row of table['worse_better_pairs_tests_mde']!) {
      const [worse, better, pairs, tests, drop] = row as [number, number, number, number, number | null];
      const actual = detectableDropOfPairs(worse, better, pairs, tests);
      if (drop === null) expect(actual).toBeNull();
      else expectClose(actual!, drop, 1e-9, row);
    }
  });

  it('takes what got worse from the discordance: ψ(δ) = ψ̂ − max(0, d̂) + δ', () => {
    // d̂ > 0: c stays on both sides. d̂ ≤ 0: the discordance stays.
    expect(detectableDropOfPairs(60, 20, 1000, 1)).toBe(detectableDropAt(1000, 0.04, 1));
    expect(detectableDropOfPairs(20, 60, 1000, 1)).toBe(detectableDropAt(1000, 0.08, 1));
  });

  it('falls with items, rises with discordance and with benchmarks, and is over the floor', () => {
    const sizes = [100, 300, 1000, 5000, 20_000, 20_001, 100_000];
    const drops = sizes.map((n) => detectableDropAt(n, 0.1, 1)!);
    drops.slice(1).forEach((drop, index) => {
      expect(drop).toBeLessThan(drops[index]! + 5e-5);
      expect(drop).toBeGreaterThan(0.01);
    });
    expect(detectableDropAt(1000, 0.2, 1)!).toBeGreaterThan(detectableDropAt(1000, 0.1, 1)!);
    expect(detectableDropAt(1000, 0.1, 20)!).toBeGreaterThan(detectableDropAt(1000, 0.1, 1)!);
    expectClose(detectableDropAt(20_001, 0.1, 5)!, detectableDropAt(20_000, 0.1, 5)!, 5e-3);
  });

  it('is null where no drop can be seen', () => {
    expect(detectableDropOfPairs(0, 0, 6, 1)).toBeNull();
    expect(detectableDropOfPairs(0, 0, 7, 1)).not.toBeNull();
    expect(detectableDropOfPairs(500, 500, 1000, 1)).toBeNull();
    expect(() => detectableDropOfPairs(1, 1, 1, 1)).toThrow(RangeError);
    expect(() => detectableDropOfPairs(1, 1, 10, 0)).toThrow(RangeError);
  });
});

describe('the minimum detectable effect of means', () => {
  it('is the formula of the contract', () => {
    expectClose(detectableDropOfMean(0.02, 1)!, (2.3263478740408408 + 0.84) * 0.02);
    expectClose(detectableDropOfMean(0.02, 5)!, (2.878161739095484 + 0.84) * 0.02);
    expectClose(detectableDropOfMean(0.001, 1)!, 0.01 + 0.84 * 0.001);
    expect(detectableDropOfMean(0, 3)).toBe(0.01);
    expect(detectableDropOfMean(Number.NaN, 1)).toBeNull();
    expect(detectableDropOfMean(Number.POSITIVE_INFINITY, 1)).toBeNull();
    expectClose(detectableDropOfPolicy(0.02, 2, 0.01)!, 0.02 + 2.84 * 0.01);
    expect(detectableDropOfPolicy(Number.POSITIVE_INFINITY, 2, 0.01)).toBeNull();
  });
});

describe('items that a PASS needs', () => {
  it('grow with the discordance', () => {
    expect(itemsToPass(0.1)).toBe(Math.ceil(0.1 * (2.799963984540054 / 0.03) ** 2));
    expect(itemsToPass(0)).toBeNull();
    expect(itemsToPass(Number.NaN)).toBeNull();
  });
});
