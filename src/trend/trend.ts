import type { BenchmarkStatus } from '../comparison/comparison.js';

/** The most points that are kept of one line: a benchmark on a branch. */
export const MOST_POINTS = 400;

/** What one run measured of one benchmark, in the harness's own units. */
export interface TrendPoint {
  benchmark: string;
  /** Of the run: the one that measured it. A re-run of failed jobs leaves the others' points as they were. */
  attempt: number;
  /** Null where it is no finite number. */
  score: number | null;
  stderr: number | null;
  n: number | null;
  /** As the run's own comparison had it; null where nothing judged it. */
  status: BenchmarkStatus | null;
  /** What must be equal for two points to be comparable: the hash of the task's snapshot. Null: not known. */
  snapshot: string | null;
  /** Which model was measured (`identifyModel`). Null: not known. */
  model: string | null;
}

/** One run of the workflow with what it measured; a benchmark that is not among its points is a gap of its line. */
export interface TrendRun {
  /** Digits. */
  runId: string;
  branch: string;
  sha: string | null;
  /** When the run was created, ISO 8601 in UTC; attempts share it. Null: not known. */
  createdAt: string | null;
  /** Each benchmark once, by name. */
  points: TrendPoint[];
}

/** The runs of one or more branches, in the order of their creation, each once. */
export interface Trend {
  runs: TrendRun[];
}

/** Where a line is: benchmarks are compared on one branch alone. */
export interface Line {
  branch: string;
  benchmark: string;
}

/** A time of ISO 8601 in UTC in the one form that sorts as text; null for anything else. */
export function readTime(value: unknown): string | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value)) return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** By creation, then by id: GitHub counts ids upwards. A run whose creation is not known stands by its id alone. */
export function compareRuns(one: TrendRun, other: TrendRun): number {
  const [a, b] = [one.createdAt, other.createdAt];
  if (a !== null && b !== null && a !== b) return a < b ? -1 : 1;
  return compareIds(one.runId, other.runId);
}

/** Ids have more digits than a double. */
function compareIds(one: string, other: string): number {
  const [a, b] = [BigInt(one), BigInt(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
