import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { BaselineFacts, Both } from '../comparison/comparison.js';
import { ConfigError } from '../errors.js';
import type { FailureAllowance } from '../inputs.js';
import type { BundleFolder } from '../results/bundle/discover-bundles.js';
import type { EvalResults } from '../results/eval-results.js';
import { type Origin, readOrigin } from '../results/read-origin.js';
import { readResults } from '../results/read-results.js';
import type { FoundSide, FoundSides } from './find-sides.js';

/** Two evaluations that lie in folders, ready to be compared. */
export interface Sides {
  results: Both<EvalResults>;
  /** Where both are bundles. */
  folders?: Both<BundleFolder>;
  baseline: BaselineFacts;
  candidate: Origin;
  /** What is odd about them, one line each. */
  notes: string[];
}

/**
 * Reads both sides. With a policy a folder without any evaluation is one without bundles, as to `nel gate`.
 * @throws ConfigError where a path holds no evaluation, or the sides are of two generations.
 */
export async function readSides(
  found: FoundSides & Both<FoundSide>,
  workspace: string,
  { allowance, hasPolicy }: { allowance: FailureAllowance; hasPolicy: boolean },
): Promise<Sides> {
  const place = ({ path: given, name }: FoundSide): BundleFolder => ({
    path: path.resolve(workspace, given),
    name,
  });
  const folders = { baseline: place(found.baseline), candidate: place(found.candidate) };
  const options = { allowance, emptyIsBundles: hasPolicy };
  const results = {
    baseline: await readResults(folders.baseline, options),
    candidate: await readResults(folders.candidate, options),
  };
  refuseMixed({ baseline: found.baseline.name, candidate: found.candidate.name }, results);
  return {
    results,
    ...(results.baseline.kind === 'bundles' ? { folders } : {}),
    baseline: { ...describeBaseline(found.baseline.name, results.baseline), ...found.baselineFacts },
    notes: isSameFolder(results)
      ? [`baseline and candidate are the same evaluation (${found.candidate.name}): nothing can differ`]
      : [],
    candidate: describeCandidate(results.candidate, found.candidateOrigin),
  };
}

/** Reads the candidate alone, where there is nothing to compare it with. @throws ConfigError */
export async function readCandidate(
  { candidate, candidateOrigin }: FoundSides,
  workspace: string,
  allowance: FailureAllowance,
): Promise<{ results: EvalResults; candidate: Origin }> {
  const given = { path: path.resolve(workspace, candidate.path), name: candidate.name };
  const results = await readResults(given, { allowance });
  return { results, candidate: describeCandidate(results, candidateOrigin) };
}

function isSameFolder({ baseline, candidate }: Both<EvalResults>): boolean {
  return realpathSync(baseline.dir) === realpathSync(candidate.dir);
}

function describeCandidate({ dir, model }: EvalResults, told: Origin | undefined): Origin {
  return { ...readOrigin(dir), ...(model === undefined ? {} : { model }), ...told };
}

/** What is known of a baseline in a folder. */
export function describeBaseline(name: string, { dir, model }: EvalResults): BaselineFacts {
  const { runId, sha, ref, model: recorded } = readOrigin(dir);
  const known = model ?? recorded;
  return {
    source: 'path',
    name,
    ...(known === undefined ? {} : { model: known }),
    ...(sha === undefined ? {} : { sha }),
    ...(ref === undefined ? {} : { ref }),
    ...(runId === undefined ? {} : { runId }),
  };
}

/** Bundles name benchmarks and metrics in other ways than trees: nothing of the two would be the same. */
function refuseMixed(names: Both<string>, { baseline, candidate }: Both<EvalResults>): void {
  if ((baseline.kind === 'bundles') === (candidate.kind === 'bundles')) return;
  const [bundles, tree] =
    baseline.kind === 'bundles' ? [names.baseline, names.candidate] : [names.candidate, names.baseline];
  throw new ConfigError(
    `${bundles} holds bundles of NeMo Evaluator 0.3 (eval-*.json), and ${tree} results of generation 0.2: compare two of one generation`,
  );
}
