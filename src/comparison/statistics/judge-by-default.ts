import { DROP_CEILING, DROP_FLOOR, FAMILY_ALPHA, MIN_ITEMS } from './default-rule.js';
import { detectableDropOfMean, detectableDropOfPairs } from './detectable-drop.js';
import type { Evidence } from './evidence.js';
import { adjustByHolm } from './holm.js';
import { type Tested, testEvidence } from './test-evidence.js';

/** Points of a scale, or per cent of a baseline where the metric has no bounds. */
export type DropUnit = 'pp' | '%';

export type Status = 'PASS' | 'BREACH' | 'INSUFFICIENT_EVIDENCE';

/** One benchmark's verdict. */
export interface Judgement extends Tested {
  status: Status;
  /** Holm's, over the benchmarks that have a p-value. */
  pAdjusted: number | null;
  /** The drop that would be found in 8 of 10 runs; null where none would, or nothing is tested. */
  mde: number | null;
}

/**
 * The verdict without a policy: each benchmark of a family, in the order given. The probability that any of them is
 * called BREACH though none is worse is at most 0.01 (exact for 0/1 items, nearly so for t).
 * @param units in which reasons show the drops of each; points where nothing is given.
 */
export function judgeByDefault(family: readonly Evidence[], units: readonly DropUnit[] = []): Judgement[] {
  const tested = family.map(testEvidence);
  const adjusted = adjustTogether(tested);
  const tests = tested.filter(({ pValue }) => pValue !== null).length;
  return tested.map((one, index) => {
    const pAdjusted = adjusted[index]!;
    const { status, reasons } = decideStatus(one, pAdjusted, units[index]);
    return { ...one, status, reasons, pAdjusted, mde: detectableDrop(family[index]!, one, tests) };
  });
}

/** The overall verdict of judged benchmarks alone: MISSING, INVALID and the like are the caller's. */
export function concludeFamily(statuses: readonly Status[]): 'GO' | 'NO-GO' | 'INCONCLUSIVE' | 'NO-BASELINE' {
  if (statuses.length === 0) return 'NO-BASELINE';
  if (statuses.includes('BREACH')) return 'NO-GO';
  return statuses.includes('INSUFFICIENT_EVIDENCE') ? 'INCONCLUSIVE' : 'GO';
}

/** Adjusts the p-values that there are; null stays null. */
export function adjustTogether(tested: readonly Pick<Tested, 'pValue'>[]): (number | null)[] {
  const adjusted = adjustByHolm(tested.flatMap(({ pValue }) => (pValue === null ? [] : [pValue])));
  let next = 0;
  return tested.map(({ pValue }) => (pValue === null ? null : adjusted[next++]!));
}

/** The status of one benchmark, once its adjusted p-value is known, and what decided. */
export function decideStatus(
  tested: Tested,
  pAdjusted: number | null,
  unit: DropUnit = 'pp',
): { status: Status; reasons: string[] } {
  const { damage, interval, n, standardError, unpairedShare, method } = tested;
  const insufficient = (...more: string[]): { status: Status; reasons: string[] } => ({
    status: 'INSUFFICIENT_EVIDENCE',
    reasons: [...tested.reasons, ...more],
  });
  if (pAdjusted === null || damage === null || interval === null) return insufficient();
  if (![pAdjusted, damage, interval.lower, interval.upper].every(Number.isFinite))
    return insufficient('a number of the test is not finite');
  if (pAdjusted <= FAMILY_ALPHA && damage >= DROP_FLOOR)
    return {
      status: 'BREACH',
      reasons: [
        ...tested.reasons,
        `worse by ${points(damage)} ${unit}, adjusted p ${pAdjusted.toPrecision(2)}`,
      ],
    };
  const highest = interval.upper + unpairedShare;
  const hasVariance = method === 'mcnemar-exact' || standardError! > 0;
  if (n !== null && n >= MIN_ITEMS && hasVariance && highest <= DROP_CEILING)
    return { status: 'PASS', reasons: [...tested.reasons] };
  if (highest <= DROP_CEILING) return insufficient();
  const missing =
    unpairedShare > 0 ? `, ${points(unpairedShare)} of it for items that are in one run only` : '';
  return insufficient(
    `a drop of up to ${points(highest)} ${unit} is possible${missing}; a PASS allows ${points(DROP_CEILING)} ${unit}`,
  );
}

function detectableDrop(evidence: Evidence, tested: Tested, tests: number): number | null {
  if (tested.pValue === null) return null;
  return tested.method === 'mcnemar-exact' && evidence.kind === 'binary-pairs'
    ? detectableDropOfPairs(evidence.worse, evidence.better, evidence.pairs, tests)
    : detectableDropOfMean(tested.standardError!, tests, tested.degrees);
}

/** A share as percentage points; two digits keep most apart from the limits. */
function points(share: number): string {
  const value = 100 * share;
  if (Math.abs(value) < 1e6) return value.toFixed(2);
  return Number.isFinite(value) ? value.toExponential(2) : `over ${Number.MAX_VALUE.toExponential(0)}`;
}
