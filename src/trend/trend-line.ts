import type { BenchmarkStatus } from '../comparison/comparison.js';
import { readTime, type TrendPoint, type TrendRun } from './trend.js';

const MOST_POINTS_OF_RUN = 5_000;
const LONGEST_NAME = 1_000;
const LONGEST_BRANCH = 300;
/** No scale of a score comes near; squares of it still have room. */
const LARGEST = 1e100;

const STATUSES: ReadonlySet<string> = new Set<BenchmarkStatus>([
  'PASS',
  'BREACH',
  'INSUFFICIENT_EVIDENCE',
  'MISSING',
  'NEW',
  'NOT_COMPARABLE',
  'INVALID',
]);

/** A run as one line of the file. Points are lists: [benchmark, attempt, score, stderr, n, status, snapshot, model]. */
export function writeTrendLine({ runId, branch, sha, createdAt, points }: TrendRun): string {
  return JSON.stringify({
    run_id: runId,
    branch,
    sha,
    created_at: createdAt,
    points: points.map((point) => [
      point.benchmark,
      point.attempt,
      point.score,
      point.stderr,
      point.n,
      point.status,
      point.snapshot,
      point.model,
    ]),
  });
}

/** Reads such a line. @returns with the number of points that were none, or what is wrong with the line as a whole. */
export function readTrendLine(line: string): { run: TrendRun; lost: number } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'it is no JSON, or was cut off' };
  }
  if (typeof value !== 'object' || value === null) return { problem: 'it is no run' };
  const { run_id, branch, sha, created_at, points } = value as Record<string, unknown>;
  if (typeof run_id !== 'string' || !/^[1-9]\d{0,18}$/.test(run_id)) return { problem: 'it has no run_id' };
  if (!isText(branch, LONGEST_BRANCH)) return { problem: 'it has no branch' };
  if (!Array.isArray(points)) return { problem: 'it has no points' };
  const read = new Map<string, TrendPoint>();
  for (const item of points.slice(0, MOST_POINTS_OF_RUN)) {
    const point = readPoint(item);
    if (point && !read.has(point.benchmark)) read.set(point.benchmark, point);
  }
  return {
    run: {
      runId: run_id,
      branch,
      sha: matches(sha, /^[0-9a-f]{40,64}$/),
      createdAt: readTime(created_at),
      points: [...read.values()],
    },
    lost: points.length - read.size,
  };
}

function readPoint(item: unknown): TrendPoint | undefined {
  if (!Array.isArray(item)) return undefined;
  const [benchmark, attempt, score, stderr, n, status, snapshot, model] = item as unknown[];
  if (!isText(benchmark, LONGEST_NAME)) return undefined;
  if (typeof attempt !== 'number' || !Number.isSafeInteger(attempt) || attempt < 1) return undefined;
  return {
    benchmark,
    attempt,
    score: numberOf(score),
    stderr: numberOf(stderr, 0),
    n: numberOf(n, 0),
    status: typeof status === 'string' && STATUSES.has(status) ? (status as BenchmarkStatus) : null,
    snapshot: matches(snapshot, /^[0-9a-f]{8,64}$/),
    model: matches(model, /^[0-9a-f]{8,64}$/),
  };
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

function matches(value: unknown, pattern: RegExp): string | null {
  return typeof value === 'string' && pattern.test(value) ? value : null;
}

function numberOf(value: unknown, least = -LARGEST): number | null {
  return typeof value === 'number' && value >= least && value <= LARGEST ? value : null;
}
