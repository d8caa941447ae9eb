import type { BaselineFacts, Both, Comparison } from '../comparison/comparison.js';
import type { FinalState } from '../outputs.js';
import type { EvalResults } from '../results/eval-results.js';
import type { Origin } from '../results/read-origin.js';
import type { RunReport } from './result-json.js';

/** The report of a comparison of two folders, or of why there is none. */
export function toCompareReport(
  sides:
    | { results: Both<EvalResults>; baseline: BaselineFacts; candidate: Origin }
    | { results: { candidate: EvalResults; baseline?: never }; baseline?: never; candidate: Origin }
    | undefined,
  comparison: Comparison | undefined,
  failure: { state: FinalState; message: string } | undefined,
): RunReport {
  const { model, sha = null, ref = null, runId = null } = sides?.candidate ?? {};
  const results = sides?.results.candidate;
  const isSound =
    isJudgedByGate(results, comparison) ||
    (results?.tasks.every(({ state }) => state === 'success') === true && !isInvalid(comparison));
  return {
    state: failure?.state ?? (isSound ? 'success' : 'invalid'),
    verdict: comparison?.verdict ?? (isSound || !sides || failure ? 'NO-BASELINE' : 'INVALID'),
    ...(failure ? { error: failure.message } : {}),
    candidate: {
      ...(model === undefined ? {} : { model }),
      sha,
      ref,
      runId,
      ...(results?.snapshot ? { snapshotHash: results.snapshot.hash } : {}),
    },
    tasks: [],
    findings: [],
    ...(results ? { results } : {}),
    ...(comparison ? { comparison } : {}),
    ...(sides?.baseline ? { baseline: sides.baseline } : {}),
  };
}

/** With gate-mode nel the gate's word on bundles stands, which judges by rows some of what states no score. */
function isJudgedByGate(results: EvalResults | undefined, comparison: Comparison | undefined): boolean {
  return results?.kind === 'bundles' && comparison?.gate?.mode === 'nel' && comparison.verdict !== 'INVALID';
}

/** Whether items of the candidate, read only now, are broken. */
function isInvalid(comparison: Comparison | undefined): boolean {
  return (
    comparison?.benchmarks.some(
      ({ status, invalid }) => status === 'INVALID' && invalid.some(({ side }) => side === 'candidate'),
    ) ?? false
  );
}
