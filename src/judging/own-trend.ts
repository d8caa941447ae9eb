import type { Comparison } from '../comparison/comparison.js';
import type { RunNoise } from '../comparison/statistics/between-runs.js';
import type { RunContext } from '../github/run-context.js';
import type { EvalResults } from '../results/eval-results.js';
import { measureRun, type RunOrigin } from '../trend/measured-run.js';
import { appendPoints } from '../trend/merge-trends.js';
import { runNoiseOf } from '../trend/run-noise.js';
import type { Trend } from '../trend/trend.js';
import type { LoadedTrend } from './load-trend.js';

/** Where a run stands in its line. */
export interface TrendPlace {
  loaded: LoadedTrend;
  results: EvalResults;
  context: RunContext;
}

/** What earlier A/A runs tell of a benchmark's noise between runs, at this run's settings. */
export function noiseBefore(place: TrendPlace): (benchmark: string) => RunNoise | null {
  const { loaded, results, context } = place;
  const own = measureRun(results, originOf(place));
  const settings = new Map(own.points.map(({ benchmark, snapshot }) => [benchmark, snapshot]));
  return (benchmark) =>
    runNoiseOf(loaded.trend, {
      branch: loaded.branch,
      benchmark,
      snapshot: settings.get(benchmark) ?? null,
      except: context.runId,
    });
}

/** The line with this run's points, where it is of the line; a change is only held against it. */
export function growTrend(place: TrendPlace, comparison: Comparison | undefined): Trend {
  const { loaded, results } = place;
  if (!loaded.isOwn) return loaded.trend;
  return appendPoints(loaded.trend, measureRun(results, originOf(place), comparison));
}

function originOf({ loaded, context }: TrendPlace): RunOrigin {
  return {
    runId: context.runId,
    attempt: Number(context.runAttempt) || 1,
    branch: loaded.branch,
    sha: context.sha || null,
    createdAt: loaded.createdAt,
  };
}
