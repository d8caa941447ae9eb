// Our report of a gate in the words of `nel gate`'s JSON report, so that the two can be compared.

/** @typedef {import('../../src/comparison/gate/gate-folders.js').GateReport} GateReport */

/**
 * What must agree. Reasons are worded by each on its own, and what the regression report holds decides nothing.
 * @param {GateReport} report
 */
export function asNelReport(report) {
  if (report.verdict === null) return null;
  return {
    verdict: report.verdict,
    missing: report.results.filter(({ status }) => status === 'MISSING').map(({ benchmark }) => benchmark),
    benchmarks: report.results.map((result) => ({
      benchmark: result.benchmark,
      tier: result.thresholds.tier,
      status: result.status,
      metric: result.metric,
      baseline_score: result.baselineScore,
      candidate_score: result.candidateScore,
      delta: result.delta,
      relative_drop_pct: result.relativePercent,
      delta_ci_lower: result.interval?.[0] ?? null,
      delta_ci_upper: result.interval?.[1] ?? null,
      n_paired: result.pairs,
      // Not said of a missing benchmark.
      direction: result.status === 'MISSING' ? undefined : result.thresholds.direction,
      absolute_breached: result.absoluteBreached,
      relative_breached: result.relativeBreached,
    })),
  };
}

/**
 * The same part of a report that `nel gate` wrote.
 * @param {any} report null where it wrote none
 */
export function comparablePart(report) {
  if (report === null) return null;
  return {
    verdict: report.verdict,
    missing: report.missing,
    benchmarks: report.benchmarks.map((/** @type {any} */ entry) => ({
      benchmark: entry.benchmark,
      tier: entry.tier,
      status: entry.status,
      metric: entry.metric,
      baseline_score: plain(entry.baseline_score),
      candidate_score: plain(entry.candidate_score),
      delta: plain(entry.delta),
      relative_drop_pct: plain(entry.relative_drop_pct),
      delta_ci_lower: plain(entry.delta_ci_lower),
      delta_ci_upper: plain(entry.delta_ci_upper),
      n_paired: entry.n_paired,
      // A missing benchmark keeps the report's default, whatever the policy says.
      direction: entry.status === 'MISSING' ? undefined : entry.direction,
      absolute_breached: entry.absolute_breached,
      relative_breached: entry.relative_breached,
    })),
  };
}

/** @param {unknown} value a score, which the report repeats as the bundle states it */
function plain(value) {
  return value === null ? null : Number(value);
}
