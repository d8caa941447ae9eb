import { describe, expect, it } from '@jest/globals';
import type { ComparedBenchmark, Comparison } from '../../../src/comparison/comparison.js';
import { judgeConfirmation, type Rerun } from '../../../src/comparison/confirm/judge-confirmation.js';
import { compared, comparison, gated, withStatus } from '../../report/comparisons.js';

const FREE = { gate: null, notes: [] };
const SIDE = { score: 0.64, stderr: 0.015, n: { count: 1000, source: 'items' as const }, repeats: 1 };

/** Without a policy: a benchmark as a run found it. */
function found(more: Partial<ComparedBenchmark> = {}): ComparedBenchmark {
  const { thresholds: _thresholds, policyLine: _line, ...rest } = compared();
  return { ...rest, gateStatus: null, tier: null, baseline: SIDE, ...more };
}

const first = (...benchmarks: ComparedBenchmark[]): Comparison =>
  comparison('NO-GO', benchmarks.length > 0 ? benchmarks : [found()], FREE);
/** A rerun of one benchmark whose answers are its own. */
const rerun = (more: Partial<ComparedBenchmark> = {}): Comparison =>
  comparison(
    'INCONCLUSIVE',
    [
      found({
        status: 'INSUFFICIENT_EVIDENCE',
        reasons: ['a drop of up to 3.50 pp is possible'],
        candidate: { ...SIDE, score: 0.625 },
        delta: -0.015,
        ci95: [-0.035, 0.005],
        pValue: 0.04,
        pAdjusted: 0.04,
        pairs: 990,
        flips: { regressed: 40, improved: 25 },
        ...more,
      }),
    ],
    FREE,
  );

const judge = (
  again: Rerun,
  before = first(),
  more = {},
): { verdict: string; one: ComparedBenchmark; notes: string[] } => {
  const { verdict, benchmarks, notes } = judgeConfirmation(before, again, { baselineRerun: true, ...more });
  return { verdict, one: benchmarks[0]!, notes };
};

describe('without a policy', () => {
  it('a breach stands at p ≤ 0.05 and a drop of one point, though the rerun alone is no BREACH', () => {
    const { verdict, one, notes } = judge(rerun());
    expect(verdict).toBe('NO-GO');
    expect(one).toMatchObject({
      status: 'BREACH',
      delta: -0.015,
      ci95: [-0.035, 0.005],
      pValue: 0.04,
      pAdjusted: 0.04,
      pairs: 990,
      confirmation: {
        status: 'confirmed',
        baselineRerun: true,
        rerun: { delta: -0.015, pValue: 0.04, n: 990 },
        first: { delta: -0.03, ci95: [-0.044, -0.016], pValue: 0.000018, n: 1000 },
      },
    });
    expect(one.reasons).toEqual([
      'confirmed: the rerun alone is 1.50 pp worse, p 0.040',
      'first run: the whole interval is past the 1.0 pp allowed',
    ]);
    expect(notes).toEqual([
      'confirm: 1 BREACH rerun once (candidate and baseline): 1 confirmed, 0 not confirmed, 0 without an answer',
    ]);
  });

  it.each([
    [0.05, -0.01, 'BREACH'],
    [0.0501, -0.01, 'INSUFFICIENT_EVIDENCE'],
    [0.05, -0.0099, 'INSUFFICIENT_EVIDENCE'],
    [1, 0.02, 'INSUFFICIENT_EVIDENCE'],
    // As subtraction gives it.
    [0.01, 0.61 - 0.62, 'BREACH'],
    [0, -0.9, 'BREACH'],
  ])('p %d and a change of %d make it %s', (pValue, delta, status) => {
    expect(judge(rerun({ pValue, delta })).one.status).toBe(status);
  });

  it('looks at the p of the benchmark alone, not at that of a family', () => {
    expect(judge(rerun({ pValue: 0.04, pAdjusted: 0.8 })).one.status).toBe('BREACH');
  });

  it('takes back what is not confirmed, and says so', () => {
    const { verdict, one } = judge(rerun({ pValue: 0.3, delta: -0.004 }));
    expect(verdict).toBe('INCONCLUSIVE');
    expect(one.reasons[0]).toBe(
      'not confirmed: the rerun alone is 0.40 pp worse, p 0.300; p of at most 0.05 and 1.00 pp worse would have confirmed it',
    );
    expect(one.confirmation).toMatchObject({ status: 'not-confirmed', first: { delta: -0.03 } });
  });

  it('never makes it a PASS, however good the rerun is', () => {
    const { verdict, one } = judge(rerun({ status: 'PASS', pValue: 0.99, delta: 0.05, ci95: [0.04, 0.06] }));
    expect([verdict, one.status]).toEqual(['INCONCLUSIVE', 'INSUFFICIENT_EVIDENCE']);
  });

  it('knows directions and scales', () => {
    expect(judge(rerun({ direction: 'lower_is_better', delta: 0.02 })).one.status).toBe('BREACH');
    expect(judge(rerun({ direction: 'lower_is_better', delta: -0.02 })).one.status).toBe(
      'INSUFFICIENT_EVIDENCE',
    );
    expect(judge(rerun({ scale: 'percent', delta: -0.9 })).one.status).toBe('INSUFFICIENT_EVIDENCE');
    expect(judge(rerun({ scale: 'percent', delta: -1 })).one.status).toBe('BREACH');
    const unbounded = { scale: 'unbounded' as const, baseline: { ...SIDE, score: -200 } };
    expect(judge(rerun({ ...unbounded, delta: -2 })).one.status).toBe('BREACH');
    expect(judge(rerun({ ...unbounded, delta: -1.9 })).one.status).toBe('INSUFFICIENT_EVIDENCE');
  });
});

