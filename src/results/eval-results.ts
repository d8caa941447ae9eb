import type { Snapshot, TaskSnapshot } from '../config/snapshot.js';
import type { RecordedLeg } from '../leg.js';
import type { BundleFacts } from './bundle/bundle.js';
import type { LmEvalResults } from './lm-eval-results.js';
import { countDifferent, type ItemSource, type LoadedItems } from './load-items.js';
import type { Direction, MetricKind, Scale } from './metric-facts.js';
import type { TreeFacts } from './tree-facts.js';
import type { TaskState } from './validity.js';

/**
 * What a score is to a comparison: `benchmark` is tested; `sub-task` is part of a group and only shown; `not-run` is a
 * zero that stands for nothing; `count` says how much was done, not how well.
 */
export type Role = 'benchmark' | 'sub-task' | 'not-run' | 'count';

/** How many items a score is of: counted in per-item files, by the harness, or what was asked for. */
export interface Count {
  count: number;
  source: 'items' | 'stats' | 'expected';
}

/** One score of an evaluation. */
export interface Benchmark {
  /**
   * `<task>/<metric>[/<score>]`, the same for every number of repeats. Where two launcher tasks have the same, the
   * launcher task stands in front.
   */
  name: string;
  /** In results.yml. */
  task: string;
  /** Without the number of repeats; with the filter, as results.yml has it. */
  metric: string;
  score: string;
  /** Empty where the harness has but one way to read an answer. */
  filter: string;
  /** Index into the evaluation's tasks. */
  taskIndex: number;
  /** In the harness's own units. NaN where it is no number. */
  value: number;
  scale: Scale;
  /** The value on 0–1, where the harness declares its scale. */
  fraction?: number;
  direction: Direction;
  kind: MetricKind;
  /** In the harness's own units. */
  stderr?: number;
  n?: Count;
  /** Answers to each item. */
  repeats: number;
  role: Role;
  /** Whether its harness defines it as the mean of its items: then they cannot have another one. */
  isMean?: boolean;
  isGroup: boolean;
  /** The group that a sub-task is part of. */
  parent?: string;
  /** Whether it stands for its task where no policy names another metric. */
  primary: boolean;
  /** Where its items lie; `noItems` says in words why there are none. */
  items?: ItemSource;
  noItems?: string;
  /** Why it proves nothing, one line each; empty where it is valid. */
  invalid: string[];
  notes: string[];
}

/** One task of the launcher's config, or one bundle. */
export interface EvalTask {
  /** As the launcher's config names it; of a single artifacts folder, the evaluation's type; of a bundle, its benchmark. */
  name: string;
  index: number;
  state: TaskState;
  reasons: string[];
  notes: string[];
  harness?: string;
  /** How long it ran; of a task that shards were pooled to, all of them together. */
  runtimeSeconds?: number;
  snapshot?: TaskSnapshot;
  /** What the result tree says of how it ran; absent for a record. */
  tree?: TreeFacts;
  lmEval?: LmEvalResults;
  /** Of a bundle of generation 0.3 alone. */
  bundle?: BundleFacts;
}

/** An evaluation as it is compared, from whichever folder it was read. */
export interface EvalResults {
  /** `bundles` are of generation 0.3, one task each; the others of 0.2. */
  kind: 'invocation' | 'artifacts' | 'record' | 'bundles';
  dir: string;
  model?: string;
  snapshot?: Snapshot;
  /** The leg of a matrix that a record says it is. */
  leg?: RecordedLeg;
  tasks: EvalTask[];
  benchmarks: Benchmark[];
  /** What was passed over, one line each. */
  notes?: string[];
}

/** The best count there is: items where they were read, else what the harness says, else what was asked for. */
export function countOf(benchmark: Benchmark, loaded?: LoadedItems): Count | undefined {
  if (loaded && loaded.columns.length > 0 && loaded.problems.length === 0)
    return { count: countDifferent(loaded), source: 'items' };
  return benchmark.n;
}

/**
 * What the metric is, from its declaration and the type of its items: `true` and `false` are 0/1 by their type. Items
 * that contradict a declaration make it continuous, which asks less of them.
 */
export function kindOf(benchmark: Benchmark, ...loaded: LoadedItems[]): MetricKind {
  if (loaded.some(({ columns, zeroOne }) => columns.length > 0 && !zeroOne)) return 'continuous';
  if (benchmark.kind !== 'unknown') return benchmark.kind;
  return loaded.length > 0 && loaded.every(({ booleans }) => booleans) ? 'binary' : 'unknown';
}
