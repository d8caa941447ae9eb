import type { Benchmark, EvalResults } from '../results/eval-results.js';
import type { Direction } from '../results/metric-facts.js';
import type { Both } from './comparison.js';
import type { Fault } from './fault.js';
import { type Match, matchBenchmarks } from './match-benchmarks.js';
import { findTargets } from './policy/find-targets.js';
import type { GatePolicy, Thresholds } from './policy/gate-policy.js';

/** A benchmark that is to be judged. */
export interface Planned {
  /** As it is shown. */
  name: string;
  baseline?: Benchmark;
  candidate?: Benchmark;
  /** Absent without a policy. */
  thresholds?: Thresholds;
  /** Named by the policy and not advisory: it must be on both sides. */
  required: boolean;
  policyLine?: number;
  notes: string[];
  /** What the harness declares, where the policy says another direction: the sides have the policy's. */
  declared?: Direction;
  /** Why the side that does not have it proves nothing: its task was run there, and left no score. */
  broken?: Fault[];
  /** Why there is no score on either side, though the baseline ran it: there it is broken, and the candidate left it out. */
  leftOut?: string;
  /** A policy's entry that no benchmark is found for, and why. */
  lost?: { reason: string; sharedWith?: string };
}

/** What is judged, and what is only shown. */
export interface Plan {
  judged: Planned[];
  shown: Match[];
}

/** Without a policy: one metric of each task. */
export function planByDefault(results: Both<EvalResults>): Plan {
  const matches = matchBenchmarks(results.baseline, results.candidate);
  return {
    judged: matches
      .filter(({ judged }) => judged)
      .map((match) => ({ ...sidesOf(match), name: match.name, required: false, notes: [] })),
    shown: matches.filter(({ judged }) => !judged),
  };
}

/** With a policy, over result trees: what it names, and the other tasks by its defaults. */
export function planByPolicy(results: Both<EvalResults>, policy: GatePolicy): Plan {
  const matches = matchBenchmarks(results.baseline, results.candidate);
  const { targets, lost } = findTargets(policy, matches, (match) => launcherTask(results, match));
  const names = new Set(matches.map(({ name }) => name));
  const taken = new Set(targets.map(({ match }) => match));
  return {
    judged: [
      ...targets.map(({ match, thresholds, key, required, directed, notes }) => ({
        ...(directed ? directBy(thresholds.direction, match) : sidesOf(match)),
        name: match.name,
        thresholds,
        required,
        notes,
        ...lineOf(policy, key),
      })),
      ...lost.map(({ key, thresholds, required, reason, sharedWith }) => ({
        name: nameEntry(policy, key, names),
        thresholds,
        required,
        notes: [],
        lost: { reason, ...(sharedWith === undefined ? {} : { sharedWith }) },
        ...lineOf(policy, key),
      })),
    ],
    shown: matches.filter((match) => !taken.has(match)),
  };
}

/** The sides that there are. */
export function sidesOf({
  baseline,
  candidate,
}: Pick<Match, 'baseline' | 'candidate'>): Pick<Planned, 'baseline' | 'candidate'> {
  return { ...(baseline ? { baseline } : {}), ...(candidate ? { candidate } : {}) };
}

/** An entry that judges nothing has its key for a name, set apart where a benchmark has that name. */
function nameEntry(policy: GatePolicy, key: string, names: ReadonlySet<string>): string {
  if (!names.has(key)) return key;
  const line = policy.lines.get(key);
  return `${key} (policy${line === undefined ? '' : ` line ${line}`})`;
}

/** The sides in the direction that a policy says, which counts in every test and in every word. */
export function directBy(
  direction: Direction,
  match: Pick<Match, 'baseline' | 'candidate'>,
): Pick<Planned, 'baseline' | 'candidate' | 'declared'> {
  const { baseline, candidate } = sidesOf(match);
  const declared = (candidate ?? baseline)?.direction;
  return {
    ...(baseline ? { baseline: { ...baseline, direction } } : {}),
    ...(candidate ? { candidate: { ...candidate, direction } } : {}),
    ...(declared === undefined || declared === direction ? {} : { declared }),
  };
}

/** Where a policy names a benchmark. */
export function lineOf(policy: GatePolicy, key: string | undefined): Pick<Planned, 'policyLine'> {
  const line = key === undefined ? undefined : policy.lines.get(key);
  return line === undefined ? {} : { policyLine: line };
}

/** The task of the launcher's config that a benchmark is of. */
export function launcherTask(
  { baseline, candidate }: Both<EvalResults>,
  match: Pick<Match, 'baseline' | 'candidate'>,
): string {
  const [benchmark, results] = match.candidate ? [match.candidate, candidate] : [match.baseline!, baseline];
  return results.tasks.find(({ index }) => index === benchmark.taskIndex)?.name ?? benchmark.task;
}
