import type { EvalResults } from '../results/eval-results.js';
import type { Difference } from './comparability.js';
import {
  type BenchmarkStatus,
  type Both,
  type ComparedBenchmark,
  toScoreSide,
  uncompared,
  unitsOf,
} from './comparison.js';
import { type Fault, faultsOf, wordFaults } from './fault.js';
import type { Judged } from './judged.js';
import type { Match } from './match-benchmarks.js';
import { measureByPolicy } from './measure-by-policy.js';
import { launcherTask } from './plan-judgements.js';
import type { StrictResult } from './safeguards/strict-result.js';
import { itemsToPass } from './statistics/items-needed.js';
import type { Judgement } from './statistics/judge-by-default.js';
import { varianceOf } from './statistics/moments.js';
import type { Tested } from './statistics/test-evidence.js';

/** How a benchmark was judged: by the default rule's tests, and with a policy by its gate. */
export interface Verdicts {
  /** Without an adjusted p where it is not judged by it. */
  tested?: Tested & Partial<Pick<Judgement, 'status' | 'pAdjusted' | 'mde'>>;
  /** Absent with `gate-mode: nel` and without a policy. */
  strict?: StrictResult;
  /** Why strict mode does not pass over what the candidate did not run. */
  notRun?: string;
}

/** A score that is shown and not judged. */
export function describeShown(results: Both<EvalResults>, match: Match): ComparedBenchmark {
  const { baseline, candidate, name } = match;
  const shown = describeSides(results, name, match);
  const both = baseline && candidate && Number.isFinite(baseline.value) && Number.isFinite(candidate.value);
  const side = candidate ? 'candidate' : 'baseline';
  const invalid = faultsOf(side, match[side]!.invalid);
  return {
    ...shown,
    delta: both ? candidate.value - baseline.value : null,
    invalid,
    reasons: [...match[side]!.invalid, ...(candidate ?? baseline)!.notes],
  };
}

/** A benchmark that is judged, with all that is known of it. */
export function describeJudged(
  results: Both<EvalResults>,
  judged: Judged,
  verdicts: Verdicts,
): ComparedBenchmark {
  const { planned, evidence, result } = judged;
  const { tested, strict } = verdicts;
  const { status, reasons } = decide(judged, verdicts);
  const shown = describeSides(results, planned.name, planned);
  const pairs = evidence?.pairs;
  const benchmark: ComparedBenchmark = {
    ...shown,
    ...(evidence ? { kind: evidence.kind } : {}),
    ...(planned.declared ? { direction: planned.declared } : {}),
    status,
    gateStatus: result?.status ?? null,
    invalid: faultsFound(judged),
    reasons: [...new Set([...reasons, ...planned.notes, ...(planned.candidate?.notes ?? [])])],
    tier: planned.thresholds?.tier ?? null,
    ...(planned.thresholds ? { thresholds: planned.thresholds } : {}),
    ...(planned.policyLine === undefined ? {} : { policyLine: planned.policyLine }),
    method: tested?.method ?? null,
    pValue: tested?.pValue ?? null,
    pAdjusted: tested?.pAdjusted ?? null,
    ...(tested ? measure(tested, planned) : {}),
    itemsNeeded: evidence ? itemsNeeded(judged) : null,
    pairs: pairs?.items ?? null,
    ...(pairs ? { unpaired: pairs.unpaired } : {}),
    flips: pairs?.flips ?? null,
    examples: pairs?.examples ?? [],
    differences: evidence?.comparability.differences ?? [],
    unknown: evidence?.comparability.unknown ?? [],
  };
  withCounts(benchmark, judged);
  if (!result) return { ...benchmark, widest: benchmark.ci95 };
  const byPolicy = measureByPolicy(strict?.result ?? result, benchmark.scale, tested);
  return { ...benchmark, ...byPolicy, widest: spanOf(benchmark.ci95, byPolicy.ci95) };
}

