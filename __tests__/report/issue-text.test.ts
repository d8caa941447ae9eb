import { describe, expect, it } from '@jest/globals';
import type { ComparisonVerdict } from '../../src/comparison/comparison.js';
import {
  findNew,
  findRegression,
  listRegressions,
  rememberRegressions,
  renderIssue,
  renderNewRegressions,
} from '../../src/report/issue-text.js';
import { compared, comparison, withStatus } from './comparisons.js';
import { comparedReport, posted, postedFacts, RUN_URL } from './posted-facts.js';

const judged = (verdict: ComparisonVerdict, ...benchmarks: ReturnType<typeof compared>[]) =>
  comparedReport(comparison(verdict, benchmarks));

describe('findRegression', () => {
  it.each([
    ['NO-GO', judged('NO-GO', compared()), true],
    [
      'a breach beside invalid results',
      { ...judged('INVALID', compared()), state: 'invalid' as const },
      true,
    ],
    ['GO', judged('GO', withStatus('PASS')), false],
    ['GO with an advisory breach', judged('GO', compared({ tier: 'advisory' })), false],
    ['INCONCLUSIVE', judged('INCONCLUSIVE', withStatus('MISSING')), undefined],
    ['INVALID', judged('INVALID', withStatus('INVALID')), undefined],
    ['no baseline', posted(), undefined],
    ['a failed run', { ...judged('GO', withStatus('PASS')), state: 'failed' as const }, undefined],
    ['a cancelled run', { ...judged('NO-GO', compared()), state: 'cancelled' as const }, undefined],
  ])('%s: %s', (_, report, expected) => {
    expect(findRegression(report)).toBe(expected);
  });
});

it('lists what regressed and, where that decides, what is missing', () => {
  const given = [
    compared({ name: 'a' }),
    compared({ name: 'b', tier: 'advisory' }),
    withStatus('MISSING'),
    withStatus('PASS'),
  ];
  expect(listRegressions(comparison('NO-GO', given))).toEqual(['a', 'arith/pass@1/correct']);
  expect(listRegressions(comparison('INVALID', given))).toEqual(['a']);
  expect(listRegressions(undefined)).toEqual([]);
});

describe('what an issue remembers', () => {
  it('tells which regressions are new', () => {
    const seen = rememberRegressions(['a', 'b', 'a']);
    expect(seen.count).toBe(2);
    expect(findNew(['a', 'c', 'c'], seen)).toEqual(['c']);
    const later = rememberRegressions(['c'], seen);
    expect(findNew(['a', 'b', 'c'], later)).toEqual([]);
    expect(findNew(['a'], undefined)).toEqual([]);
  });

  it('is bounded, and then only tells that there are more', () => {
    const names = Array.from({ length: 600 }, (_, index) => String(index));
    const seen = rememberRegressions(names);
    expect(seen).toMatchObject({ count: 600, digests: { length: 500 } });
    expect(findNew(names, seen)).toEqual([]);
    expect(findNew([...names, 'x'], seen)).toBe('more');
    expect(rememberRegressions(names.slice(0, 3), seen).count).toBe(600);
  });
});

it('names an issue by its line, on one line', () => {
  const { title, body } = renderIssue(postedFacts(judged('NO-GO', compared())), `main\n${'x'.repeat(300)}`);
  expect(title).toMatch(/^Evaluation regressed: main x+…$/);
  expect(title.length).toBe(200);
  expect(body).toContain('The issue is closed when a run finds no regression');
});

it('names what is new, a few of it, escaped', () => {
  const names = Array.from({ length: 25 }, (_, index) => `#${index}`);
  const text = renderNewRegressions(names, RUN_URL);
  expect(text).toContain('❌ New regressions: #<span></span>0, #<span></span>1');
  expect(text).toContain('and 5 more ([workflow run]');
});
