import { describe, expect, it } from '@jest/globals';
import { drawChart, sinceLastChange } from '../../../src/report/trend/mermaid-chart.js';
import { renderTrend } from '../../../src/report/trend/render-trend.js';
import { drawSparkline } from '../../../src/report/trend/sparkline.js';
import type { Trend, TrendPoint } from '../../../src/trend/trend.js';
import { type BenchmarkTrend, trendOf } from '../../../src/trend/trend-of.js';
import { line, point, run } from '../../trend/trends.js';
import { compared, comparison } from '../comparisons.js';

const MAIN = { branch: 'main', benchmark: 'mmlu/acc' };
const OTHER = '9'.repeat(16);
/** What one line of a chart may be, by the grammar of Mermaid's xychart. */
const CHART_LINE =
  /^(xychart-beta| {2}title "[A-Za-z0-9 _./,()+=…?-]*"| {2}x-axis "runs[0-9 ,to-]*" 1 --> \d+| {2}y-axis "(score|percent)" -?\d+(\.\d+)? --> -?\d+(\.\d+)?| {2}(line|bar) \[-?\d+(\.\d+)?(, -?\d+(\.\d+)?)*\])$/;

const of = (scores: readonly (number | undefined)[], more: Partial<TrendPoint> = {}): BenchmarkTrend =>
  trendOf(line(scores, more), MAIN);
const chart = (found: BenchmarkTrend, name = 'mmlu/acc'): string =>
  drawChart(name, sinceLastChange(found.slots));

describe('a sparkline', () => {
  it('has a character a run, and marks what is no point', () => {
    expect(drawSparkline(of([0, 0.5, 1, undefined, 0.25]).slots)).toBe('▁▅█·▃');
    expect(drawSparkline(of([0.5, 0.5]).slots)).toBe('▄▄');
    expect(drawSparkline(of([-1e100, 1e100]).slots)).toBe('▁█');
    const runs = [
      run(1, [point(0.1)]),
      run(2, [point(0.2, { snapshot: OTHER })]),
      run(3, [point(0.3, { snapshot: OTHER, status: 'INVALID' })]),
    ];
    expect(drawSparkline(trendOf({ runs }, MAIN).slots)).toBe('▁┊█×');
  });
});

describe('a chart', () => {
  it('is a line where nothing is missing, and bars where a line would join what is not one', () => {
    expect(chart(of([0.6, 0.61, 0.64]))).toBe(
      [
        '```mermaid',
        'xychart-beta',
        '  title "mmlu/acc"',
        '  x-axis "runs, 2026-01-01 to 2026-01-03" 1 --> 3',
        '  y-axis "score" 0.59600 --> 0.64400',
        '  line [0.60000, 0.61000, 0.64000]',
        '```',
      ].join('\n'),
    );
    expect(chart(of([0.6, undefined, 0.61, 0.64]))).toContain('  bar [0.60000, 0.59600, 0.61000, 0.64000]');
  });

  it('begins where the settings were changed last', () => {
    const runs = [0.1, 0.5, 0.6, 0.7].map((score, day) =>
      run(day + 1, [point(score, { snapshot: day === 0 ? OTHER : '0'.repeat(16) })]),
    );
    expect(chart(trendOf({ runs }, MAIN))).toContain('line [0.5000, 0.6000, 0.7000]');
  });

  it('is none of two points, or of numbers that it cannot show', () => {
    expect(chart(of([0.1, 0.2]))).toBe('');
    expect(chart(of([0.1, 0.2, 1e13]))).toBe('');
  });

  it.each([
    [[0, 0, 0]],
    [[1e12, -1e12, 3]],
    [[1e-12, 2e-12, 3e-12]],
    [[61.2, 61.2, 61.3]],
    [[-0.0001, 0, 0.0001]],
    [[0.1, undefined, 0.1, 0.1]],
  ])('follows the grammar for %j', (scores) => {
    const lines = chart(of(scores)).split('\n').slice(1, -1);
    expect(lines).toHaveLength(5);
    for (const one of lines) expect(one).toMatch(CHART_LINE);
    const [low, high] = /y-axis "\w+" (\S+) --> (\S+)/.exec(lines[3]!)!.slice(1).map(Number);
    expect(low).toBeLessThan(high!);
  });

  it.each([
    '"]\nline [1]',
    '```\n# x',
    '%%{init: {}}%%',
    '<script>',
    '`md`',
    '\u202e𝕏 ]',
    'end; click a "x"',
  ])('lets no name out of its title: %j', (name) => {
    const lines = chart(of([0.1, 0.2, 0.3]), name.repeat(20)).split('\n');
    expect(lines).toHaveLength(7);
    for (const one of lines.slice(1, -1)) expect(one).toMatch(CHART_LINE);
  });
});

