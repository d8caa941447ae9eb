import { describe, expect, it } from '@jest/globals';
import { RunningClusters } from '../../../src/comparison/statistics/clustered-error.js';
import { adjustByHolm } from '../../../src/comparison/statistics/holm.js';
import {
  type Moments,
  mergeMoments,
  RunningMoments,
  varianceOf,
} from '../../../src/comparison/statistics/moments.js';
import { testPairs } from '../../../src/comparison/statistics/paired-t.js';
import { testByWelch } from '../../../src/comparison/statistics/welch.js';
import { expectClose, readTable, seededRandom } from './tables.js';

interface TTables {
  paired: (Record<'mean' | 'variance' | 'oneSided' | 'twoSided' | 'lower' | 'upper', number> & {
    differences: number[];
  })[];
  welch_damage_error_n_error_n_oneSided_twoSided_lower_upper: number[][];
  clustered: { labels: number[]; values: number[]; mean: number; standardError: number }[];
}

const table = readTable<TTables>('t-tests');

function momentsOf(values: readonly number[]): RunningMoments {
  const moments = new RunningMoments();
  for (const value of values) moments.add(value);
  return moments;
}

describe('running moments', () => {
  it('agree with numpy, far from 0 too', () => {
    for (const { differences, mean, variance } of table.paired) {
      const moments = momentsOf(differences);
      expectClose(moments.mean, mean, 1e-9);
      expectClose(varianceOf(moments), variance, 1e-9);
    }
  });

  it('meet the certified values of NIST StRD NumAcc3: mean 1000000.2, standard deviation 0.1', () => {
    const values = [1000000.2];
    for (let pair = 0; pair < 500; pair += 1) values.push(1000000.1, 1000000.3);
    const moments = momentsOf(values);
    expectClose(moments.mean, 1000000.2, 1e-15);
    // The data themselves are rounded to 1e-10 of their distance from the mean.
    expectClose(Math.sqrt(varianceOf(moments)), 0.1, 1e-9);
  });

  it('keep their digits over a million numbers, and merge', () => {
    const random = seededRandom(6);
    const parts = Array.from({ length: 7 }, () => new RunningMoments());
    const all = new RunningMoments();
    let sum = 0n;
    let squares = 0n;
    const count = 1_000_000;
    for (let index = 0; index < count; index += 1) {
      // Whole thousandths: sums are exact as bigint.
      const thousandths = Math.floor(random() * 2001) - 1000;
      sum += BigInt(thousandths);
      squares += BigInt(thousandths * thousandths);
      all.add(thousandths / 1000);
      parts[index % 7]!.add(thousandths / 1000);
    }
    const variance = Number(BigInt(count) * squares - sum * sum) / count / (count - 1) / 1e6;
    const merged = parts.reduce<Moments>(mergeMoments, new RunningMoments());
    for (const moments of [all, merged]) {
      expect(Math.abs(moments.mean - Number(sum) / count / 1000)).toBeLessThan(1e-15);
      expectClose(varianceOf(moments), variance, 1e-12);
    }
    expect(mergeMoments(new RunningMoments(), all)).toEqual(all);
    expect(mergeMoments(all, new RunningMoments())).toEqual(all);
  });

  it('carry a number that is not finite into the result', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const moments = momentsOf([0.1, wrong, 0.2]);
      expect(Number.isFinite(moments.mean) && Number.isFinite(moments.squares)).toBe(false);
    }
    expect(varianceOf(momentsOf([1]))).toBeNaN();
  });
});

describe('the paired t test', () => {
  it('agrees with scipy', () => {
    for (const { differences, oneSided, twoSided, lower, upper } of table.paired) {
      const test = testPairs(momentsOf(differences));
      expectClose(test.oneSided, oneSided);
      expectClose(test.twoSided, twoSided);
      expectClose(test.interval.lower, lower);
      expectClose(test.interval.upper, upper);
    }
  });

  it('mirrors, and narrows with a lower level', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 200; round += 1) {
      const values = Array.from({ length: 2 + Math.floor(random() * 60) }, () => random() * 2 - 1);
      const test = testPairs(momentsOf(values));
      const mirrored = testPairs(momentsOf(values.map((value) => -value)));
      expect(mirrored.interval.lower).toBeCloseTo(-test.interval.upper, 12);
      expect(mirrored.oneSided).toBeCloseTo(1 - test.oneSided, 12);
      expect(test.interval.lower).toBeLessThanOrEqual(test.mean);
      expect(testPairs(momentsOf(values), 0.8).interval.upper).toBeLessThanOrEqual(test.interval.upper);
    }
  });

  it('says p = 0 or 1 where all differences are equal, and needs two', () => {
    expect(testPairs(momentsOf([0.25, 0.25, 0.25]))).toMatchObject({
      oneSided: 0,
      interval: { lower: 0.25, upper: 0.25 },
    });
    expect(testPairs(momentsOf([-0.25, -0.25])).oneSided).toBe(1);
    expect(testPairs(momentsOf([0, 0, 0]))).toMatchObject({ oneSided: 1, twoSided: 1 });
    expect(() => testPairs(momentsOf([1]))).toThrow(RangeError);
    expect(testPairs(momentsOf([1, Number.NaN])).oneSided).toBeNaN();
  });
});

