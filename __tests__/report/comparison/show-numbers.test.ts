import { describe, expect, it } from '@jest/globals';
import {
  showDelta,
  showDrop,
  showItems,
  showP,
  showScore,
  showShare,
} from '../../../src/report/comparison/show-numbers.js';
import type { Scale } from '../../../src/results/metric-facts.js';
import { side } from '../comparisons.js';

describe('scores', () => {
  it.each<[number | null | undefined, Scale, string]>([
    [0.64, 'fraction', '64.0'],
    [64.04, 'percent', '64.0'],
    [-0.05, 'fraction', '−5.0'],
    [-0.0001, 'fraction', '0.0'],
    [1, 'fraction', '100.0'],
    [11.23456, 'unbounded', '11.23'],
    [-1234567, 'unknown', '−1235000'],
    [null, 'fraction', '—'],
    [undefined, 'unknown', '—'],
    [Number.POSITIVE_INFINITY, 'percent', '∞'],
    [Number.NaN, 'unknown', 'not a number'],
  ])('%d on the scale %s are shown as %s', (score, scale, text) => {
    expect(showScore(score, scale)).toBe(text);
  });
});

describe('differences', () => {
  it.each<[number | null, [number, number] | null, Scale, string, string]>([
    [-0.03, [-0.044, -0.016], 'fraction', '−3.0', '−4.4 … −1.6'],
    [1.25, [-0.4, 2.9], 'percent', '+1.3', '−0.4 … +2.9'],
    [0, [0, 0], 'fraction', '0.0', '0.0 … 0.0'],
    [-0.0004, [-0.0007, -0.0001], 'fraction', '−0.04', '−0.07 … −0.01'],
    [-0.00002, [-0.00004, 0.00001], 'fraction', '−0.002', '−0.004 … +0.001'],
    [-0.0003, null, 'fraction', '−0.03', ''],
    [-0.123456, [-0.2, 0.1], 'unknown', '−0.1235', '−0.2 … +0.1'],
    [null, null, 'fraction', '—', ''],
    [-0.03, [Number.NEGATIVE_INFINITY, 1], 'fraction', '−3.0', '−∞ … +100.0'],
  ])('%d %j on the scale %s', (delta, ci95, scale, point, interval) => {
    expect(showDelta(delta, ci95, scale)).toMatchObject({ point, interval });
  });

  it('name their unit', () => {
    expect(showDelta(1, null, 'percent').unit).toBe('pp');
    expect(showDelta(1, null, 'unbounded').unit).toBe('score units');
    expect([showDrop(0.03, 'fraction'), showDrop(3, 'percent'), showDrop(0.12, 'unknown')]).toEqual([
      '3.0 pp',
      '3.0 pp',
      '0.12 score units',
    ]);
  });
});

it.each<[number | null, string]>([
  [null, ''],
  [0.00009, '9e-5'],
  [0.000123, '1e-4'],
  [0.00099, '1e-3'],
  [0.001, '0.0010'],
  [0.0312, '0.031'],
  [0.5, '0.50'],
  [0.9949, '0.99'],
  [1, '1'],
  [0, '<1e-300'],
])('the p-value %d is shown as %s', (p, text) => {
  expect(showP(p)).toBe(text);
});

it.each([
  [0.41, '4 of 10'],
  [0.1, '1 of 10'],
  [0.034, '3 of 100'],
  [0.01, '1 of 100'],
])('the share %d is shown as %s', (share, text) => {
  expect(showShare(share)).toBe(text);
});

it('counts pairs, else what each side has', () => {
  const unknown = { score: 1, repeats: 1 };
  expect(showItems(1000, side(1, 1200), side(1, 1100))).toBe('1000');
  expect(showItems(null, side(1, 1000), side(1, 990))).toBe('1000 / 990');
  expect(showItems(null, side(1, 200, { repeats: 4 }), side(1, 200, { repeats: 4 }))).toBe('200 ×4');
  expect(showItems(null, unknown, side(1, 5))).toBe('? / 5');
  expect(showItems(null, unknown, unknown)).toBe('');
  expect(showItems(null)).toBe('');
});
