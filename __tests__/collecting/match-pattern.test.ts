import { describe, expect, it } from '@jest/globals';
import { compilePattern } from '../../src/collecting/match-pattern.js';

describe('a pattern of names', () => {
  it.each([
    ['eval_results-*', 'eval_results-mmlu-0123abcd', true],
    ['eval_results-*', 'eval_results', false],
    ['eval_results-*', 'my-eval_results-x', false],
    ['eval_results?x', 'eval_results-x', true],
    ['eval_results?x', 'eval_resultsx', false],
    ['*', '', true],
    ['*-b-*', 'a-b-b-c', true],
    ['*x*y', 'axbycz', false],
    ['a.c', 'abc', false],
    ['(a+)+$', '(a+)+$', true],
    ['?', '🤖', true],
  ])('%s and %s: %s', (pattern, name, fits) => {
    expect(compilePattern(pattern)(name)).toBe(fits);
  });

  it('takes no time that hangs on its stars', () => {
    const start = performance.now();
    expect(compilePattern(`${'*a'.repeat(60)}b`)('a'.repeat(2000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
