import { estimateRunNoise, type RunNoise } from '../comparison/statistics/between-runs.js';
import type { Line, Trend } from './trend.js';
import { isSound } from './trend-of.js';

/**
 * The noise between runs that a line tells: from its A/A points, which are sound, of one branch and benchmark, with the
 * settings given, and of one model (`identifyModel`) with another such point. Points of which model or settings are not
 * known are none. Of a deterministic run, or one that was answered from a cache, the variance is 0 and adds nothing.
 * @param snapshot the settings of the comparison; null gives no noise.
 * @param except a run that is not to count: the one that is judged.
 * @returns in score units; null where fewer than five A/A runs tell.
 */
export function runNoiseOf(
  trend: Trend,
  { branch, benchmark, snapshot, except }: Line & { snapshot: string | null; except?: string },
): RunNoise | null {
  if (snapshot === null) return null;
  const models = new Map<string, number[]>();
  for (const run of trend.runs) {
    const point = run.points.find((one) => one.benchmark === benchmark);
    if (run.branch !== branch || run.runId === except || !point || !isSound(point)) continue;
    if (point.snapshot !== snapshot || point.model === null) continue;
    const scores = models.get(point.model);
    if (scores) scores.push(point.score);
    else models.set(point.model, [point.score]);
  }
  return estimateRunNoise([...models.values()]);
}