describe('the trend in Markdown', () => {
  const named = (names: readonly string[], days = 4): Trend => ({
    runs: Array.from({ length: days }, (_, day) =>
      run(
        day + 1,
        names.map((benchmark, index) => point(0.5 + 0.01 * ((day * 7 + index) % 5), { benchmark })),
      ),
    ),
  });
  const judged = (names: readonly string[], breached: readonly string[] = []) =>
    comparison(
      'NO-GO',
      names.map((name) => compared({ name, status: breached.includes(name) ? 'BREACH' : 'PASS' })),
    );
  const render = (names: readonly string[], bytes = 1e6, breached: readonly string[] = []): string =>
    renderTrend({ trend: named(names), branch: 'main', comparison: judged(names, breached) }, { bytes });

  it('shows a handful, the breached first, with what the scores were', () => {
    const text = render(['a', 'b', 'c', 'd', 'e', 'f', 'g'], 1e6, ['g']);
    const shown = [...text.matchAll(/^- (\w) /gm)].map(([, name]) => name);
    expect(shown).toHaveLength(5);
    expect(shown[0]).toBe('g');
    expect(text).toContain('_2 more: see the report in the artifact._');
    expect(text.match(/```mermaid/g)).toHaveLength(5);
    expect(text).toMatch(/^- g <code>[▁-█]{4}<\/code> 52\.0 \(50\.0 to 53\.0 in 4 runs\)$/m);
    expect(text).toMatch(
      /title "g"\n.*\n {2}y-axis "percent" 49\.700 --> 53\.300\n {2}line \[51\.000, 53\.000, 50\.000, 52\.000\]/,
    );
  });

  it('stays within any budget, charts first to go and the breached last', () => {
    const names = ['a', 'b', '𝕏𝕏𝕏'];
    const whole = render(names, 1e6, ['b']);
    let before = '';
    for (let bytes = 0; bytes <= Buffer.byteLength(whole); bytes += 1) {
      const text = render(names, bytes, ['b']);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes);
      if (text !== '') expect(text).toContain('- b <code>');
      expect(Buffer.byteLength(text)).toBeGreaterThanOrEqual(Buffer.byteLength(before));
      before = text;
    }
    expect(before).toBe(whole);
  });

  it('explains the marks that are there', () => {
    const runs = [
      run(1, [point(0.1)]),
      run(2, []),
      run(3, [point(0.3, { snapshot: OTHER })]),
      run(4, [point(0.3, { status: 'INVALID', snapshot: OTHER })]),
    ];
    const text = renderTrend(
      { trend: { runs }, branch: 'main', comparison: judged(['mmlu/acc']) },
      { bytes: 1e5 },
    );
    expect(text).toContain('<code>▁·┊█×</code> invalid in the newest run; 2 before with other settings');
    expect(text).toContain('· not run · × invalid · ┊ other settings from here on');
    expect(text).not.toContain('mermaid');
  });

  it('is empty where there is nothing to see', () => {
    expect(
      renderTrend({ trend: { runs: [] }, branch: 'main', comparison: judged(['a']) }, { bytes: 1e5 }),
    ).toBe('');
    expect(
      renderTrend({ trend: named(['a'], 1), branch: 'main', comparison: judged(['a']) }, { bytes: 1e5 }),
    ).toBe('');
    expect(
      renderTrend({ trend: named(['a']), branch: 'dev', comparison: judged(['a']) }, { bytes: 1e5 }),
    ).toBe('');
  });

  it('escapes names and branches', () => {
    const name = '<img src=x> @team `a` | [x](http://y)\n## z';
    const runs = named([name]).runs.map((one) => ({ ...one, branch: name }));
    const text = renderTrend({ trend: { runs }, branch: name, comparison: judged([name]) }, { bytes: 1e5 });
    expect(text).not.toMatch(/<img|@team|http:\/\/|^##|\| \[x/m);
    expect(text.split('\n').filter((row) => row.startsWith('- '))).toHaveLength(1);
  });

  it('is quick with 200 benchmarks of 400 runs', () => {
    const names = Array.from({ length: 200 }, (_, index) => `task_${index}/acc`);
    const trend = named(names, 400);
    const start = performance.now();
    renderTrend({ trend, branch: 'main', comparison: judged(names) }, { bytes: 1e5 });
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