/** The interval around two. */
function spanOf(one: ComparedBenchmark['ci95'], other: ComparedBenchmark['ci95']): ComparedBenchmark['ci95'] {
  if (!one || !other) return one ?? other;
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

function withCounts(benchmark: ComparedBenchmark, { evidence, alone }: Judged): void {
  const counts = evidence?.counts ?? { baseline: undefined, candidate: alone?.count };
  for (const side of ['baseline', 'candidate'] as const) {
    const count = counts[side];
    const shown = benchmark[side];
    if (count && shown) shown.n = count;
  }
}

/** Why it proves nothing, on either side. */
function faultsFound({ planned, evidence, alone }: Judged): Fault[] {
  return evidence?.invalid ?? [...(alone?.invalid ?? []), ...(planned.broken ?? [])];
}

function decide(
  judged: Judged,
  { tested, strict, notRun }: Verdicts,
): { status: BenchmarkStatus; reasons: string[] } {
  const { planned, evidence, result } = judged;
  const { thresholds } = planned;
  const found = faultsFound(judged);
  // With gate-mode nel the gate's word stands, which judges some of what proves nothing.
  const isTheirs = result !== undefined && strict === undefined;
  if (evidence && evidence.invalid.length > 0 && !isTheirs)
    return { status: 'INVALID', reasons: wordFaults(evidence.invalid) };
  if (!evidence && found.length > 0) return { status: 'INVALID', reasons: wordFaults(found) };
  if (result) {
    const safeguards = strict?.safeguards.map(({ name, message }) => `${name}: ${message}`) ?? [];
    return { status: strict?.status ?? result.status, reasons: [...result.reasons, ...safeguards] };
  }
  if (!evidence) {
    const ignored = thresholds ? 'the policy does not require it: it decides nothing' : undefined;
    return decideOneSided(planned, notRun ?? ignored);
  }
  if (!evidence.comparability.comparable)
    return { status: 'NOT_COMPARABLE', reasons: evidence.comparability.differences.map(describeDifference) };
  const doubts = Object.values(evidence.doubts);
  const { status } = tested!;
  return {
    status: status === 'PASS' && doubts.length > 0 ? 'INSUFFICIENT_EVIDENCE' : status!,
    reasons: [
      ...doubts,
      ...tested!.reasons,
      ...evidence.withoutItems.filter((why) => !tested!.reasons.join().includes(why)),
    ],
  };
}

function decideOneSided(
  { baseline, candidate, lost, leftOut }: Judged['planned'],
  byPolicy: string | undefined,
): { status: BenchmarkStatus; reasons: string[] } {
  const more = byPolicy === undefined ? [] : [byPolicy];
  if (candidate) return { status: 'NEW', reasons: ['the baseline does not have it', ...more] };
  if (baseline) return { status: 'MISSING', reasons: ['the baseline has it, and it was not run', ...more] };
  return { status: 'MISSING', reasons: [leftOut ?? lost?.reason ?? 'neither side has it', ...more] };
}

/** One line: the field, both values, and why it matters. */
export function describeDifference({ field, baseline, candidate, why }: Difference): string {
  return `${field}: baseline ${show(baseline)}, candidate ${show(candidate)} (${why})`;
}

function show(value: unknown): string {
  const text =
    JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part)) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** The default rule's numbers in score units; delta is candidate − baseline. */
function measure(
  tested: NonNullable<Verdicts['tested']>,
  { baseline, candidate }: Judged['planned'],
): Pick<ComparedBenchmark, 'delta' | 'ci95' | 'mde'> {
  const units = unitsOf(candidate!.scale) ?? Math.abs(baseline!.value);
  const sign = candidate!.direction === 'lower_is_better' ? 1 : -1;
  const { damage, interval, mde } = tested;
  const scores = candidate!.value - baseline!.value;
  const ends = interval && [interval.lower, interval.upper].map((limit) => sign * limit * units);
  return {
    delta: damage === null ? (Number.isFinite(scores) ? scores : null) : sign * damage * units,
    ci95: ends ? [Math.min(...ends), Math.max(...ends)] : null,
    mde: mde === null || mde === undefined ? null : mde * units,
  };
}

/** By the spread of one item's difference. */
function itemsNeeded({ planned, evidence }: Judged): number | null {
  const { evidence: found } = evidence!;
  if (unitsOf(planned.candidate!.scale) === undefined) return null;
  const allowed = planned.thresholds?.maxDrop;
  if (found.kind === 'binary-pairs' && found.pairs > 0)
    return itemsToPass((found.worse + found.better) / found.pairs, allowed);
  return found.kind === 'score-pairs' ? itemsToPass(varianceOf(found.differences), allowed) : null;
}

function describeSides(
  results: Both<EvalResults>,
  name: string,
  match: Pick<Match, 'baseline' | 'candidate'>,
): ComparedBenchmark {
  const { baseline, candidate } = match;
  const benchmark = candidate ?? baseline;
  const { metric = '', role = 'benchmark', primary = true, isGroup = false } = benchmark ?? {};
  return {
    name,
    task: benchmark ? launcherTask(results, match) : name,
    taskIndex: benchmark?.taskIndex ?? 0,
    metric,
    role,
    primary,
    isGroup,
    ...(benchmark?.parent === undefined ? {} : { parent: benchmark.parent }),
    scale: benchmark?.scale ?? 'unknown',
    direction: benchmark?.direction ?? 'unknown',
    kind: benchmark?.kind ?? 'unknown',
    status: null,
    ...uncompared(),
    ...(baseline ? { baseline: toScoreSide(baseline) } : {}),
    ...(candidate ? { candidate: toScoreSide(candidate) } : {}),
  };
}
