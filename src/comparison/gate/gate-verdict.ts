import type { Tier } from '../policy/gate-policy.js';

/** The gate's words for a whole comparison. */
export type GateVerdict = 'GO' | 'NO-GO' | 'INCONCLUSIVE';

/**
 * One verdict from the statuses of all benchmarks: a breach or a missing one is NO-GO, else a want of evidence is
 * INCONCLUSIVE, else GO, even where nothing was judged. Advisory benchmarks do not count.
 */
export function concludeGate(
  results: readonly { status: string; thresholds: { tier: Tier } }[],
): GateVerdict {
  const statuses = results
    .filter(({ thresholds }) => thresholds.tier !== 'advisory')
    .map(({ status }) => status);
  if (statuses.includes('BREACH') || statuses.includes('MISSING')) return 'NO-GO';
  return statuses.includes('INSUFFICIENT_EVIDENCE') ? 'INCONCLUSIVE' : 'GO';
}
