import { describe, expect, it } from '@jest/globals';
import type { ComparisonVerdict } from '../../src/comparison/comparison.js';
import type { FailOn } from '../../src/judgement-inputs.js';
import { announceOutcome, verdictFails } from '../../src/judging/verdict-fails.js';

describe('a verdict', () => {
  it.each<[ComparisonVerdict, FailOn, boolean, 'error' | 'warn' | undefined]>([
    ['NO-GO', 'auto', false, 'warn'],
    ['NO-GO', 'auto', true, 'error'],
    ['NO-GO', 'never', true, 'warn'],
    ['INCONCLUSIVE', 'auto', false, 'warn'],
    ['INCONCLUSIVE', 'inconclusive', false, 'error'],
    ['INVALID', 'auto', false, 'error'],
    ['INVALID', 'never', false, 'warn'],
    ['GO', 'auto', true, undefined],
    ['NO-BASELINE', 'auto', true, undefined],
  ])('%s with fail-on %s (policy: %j) leads to: %s', (verdict, failOn, hasPolicy, expected) => {
    const said: string[] = [];
    const log = {
      error: (text: string) => said.push(`error ${text}`),
      warn: (text: string) => said.push(`warn ${text}`),
    };
    announceOutcome(
      log as Parameters<typeof announceOutcome>[0],
      verdict,
      verdictFails(verdict, [failOn], hasPolicy),
    );
    expect(said).toEqual(
      expected ? [expect.stringMatching(new RegExp(`^${expected} the verdict is ${verdict}, which `))] : [],
    );
  });
});
