import { didYouMean } from '../../config/known-paths.js';
import type { Benchmark } from '../../results/eval-results.js';
import { primaryRank } from '../../results/metric-facts.js';
import type { Match } from '../match-benchmarks.js';
import type { GatePolicy, Thresholds } from './gate-policy.js';
import { requiredBenchmarks, resolveThresholds } from './resolve-policy.js';

/** A benchmark that a policy judges, by its own entry or by the defaults. */
export interface PolicyTarget {
  match: Match;
  thresholds: Thresholds;
  /** Of the entry that names it; undefined where the defaults judge it. */
  key?: string;
  required: boolean;
  /** The policy says its direction. */
  directed: boolean;
  notes: string[];
}

/** An entry of a policy that judges nothing. */
export interface LostEntry {
  key: string;
  thresholds: Thresholds;
  required: boolean;
  reason: string;
  /** Another entry judges the same benchmark. */
  sharedWith?: string;
}

export interface PolicyTargets {
  targets: PolicyTarget[];
  lost: LostEntry[];
}

/** Metrics that one line names. */
const MOST_METRICS = 20;

/** A benchmark of result trees as a policy may name it. */
interface Named {
  match: Match;
  benchmark: Benchmark;
  /** Its task: in results.yml, without the groups around it, and in the launcher's config. */
  tasks: readonly string[];
}

/**
 * Finds the benchmarks of result trees that a policy means: by the benchmark's whole name (`mmlu/acc`), or by its task
 * (`mmlu`) and the entry's metric (`acc`, `score/micro`, `exact_match__strict-match`), without one the task's main metric.
 * Tasks that no entry names are judged by the defaults, as `nel gate` does with bundles.
 * @param launcherTask the name in the launcher's config of a benchmark's task.
 */
export function findTargets(
  policy: GatePolicy,
  matches: readonly Match[],
  launcherTask: (match: Match) => string,
): PolicyTargets {
  const named = matches.map((match) => describeMatch(match, launcherTask(match)));
  const required = new Set(requiredBenchmarks(policy));
  const found: PolicyTargets = { targets: [], lost: [] };
  for (const key of policy.benchmarks.keys()) {
    const thresholds = resolveThresholds(policy, key);
    const base = { key, thresholds, required: required.has(key) };
    const chosen = choose(policy, key, named);
    if (typeof chosen === 'string') {
      found.lost.push({ ...base, reason: chosen });
      continue;
    }
    const other = found.targets.find(({ match }) => match === chosen.match);
    if (other?.key !== undefined)
      found.lost.push({
        ...base,
        reason: `is the benchmark ${chosen.match.name}, which ${other.key} names too`,
        sharedWith: other.key,
      });
    else found.targets.push(toTarget(base, chosen, isDirected(policy, key)));
  }
  return { ...found, targets: [...found.targets, ...unlisted(policy, named, found.targets)] };
}

function describeMatch(match: Match, launcherTask: string): Named {
  const benchmark = (match.candidate ?? match.baseline)!;
  const own = benchmark.task.split('/').at(-1)!;
  return { match, benchmark, tasks: [benchmark.task, own, launcherTask] };
}

/** The benchmark that an entry means, or why there is none. */
function choose(policy: GatePolicy, key: string, named: readonly Named[]): Named | string {
  const own = policy.benchmarks.get(key)?.metric ?? null;
  const exact = named.find(({ match }) => match.name === key);
  if (exact) {
    if (own === null || isMetric(exact.benchmark, own)) return exact;
    return `has the metric ${exact.benchmark.metric}, not ${own}: leave metric out where the name has it`;
  }
  const ofTask = named.filter(({ tasks }) => tasks.includes(key));
  if (ofTask.length === 0) {
    const near = didYouMean(key, [...new Set(named.flatMap(({ match, tasks }) => [match.name, ...tasks]))]);
    return `neither side has it${near === undefined ? '' : `: did you mean "${near}"?`}`;
  }
  const metric = own ?? policy.defaults.metric;
  const picked = pick(ofTask, metric);
  if (picked) return picked;
  return `neither side has the metric ${metric} of it: ${suggestMetric(
    metric!,
    ofTask.map(({ benchmark }) => benchmark),
  )}`;
}

/** What may be written instead: the metric where it means one score alone, else the score, else both. */
function suggestMetric(asked: string, ofTask: readonly Benchmark[]): string {
  const spell = ({ metric, score }: Benchmark): string => {
    const isOne = (name: string): boolean => ofTask.filter((one) => isMetric(one, name)).length === 1;
    return [metric, score].find(isOne) ?? `${metric}/${score}`;
  };
  const known = [...new Set(ofTask.map(spell))];
  const every = new Set(ofTask.flatMap(({ metric, score }) => [metric, score, `${metric}/${score}`]));
  const near = didYouMean(asked, known) ?? didYouMean(asked, [...every]);
  if (near !== undefined) return `did you mean "${near}"?`;
  const more = known.length > MOST_METRICS ? ` and ${known.length - MOST_METRICS} more` : '';
  return `there are ${known.slice(0, MOST_METRICS).join(', ')}${more}`;
}

/** The one with the metric, else the main one; those that both sides have first. */
function pick(ofTask: readonly Named[], metric: string | null): Named | undefined {
  const fitting = ofTask.filter(({ match, benchmark }) =>
    metric === null ? match.judged : isMetric(benchmark, metric),
  );
  const rank = ({ match, benchmark }: Named): number =>
    (match.baseline && match.candidate ? 0 : 1000) +
    (match.judged ? 0 : 500) +
    primaryRank(benchmark.metric, benchmark.score);
  return [...fitting].sort((a, b) => rank(a) - rank(b))[0];
}

function isMetric({ metric, score }: Benchmark, asked: string): boolean {
  return [metric, score, `${metric}/${score}`, metric.split('__')[0]].includes(asked);
}

function unlisted(
  policy: GatePolicy,
  named: readonly Named[],
  listed: readonly PolicyTarget[],
): PolicyTarget[] {
  const taken = new Set(listed.map(({ match }) => (match.candidate ?? match.baseline)!.task));
  return named
    .filter(({ match, benchmark }) => match.judged && !taken.has(benchmark.task))
    .map((main) => {
      const ofTask = named.filter(({ benchmark }) => benchmark.task === main.benchmark.task);
      const { metric } = policy.defaults;
      const chosen = metric === null ? main : (pick(ofTask, metric) ?? main);
      const target = toTarget({ thresholds: policy.defaults, required: false }, chosen, policy.directed);
      if (metric !== null && !isMetric(chosen.benchmark, metric))
        target.notes.push(`has no metric ${metric}: judged by its main one`);
      return target;
    });
}

/** Whether the policy says the direction of an entry, in it or for all. */
function isDirected({ benchmarks, directed }: GatePolicy, key: string): boolean {
  return directed || benchmarks.get(key)?.direction !== undefined;
}

/** Where the policy leaves the direction open, the one that the harness declares counts. */
function toTarget(
  base: Pick<PolicyTarget, 'key' | 'thresholds' | 'required'>,
  { match, benchmark }: Named,
  directed: boolean,
): PolicyTarget {
  const { direction } = benchmark;
  const thresholds = { ...base.thresholds, metric: benchmark.metric };
  const notes: string[] = [];
  if (direction !== 'unknown' && direction !== thresholds.direction) {
    if (directed)
      notes.push(`the policy says ${thresholds.direction}, the harness ${direction}: the policy counts`);
    else thresholds.direction = direction;
  }
  return { ...base, match, thresholds, directed, notes };
}
