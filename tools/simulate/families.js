// Families of benchmarks under the verdict without a policy.
import { adjustTogether, concludeFamily, decideStatus } from './source.js';
import { RUNS } from './tables.js';

/** @typedef {import('../../src/comparison/statistics/test-evidence.js').Tested} Tested */
/** @typedef {import('../../src/comparison/statistics/judge-by-default.js').Status} Status */
/** @typedef {{ breach: number, go: number, firstBreach: number, firstPass: number }} Rates */

/**
 * Shares of runs of a family. @param {(() => Tested)[]} family @param {number} [runs]
 * @returns {Rates}
 */
export function simulate(family, runs = RUNS) {
  const counts = { breach: 0, go: 0, firstBreach: 0, firstPass: 0 };
  for (let run = 0; run < runs; run += 1) {
    const tested = family.map((draw) => draw());
    const adjusted = adjustTogether(tested);
    /** @type {Status[]} */
    const statuses = tested.map((one, index) => decideStatus(one, adjusted[index] ?? null).status);
    const verdict = concludeFamily(statuses);
    if (verdict === 'NO-GO') counts.breach += 1;
    if (verdict === 'GO') counts.go += 1;
    if (statuses[0] === 'BREACH') counts.firstBreach += 1;
    if (statuses[0] === 'PASS') counts.firstPass += 1;
  }
  return /** @type {Rates} */ (
    Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, count / Math.ceil(runs)]))
  );
}