describe('a rerun that has no answer', () => {
  const stands = (again: Rerun, more = {}): string => {
    const before = first();
    const { verdict, one } = judge(again, before, more);
    expect(verdict).toBe('NO-GO');
    expect(one).toMatchObject({ status: 'BREACH', delta: -0.03, pValue: 0.000018, pairs: 1000 });
    expect(one.confirmation!.status).toBe('unanswered');
    expect(one.reasons.at(-1)).toBe(`${one.confirmation!.reason}; the first verdict stands`);
    return one.confirmation!.reason;
  };

  it('failed', () => {
    expect(stands({ failed: 'the launcher exited with 1' })).toBe(
      'the rerun failed: the launcher exited with 1',
    );
  });

  it.each([
    ['another benchmark', { name: 'other/acc' }, /has no score of it/],
    ['only shown', { status: null }, /has no score of it/],
    [
      'invalid',
      { status: 'INVALID' as const, reasons: ['all requests failed'] },
      /invalid: all requests failed/,
    ],
    ['invalid without a reason', { status: 'INVALID' as const, reasons: [] }, /invalid: without a reason/],
    [
      'not comparable',
      { status: 'NOT_COMPARABLE' as const, reasons: ['x: baseline 0'] },
      /cannot be compared: x/,
    ],
    ['without a p', { pValue: null, reasons: ['80.0 % of the items'] }, /cannot be tested: 80/],
    ['without a difference', { delta: null }, /cannot be tested/],
    ['no flip at all', { flips: { regressed: 0, improved: 0 } }, /other than the baseline's/],
  ])('is %s', (_, more, reason) => {
    expect(stands(rerun(more))).toMatch(reason);
  });

  it('is missing', () => {
    expect(stands(comparison('NO-GO', [withStatus('MISSING')], FREE))).toMatch(/has no score of it/);
    expect(stands(comparison('NO-BASELINE', [], FREE))).toMatch(/has no score of it/);
  });

  it('answers as the first run, which items tell', () => {
    const repeated = comparison('GO', [found({ flips: { regressed: 0, improved: 0 } })], FREE);
    const better = rerun({ pValue: 0.9, delta: 0.01 });
    expect(stands(better, { repeated })).toMatch(/deterministic, or came from a cache/);
    const others = comparison('GO', [found({ flips: { regressed: 1, improved: 1 } })], FREE);
    expect(judge(better, first(), { repeated: others }).one.confirmation!.status).toBe('not-confirmed');
  });

  it('answers as the first run, which scores tell where nothing else does', () => {
    const same = { candidate: found().candidate!, flips: found().flips, pValue: 0.9 };
    expect(stands(rerun(same))).toMatch(/deterministic, or came from a cache/);
    expect(judge(rerun({ ...same, flips: { regressed: 42, improved: 12 } })).one.confirmation!.status).toBe(
      'not-confirmed',
    );
    const bare = { flips: null, pairs: null };
    const repeated = comparison('GO', [found({ ...bare, candidate: SIDE })], FREE);
    expect(stands(rerun({ ...bare, pValue: 0.9 }), { repeated })).toMatch(/deterministic/);
  });
});

describe('with a policy', () => {
  const policed = (more: Partial<ComparedBenchmark>): Comparison =>
    gated('INCONCLUSIVE', [
      compared({ candidate: { ...SIDE, score: 0.63 }, flips: { regressed: 30, improved: 20 }, ...more }),
    ]);
  const before = gated('NO-GO', [compared()]);

  it.each([
    ['BREACH', 'BREACH', 'confirmed'],
    ['PASS', 'PASS', 'not-confirmed'],
    ['INSUFFICIENT_EVIDENCE', 'INSUFFICIENT_EVIDENCE', 'not-confirmed'],
    // A PASS without grounds, in strict mode.
    ['PASS', 'INSUFFICIENT_EVIDENCE', 'unanswered'],
    ['MISSING', 'MISSING', 'unanswered'],
  ] as const)("the gate's %s, which is %s, makes it %s", (gateStatus, status, outcome) => {
    const { one } = judge(policed({ gateStatus, status, pValue: 0.9 }), before);
    expect(one.confirmation!.status).toBe(outcome);
    expect(one.gateStatus).toBe('BREACH');
  });

  it('does not ask for p, nor for one point', () => {
    const { one } = judge(policed({ gateStatus: 'BREACH', pValue: 0.5, delta: -0.002 }), before);
    expect(one.confirmation!.status).toBe('confirmed');
  });

  it('a want of evidence without an interval is no answer', () => {
    const { one } = judge(
      policed({ gateStatus: 'INSUFFICIENT_EVIDENCE', status: 'INSUFFICIENT_EVIDENCE', ci95: null }),
      before,
    );
    expect(one.confirmation!.status).toBe('unanswered');
  });

  it("keeps the gate's own answer of the first run, its tier and its limits", () => {
    const again = policed({ gateStatus: 'PASS', status: 'PASS', tier: 'supporting', policyLine: 99 });
    const after = judgeConfirmation(before, again, { baselineRerun: false });
    expect(after.verdict).toBe('INCONCLUSIVE');
    expect(after.gate).toEqual({ verdict: 'NO-GO', mode: 'strict', policy: 'policy.yaml' });
    expect(after.benchmarks[0]).toMatchObject({ gateStatus: 'BREACH', tier: 'critical', policyLine: 4 });
    expect(after.notes.at(-1)).toContain('(the candidate only)');
  });
});

describe('the verdict', () => {
  const two = (): Comparison => first(found({ name: 'a' }), found({ name: 'b' }));
  const of = (a: number, b: number): Comparison =>
    comparison(
      'NO-GO',
      [...rerun({ name: 'a', pValue: a }).benchmarks, ...rerun({ name: 'b', pValue: b }).benchmarks],
      FREE,
    );
  const verdictOf = (before: Comparison, again: Rerun): string =>
    judgeConfirmation(before, again, { baselineRerun: true }).verdict;

  it('is NO-GO as long as one breach stands', () => {
    expect(verdictOf(two(), of(0.9, 0.01))).toBe('NO-GO');
    expect(verdictOf(two(), of(0.9, 0.9))).toBe('INCONCLUSIVE');
    expect(verdictOf(two(), rerun({ name: 'a', pValue: 0.9 }))).toBe('NO-GO');
  });

  it('stays INVALID', () => {
    expect(verdictOf({ ...two(), verdict: 'INVALID' }, of(0.9, 0.9))).toBe('INVALID');
  });

  it('stays NO-GO where a required benchmark is missing, and for what an advisory rerun says', () => {
    const missing = gated('NO-GO', [compared(), withStatus('MISSING')]);
    const passed = gated('GO', [
      compared({ gateStatus: 'PASS', status: 'PASS', candidate: SIDE, flips: { regressed: 1, improved: 2 } }),
    ]);
    expect(verdictOf(missing, passed)).toBe('NO-GO');
    const advisory = gated('NO-GO', [compared({ tier: 'advisory' })]);
    expect(verdictOf(advisory, passed)).toBe('NO-GO');
    expect(verdictOf({ ...advisory, verdict: 'GO' }, passed)).toBe('GO');
  });

  it('leaves all else as it was, and the first comparison itself', () => {
    const before = first(found(), withStatus('PASS'), withStatus(null));
    const copy = structuredClone(before);
    const after = judgeConfirmation(before, rerun({ pValue: 0.9 }), { baselineRerun: true });
    expect(before).toEqual(copy);
    expect(after.benchmarks.slice(1)).toEqual(before.benchmarks.slice(1));
    expect({ ...after, benchmarks: [], verdict: '', notes: [] }).toEqual({
      ...before,
      benchmarks: [],
      verdict: '',
      notes: [],
    });
  });

  it('is the first where nothing breached', () => {
    const passed = gated('GO', [withStatus('PASS')], FREE);
    expect(judgeConfirmation(passed, { failed: 'x' }, { baselineRerun: false })).toEqual(passed);
  });
});
