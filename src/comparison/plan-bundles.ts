import type { Benchmark, EvalResults } from '../results/eval-results.js';
import { type Direction, toFraction } from '../results/metric-facts.js';
import { bundleMetricFacts } from '../results/read-bundle-benchmarks.js';
import type { Both } from './comparison.js';
import type { BenchmarkResult } from './gate/benchmark-result.js';
import type { GateReport } from './gate/gate-folders.js';
import { type Match, matchBenchmarks } from './match-benchmarks.js';
import { directBy, lineOf, type Plan, type Planned, sidesOf } from './plan-judgements.js';
import type { GatePolicy } from './policy/gate-policy.js';
import { requiredBenchmarks, resolveThresholds } from './policy/resolve-policy.js';

/** The metric of a bundle whose scale is declared. */
const SCALED = 'pass@1';
/** Bundles round their scores. */
const ROUNDING = 1e-6;

/**
 * Without a policy, over bundles: one metric of each, pass@1 instead of a mean_reward that is the same. Of a reward nothing
 * declares the scale, so that no limit in points could be held against it; of pass@1 the way it is counted does. It stands
 * in only where both sides state both and the two are equal, which rewards other than 0 and 1 do not give: partial credit
 * counts as success in pass@1.
 */
export function planBundles(results: Both<EvalResults>): Plan {
  const matches = matchBenchmarks(results.baseline, results.candidate);
  const named = new Map(matches.map((match) => [match.name, match]));
  const plan: Plan = { judged: [], shown: [] };
  const used = new Set<Match | undefined>();
  for (const match of matches.filter(({ judged }) => judged)) {
    const asked = named.get(`${match.name}/${SCALED}`);
    const scaled = asked?.judged === false ? scaledSides(match, asked) : undefined;
    plan.judged.push({ ...(scaled ?? sidesOf(match)), name: match.name, required: false, notes: [] });
    if (!scaled) continue;
    used.add(asked);
    plan.shown.push(nameByMetric(withoutScaled(match)));
  }
  plan.shown.push(...matches.filter((match) => !match.judged && !used.has(match)));
  return plan;
}

/** The sides by the metric that may stand in for a reward; undefined where it is not the same on each. */
function scaledSides(match: Match, asked: Match): Pick<Match, 'baseline' | 'candidate'> | undefined {
  const sides = (['baseline', 'candidate'] as const).filter((side) => match[side]);
  const found = sides.map((side) => [side, statedEqual(match[side]!, asked[side])] as const);
  return found.every(([, scaled]) => scaled) ? Object.fromEntries(found) : undefined;
}

function statedEqual(own: Benchmark, asked: Benchmark | undefined): Benchmark | undefined {
  if (own.metric === SCALED) return own;
  const isEqual =
    own.metric === 'mean_reward' && Math.abs(own.value - (asked?.value ?? Number.NaN)) <= ROUNDING;
  return asked && isEqual ? { ...asked, notes: [...own.notes, ...asked.notes] } : undefined;
}

function withoutScaled({ baseline, candidate, ...rest }: Match): Match {
  return {
    ...rest,
    ...(baseline && baseline.metric !== SCALED ? { baseline } : {}),
    ...(candidate && candidate.metric !== SCALED ? { candidate } : {}),
  };
}

/** With a policy, over bundles: what the gate's report lists, by the bundles' names. */
export function planByReport(sides: Both<EvalResults>, policy: GatePolicy, report: GateReport): Plan {
  const matches = matchBenchmarks(sides.baseline, sides.candidate);
  const named = new Map(matches.map((match) => [match.name, match]));
  const required = new Set(requiredBenchmarks(policy));
  const results = new Map(report.results.map((result) => [result.benchmark, result]));
  const names = new Set([
    ...results.keys(),
    ...report.unreadable.flatMap(({ benchmark }) => benchmark ?? []),
    ...report.onlyIn.baseline,
    ...report.onlyIn.candidate,
  ]);
  const used = new Set<Match>();
  const judged = [...names].map((name): Planned => {
    const main = named.get(name);
    const result = results.get(name);
    const asked = result?.metric ? named.get(`${name}/${result.metric}`) : undefined;
    const match = main && result?.metric ? ofMetric(main, asked, result) : main;
    for (const one of [main, asked]) if (one && isPartOf(one, match)) used.add(one);
    const thresholds = resolveThresholds(policy, name);
    const sides = match ? directBy(thresholds.direction, match) : {};
    return {
      ...sides,
      name,
      thresholds,
      required: required.has(name),
      notes: noteDirection(thresholds.direction, sides.declared),
      ...lineOf(policy, name),
    };
  });
  const shown = matches.filter((match) => !used.has(match));
  return { judged, shown: shown.map((match) => (names.has(match.name) ? nameByMetric(match) : match)) };
}

function noteDirection(direction: Direction, declared: Direction | undefined): string[] {
  if (declared === undefined || declared === 'unknown') return [];
  return [`the policy says ${direction}, the metric is ${declared} by its definition: the policy counts`];
}

/** Both sides of a benchmark by the metric that the gate judges, which a bundle need not state where its rows tell it. */
function ofMetric(main: Match, asked: Match | undefined, result: BenchmarkResult): Match {
  const facts = [asked, main].flatMap((match) => [match?.candidate, match?.baseline]).find(isAsked);
  const side = (
    own: Benchmark | undefined,
    stated: Benchmark | undefined,
    score: number | null,
  ): Benchmark | undefined =>
    [stated, own].find(isAsked) ?? (own && readFromRows(own, facts, result.metric, score));
  const baseline = side(main.baseline, asked?.baseline, result.baselineScore);
  const candidate = side(main.candidate, asked?.candidate, result.candidateScore);
  return { ...main, ...(baseline ? { baseline } : {}), ...(candidate ? { candidate } : {}) };

  function isAsked(benchmark: Benchmark | undefined): benchmark is Benchmark {
    return benchmark?.metric === result.metric;
  }
}

/** A metric of a bundle that it does not state: what its main one is, but for the score. */
function readFromRows(
  main: Benchmark,
  facts: Benchmark | undefined,
  metric: string,
  score: number | null,
): Benchmark {
  const { fraction: _, stderr: __, ...rest } = main;
  const { scale, direction, kind } = facts ?? bundleMetricFacts(metric, undefined);
  const value = score ?? Number.NaN;
  const fraction = toFraction(value, scale);
  return {
    ...rest,
    metric,
    score: metric,
    value,
    scale,
    direction,
    kind,
    ...(fraction === undefined ? {} : { fraction }),
    ...(main.items ? { items: { ...main.items, key: metric } } : {}),
    // What is wrong with the main metric's score says nothing of this one; without rows there is nothing else.
    invalid: main.items ? [] : main.invalid,
    notes: [
      ...main.notes,
      ...(main.items ? [`its bundle states no ${metric}: this one is the mean of its rows`] : []),
    ],
  };
}

function isPartOf(one: Match, judged: Match | undefined): boolean {
  const sides = [judged?.baseline, judged?.candidate];
  return [one.baseline, one.candidate].some((side) => side !== undefined && sides.includes(side));
}

/** A main metric that is not the judged one has the metric in its name, as the others have. */
function nameByMetric(match: Match): Match {
  return { ...match, name: `${match.name}/${(match.candidate ?? match.baseline)!.metric}`, judged: false };
}
