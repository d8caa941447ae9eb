import { describe, expect, it } from '@jest/globals';
import type {
  BinaryPairs,
  Evidence,
  ScorePairs,
  TwoMeans,
} from '../../../src/comparison/statistics/evidence.js';
import {
  concludeFamily,
  decideStatus,
  judgeByDefault,
} from '../../../src/comparison/statistics/judge-by-default.js';
import { RunningMoments } from '../../../src/comparison/statistics/moments.js';
import { testEvidence } from '../../../src/comparison/statistics/test-evidence.js';
import { expectClose, seededRandom } from './tables.js';

const binary = (worse: number, better: number, pairs: number, largerSide = pairs): BinaryPairs => ({
  kind: 'binary-pairs',
  worse,
  better,
  pairs,
  largerSide,
});

function scores(values: readonly number[], largerSide = values.length): ScorePairs {
  const differences = new RunningMoments();
  for (const value of values) differences.add(value);
  return { kind: 'score-pairs', differences, largerSide };
}

const means = (damage: number, standardError: number, n: number | null): TwoMeans => ({
  kind: 'two-means',
  damage,
  baseline: { standardError, n },
  candidate: { standardError, n },
});

const statusOf = (evidence: Evidence): string => judgeByDefault([evidence])[0]!.status;

describe('0/1 items', () => {
  it('breach where p and drop are past both limits', () => {
    const [judged] = judgeByDefault([binary(41, 11, 1000)]);
    expect(judged).toMatchObject({ status: 'BREACH', method: 'mcnemar-exact', damage: 0.03, n: 1000 });
    expectClose(judged!.pValue!, 1.8e-5, 0.05);
    expect(judged!.pAdjusted).toBe(judged!.pValue);
    expect(judged!.mde).toBeGreaterThan(0.01);
    expect(judged!.reasons).toEqual([expect.stringMatching(/^worse by 3\.00 pp, adjusted p 0\.00001/)]);
  });

  it('show a drop in the unit that is given, and none that is too large for digits', () => {
    const [judged] = judgeByDefault([binary(41, 11, 1000)], ['%']);
    expect(judged!.reasons[0]).toMatch(/^worse by 3\.00 %, adjusted p/);
    const [open] = judgeByDefault([means(0.5, 0.3, 100)], ['%']);
    expect(open!.reasons.at(-1)).toMatch(/^a drop of up to \d+\.\d\d % is possible; a PASS allows 3\.00 %$/);
    const [large] = judgeByDefault([means(1e307, 1, 100)]);
    expect(large!.reasons.at(-1)).toMatch(/^worse by over 2e\+308 pp, /);
    const [less] = judgeByDefault([means(1e9, 1, 100)]);
    expect(less!.reasons.at(-1)).toMatch(/^worse by 1\.00e\+11 pp, /);
  });

  it('do not breach on a trifle, however certain, and one point is none', () => {
    expect(statusOf(binary(99, 0, 10_000))).toBe('PASS');
    expect(statusOf(binary(100, 0, 10_000))).toBe('BREACH');
    expect(statusOf(binary(7, 0, 700))).toBe('BREACH');
  });

  it('breach at p ≤ 0.01: 7 of 7 flips do, 6 of 6 do not', () => {
    expect(statusOf(binary(7, 0, 100))).toBe('BREACH');
    expect(statusOf(binary(6, 0, 100))).toBe('INSUFFICIENT_EVIDENCE');
  });

  it("pass where Tango's whole interval is at most 3 points, which no flips at n = 50 are not", () => {
    const [few] = judgeByDefault([binary(0, 0, 50)]);
    expect(few).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE', pValue: 1 });
    expect(few!.reasons).toEqual(['a drop of up to 7.13 pp is possible; a PASS allows 3.00 pp']);
    expect(statusOf(binary(0, 0, 125))).toBe('PASS');
    expect(statusOf(binary(0, 0, 124))).toBe('INSUFFICIENT_EVIDENCE');
  });

  it('need ten pairs for a PASS, not for a BREACH', () => {
    expect(statusOf(binary(0, 9, 9))).toBe('INSUFFICIENT_EVIDENCE');
    expect(statusOf(binary(0, 10, 10))).toBe('PASS');
    expect(statusOf(binary(9, 0, 9))).toBe('BREACH');
  });

  it('without common items are no evidence', () => {
    const [judged] = judgeByDefault([binary(0, 0, 0, 10)]);
    expect(judged).toMatchObject({
      status: 'INSUFFICIENT_EVIDENCE',
      pValue: null,
      reasons: ['no common items'],
    });
    expect(() => judgeByDefault([binary(1, 0, 5, 4)])).toThrow(RangeError);
    expect(() => judgeByDefault([binary(Number.NaN, 0, 5)])).toThrow(RangeError);
  });
});

