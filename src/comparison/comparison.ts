import type { Benchmark, Count, Role } from '../results/eval-results.js';
import type { Direction, MetricKind, Scale } from '../results/metric-facts.js';
import type { Difference, UnknownField } from './comparability.js';
import type { Confirmation } from './confirm/confirmation.js';
import type { Fault } from './fault.js';
import type { FlipCounts, FlipText } from './flips.js';
import type { GateStatus } from './gate/benchmark-result.js';
import type { GateVerdict } from './gate/gate-verdict.js';
import type { Unpaired } from './join-rows.js';
import type { Thresholds, Tier } from './policy/gate-policy.js';
import type { Method } from './statistics/test-evidence.js';

/** Something of both evaluations. */
export interface Both<T> {
  baseline: T;
  candidate: T;
}

/** The verdict on one benchmark (docs/results.md). */
export type BenchmarkStatus =
  | 'PASS'
  | 'BREACH'
  | 'INSUFFICIENT_EVIDENCE'
  | 'MISSING'
  | 'NEW'
  | 'NOT_COMPARABLE'
  | 'INVALID';

export type ComparisonVerdict = 'GO' | 'NO-GO' | 'INCONCLUSIVE' | 'NO-BASELINE' | 'INVALID';

export const GATE_MODES = ['strict', 'nel'] as const;
export type GateMode = (typeof GATE_MODES)[number];

/** One evaluation's score of a benchmark, in the harness's own units. */
export interface ScoreSide {
  /** Null where it is no finite number. */
  score: number | null;
  stderr?: number;
  n?: Count;
  repeats: number;
}

/** A benchmark of either side, with what the two evaluations say of it together. */
export interface ComparedBenchmark {
  name: string;
  /** In the launcher's config. */
  task: string;
  taskIndex: number;
  metric: string;
  role: Role;
  primary: boolean;
  isGroup: boolean;
  parent?: string;
  scale: Scale;
  /** As it is declared; a policy's own is in `thresholds`: see `judgedDirection`. */
  direction: Direction;
  kind: MetricKind;
  /** Null for a score that is shown and not judged: a part of a group, a second metric, a count. */
  status: BenchmarkStatus | null;
  /** What `nel gate`'s formulas say; null without a policy, or where nothing of a policy applies. */
  gateStatus: GateStatus | null;
  /** What decided, and what else a reader must know; one line each. Safeguards begin with their name and a colon. */
  reasons: string[];
  /** Why it proves nothing, by side; empty where it does. `reasons` say it too. */
  invalid: Fault[];
  /** Null without a policy. */
  tier: Tier | null;
  /** What a policy judges it by, drops as it gives them. */
  thresholds?: Thresholds;
  /** Where the policy names it, from 1. */
  policyLine?: number;
  baseline?: ScoreSide;
  candidate?: ScoreSide;
  /** Candidate − baseline, in score units. */
  delta: number | null;
  /** 95 % interval of delta. */
  ci95: readonly [number, number] | null;
  /** `ci95`, widened to the interval of the test where that has more to say: a policy's has no width where nothing flipped. */
  widest: readonly [number, number] | null;
  method: Method | null;
  /** One-sided: that the candidate is not worse. */
  pValue: number | null;
  /** Holm's, over the benchmarks that are judged. */
  pAdjusted: number | null;
  /** The drop that would be found in 8 of 10 runs, in score units; null where none would, or nothing is tested. */
  mde: number | null;
  /** Items in all that would let an equal candidate pass; null where nothing tells. */
  itemsNeeded: number | null;
  /** Items on both sides; null where items were not compared. */
  pairs: number | null;
  unpaired?: Unpaired;
  flips: FlipCounts | null;
  /** The few items that changed most. */
  examples: FlipText[];
  differences: Difference[];
  unknown: UnknownField[];
  /** Of a BREACH that was run once more. Unless it has no answer, the numbers above are the rerun's. */
  confirmation?: Confirmation;
}

/** A benchmark of which no comparison has said anything yet; each its own lists. */
export const uncompared = () =>
  ({
    gateStatus: null,
    reasons: [],
    invalid: [],
    tier: null,
    delta: null,
    ci95: null,
    widest: null,
    method: null,
    pValue: null,
    pAdjusted: null,
    mde: null,
    itemsNeeded: null,
    pairs: null,
    flips: null,
    examples: [],
    differences: [],
    unknown: [],
  }) satisfies Partial<ComparedBenchmark>;

/** The mean change over the judged benchmarks, each on the scale 0–1, positive is better. */
export interface MeanChange {
  delta: number;
  ci95: readonly [number, number] | null;
  benchmarks: number;
}

/** Two evaluations of the same benchmarks, judged. */
export interface Comparison {
  verdict: ComparisonVerdict;
  /** Null without a policy. `verdict` is null where `nel gate` would stop with an error. */
  gate: { verdict: GateVerdict | null; mode: GateMode; policy: string } | null;
  benchmarks: ComparedBenchmark[];
  meanChange: MeanChange | null;
  /** The share of verdicts in which the policy calls equal models worse, at the discordance seen; null without a policy. */
  falseFailRate: number | null;
  /** Items that both sides have and that were compared, and how many of these changed. */
  items: { compared: number; changed: number };
  /** Of the comparison as a whole; one line each. Safeguards begin with their name and a colon. */
  notes: string[];
}

/** What was compared with, as far as it is known. */
export interface BaselineFacts {
  source: 'path' | 'artifact' | 'cache';
  /** As the user named it. */
  name: string;
  model?: string;
  sha?: string;
  ref?: string;
  runId?: string;
  /** From its end to the start of this run. */
  ageDays?: number;
}

/** The score of one side as it is shown. */
export function toScoreSide({ value, stderr, n, repeats }: Benchmark): ScoreSide {
  return {
    score: Number.isFinite(value) ? value : null,
    ...(stderr === undefined ? {} : { stderr }),
    ...(n ? { n } : {}),
    repeats,
  };
}

/** How many score units one share of the scale (0–1) is; undefined for a scale that has no such form. */
export function unitsOf(scale: Scale): number | undefined {
  return scale === 'fraction' ? 1 : scale === 'percent' ? 100 : undefined;
}

/** The direction that a benchmark is judged in: a policy's goes before the declared one. */
export function judgedDirection({
  direction,
  thresholds,
}: Pick<ComparedBenchmark, 'direction' | 'thresholds'>): Direction {
  return thresholds?.direction ?? direction;
}
