import { type Comparison, unitsOf } from '../../comparison/comparison.js';
import type { Scale } from '../../results/metric-facts.js';
import type { Trend } from '../../trend/trend.js';
import { type BenchmarkTrend, type Slot, trendOf } from '../../trend/trend-of.js';
import { judgedBySeverity } from '../comparison/judged-benchmarks.js';
import { showName } from '../comparison/outside-text.js';
import { showScore } from '../comparison/show-numbers.js';
import { drawChart, sinceLastChange } from './mermaid-chart.js';
import { CHANGE_MARK, drawSparkline, GAP_MARK, INVALID_MARK } from './sparkline.js';

/** Runs that are shown of a line. */
const MOST_RUNS = 30;
const MOST_BENCHMARKS = 5;
const GAP = '\n\n';

/** What a trend is shown with. */
export interface TrendFacts {
  trend: Trend;
  branch: string;
  /** Gives the order, the breached first, and the scale of each score. */
  comparison: Comparison;
  /** Benchmarks that are shown; the others are counted. */
  most?: number;
}

/**
 * The last runs of the gravest benchmarks as Markdown: a line of text each, and charts as far as the room goes. All text
 * from outside is escaped.
 * @param bytes UTF-8. @returns empty where nothing fits, or no line has two points.
 */
export function renderTrend(
  { trend, branch, comparison, most }: TrendFacts,
  { bytes }: { bytes: number },
): string {
  const lines = judgedBySeverity(comparison)
    .map(({ name, scale }) => ({ line: trendOf(trend, { branch, benchmark: name }, MOST_RUNS), scale }))
    .filter(({ line }) => countPoints(line.slots) > 1);
  const shown = lines.slice(0, most ?? MOST_BENCHMARKS);
  const title = `**Trend** on ${showName(branch)}`;
  const rows = shown.map(({ line, scale }) => `- ${describeLine(line, (score) => showScore(score, scale))}`);
  for (let kept = rows.length; kept > 0; kept -= 1) {
    const parts = [
      title,
      rows.slice(0, kept).join('\n'),
      describeMarks(shown.slice(0, kept).flatMap(({ line }) => line.slots)),
      kept < lines.length ? `_${lines.length - kept} more: see the report in the artifact._` : '',
    ].filter(Boolean);
    const text = parts.join(GAP);
    if (Buffer.byteLength(text) <= bytes) return addCharts(text, shown.slice(0, kept), bytes);
  }
  return '';
}

interface ShownLine {
  line: BenchmarkTrend;
  scale: Scale;
}

function addCharts(text: string, lines: readonly ShownLine[], bytes: number): string {
  let all = text;
  for (const { line, scale } of lines) {
    const chart = drawChart(line.benchmark, sinceLastChange(line.slots), unitsOf(scale));
    if (chart === '') continue;
    const longer = `${all}${GAP}${chart}`;
    // In order: a chart that is shown while a graver one is not would mislead.
    if (Buffer.byteLength(longer) > bytes) break;
    all = longer;
  }
  return all;
}

/** Name, sparkline, the newest score and the range of those that it may be compared with. */
function describeLine({ benchmark, slots }: BenchmarkTrend, show: (score: number) => string): string {
  const current = sinceLastChange(slots);
  const scores = current.flatMap((slot) => (slot.kind === 'point' ? [slot.point.score] : []));
  const last = slots.at(-1)!;
  const newest = last.kind === 'point' ? show(last.point.score) : `${last.kind} in the newest run`;
  const range =
    scores.length > 1
      ? ` (${show(Math.min(...scores))} to ${show(Math.max(...scores))} in ${scores.length} runs)`
      : '';
  const before = slots.length - current.length;
  const changed = before > 0 ? `; ${before} before with other settings` : '';
  return `${showName(benchmark)} <code>${drawSparkline(slots)}</code> ${newest}${range}${changed}`;
}

/** What the marks mean, where there are any. */
function describeMarks(slots: readonly Slot[]): string {
  const marks = [
    slots.some(({ kind }) => kind === 'missing') ? `${GAP_MARK} not run` : '',
    slots.some(({ kind }) => kind === 'invalid') ? `${INVALID_MARK} invalid` : '',
    slots.some((slot) => slot.kind === 'point' && slot.isIncomparable)
      ? `${CHANGE_MARK} other settings from here on: not comparable with what is before`
      : '',
  ].filter(Boolean);
  return marks.length > 0 ? `<sub>${marks.join(' · ')}</sub>` : '';
}

const countPoints = (slots: readonly Slot[]): number => slots.filter(({ kind }) => kind === 'point').length;
