import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { ComparedBenchmark } from '../../comparison/comparison.js';
import { unitsOf } from '../../comparison/comparison.js';
import { limitsOf } from './drop-limits.js';

/** Pixels of the plots in the table. */
export const CELL = { width: 220, height: 30, pad: 12 } as const;
/** Of all benchmarks, this share sets the scale; an interval that is wider ends in an arrow. */
const SHARE_IN_VIEW = 0.85;

export type Scale = ScaleLinear<number, number>;

/** The change as it is plotted: a percentage point is 1 where the scale allows, else the score's own unit. */
export function toPlotUnits(benchmark: ComparedBenchmark, value: number): number {
  const units = unitsOf(benchmark.scale);
  return units === undefined ? value : (100 * value) / units;
}

/** Whether a benchmark's change can stand on the axis that all share. */
export function isInPoints({ scale }: ComparedBenchmark): boolean {
  return unitsOf(scale) !== undefined;
}

/** The axis of the table, in percentage points; undefined where nothing can be plotted in them. */
export function sharedScale(benchmarks: readonly ComparedBenchmark[]): Scale | undefined {
  const plotted = benchmarks.filter((benchmark) => benchmark.delta !== null && isInPoints(benchmark));
  if (plotted.length === 0) return undefined;
  const reaches = plotted.map((benchmark) => reachOf(benchmark, false)).sort((a, b) => a - b);
  const most = reaches[Math.ceil(SHARE_IN_VIEW * reaches.length) - 1]!;
  // A limit in view is worth more than detail, up to a point.
  const limits = plotted
    .flatMap((benchmark) => limitsOf(benchmark).map(({ delta }) => Math.abs(toPlotUnits(benchmark, delta))))
    .sort((a, b) => a - b);
  const limit = limits[Math.floor(limits.length / 2)] ?? 0;
  return symmetricScale(Math.max(most, 1.25 * limit, 0.5), CELL.width, CELL.pad);
}

/** The axis of one benchmark alone, in its plot units. */
export function ownScale(benchmark: ComparedBenchmark, width: number, pad: number): Scale {
  return symmetricScale(reachOf(benchmark, true) * 1.1 || 1, width, pad).nice(6);
}

/** How far from no change a benchmark's interval goes. */
function reachOf(benchmark: ComparedBenchmark, withLimits: boolean): number {
  const { delta, ci95 } = benchmark;
  const limits = withLimits ? limitsOf(benchmark).map((limit) => limit.delta) : [];
  const values = [delta ?? 0, ...(ci95 ?? []), ...limits].filter(Number.isFinite);
  return Math.max(...values.map((value) => Math.abs(toPlotUnits(benchmark, value))));
}

function symmetricScale(reach: number, width: number, pad: number): Scale {
  return scaleLinear()
    .domain([-reach, reach])
    .range([pad, width - pad]);
}

/** A position rounded to what a screen can show. */
export function at(scale: Scale, value: number): number {
  return Math.round(10 * scale(value)) / 10;
}
