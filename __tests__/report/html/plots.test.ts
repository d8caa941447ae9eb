import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ComparedBenchmark } from '../../../src/comparison/comparison.js';
import { limitsOf } from '../../../src/report/html/drop-limits.js';
import type { TrendPoint } from '../../../src/report/html/html-report.js';
import { renderCellPlot, renderWidePlot } from '../../../src/report/html/interval-plot.js';
import { sharedScale } from '../../../src/report/html/interval-scale.js';
import { renderTrendPlot } from '../../../src/report/html/trend-plot.js';
import { benchmark, breach, side, untested } from '../comparisons.js';
import { trend } from './sample-report.js';

const golden = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, 'golden', `${name}.txt`), 'utf8').trimEnd();
const thresholds = {
  tier: 'critical',
  maxDrop: 0.01,
  maxRelativeDrop: null,
  relativeGuardBelow: null,
  metric: null,
  direction: 'higher_is_better',
} as const;
const policed = (rest: Partial<ComparedBenchmark> = {}): ComparedBenchmark =>
  breach('mmlu/acc', { thresholds, ...rest });

describe('limits', () => {
  it("are the policy's, on the side that is worse", () => {
    expect(limitsOf(policed())).toEqual([{ delta: -0.01, label: '1.0 pp drop allowed' }]);
    expect(limitsOf(policed({ thresholds: { ...thresholds, direction: 'lower_is_better' } }))[0]!.delta).toBe(
      0.01,
    );
  });

  it('count the relative one where it applies', () => {
    const relative = (guard: number | null, score = 0.64): ReturnType<typeof limitsOf> =>
      limitsOf(
        policed({
          baseline: side(score),
          thresholds: { ...thresholds, maxRelativeDrop: 0.05, relativeGuardBelow: guard },
        }),
      );
    expect(relative(null)[1]).toEqual({ delta: -0.05 * 0.64, label: '5 % drop allowed' });
    expect(relative(0.7)).toHaveLength(2);
    expect(relative(0.64)).toHaveLength(1);
    expect(relative(null, 0)).toHaveLength(1);
  });

  it('without a policy are what a PASS has to rule out, where the scale has an end', () => {
    expect(limitsOf(benchmark('a'))).toEqual([{ delta: -0.03, label: 'PASS allows 3.0 pp' }]);
    expect(limitsOf(benchmark('a', { scale: 'percent' }))[0]!.delta).toBe(-3);
    expect(limitsOf(benchmark('a', { scale: 'unbounded' }))).toEqual([]);
    expect(limitsOf(untested('a', 'NEW'))).toEqual([]);
  });
});

describe('an interval', () => {
  it('is drawn against its limit, as recorded', () => {
    expect(renderWidePlot(policed()).source).toBe(golden('interval.svg'));
  });

  it('says in words what it shows', () => {
    expect(renderWidePlot(policed()).source).toContain(
      'role="img" aria-label="Change −3.0 pp, 95 % interval −4.4 … −1.6; 1.0 pp drop allowed; a drop of 2.9 pp would be found in 8 of 10 runs"',
    );
  });

  it('ends in an arrow where it leaves the axis that all share', () => {
    const all = Array.from({ length: 20 }, (_, at) => benchmark(`b${at}`, { delta: 0.001 * (at % 3) }));
    const wide = benchmark('wide', { delta: -0.4, ci95: [-0.6, 0.3] });
    const scale = sharedScale([...all, wide])!;
    expect(scale.domain()[1]).toBeLessThan(6);
    const plot = renderCellPlot(wide, scale).source;
    expect(plot.match(/class="arrow"/g)).toHaveLength(2);
    expect(plot).not.toContain('<circle');
    expect(renderCellPlot(all[0]!, scale).source).not.toContain('arrow');
  });

  it('has an axis of its own where the scale has no percentage points', () => {
    const loss = benchmark('ppl', {
      scale: 'unbounded',
      direction: 'lower_is_better',
      delta: 0.4,
      ci95: [-1, 1.8],
    });
    expect(sharedScale([loss])).toBeUndefined();
    expect(renderCellPlot(loss, sharedScale([benchmark('a')])).source).toContain('own scale');
    expect(renderWidePlot(loss).source).toContain('score units, candidate − baseline');
  });

  it('is nothing where no change is known, and a dot where no interval is', () => {
    expect(
      renderWidePlot(untested('a', 'NEW')).source + renderCellPlot(untested('a', 'NEW'), undefined).source,
    ).toBe('');
    const dot = renderCellPlot(benchmark('a', { ci95: null }), sharedScale([benchmark('a')])).source;
    expect(dot).toContain('<circle');
    expect(dot).not.toContain('class="bar"');
  });

  it.each([
    { delta: 0, ci95: [0, 0] as const },
    { delta: Number.MIN_VALUE, ci95: null },
    { delta: -1, ci95: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const },
    { delta: 1e300, ci95: [-1e300, 1e300] as const, scale: 'unbounded' as const },
  ])('has numbers in its paths whatever the change: %j', (rest) => {
    const one = benchmark('a', rest);
    const drawn = renderWidePlot(one).source + renderCellPlot(one, sharedScale([one])).source;
    expect(drawn).toContain('<svg');
    expect(drawn).not.toMatch(/NaN|[dxy]="[^"]*Infinity/);
  });
});

describe('a trend', () => {
  const { points } = trend('mmlu/acc', 0.61);
  const count = (text: string, part: RegExp): number => [...text.matchAll(part)].length;
  const lineOf = (text: string): string => /class="line" d="([^"]*)"/.exec(text)![1]!;

  it('is drawn as recorded', () => {
    expect(renderTrendPlot('mmlu/acc', points, 'fraction').source).toBe(golden('trend.svg'));
  });

  it('joins neither gaps nor what cannot be compared, and marks both', () => {
    const drawn = renderTrendPlot('mmlu/acc', points, 'fraction').source;
    expect(count(lineOf(drawn), /M/g)).toBe(3);
    expect(count(drawn, /class="gap"/g)).toBe(1);
    expect(count(drawn, /class="apart"/g)).toBe(1);
    expect(drawn).toContain('24 runs, from 63.2 to 61.0; 1 without a score; 1 that cannot be compared');
  });

  it('draws only what says more than the line where there are many', () => {
    const many = trend('a', 0.5, 400).points;
    const drawn = renderTrendPlot('a', many, 'fraction').source;
    expect(count(drawn, /<circle/g)).toBe(1);
    expect(count(drawn, /class="bad"/g)).toBe(1);
    expect(drawn.length).toBeLessThan(20_000);
  });

  it.each([
    ['one run', points.slice(0, 1)],
    ['equal scores', points.map((point): TrendPoint => ({ ...point, score: 0.5, low: 0.5, high: 0.5 }))],
    [
      'runs at one time',
      points.map((point): TrendPoint => ({ ...point, created_at: points[0]!.created_at })),
    ],
    ['nothing comparable', points.map((point): TrendPoint => ({ ...point, comparable: false }))],
  ])('has numbers in its paths: %s', (_, given) => {
    const drawn = renderTrendPlot('a', given, 'unknown').source;
    expect(drawn).toContain('<svg');
    expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('says so where no run has a score', () => {
    const none = points.map((point): TrendPoint => ({ ...point, score: null }));
    expect(renderTrendPlot('a', none, 'fraction').source).toContain('No run of this trend has a score.');
  });
});
