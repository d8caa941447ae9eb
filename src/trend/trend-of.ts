import type { Line, Trend, TrendPoint, TrendRun } from './trend.js';

/** What a run of the branch is to a line: a point, or why there is none. */
export type Slot = { run: TrendRun } & (
  | {
      kind: 'point';
      point: TrendPoint & { score: number };
      /** Its settings differ from those of the point before: the two answer different questions. */
      isIncomparable: boolean;
    }
  | { kind: 'missing' }
  | { kind: 'invalid'; point: TrendPoint }
);

/** Points that may be joined: runs that follow each other without a gap, with the same settings. */
export interface Segment {
  snapshot: string | null;
  points: { run: TrendRun; point: TrendPoint & { score: number } }[];
}

/** A line: its runs from the first point to the newest, and the segments that they make. */
export interface BenchmarkTrend extends Line {
  slots: Slot[];
  segments: Segment[];
}

/**
 * The line of a benchmark on a branch. Every run of the branch counts from the first that has the benchmark: one that
 * has it not is a gap.
 * @param most runs, the newest.
 */
export function trendOf(trend: Trend, { branch, benchmark }: Line, most = Infinity): BenchmarkTrend {
  const runs = trend.runs.filter((run) => run.branch === branch);
  const found = runs.map((run) => ({ run, point: run.points.find((one) => one.benchmark === benchmark) }));
  const first = found.findIndex(({ point }) => point !== undefined);
  const shown = first < 0 ? [] : found.slice(Math.max(first, found.length - most));
  const slots: Slot[] = [];
  const segments: Segment[] = [];
  let settings: string | null = null;
  let isBroken = true;
  for (const { run, point } of shown) {
    if (!point) slots.push({ run, kind: 'missing' });
    else if (!isSound(point)) slots.push({ run, kind: 'invalid', point });
    else {
      // Settings that are not known are not known to differ, as where two runs are compared.
      const isIncomparable = settings !== null && point.snapshot !== null && point.snapshot !== settings;
      settings = point.snapshot ?? settings;
      slots.push({ run, kind: 'point', point, isIncomparable });
      if (isBroken || isIncomparable) segments.push({ snapshot: settings, points: [] });
      segments.at(-1)!.points.push({ run, point });
      segments.at(-1)!.snapshot = settings;
    }
    isBroken = slots.at(-1)!.kind !== 'point';
  }
  return { branch, benchmark, slots, segments };
}

/** Whether a point says anything of the model. */
export function isSound(point: TrendPoint): point is TrendPoint & { score: number } {
  return point.score !== null && point.status !== 'INVALID';
}
