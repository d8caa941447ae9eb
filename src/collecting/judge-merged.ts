import {
  type ComparedBenchmark,
  type Comparison,
  type ComparisonVerdict,
  uncompared,
} from '../comparison/comparison.js';
import { matchBenchmarks } from '../comparison/match-benchmarks.js';
import { launcherTask } from '../comparison/plan-judgements.js';
import { findTargets } from '../comparison/policy/find-targets.js';
import type { GatePolicy } from '../comparison/policy/gate-policy.js';
import { ConfigError } from '../errors.js';
import type { JudgementInputs } from '../judgement-inputs.js';
import { type ComparisonSurroundings, type Judgement, runComparison } from '../judging/run-comparison.js';
import type { FlipCollection } from '../report/html/flip-collection.js';
import type { EvalResults } from '../results/eval-results.js';
import type { MergedLegs } from './merge-legs.js';
import type { MissingLeg } from './missing-legs.js';
import { spreadPolicy } from './spread-policy.js';

/** What the merged evaluation is judged with. */
export interface Judging {
  inputs: Pick<JudgementInputs, 'gateMode' | 'maxFailedSamples'>;
  policy: GatePolicy | undefined;
  dir: string;
  redact: (text: string) => string;
  noiseOf?: NonNullable<ComparisonSurroundings['noiseOf']>;
  collect?: FlipCollection;
}

/** The baseline, as it was read and as the user named it. */
export interface Baseline {
  name: string;
  results: EvalResults;
  /** Keys of the legs that it was merged of. */
  legs: readonly string[];
}

/** Nothing to compare with, as an evaluation. */
const NOTHING: EvalResults = { kind: 'record', dir: '', tasks: [], benchmarks: [] };

/**
 * Judges the merged evaluation as `compare` does, and legs that are missing with it: a missing leg leaves no GO. What the
 * policy requires of it is NO-GO, anything else INCONCLUSIVE.
 * @throws ConfigError for a baseline of another generation.
 */
export async function judgeMerged(
  candidate: EvalResults,
  baseline: Baseline | undefined,
  { byLeg, missing, legs, problems }: MergedLegs,
  { inputs, policy, ...judging }: Judging,
): Promise<Judgement> {
  if (baseline?.results.kind === 'bundles')
    throw new ConfigError(
      `input baseline: ${baseline.name} holds bundles of NeMo Evaluator 0.3, and the legs results of generation 0.2: compare two of one generation`,
    );
  const results = { baseline: baseline?.results ?? NOTHING, candidate };
  const keys = [...new Set([...legs.map(({ key }) => key), ...(baseline?.legs ?? [])])];
  const spread = policy && byLeg ? spreadPolicy(policy, keys, namesOf(results)) : policy;
  const judgement = await runComparison({ results }, baseline ? inputs : { ...inputs, gateMode: 'strict' }, {
    ...judging,
    policy: baseline ? spread : undefined,
  });
  const lost = baseline || missing.length === 0 || !spread ? [] : requiredAndLost(results, spread);
  const compared = baseline ? judgement.comparison : withoutBaseline(judgement.comparison);
  const comparison = addMissing(compared, missing, lost);
  return { ...judgement, comparison: { ...comparison, notes: [...comparison.notes, ...problems] } };
}

/** That each row is new says nothing where there is nothing to be new to. */
function withoutBaseline(comparison: Comparison): Comparison {
  return {
    ...comparison,
    benchmarks: comparison.benchmarks.map((one) => (one.status === 'NEW' ? { ...one, reasons: [] } : one)),
  };
}

/** Benchmarks and tasks of both sides, by which a policy names them. */
function namesOf({ baseline, candidate }: { baseline: EvalResults; candidate: EvalResults }): string[] {
  return [baseline, candidate].flatMap(({ tasks, benchmarks }) => [
    ...tasks.map(({ name }) => name),
    ...benchmarks.flatMap(({ name, task }) => [name, task]),
  ]);
}

/** What the policy requires and none of the legs has: without a baseline no comparison asks for it. */
function requiredAndLost(
  results: { baseline: EvalResults; candidate: EvalResults },
  policy: GatePolicy,
): { key: string; reason: string }[] {
  const matches = matchBenchmarks(results.baseline, results.candidate);
  return findTargets(policy, matches, (match) => launcherTask(results, match))
    .lost.filter(({ required, sharedWith }) => required && sharedWith === undefined)
    .map(({ key }) => ({ key, reason: 'the policy requires it, and no leg has it' }));
}

/** Adds a row for each leg that is missing, and for what the policy requires of them. */
export function addMissing(
  comparison: Comparison,
  missing: readonly MissingLeg[],
  lost: readonly { key: string; reason: string }[],
): Comparison {
  if (missing.length === 0) return comparison;
  const rows = [...lost, ...missing].map(({ key, reason }) => missingRow(key, reason, comparison));
  return {
    ...comparison,
    verdict: withoutLegs(comparison.verdict, lost.length > 0),
    benchmarks: [...rows, ...comparison.benchmarks],
    notes: [
      `missing-leg: ${missing.length === 1 ? 'a leg' : `${missing.length} legs`} left no record, so that this is not the whole evaluation: ${list(missing)}`,
      ...comparison.notes,
    ],
  };
}

function withoutLegs(verdict: ComparisonVerdict, isRequired: boolean): ComparisonVerdict {
  if (verdict === 'INVALID' || verdict === 'NO-GO') return verdict;
  return isRequired ? 'NO-GO' : 'INCONCLUSIVE';
}

function missingRow(key: string, reason: string, { benchmarks }: Comparison): ComparedBenchmark {
  return {
    // A benchmark may be called like a leg.
    name: benchmarks.some(({ name }) => name === key) ? `${key} (leg)` : key,
    task: key,
    taskIndex: 0,
    metric: '',
    role: 'benchmark',
    primary: true,
    isGroup: false,
    scale: 'unknown',
    direction: 'unknown',
    kind: 'unknown',
    ...uncompared(),
    status: 'MISSING',
    reasons: [reason],
  };
}

const MOST_NAMES = 10;

function list(missing: readonly MissingLeg[]): string {
  const names = missing.slice(0, MOST_NAMES).map(({ key }) => key);
  const more = missing.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
