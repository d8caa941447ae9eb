import { type ComparedBenchmark, judgedDirection, type MeanChange, unitsOf } from './comparison.js';

/** A benchmark's change on the scale 0–1, positive is better, and how far it may be off on either side. */
interface Change {
  delta: number;
  below: number;
  above: number;
}

/**
 * The mean change over judged benchmarks with a bounded scale and an interval, each counting the same, as if they were
 * independent. Its interval is made of theirs (Zou and Donner 2008, Statistics in Medicine 27:1693, section 2): the
 * distances between estimates and limits add up in squares, each side for itself, so that score intervals keep their
 * width where no answer flipped. Null where one of them has no width: what was sampled cannot be known that well.
 */
export function meanChangeOf(benchmarks: readonly ComparedBenchmark[]): MeanChange | null {
  const changes = benchmarks.flatMap(changeOf);
  const { length } = changes;
  if (length === 0) return null;
  const delta = changes.reduce((sum, change) => sum + change.delta, 0) / length;
  const isKnown = changes.every(({ below, above }) => below + above > 0);
  const [below, above] = [norm(changes.map((one) => one.below)), norm(changes.map((one) => one.above))];
  return {
    delta,
    ci95: isKnown ? [delta - below / length, delta + above / length] : null,
    benchmarks: length,
  };
}

function changeOf(benchmark: ComparedBenchmark): Change[] {
  const { scale, delta, widest, status } = benchmark;
  const units = unitsOf(scale);
  if (units === undefined || delta === null || !Number.isFinite(delta) || widest === null) return [];
  if (status === 'INVALID' || status === 'NOT_COMPARABLE') return [];
  const [down, up] = [(delta - widest[0]) / units, (widest[1] - delta) / units].map((one) =>
    Math.max(0, one),
  );
  return judgedDirection(benchmark) === 'lower_is_better'
    ? [{ delta: 0 - delta / units, below: up!, above: down! }]
    : [{ delta: delta / units, below: down!, above: up! }];
}

function norm(values: readonly number[]): number {
  return Math.hypot(...values);
}
