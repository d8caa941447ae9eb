import { compareEvaluations } from '../comparison/compare-evaluations.js';
import type { BaselineFacts, Comparison } from '../comparison/comparison.js';
import type { GatePolicy } from '../comparison/policy/gate-policy.js';
import type { JudgementInputs } from '../judgement-inputs.js';
import { type AnchorReport, findDrift } from '../report/anchor/anchor.js';
import type { EvalResults } from '../results/eval-results.js';

/** Benchmarks that a warning names. */
const MOST_NAMED = 10;

/**
 * Compares a run with the baseline that stays, by the same rules. It decides nothing: it shows what steps that each
 * passed have come to.
 * @param step the comparison with the baseline before.
 */
export async function compareWithAnchor(
  { results, facts }: { results: EvalResults; facts: BaselineFacts },
  candidate: EvalResults,
  inputs: Pick<JudgementInputs, 'gateMode' | 'maxFailedSamples'>,
  policy: GatePolicy | undefined,
  step: Comparison | undefined,
): Promise<{ anchor: AnchorReport; warning?: string }> {
  const comparison = await compareEvaluations(
    { baseline: results, candidate },
    { mode: inputs.gateMode, allowance: inputs.maxFailedSamples, ...(policy ? { policy } : {}) },
  );
  const anchor = { facts, comparison };
  const names = findDrift(anchor, step).map(({ name }) => name);
  if (names.length === 0) return { anchor };
  const more = names.length - MOST_NAMED;
  const listed = [...names.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return {
    anchor,
    warning: `small drops have added up: against the anchor ${facts.name} ${names.length === 1 ? 'a benchmark is' : 'benchmarks are'} worse by more than is allowed, though this step was not: ${listed}`,
  };
}
