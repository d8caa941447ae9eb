import { describe, expect, it } from '@jest/globals';
import type { ComparedBenchmark } from '../../src/comparison/comparison.js';
import { meanChangeOf } from '../../src/comparison/mean-change.js';
import { boundByTango } from '../../src/comparison/statistics/tango.js';
import { randomFrom } from '../../tools/gate-cases/random-case.js';

const changed = (
  delta: number,
  widest: readonly [number, number] | null,
  more: Partial<ComparedBenchmark> = {},
): ComparedBenchmark =>
  ({
    scale: 'fraction',
    direction: 'higher_is_better',
    status: 'PASS',
    delta,
    widest,
    ...more,
  }) as ComparedBenchmark;

describe('the mean change', () => {
  it('adds the distances to the limits in squares, each side for itself', () => {
    const found = meanChangeOf([changed(0.02, [-0.01, 0.06]), changed(-0.04, [-0.08, -0.01])])!;
    expect(found.delta).toBeCloseTo(-0.01, 12);
    expect(found.ci95![0]).toBeCloseTo(-0.01 - 0.05 / 2, 12);
    expect(found.ci95![1]).toBeCloseTo(-0.01 + 0.05 / 2, 12);
  });

  it('turns what is better when it falls, and takes percentages as shares', () => {
    const lower = { direction: 'lower_is_better', scale: 'percent' } as const;
    const found = meanChangeOf([changed(3, [1, 7], lower)])!;
    expect(found.delta).toBeCloseTo(-0.03, 12);
    expect(found.ci95![0]).toBeCloseTo(-0.07, 12);
    expect(found.ci95![1]).toBeCloseTo(-0.01, 12);
  });

  it('has no interval where one of them has no width, and leaves out what has no bounds or no grounds', () => {
    const fine = changed(0.01, [-0.01, 0.03]);
    expect(meanChangeOf([fine, changed(0, [0, 0])])).toEqual({ delta: 0.005, ci95: null, benchmarks: 2 });
    const others = [
      changed(5, [4, 6], { scale: 'unbounded' }),
      changed(0.5, [0.4, 0.6], { status: 'INVALID' }),
      changed(0.5, null),
      changed(Number.NaN, [Number.NaN, Number.NaN]),
    ];
    expect(meanChangeOf([fine, ...others])).toMatchObject({ benchmarks: 1 });
    expect(meanChangeOf(others)).toBeNull();
  });

  it('covers the truth in 95 of 100 runs, where few answers flip too', () => {
    const random = randomFrom(7);
    const flip = (): number => {
      let count = 0;
      for (let item = 0; item < 100; item += 1) if (random() < 0.01) count += 1;
      return count;
    };
    let covered = 0;
    const runs = 2000;
    for (let run = 0; run < runs; run += 1) {
      const benchmarks = Array.from({ length: 4 }, () => {
        const [worse, better] = [flip(), flip()];
        const { lower, upper } = boundByTango(better, worse, 100);
        return changed((better - worse) / 100, [lower, upper]);
      });
      const [low, high] = meanChangeOf(benchmarks)!.ci95!;
      if (low <= 0 && high >= 0) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.94);
  });
});