describe('pairs', () => {
  it('under 95 % of the larger side judge nothing and are not tested', () => {
    const [judged] = judgeByDefault([binary(400, 0, 949, 1000)]);
    expect(judged).toMatchObject({
      status: 'INSUFFICIENT_EVIDENCE',
      pValue: null,
      pAdjusted: null,
      mde: null,
    });
    expect(judged!.reasons[0]).toMatch(/94\.9 % of the items are in both runs/);
    expect(statusOf(binary(400, 0, 950, 1000))).toBe('BREACH');
    expect(statusOf(scores(new Array(94).fill(0.5), 100))).toBe('INSUFFICIENT_EVIDENCE');
  });

  it('under 100 % add the share of the others to the upper limit', () => {
    expect(statusOf(binary(10, 10, 2000))).toBe('PASS');
    const [judged] = judgeByDefault([binary(10, 10, 1940, 2000)]);
    expect(judged!.status).toBe('INSUFFICIENT_EVIDENCE');
    expect(judged!.reasons).toEqual([
      'a drop of up to 3.49 pp is possible, 3.00 of it for items that are in one run only; a PASS allows 3.00 pp',
    ]);
    expect(statusOf(binary(10, 10, 1990, 2000))).toBe('PASS');
  });
});

describe('other scores', () => {
  const spread = (shift: number, n: number): number[] =>
    Array.from({ length: n }, (_, index) => shift + (index % 2 === 0 ? 0.1 : -0.1));

  it('breach, pass or neither by the paired t test', () => {
    expect(judgeByDefault([scores(spread(0.05, 200))])[0]).toMatchObject({
      status: 'BREACH',
      method: 'paired-t',
    });
    expect(statusOf(scores(spread(0, 200)))).toBe('PASS');
    expect(statusOf(scores(spread(0.025, 40)))).toBe('INSUFFICIENT_EVIDENCE');
    expect(statusOf(scores(spread(0.009, 100_000)))).toBe('PASS');
  });

  it('need thirty pairs', () => {
    const [judged] = judgeByDefault([scores(spread(0.5, 29))]);
    expect(judged).toMatchObject({
      status: 'INSUFFICIENT_EVIDENCE',
      pValue: null,
      reasons: ['29 pairs: a t test needs 30'],
    });
    expect(judged!.interval).not.toBeNull();
    expect(statusOf(scores(spread(0.5, 30)))).toBe('BREACH');
    expect(statusOf(scores([0.5]))).toBe('INSUFFICIENT_EVIDENCE');
    expect(statusOf(scores([]))).toBe('INSUFFICIENT_EVIDENCE');
  });

  it('without variance never pass', () => {
    expect(statusOf(scores(new Array(100).fill(0)))).toBe('INSUFFICIENT_EVIDENCE');
    expect(statusOf(scores(new Array(100).fill(-0.25)))).toBe('INSUFFICIENT_EVIDENCE');
    expect(statusOf(scores(new Array(100).fill(0.25)))).toBe('BREACH');
  });

  it('that are not finite get no verdict', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const judged = judgeByDefault([scores([...spread(0.5, 100), wrong]), binary(50, 0, 100)]);
      expect(judged[0]).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE', pValue: null, mde: null });
      expect(judged[0]!.reasons).toEqual(['a score is not a finite number']);
      expect(judged[1]!.pAdjusted).toBe(judged[1]!.pValue);
    }
  });
});

