import { describe, expect, it } from '@jest/globals';
import {
  binomialUpperTail,
  logGamma,
  normalCdf,
  normalQuantile,
  normalUpperTail,
  studentTQuantile,
  studentTUpperTail,
} from '../../../src/comparison/statistics/distributions.js';
import { expectClose, readTable } from './tables.js';

const table = readTable<Record<string, number[][]>>('distributions');

function expectTable(name: string, f: (...input: number[]) => number): void {
  const rows = table[name]!;
  expect(rows.length).toBeGreaterThan(10);
  // An absolute term for values at 0 only: ppf(0.5) is 0 in one library and 1e-17 in the other.
  for (const row of rows) {
    const expected = row.at(-1)!;
    const actual = f(...row.slice(0, -1));
    if (Math.abs(expected) < 1e-15 && name.endsWith('quantile')) expect(Math.abs(actual)).toBeLessThan(1e-15);
    else expectClose(actual, expected, 1e-9, [name, ...row]);
  }
}

describe('distributions agree with scipy to a relative 1e-9, tails included:', () => {
  it('normal, P(Z ≥ z)', () => expectTable('normal_upper_tail', normalUpperTail));
  it('normal, P(Z ≤ z)', () => expectTable('normal_cdf', normalCdf));
  it('normal, quantile', () => expectTable('normal_quantile', normalQuantile));
  it('Student t, P(T ≥ t)', () => expectTable('t_upper_tail', studentTUpperTail));
  it('Student t, quantile', () => expectTable('t_quantile', studentTQuantile));
  it('binomial, P(X ≥ k)', () => expectTable('binomial_upper_tail', binomialUpperTail));
  it('log-gamma', () => expectTable('log_gamma', logGamma));
});

describe('distributions at their ends', () => {
  it('give 0, 1 and ∞, and NaN for what is no argument', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(1.1)).toBeNaN();
    expect(normalCdf(Number.NaN)).toBeNaN();
    expect(studentTUpperTail(Number.POSITIVE_INFINITY, 5)).toBe(0);
    expect(studentTUpperTail(Number.NEGATIVE_INFINITY, 5)).toBe(1);
    expect(studentTUpperTail(1, 0)).toBeNaN();
    expect(studentTUpperTail(Number.NaN, 3)).toBeNaN();
    expect(logGamma(Number.NaN)).toBeNaN();
  });

  it('take infinite degrees of freedom as the normal distribution', () => {
    expect(studentTUpperTail(1.5, Number.POSITIVE_INFINITY)).toBe(normalUpperTail(1.5));
    expect(studentTQuantile(0.975, Number.POSITIVE_INFINITY)).toBe(normalQuantile(0.975));
  });

  it('bound the binomial tail, and refuse what is no count or probability', () => {
    expect(binomialUpperTail(0, 0, 0.5)).toBe(1);
    expect(binomialUpperTail(-3, 10, 0.5)).toBe(1);
    expect(binomialUpperTail(11, 10, 0.5)).toBe(0);
    expect(binomialUpperTail(1, 10, 0)).toBe(0);
    expect(binomialUpperTail(10, 10, 1)).toBe(1);
    expect(() => binomialUpperTail(1.5, 10, 0.5)).toThrow(RangeError);
    expect(() => binomialUpperTail(1, Number.NaN, 0.5)).toThrow(RangeError);
    expect(() => binomialUpperTail(1, 10, Number.NaN)).toThrow(RangeError);
  });

  it('invert each other', () => {
    for (const p of [1e-12, 0.01, 0.3, 0.9])
      for (const degrees of [1.5, 8, 400]) {
        expectClose(1 - studentTUpperTail(studentTQuantile(p, degrees), degrees), p, 1e-4);
        expectClose(studentTUpperTail(-studentTQuantile(p, degrees), degrees), p, 1e-9);
      }
    for (const p of [1e-200, 1e-12, 0.3]) expectClose(normalCdf(normalQuantile(p)), p, 1e-9);
  });
});
