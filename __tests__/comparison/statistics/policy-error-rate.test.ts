import { describe, expect, it } from '@jest/globals';
import { applyThresholds } from '../../../src/comparison/gate/apply-thresholds.js';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../../../src/comparison/policy/gate-policy.js';
import { binomialMassOf } from '../../../src/comparison/statistics/binomial-mass.js';
import { studentTQuantile } from '../../../src/comparison/statistics/distributions.js';
import {
  estimateFalseFailRate,
  type PolicedBenchmark,
} from '../../../src/comparison/statistics/policy-error-rate.js';
import { expectClose, readTable } from './tables.js';

type Described = [
  variance: number,
  pairs: number,
  baseline: number | null,
  maxDrop: number,
  maxRelativeDrop: number | null,
];

const table = readTable<{
  family_rate: [Described[], number][];
  pairs_discordance_accuracy_maxDrop_maxRelativeDrop_exact: [
    pairs: number,
    discordance: number,
    accuracy: number,
    maxDrop: number,
    maxRelativeDrop: number | null,
    rate: number,
  ][];
}>('policy');

function policed(
  [variance, pairs, baselineScore]: readonly [number, number, (number | null)?],
  thresholds: Partial<Thresholds> = {},
): PolicedBenchmark {
  return {
    variance,
    pairs,
    baselineScore: baselineScore ?? null,
    thresholds: { ...DEFAULT_THRESHOLDS, ...thresholds },
  };
}

describe('the false-fail rate of a policy', () => {
  it('is what scipy says of the formula', () => {
    for (const [family, rate] of table.family_rate) {
      const benchmarks = family.map(([variance, pairs, baseline, maxDrop, maxRelativeDrop]) =>
        policed([variance, pairs, baseline], { maxDrop, maxRelativeDrop }),
      );
      expectClose(estimateFalseFailRate(benchmarks)!, rate, 1e-9, family);
    }
  });

  it('is 4 in 10 with 20 benchmarks that may lose nothing', () => {
    const rateOf = (count: number): number =>
      estimateFalseFailRate(new Array(count).fill(policed([0.1, 1000], { maxDrop: 0 })))!;
    expect(rateOf(1)).toBeCloseTo(0.025, 3);
    expect(rateOf(20)).toBeCloseTo(1 - 0.975 ** 20, 2);
    expect(rateOf(20)).toBeCloseTo(0.4, 2);
  });

  it('is near the exact rate of the gate, the mean over the discordances that runs of equal models show', () => {
    for (const row of table.pairs_discordance_accuracy_maxDrop_maxRelativeDrop_exact) {
      const [pairs, discordance, accuracy, maxDrop, maxRelativeDrop, exact] = row;
      const mass = binomialMassOf(discordance);
      let mean = 0;
      for (let discordant = 0; discordant <= pairs; discordant += 1)
        mean +=
          mass(discordant, pairs) *
          estimateFalseFailRate([
            policed([discordant / pairs, pairs, accuracy], { maxDrop, maxRelativeDrop }),
          ])!;
      // Counts come in steps, with 50 items large ones; and the baseline's score, of which the relative limit is a share,
      // is high by chance where the damage is.
      const allowed = pairs >= 200 ? 0.1 * exact + 0.0007 : 0.3 * exact + 0.004;
      expect({ row, mean, near: Math.abs(mean - exact) <= allowed }).toEqual({ row, mean, near: true });
    }
  });

  it('is the share of equal models on which the gate says BREACH', () => {
    const policies: Partial<Thresholds>[] = [
      {},
      { maxDrop: 0 },
      { maxRelativeDrop: 0.05 },
      { maxDrop: 0.2, maxRelativeDrop: 0.1, direction: 'lower_is_better' },
      { maxRelativeDrop: 0.05, relativeGuardBelow: 0.5 },
      { maxRelativeDrop: 0.05, relativeGuardBelow: 0.7 },
      { maxRelativeDrop: 0 },
      { maxDrop: Number.POSITIVE_INFINITY },
      { maxDrop: Number.POSITIVE_INFINITY, maxRelativeDrop: 0.03 },
      { maxDrop: Number.NaN, maxRelativeDrop: 0.03 },
      { maxDrop: 0.01, maxRelativeDrop: Number.NaN },
    ];
    for (const policy of policies)
      for (const baseline of [0.6, -0.6, 0, null, Number.NaN]) {
        const benchmark = policed([0.2, 400, baseline], policy);
        const rate = integrate(benchmark);
        const estimate = estimateFalseFailRate([benchmark])!;
        expect({ policy, baseline, rate, estimate, near: Math.abs(estimate - rate) < 5e-4 }).toEqual({
          policy,
          baseline,
          rate,
          estimate,
          near: true,
        });
      }
  });

  it('leaves out advisory benchmarks and those that tell nothing', () => {
    const one = policed([0.1, 400], { maxDrop: 0 });
    const alone = estimateFalseFailRate([one])!;
    expect(alone).toBeGreaterThan(0.024);
    const others = [
      policed([0.4, 400], { maxDrop: 0, tier: 'advisory' }),
      policed([0.4, 9], { maxDrop: 0 }),
      policed([Number.NaN, 400], { maxDrop: 0 }),
      policed([Number.POSITIVE_INFINITY, 400], { maxDrop: 0 }),
      policed([-0.1, 400], { maxDrop: 0 }),
      policed([0.1, Number.NaN], { maxDrop: 0 }),
      policed([0.1, Number.POSITIVE_INFINITY], { maxDrop: 0 }),
    ];
    for (const other of others) {
      expect(estimateFalseFailRate([other])).toBeNull();
      expectClose(estimateFalseFailRate([other, one])!, alone);
    }
    expect(estimateFalseFailRate([])).toBeNull();
    expectClose(
      estimateFalseFailRate([{ ...one, thresholds: { ...one.thresholds, tier: 'critical' } }])!,
      alone,
    );
    expect(estimateFalseFailRate([policed([0.1, 10], { maxDrop: 0 })])).toBeGreaterThan(0);
  });

  it('is 0 where no item ever differs', () => {
    expect(estimateFalseFailRate([policed([0, 400, 0.7], { maxDrop: 0, maxRelativeDrop: 0 })])).toBe(0);
  });

  it('falls with items and with the drop that is allowed, and rises with benchmarks', () => {
    const rateOf = (pairs: number, maxDrop: number, count = 1): number =>
      estimateFalseFailRate(new Array(count).fill(policed([0.2, pairs], { maxDrop })))!;
    expect(rateOf(2000, 0.015)).toBeLessThan(rateOf(500, 0.015));
    expect(rateOf(500, 0.03)).toBeLessThan(rateOf(500, 0.015));
    expect(rateOf(500, 0.015, 5)).toBeGreaterThan(rateOf(500, 0.015));
  });
});

/** The probability of a BREACH by the gate's own thresholds, over means that are normal about 0. */
function integrate({ variance, pairs, baselineScore, thresholds }: PolicedBenchmark): number {
  const error = Math.sqrt(variance / pairs);
  const half = studentTQuantile(0.975, pairs - 1) * error;
  const STEP = 0.002;
  let rate = 0;
  for (let z = -6 + STEP / 2; z < 6; z += STEP) {
    const delta = z * error;
    const judged = { delta, baselineScore, interval: [delta - half, delta + half] as const };
    if (applyThresholds(judged, thresholds, false)!.status === 'BREACH')
      rate += (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * STEP;
  }
  return rate;
}