describe('means with standard errors', () => {
  it('are judged by Welch', () => {
    expect(judgeByDefault([means(0.2, 0.02, 500)])[0]).toMatchObject({
      status: 'BREACH',
      method: 'welch',
      n: 500,
    });
    expect(statusOf(means(0, 0.005, 2000))).toBe('PASS');
    expect(statusOf(means(0, 0.02, 500))).toBe('INSUFFICIENT_EVIDENCE');
    expect(judgeByDefault([means(0, 0.02, 500)])[0]!.reasons[0]).toMatch(/mde is overstated/);
  });

  it('need ten items for a PASS, and n not known are not ten', () => {
    expect(statusOf(means(0, 0.001, 9))).toBe('INSUFFICIENT_EVIDENCE');
    expect(statusOf(means(0, 0.001, 10))).toBe('PASS');
    expect(statusOf(means(0, 0.001, null))).toBe('INSUFFICIENT_EVIDENCE');
    expect(statusOf(means(0.5, 0.001, null))).toBe('BREACH');
  });

  it('get no verdict without errors or with numbers that are not finite', () => {
    for (const evidence of [
      means(0.5, 0, 100),
      means(Number.NaN, 0.1, 100),
      means(0.5, Number.NaN, 100),
      means(Number.POSITIVE_INFINITY, 0.1, 9),
      means(0.5, Number.POSITIVE_INFINITY, 100),
      means(0.5, -0.1, 100),
      means(0.5, 0.1, 1),
      means(0.5, 0.1, Number.NaN),
    ])
      expect(judgeByDefault([evidence])[0]).toMatchObject({
        status: 'INSUFFICIENT_EVIDENCE',
        pValue: null,
        mde: null,
      });
  });
});

describe('noise between runs', () => {
  it('widens what items show, once five runs tell it', () => {
    const items = binary(41, 11, 1000);
    expect(statusOf({ ...items, betweenRuns: { degrees: 3, variance: 1 } })).toBe('BREACH');
    const [judged] = judgeByDefault([{ ...items, betweenRuns: { degrees: 4, variance: 0.02 ** 2 } }]);
    expect(judged).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE', method: 't-between-runs' });
    expectClose(judged!.standardError!, Math.sqrt((52 - 0.9) / 1e6 + 0.0004));
    for (const variance of [Number.NaN, Number.POSITIVE_INFINITY, -1])
      expect(statusOf({ ...items, betweenRuns: { degrees: 8, variance } })).toBe('INSUFFICIENT_EVIDENCE');
  });
});

describe('a family', () => {
  it('is adjusted over the benchmarks that have a p-value', () => {
    const none: Evidence = { kind: 'none', reason: 'the scale is not known' };
    const judged = judgeByDefault([none, binary(8, 0, 100), binary(10, 10, 1000), scores([0.1, 0.2])]);
    expect(judged.map(({ pAdjusted }) => pAdjusted !== null)).toEqual([false, true, true, false]);
    expect(judged[1]!.pAdjusted).toBe(2 * 2 ** -8);
    expect(judged[1]!.status).toBe('BREACH');
    expect(judged[0]).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE', reasons: ['the scale is not known'] });
    // The same flips among twenty are no breach.
    const crowd = judgeByDefault([
      binary(8, 0, 100),
      ...Array.from({ length: 19 }, () => binary(10, 10, 1000)),
    ]);
    expect(crowd[0]).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE', pAdjusted: 20 * 2 ** -8 });
    expect(crowd[0]!.mde!).toBeGreaterThan(judged[1]!.mde!);
  });

  it('keeps its order and does not depend on it', () => {
    const random = seededRandom(9);
    const family = Array.from({ length: 12 }, () => {
      const n = 50 + Math.floor(random() * 3000);
      return binary(Math.floor(random() * n * 0.1), Math.floor(random() * n * 0.1), n);
    });
    const judged = judgeByDefault(family);
    const reversed = judgeByDefault([...family].reverse());
    expect(reversed.reverse()).toEqual(judged);
  });

  it('concludes in words of the gate', () => {
    expect(concludeFamily([])).toBe('NO-BASELINE');
    expect(concludeFamily(['PASS', 'PASS'])).toBe('GO');
    expect(concludeFamily(['PASS', 'INSUFFICIENT_EVIDENCE'])).toBe('INCONCLUSIVE');
    expect(concludeFamily(['INSUFFICIENT_EVIDENCE', 'BREACH', 'PASS'])).toBe('NO-GO');
  });

  it('gives no verdict on numbers that are not finite, whatever made them', () => {
    const tested = testEvidence(binary(41, 11, 1000));
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(decideStatus(tested, wrong).status).toBe('INSUFFICIENT_EVIDENCE');
      expect(decideStatus({ ...tested, damage: wrong }, 0.001).status).toBe('INSUFFICIENT_EVIDENCE');
      const interval = { lower: -1, upper: wrong };
      expect(decideStatus({ ...tested, interval }, 0.5).status).toBe('INSUFFICIENT_EVIDENCE');
    }
  });

  it('of 200 large benchmarks is judged at once', () => {
    const family = Array.from({ length: 200 }, (_, index) => binary(1000 + index, 1000, 20_000));
    expect(judgeByDefault(family)).toHaveLength(200);
  });
});
