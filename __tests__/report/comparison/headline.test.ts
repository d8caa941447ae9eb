import { describe, expect, it } from '@jest/globals';
import type { ComparedBenchmark, Comparison } from '../../../src/comparison/comparison.js';
import { renderHeadline } from '../../../src/report/comparison/headline.js';
import { benchmark, breach, comparison, untested } from '../comparisons.js';

const pass = benchmark('a/acc');
const bad = breach('b/acc');
const unsettled = benchmark('c/acc', { status: 'INSUFFICIENT_EVIDENCE' });
const missing = untested('d/acc', 'MISSING');
const other = benchmark('e/acc', { status: 'NOT_COMPARABLE' });
const fresh = untested('f/acc', 'NEW');
const invalid = untested('g/acc', 'INVALID');
const shown = benchmark('h/acc', { status: null });
const advisory = breach('i/acc', { tier: 'advisory' });

const CASES: [Comparison['verdict'], ComparedBenchmark[], string][] = [
  ['NO-GO', [pass, pass, bad, pass, pass], '❌ NO-GO: 1 of 5 benchmarks regressed'],
  ['NO-GO', [pass, bad, missing, shown], '❌ NO-GO: 1 of 3 benchmarks regressed, 1 missing'],
  ['NO-GO', [pass, missing], '❌ NO-GO: 1 of 2 benchmarks missing'],
  ['NO-GO', [bad], '❌ NO-GO: 1 of 1 benchmark regressed'],
  ['NO-GO', [missing, advisory], '❌ NO-GO: 1 of 2 benchmarks missing, 1 advisory regressed'],
  ['GO', [pass, pass, shown, shown], '✅ GO: 2 of 2 benchmarks passed'],
  ['GO', [pass, fresh], '✅ GO: 1 of 2 benchmarks passed, 1 new'],
  ['GO', [pass, advisory], '✅ GO: 1 of 2 benchmarks passed, 1 advisory regressed'],
  ['GO', [], '✅ GO: no benchmark was judged'],
  ['GO', [advisory], '✅ GO: none of 1 benchmark decides, 1 advisory regressed'],
  ['INCONCLUSIVE', [pass, unsettled], '❔ INCONCLUSIVE: 1 of 2 benchmarks with insufficient evidence'],
  [
    'INCONCLUSIVE',
    [pass, missing, unsettled, unsettled],
    '❔ INCONCLUSIVE: 2 of 4 benchmarks with insufficient evidence, 1 missing',
  ],
  ['INCONCLUSIVE', [other, other, missing], '❔ INCONCLUSIVE: 2 of 3 benchmarks not comparable, 1 missing'],
  ['INCONCLUSIVE', [other, missing], '❔ INCONCLUSIVE: 1 of 2 benchmarks missing, 1 not comparable'],
  ['INCONCLUSIVE', [shown], '❔ INCONCLUSIVE: no benchmark was judged'],
  ['NO-BASELINE', [fresh, fresh, shown], 'ℹ️ NO-BASELINE: nothing to compare 2 benchmarks with'],
  ['NO-BASELINE', [], 'ℹ️ NO-BASELINE: nothing to compare with'],
  ['INVALID', [invalid, bad, pass], '⚠️ INVALID: 1 of 3 benchmarks invalid, 1 regressed'],
  ['INVALID', [pass], '⚠️ INVALID: the results prove nothing'],
];

describe('the headline', () => {
  it.each(CASES)('%s of case %#', (verdict, benchmarks, text) => {
    expect(renderHeadline(comparison(verdict, benchmarks))).toBe(text);
  });

  it('says where only the gate itself says no', () => {
    const gate = { verdict: 'NO-GO', mode: 'strict', policy: 'p' } as const;
    expect(renderHeadline(comparison('NO-GO', [pass], { gate }))).toBe("❌ NO-GO: nel gate's own answer");
  });
});
