import type { Trend, TrendPoint, TrendRun } from '../../src/trend/trend.js';

export const SETTINGS = '0123456789abcdef';
export const MODEL = 'fedcba9876543210';

export function point(score: number | null, more: Partial<TrendPoint> = {}): TrendPoint {
  return {
    benchmark: 'mmlu/acc',
    attempt: 1,
    score,
    stderr: 0.01,
    n: 1000,
    status: 'PASS',
    snapshot: SETTINGS,
    model: MODEL,
    ...more,
  };
}

/** A run of a day, the id counting up with it. */
export function run(day: number, points: TrendPoint[], more: Partial<TrendRun> = {}): TrendRun {
  return {
    runId: String(1000 + day),
    branch: 'main',
    sha: 'a'.repeat(40),
    createdAt: new Date(Date.UTC(2026, 0, day)).toISOString(),
    points,
    ...more,
  };
}

/** A line of one benchmark, a night each; undefined is a run without it. */
export function line(scores: readonly (number | undefined)[], more: Partial<TrendPoint> = {}): Trend {
  return {
    runs: scores.map((score, index) => run(index + 1, score === undefined ? [] : [point(score, more)])),
  };
}
