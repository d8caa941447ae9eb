import { describe, expect, it } from '@jest/globals';
import { estimateRunNoise, withBetweenRunNoise } from '../../../src/comparison/statistics/between-runs.js';
import { studentTQuantile } from '../../../src/comparison/statistics/distributions.js';
import type { BinaryPairs, Evidence } from '../../../src/comparison/statistics/evidence.js';
import { judgeByDefault } from '../../../src/comparison/statistics/judge-by-default.js';
import { testEvidence } from '../../../src/comparison/statistics/test-evidence.js';
import { expectClose, readTable } from './tables.js';

const table = readTable<{
  models_degrees_meanSquare: [number[][], number, number][];
  worse_better_pairs_variance_degrees_error_p_lower_upper_mde: number[][];
}>('between-runs');

const binary = (worse: number, better: number, pairs: number): BinaryPairs => ({
  kind: 'binary-pairs',
  worse,
  better,
  pairs,
  largerSide: pairs,
});
const NOISE = { runs: 5, degrees: 4, variance: 0.0002 };

describe('the variance between runs', () => {
  it("is statsmodels' mean square within models", () => {
    for (const [models, degrees, meanSquare] of table.models_degrees_meanSquare) {
      const noise = estimateRunNoise(models)!;
      expect(noise.degrees).toBe(degrees);
      expectClose(noise.variance, meanSquare, 1e-9, models);
    }
  });

  it('takes five runs of one model, or as many degrees', () => {
    expect(estimateRunNoise([[0.1, 0.2, 0.3, 0.4]])).toBeNull();
    expect(estimateRunNoise([[0.1], [0.2], [0.3], [0.4], [0.5]])).toBeNull();
    expect(
      estimateRunNoise([
        [0.1, 0.2, 0.3],
        [0.1, 0.2],
      ]),
    ).toBeNull();
    expect(
      estimateRunNoise([
        [0.1, 0.2, 0.3],
        [0.1, 0.2, 0.3],
      ]),
    ).toMatchObject({ runs: 6, degrees: 4 });
    expect(estimateRunNoise([])).toBeNull();
  });

  it('does not count how far models lie apart, and is 0 where runs are alike', () => {
    expect(
      estimateRunNoise([
        [0, 0, 0],
        [1, 1, 1],
      ])!.variance,
    ).toBe(0);
  });

  it('is none where a score is not finite', () => {
    expect(estimateRunNoise([[0.1, 0.2, 0.3, 0.4, Number.NaN]])).toBeNull();
    expect(estimateRunNoise([[0.1, 0.2, 0.3, 0.4, Number.POSITIVE_INFINITY]])).toBeNull();
    expect(estimateRunNoise([[-1e200, 1e200, 0, 0, 0]])).toBeNull();
  });
});

describe('a test with it', () => {
  it("has scipy's t on Satterthwaite's degrees, where items alone are not the more cautious", () => {
    let wider = 0;
    for (const row of table.worse_better_pairs_variance_degrees_error_p_lower_upper_mde) {
      const [worse, better, pairs, variance, degrees, error, p, lower, upper, mde] = row as [
        number,
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
      const items = binary(worse, better, pairs);
      const alone = testEvidence(items);
      const [tested] = judgeByDefault([{ ...items, betweenRuns: { degrees, variance } }]);
      expectClose(tested!.standardError!, error, 1e-9, row);
      expectClose(tested!.pValue!, Math.max(p, alone.pValue!), 1e-9, row);
      expectClose(tested!.interval!.lower, Math.min(lower, alone.interval!.lower), 1e-9, row);
      expectClose(tested!.interval!.upper, Math.max(upper, alone.interval!.upper), 1e-9, row);
      expectClose(tested!.mde!, mde, 1e-9, row);
      if (p > alone.pValue!) wider += 1;
    }
    expect(wider).toBeGreaterThan(2);
    expect(wider).toBeLessThan(table.worse_better_pairs_variance_degrees_error_p_lower_upper_mde.length);
  });

  it('never makes more of the items than they say', () => {
    // 6 of 6: exact p 0.016, and 0.007 by z.
    const alone = testEvidence(binary(6, 0, 100));
    const noisy = testEvidence(withBetweenRunNoise(binary(6, 0, 100), { ...NOISE, variance: 1e-12 }, 1));
    expect(noisy.method).toBe('t-between-runs');
    expect(noisy.pValue).toBe(alone.pValue);
    expect(noisy.interval!.lower).toBeLessThanOrEqual(alone.interval!.lower);
    expect(noisy.interval!.upper).toBeGreaterThanOrEqual(alone.interval!.upper);
  });

  it('has a quantile of t for any degrees', () => {
    for (const degrees of [1e14, 1e15, 1e18, 1e300, Number.POSITIVE_INFINITY])
      expectClose(studentTQuantile(0.975, degrees), 1.959963984540054, 1e-12, degrees);
  });

  it('turns a breach that noise explains into a want of evidence', () => {
    const evidence = binary(60, 20, 1000);
    expect(judgeByDefault([evidence])[0]!.status).toBe('BREACH');
    expect(judgeByDefault([withBetweenRunNoise(evidence, NOISE, 1)])[0]!.status).toBe(
      'INSUFFICIENT_EVIDENCE',
    );
    const large = binary(200, 20, 1000);
    expect(judgeByDefault([withBetweenRunNoise(large, NOISE, 1)])[0]!.status).toBe('BREACH');
  });

  it('takes back a PASS that noise makes uncertain', () => {
    const evidence = binary(20, 20, 2000);
    expect(judgeByDefault([evidence])[0]!.status).toBe('PASS');
    expect(judgeByDefault([withBetweenRunNoise(evidence, NOISE, 1)])[0]!.status).toBe(
      'INSUFFICIENT_EVIDENCE',
    );
  });
});

describe('the noise in shares of the scale', () => {
  const noisy = (evidence: Evidence, share: number | undefined): Evidence =>
    withBetweenRunNoise(evidence, NOISE, share);

  it('is doubled, since both runs carry it, and follows the scale', () => {
    expect(noisy(binary(1, 1, 100), 1)).toMatchObject({ betweenRuns: { degrees: 4, variance: 0.0004 } });
    const inPercent = noisy(binary(1, 1, 100), 0.01) as BinaryPairs;
    expectClose(inPercent.betweenRuns!.variance, 0.00000004);
  });

  it.each([
    ['without noise', null, 1],
    ['where runs are alike', { ...NOISE, variance: 0 }, 1],
    ['relative to nothing', NOISE, undefined],
  ])('leaves the evidence as it was %s', (_, noise, share) => {
    const evidence = binary(1, 1, 100);
    expect(withBetweenRunNoise(evidence, noise, share)).toBe(evidence);
  });

  it('is nothing to no evidence', () => {
    const none: Evidence = { kind: 'none', reason: 'x' };
    expect(noisy(none, 1)).toBe(none);
  });
});
