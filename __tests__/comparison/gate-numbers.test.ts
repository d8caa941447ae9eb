import { describe, expect, it } from '@jest/globals';
import { mean, sampleDeviation, sum } from '../../src/comparison/gate/numpy-sums.js';
import { roundHalfEven } from '../../src/comparison/gate/round-half-even.js';
import { reachesPast } from '../../src/comparison/safeguards/score-test.js';
import { normalQuantile, studentTQuantile } from '../../src/comparison/statistics/distributions.js';

describe('rounding', () => {
  // Answers of CPython's round().
  it.each([
    [1 / 128, 6, 0.007812],
    [3 / 128, 6, 0.023438],
    [-1 / 128, 6, -0.007812],
    [-3 / 128, 6, -0.023438],
    [2.675, 2, 2.67],
    [0.5, 0, 0],
    [1.5, 0, 2],
    [2.5, 0, 2],
    [0.125, 2, 0.12],
    [0.375, 2, 0.38],
    [1e22, 6, 1e22],
    [-1e-9, 6, -0],
    [5e-7, 6, 0],
    [Number.NaN, 6, Number.NaN],
    [-Infinity, 6, -Infinity],
  ])('of %d to %d places is %d', (value, places, expected) => {
    expect(roundHalfEven(value, places)).toBe(expected);
  });
});

describe('sums', () => {
  // numpy 2.5: np.sum, np.mean and np.std(ddof=1) of 1, 1/2, 1/3, …
  it.each([
    [7, 2.5928571428571425],
    [8, 2.7178571428571425],
    [129, 5.440899030573669],
    [1000, 7.485470860550345],
    [4097, 8.895347978001228],
  ])('of %d fractions are numpy’s to the last bit', (length, expected) => {
    expect(sum(Float64Array.from({ length }, (_, index) => 1 / (index + 1)))).toBe(expected);
  });

  it('give its mean and deviation', () => {
    const values = Float64Array.from({ length: 300 }, (_, index) => 1 / (index + 1));
    expect([mean(values), sampleDeviation(values)]).toEqual(NUMPY_300);
  });
});

const NUMPY_300 = [0.02094221293433168, 0.0710653144894432];

// scipy.stats.t.ppf(0.975, df).
it.each([
  [1, 12.706204736174694],
  [9, 2.262157162798205],
  [49, 2.0095752371292392],
  [999, 1.9623414611334493],
  [999_999, 1.9599663568164791],
])('the t quantile for %d degrees is scipy’s', (degrees, expected) => {
  expect(Math.abs(studentTQuantile(0.975, degrees) / expected - 1)).toBeLessThan(1e-12);
});

describe('the score test behind thin-evidence', () => {
  /** The same from the likelihood itself: the share that got better is searched for, not solved for. */
  function searched(worse: number, better: number, pairs: number, margin: number): boolean {
    const likelihood = (share: number): number => {
      const term = (count: number, p: number): number => (count === 0 ? 0 : count * Math.log(p));
      return (
        term(worse, share + margin) +
        term(better, share) +
        term(pairs - worse - better, 1 - 2 * share - margin)
      );
    };
    let [low, high] = [0, (1 - margin) / 2];
    for (let step = 0; step < 200; step += 1) {
      const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
      if (likelihood(a) < likelihood(b)) low = a;
      else high = b;
    }
    const deviation = Math.sqrt(pairs * (2 * ((low + high) / 2) + margin * (1 - margin)));
    return (worse - better - pairs * margin) / deviation > -1.959963984540054;
  }

  it('agrees with the likelihood maximized by search', () => {
    let rejected = 0;
    let cases = 0;
    for (const pairs of [10, 50, 200, 1000])
      for (const worse of [0, 1, 4, 9])
        for (const better of [0, 1, 3])
          for (const margin of [0.003, 0.01, 0.03, 0.1, 0.4]) {
            if (worse + better > pairs) continue;
            cases += 1;
            const expected = searched(worse, better, pairs, margin);
            if (!expected) rejected += 1;
            expect([pairs, worse, better, margin, reachesPast(worse, better, pairs, margin)]).toEqual([
              pairs,
              worse,
              better,
              margin,
              expected,
            ]);
          }
    expect(rejected).toBeGreaterThan(50);
    expect(cases - rejected).toBeGreaterThan(50);
  });

  it('never grants a margin of nothing, and always one of everything', () => {
    expect(reachesPast(0, 0, 1_000_000, 0)).toBe(true);
    expect(reachesPast(0, 5, 1000, 0)).toBe(false);
    expect(reachesPast(10, 0, 10, 1)).toBe(false);
  });
});

it('takes the normal quantile to be the one of scipy', () => {
  expect(Math.abs(normalQuantile(0.975) / 1.959963984540054 - 1)).toBeLessThan(1e-12);
});
