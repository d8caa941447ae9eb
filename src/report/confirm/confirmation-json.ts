import type { Confirmation, Estimate } from '../../comparison/confirm/confirmation.js';

/** `confirmation` of an entry of `benchmarks`: the rerun's numbers, and beside them the first run's. */
export function confirmationEntry({ status, reason, baselineRerun, rerun, first }: Confirmation): object {
  return {
    status,
    reason: reason.replace(/\s*[\r\n]\s*/g, ' ').trim(),
    baseline_rerun: baselineRerun,
    ...estimateEntry(rerun),
    first: estimateEntry(first),
  };
}

function estimateEntry({ baseline, candidate, delta, ci95, pValue, n }: Estimate): object {
  return {
    score: candidate?.score,
    baseline_score: baseline?.score,
    delta,
    ci95: ci95?.every(Number.isFinite) ? ci95 : null,
    p_value: pValue,
    n,
  };
}
