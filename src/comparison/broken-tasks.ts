import path from 'node:path';
import { type BundleFolder, openNameless } from '../results/bundle/discover-bundles.js';
import type { EvalResults, EvalTask } from '../results/eval-results.js';
import type { Both } from './comparison.js';
import { type Fault, faultsOf } from './fault.js';
import { launcherTask, type Plan, type Planned } from './plan-judgements.js';
import type { GatePolicy } from './policy/gate-policy.js';
import { resolveThresholds } from './policy/resolve-policy.js';

/** Tasks that one line names. */
const MOST_NAMED = 5;

type SideName = keyof Both<unknown>;

/** Tasks of an evaluation that ended badly and left no score to say it by. */
export function brokenTasks({ tasks, benchmarks }: EvalResults): EvalTask[] {
  return tasks.filter(
    ({ state, index }) => state !== 'success' && !benchmarks.some(({ taskIndex }) => taskIndex === index),
  );
}

/** A broken task in one line. */
export function describeBroken({ name, state, reasons }: EvalTask): string {
  return `${name} is ${state}: ${reasons.join('; ')}`;
}

/**
 * Says of each benchmark that one side alone has whether the other ran its task, and left no score that can be believed:
 * such a benchmark is neither new nor was it left out. A broken task of the baseline that the candidate did not run is added
 * to what is judged: damage must not give a better verdict than a score would have.
 */
export function blameBrokenTasks(results: Both<EvalResults>, plan: Plan, policy?: GatePolicy): Plan {
  const broken = { baseline: ranBroken(results.baseline), candidate: ranBroken(results.candidate) };
  if (broken.baseline.length === 0 && broken.candidate.length === 0) return plan;
  const judged = plan.judged.map((planned) => {
    const side = missingSide(planned);
    const task = side && broken[side].find((one) => isTaskOf(one, planned, results));
    return task ? { ...planned, broken: faultsOfTask(side, task) } : planned;
  });
  const isKnown = ({ name }: EvalTask): boolean =>
    results.candidate.tasks.some((task) => task.name === name) ||
    plan.judged.some(({ lost, name: entry }) => lost && (name === entry || name.endsWith(`.${entry}`)));
  // Of a baseline without any score it is said that there is none.
  const isBaseline = policy !== undefined || results.baseline.benchmarks.length > 0;
  const leftOut =
    areOfOneTask(results) || !isBaseline ? [] : broken.baseline.filter((task) => !isKnown(task));
  return {
    ...plan,
    judged: [
      ...judged,
      ...once(leftOut, ({ name }) => name).map((task) =>
        planLeftOut(task.name, describeBroken(task), policy),
      ),
    ],
  };
}

/**
 * The same of bundles: a file that does not say whose it is may be the one that is missed. Whose it is its name tells,
 * `eval-<time>-<benchmark>.json`, or its folder's, as `nel eval run` writes them.
 */
export function blameLostBundles(folders: Both<BundleFolder>, plan: Plan, policy?: GatePolicy): Plan {
  const lost = { baseline: openNameless(folders.baseline), candidate: openNameless(folders.candidate) };
  const blamed = new Set<string>();
  const judged = plan.judged.map((planned) => {
    const side = missingSide(planned);
    const found = side && lost[side].find((one) => isNamedFor(one.file, planned.name));
    if (!found) return planned;
    blamed.add(found.file);
    return { ...planned, broken: faultsOf(side, [found.message]) };
  });
  const names = new Set(plan.judged.map(({ name }) => name));
  const missed = lost.baseline.filter(({ file, benchmark }) => !blamed.has(file) && !names.has(benchmark));
  const leftOut = once(missed, ({ benchmark }) => benchmark).map(({ benchmark, message }): Planned => {
    const other = lost.candidate.find((one) => one.benchmark === benchmark);
    const planned = planLeftOut(benchmark, message, policy);
    if (!other) return planned;
    const broken = [...faultsOf('candidate', [other.message]), ...faultsOf('baseline', [message])];
    return { ...planned, broken };
  });
  return { ...plan, judged: [...judged, ...leftOut] };
}

/** The first of each name. */
function once<T>(found: readonly T[], nameOf: (one: T) => string): T[] {
  return [...new Map([...found].reverse().map((one) => [nameOf(one), one])).values()].reverse();
}

function planLeftOut(name: string, why: string, policy: GatePolicy | undefined): Planned {
  return {
    name,
    ...(policy ? { thresholds: resolveThresholds(policy, name) } : {}),
    required: false,
    notes: [],
    leftOut: `the baseline ran it, and nothing of it can be believed (${why}); the candidate did not run it`,
  };
}

function isNamedFor(file: string, benchmark: string): boolean {
  const { dir, name } = path.posix.parse(file);
  return path.posix.basename(dir) === benchmark || name.endsWith(`-${benchmark}`);
}

/** What is to be known of the baseline's tasks that no benchmark of the candidate tells; one line each. */
export function noteBaseline({ baseline, candidate }: Both<EvalResults>): string[] {
  const { tasks } = baseline;
  if (tasks.length > 0 && tasks.every(({ state }) => state !== 'success')) {
    const more = tasks.length > MOST_NAMED ? `; and ${tasks.length - MOST_NAMED} more` : '';
    const shown = tasks.slice(0, MOST_NAMED).map(describeBroken).join('; ');
    return [`nothing of the baseline can be believed: ${shown}${more}`];
  }
  // What the candidate ran says it in its benchmarks.
  const ran = new Set(candidate.tasks.map(({ name }) => name));
  return brokenTasks(baseline)
    .filter(({ name, state }) => !ran.has(name) || state === 'not-run')
    .map((task) => `baseline: ${describeBroken(task)}`);
}

/** A task that was never started was not run: what the other side has of it is new, or missing. */
function ranBroken(results: EvalResults): EvalTask[] {
  return brokenTasks(results).filter(({ state }) => state !== 'not-run');
}

function missingSide({ baseline, candidate }: Planned): SideName | undefined {
  if (Boolean(baseline) === Boolean(candidate)) return undefined;
  return baseline ? 'candidate' : 'baseline';
}

function isTaskOf(task: EvalTask, planned: Planned, results: Both<EvalResults>): boolean {
  return areOfOneTask(results) || task.name === launcherTask(results, planned);
}

/** A folder of artifacts need not say its task's name; it has but one. */
function areOfOneTask({ baseline, candidate }: Both<EvalResults>): boolean {
  return baseline.kind === 'artifacts' && candidate.kind === 'artifacts';
}

function faultsOfTask(side: SideName, task: EvalTask): Fault[] {
  return faultsOf(side, [describeBroken(task)]);
}
