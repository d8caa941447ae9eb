import { compareRuns, MOST_POINTS, type Trend, type TrendPoint, type TrendRun } from './trend.js';

/**
 * The union of what several records tell: runs overtake each other, so that none of the records has all. A run counts
 * once; of a benchmark that several attempts measured, the highest attempt counts. The order of the list changes nothing.
 */
export function mergeTrends(trends: readonly Trend[]): Trend {
  const runs = new Map<string, TrendRun>();
  for (const run of trends.flatMap((trend) => trend.runs)) {
    // A run is on one branch; records that say otherwise are kept apart rather than believed.
    const key = `${run.runId} ${run.branch}`;
    const known = runs.get(key);
    runs.set(key, known ? mergeRuns(known, run) : run);
  }
  return cutTrend({ runs: inOrder([...runs.values()]) });
}

/**
 * The trend of a run's own line with the run at its end: what its record carries. Other branches are left out.
 * @param current is placed by its creation: a run that was overtaken stands before those that overtook it.
 */
export function appendPoints(trend: Trend, current: TrendRun): Trend {
  const own = trend.runs.filter(({ branch }) => branch === current.branch);
  return mergeTrends([{ runs: own }, { runs: [current] }]);
}

/** Keeps the newest points of each line, and of runs without any the newest of each branch. */
function cutTrend({ runs }: Trend): Trend {
  const points = new Map<string, number>();
  const count = (key: string): number => {
    const seen = (points.get(key) ?? 0) + 1;
    points.set(key, seen);
    return seen;
  };
  const kept: TrendRun[] = [];
  for (const run of [...runs].reverse()) {
    const own = run.points.filter(
      ({ benchmark }) => count(JSON.stringify([run.branch, benchmark])) <= MOST_POINTS,
    );
    const isRecent = count(JSON.stringify([run.branch])) <= MOST_POINTS;
    if (own.length > 0 || isRecent)
      kept.push(own.length === run.points.length ? run : { ...run, points: own });
  }
  return { runs: kept.reverse() };
}

function mergeRuns(one: TrendRun, other: TrendRun): TrendRun {
  const [first, last] = later(one, other) ? [other, one] : [one, other];
  const points = new Map(first.points.map((point) => [point.benchmark, point]));
  for (const point of last.points) {
    const known = points.get(point.benchmark);
    if (!known || isHigher(point, known)) points.set(point.benchmark, point);
  }
  return {
    ...last,
    sha: last.sha ?? first.sha,
    createdAt: earliest(one.createdAt, other.createdAt),
    points: [...points.values()].sort((a, b) => (a.benchmark < b.benchmark ? -1 : 1)),
  };
}

const attemptOf = ({ points }: TrendRun): number =>
  points.reduce((highest, { attempt }) => Math.max(highest, attempt), 0);

/** Of equal attempts, which say the same unless somebody wrote them otherwise, any rule will do that has no memory. */
function later(one: TrendRun, other: TrendRun): boolean {
  const difference = attemptOf(one) - attemptOf(other);
  return difference > 0 || (difference === 0 && JSON.stringify(one) > JSON.stringify(other));
}

function isHigher(point: TrendPoint, known: TrendPoint): boolean {
  if (point.attempt !== known.attempt) return point.attempt > known.attempt;
  return JSON.stringify(point) > JSON.stringify(known);
}

function earliest(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

/**
 * By creation where all say it. A run that does not would have no place among those that do (its id may lie anywhere
 * between theirs), so then ids alone decide.
 */
function inOrder(runs: TrendRun[]): TrendRun[] {
  const known = runs.every(({ createdAt }) => createdAt !== null);
  return runs.sort((a, b) =>
    known ? compareRuns(a, b) : compareRuns({ ...a, createdAt: null }, { ...b, createdAt: null }),
  );
}
