import path from 'node:path';
import { toFacts } from '../baseline/request.js';
import type { Comparison } from '../comparison/comparison.js';
import type { GatePolicy } from '../comparison/policy/gate-policy.js';
import type { JudgementInputs } from '../judgement-inputs.js';
import type { AnchorReport } from '../report/anchor/anchor.js';
import type { EvalResults } from '../results/eval-results.js';
import { readResults } from '../results/read-results.js';
import { compareWithAnchor } from './compare-with-anchor.js';
import { type BaselinePlace, searchAnchor } from './find-baseline.js';
import { describeBaseline } from './read-sides.js';

/**
 * Finds the anchor that is asked for and compares a candidate with it; what has gone wrong, and what has drifted, is
 * warned of.
 * @throws ConfigError where what is named cannot be had.
 */
export async function addAnchor(
  place: BaselinePlace,
  inputs: JudgementInputs,
  candidate: EvalResults,
  { policy, step }: { policy: GatePolicy | undefined; step: Comparison | undefined },
): Promise<AnchorReport | undefined> {
  const named = await searchAnchor(place);
  for (const warning of named?.warnings ?? []) place.log.warn(warning);
  const found = named?.found;
  if (!found) return undefined;
  const { name, dir } = found;
  const results = await readResults(
    { path: path.resolve(place.context.workspace, dir), name },
    { allowance: inputs.maxFailedSamples },
  );
  const facts = {
    ...describeBaseline(name, results),
    ...(found.source === 'path' ? {} : toFacts(found)),
  };
  const { anchor, warning } = await compareWithAnchor({ results, facts }, candidate, inputs, policy, step);
  if (warning !== undefined) place.log.warn(warning);
  return anchor;
}
