import type { ComparedBenchmark } from '../../comparison/comparison.js';
import { showScore } from '../comparison/show-numbers.js';
import type { Trend, TrendPoint } from './html-report.js';
import { html, type Markup } from './markup.js';
import { type PageSection, plainTable } from './page-section.js';
import { counted, statusLabel } from './status-words.js';
import { renderTrendPlot } from './trend-plot.js';
import { showTime } from './verdict-section.js';

/** Plots that are open; the others are one step away, so that a page of many benchmarks stays short. */
const MOST_OPEN = 12;
const MOST_TRENDS = 400;
const MOST_ROWS = 20;

/** The score of each benchmark over its runs, in the order of the benchmarks. */
export function trendSection(
  trends: readonly Trend[],
  benchmarks: readonly ComparedBenchmark[],
): PageSection | undefined {
  const order = new Map(benchmarks.map((benchmark, index) => [benchmark.name, index]));
  const rank = ({ benchmark }: Trend): number => order.get(benchmark) ?? benchmarks.length;
  const shown = trends.filter(({ points }) => points.length > 0).sort((a, b) => rank(a) - rank(b));
  if (shown.length === 0) return undefined;
  const scales = new Map(benchmarks.map(({ name, scale }) => [name, scale]));
  return { id: 'trend', title: 'Trend', parts: trendParts(shown, (name) => scales.get(name) ?? 'unknown') };
}

function* trendParts(
  trends: readonly Trend[],
  scaleOf: (name: string) => ComparedBenchmark['scale'],
): Generator<Markup> {
  yield html`<p class="hint legend">Line: runs that can be compared with this one, with their 95 % intervals. <span class="key apart" aria-hidden="true">◇</span> cannot be compared, <span class="key gap" aria-hidden="true">✕</span> has no score: the line breaks there. Scores on a scale are in percent.</p><div class="trends">`;
  for (const trend of trends.slice(0, MOST_OPEN)) yield card(trend, scaleOf(trend.benchmark));
  yield html`</div>`;
  const rest = trends.slice(MOST_OPEN, MOST_TRENDS);
  if (rest.length === 0) return;
  yield html`<details><summary>${counted(rest.length, 'more trend')}</summary><div class="trends">`;
  for (const trend of rest) yield card(trend, scaleOf(trend.benchmark));
  yield html`</div></details>`;
  if (trends.length > MOST_TRENDS)
    yield html`<p class="hint">${counted(trends.length - MOST_TRENDS, 'more trend')} not shown.</p>`;
}

function card({ benchmark, points }: Trend, scale: ComparedBenchmark['scale']): Markup {
  const dated = points.filter(({ created_at }) => Number.isFinite(Date.parse(created_at)));
  const undated = points.length - dated.length;
  const last = points.slice(-MOST_ROWS).reverse();
  const title = points.length > last.length ? `The last ${last.length} of ${points.length} runs` : 'All runs';
  return html`<figure><figcaption>${benchmark}</figcaption>${renderTrendPlot(benchmark, dated, scale)}${undated > 0 && html`<p class="hint">${counted(undated, 'run')} without a date not shown.</p>`}<details><summary>${title}</summary>${plainTable(
    `${benchmark}: ${title.toLowerCase()}`,
    ['Run', 'When', 'Commit', 'Score', 'Status'],
    last.map((point) => [
      runName(point),
      showTime(point.created_at),
      html`<code>${point.sha.slice(0, 7)}</code>`,
      showScore(point.score, scale),
      point.comparable ? statusLabel(point.status) : html`<span class="hint">cannot be compared</span>`,
    ]),
  )}</details></figure>\n`;
}

function runName({ run_id, run_attempt }: TrendPoint): string {
  return run_attempt === undefined || String(run_attempt) === '1'
    ? run_id
    : `${run_id}, attempt ${run_attempt}`;
}
