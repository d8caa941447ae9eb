import path from 'node:path';
import type { BaselineFacts } from '../comparison/comparison.js';
import type { GatePolicy } from '../comparison/policy/gate-policy.js';
import { ConfigError } from '../errors.js';
import type { Inputs } from '../inputs.js';
import { loadPolicy } from '../judging/load-policy.js';
import { describeBaseline } from '../judging/read-sides.js';
import type { EvalResults } from '../results/eval-results.js';
import { readResults } from '../results/read-results.js';

/** What a run is to be judged by. */
export interface Yardstick {
  policy?: GatePolicy;
  baseline?: { results: EvalResults; facts: BaselineFacts };
}

/**
 * Reads policy and baseline before anything is launched: what is wrong with them must not be found out when the
 * evaluation is paid for. @throws ConfigError
 */
export async function loadYardstick(inputs: Inputs, workspace: string): Promise<Yardstick> {
  const policy = loadPolicy(inputs.policy, workspace);
  const baseline = inputs.baseline === undefined ? undefined : await readBaseline(inputs, workspace);
  return { ...(policy ? { policy } : {}), ...(baseline ? { baseline } : {}) };
}

async function readBaseline(
  { baseline: name, maxFailedSamples }: Inputs,
  workspace: string,
): Promise<NonNullable<Yardstick['baseline']>> {
  const given = { path: path.resolve(workspace, name!), name: name! };
  const results = await readResults(given, { allowance: maxFailedSamples });
  if (results.kind === 'bundles')
    throw new ConfigError(
      `input baseline is ${name}, which holds bundles of NeMo Evaluator 0.3: launcher 0.2.6 writes other results, which cannot be compared with these`,
    );
  return { results, facts: describeBaseline(name!, results) };
}

/** The tasks that a baseline has scores of. */
export function scoredTasks({ tasks, benchmarks }: EvalResults): string[] {
  const scored = new Set(benchmarks.map(({ taskIndex }) => taskIndex));
  return [...new Set(tasks.filter(({ index }) => scored.has(index)).map(({ name }) => name))];
}