describe('Welch', () => {
  it('agrees with scipy', () => {
    for (const row of table.welch_damage_error_n_error_n_oneSided_twoSided_lower_upper) {
      const [damage, e1, n1, e2, n2, oneSided, twoSided, lower, upper] = row as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const test = testByWelch(damage, { standardError: e1, n: n1 }, { standardError: e2, n: n2 });
      expectClose(test.oneSided, oneSided, 1e-9, row);
      expectClose(test.twoSided, twoSided, 1e-9, row);
      expectClose(test.interval.lower, lower, 1e-9, row);
      expectClose(test.interval.upper, upper, 1e-9, row);
    }
  });

  it('takes the normal distribution where an n is not known', () => {
    const test = testByWelch(0.03, { standardError: 0.01, n: null }, { standardError: 0.01, n: 50 });
    expectClose(test.interval.upper, 0.03 + 1.959963984540054 * Math.SQRT2 * 0.01);
  });

  it('has no answer without any error, and refuses what is none', () => {
    expect(testByWelch(0.5, { standardError: 0, n: 10 }, { standardError: 0, n: 10 }).oneSided).toBeNaN();
    expect(
      testByWelch(0.5, { standardError: Number.NaN, n: 10 }, { standardError: 0, n: 10 }).oneSided,
    ).toBeNaN();
    expect(() => testByWelch(0.5, { standardError: -1, n: 10 }, { standardError: 0, n: 10 })).toThrow(
      RangeError,
    );
    expect(() => testByWelch(0.5, { standardError: 1, n: 1 }, { standardError: 1, n: 10 })).toThrow(
      RangeError,
    );
  });
});

describe('clustered errors', () => {
  it('agree with statsmodels', () => {
    for (const { labels, values, mean, standardError } of table.clustered) {
      const running = new RunningClusters();
      values.forEach((value, index) => {
        running.add(String(labels[index]), value);
      });
      const clustered = running.conclude();
      expectClose(clustered.mean, mean);
      expectClose(clustered.standardError, standardError);
      expect(clustered.items).toBe(values.length);
    }
  });

  it('are the plain ones where each item is a cluster, and need two', () => {
    const values = [0.1, 0.4, -0.3, 0.2, 0];
    const running = new RunningClusters();
    values.forEach((value, index) => {
      running.add(`item ${index}`, value);
    });
    expectClose(running.conclude().standardError, testPairs(momentsOf(values)).standardError);
    const single = new RunningClusters();
    single.add('passage', 1);
    expect(() => single.conclude()).toThrow(RangeError);
  });
});

describe('Holm', () => {
  it('agrees with statsmodels', () => {
    const { p_adjusted } = readTable<{ p_adjusted: [number[], number[]][] }>('holm');
    for (const [family, adjusted] of p_adjusted)
      adjustByHolm(family).forEach((p, index) => {
        expectClose(p, adjusted[index]!, 1e-12);
      });
  });

  it('keeps the order given, ties included, and never lowers a p-value', () => {
    const random = seededRandom(8);
    for (let round = 0; round < 300; round += 1) {
      const family = Array.from({ length: Math.floor(random() * 12) }, () => Math.round(random() * 20) / 20);
      const adjusted = adjustByHolm(family);
      family.forEach((p, index) => {
        expect(adjusted[index]).toBeGreaterThanOrEqual(p);
        expect(adjusted[index]).toBeLessThanOrEqual(1);
        family.forEach((other, second) => {
          if (p < other) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[second]!);
          if (p === other) expect(adjusted[index]).toBe(adjusted[second]);
        });
      });
    }
    expect(adjustByHolm([])).toEqual([]);
  });

  it('refuses NaN and what is no probability', () => {
    for (const wrong of [Number.NaN, -0.1, 1.1]) expect(() => adjustByHolm([0.5, wrong])).toThrow(RangeError);
  });
});
