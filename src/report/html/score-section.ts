import type { ComparedBenchmark } from '../../comparison/comparison.js';
import { unitsOf } from '../../comparison/comparison.js';
import { countStatuses, type JudgedBenchmark, STATUS_ORDER } from '../comparison/judged-benchmarks.js';
import { NONE, showDelta, showItems, showP, showScore } from '../comparison/show-numbers.js';
import { shorten } from '../escape.js';
import { worseSign } from './drop-limits.js';
import { renderAxis, renderCellPlot } from './interval-plot.js';
import { type Scale, sharedScale } from './interval-scale.js';
import { breakable, type Content, html, MAX_NAME, type Markup } from './markup.js';
import type { PageSection } from './page-section.js';
import { STATUS_WORDS, statusLabel } from './status-words.js';

/** Longer reasons stand in full in the benchmark's own part. */
const SHORT_REASON = 240;

/** A column of the table. What `sort` gives is what the script orders by; an empty text goes last. */
interface Column {
  /** Names it in the style sheet. */
  key: string;
  title: string;
  cell: (benchmark: ComparedBenchmark, index: number) => Content;
  sort?: (benchmark: ComparedBenchmark) => string | number;
}

/** Where a benchmark's own part of the page is. */
export type Anchors = ReadonlyMap<string, string>;

/** The judged benchmarks in the order given, the gravest first, with their changes on one axis. */
export function scoreSection(judged: readonly JudgedBenchmark[], anchors: Anchors): PageSection | undefined {
  if (judged.length === 0) return undefined;
  const isCompared = judged.some(({ baseline }) => baseline);
  const axis = sharedScale(judged);
  const columns = columnsOf(judged, anchors, axis, isCompared);
  return { id: 'benchmarks', title: 'Benchmarks', parts: tableParts(judged, columns, axis) };
}

function* tableParts(
  judged: readonly JudgedBenchmark[],
  columns: readonly Column[],
  axis: Scale | undefined,
): Generator<Markup> {
  yield filterBar(judged);
  yield html`<div class="scroll" role="region" tabindex="0" aria-label="Table of benchmarks"><table class="scores" id="scores" role="table"><caption class="unseen">Benchmarks, the gravest first</caption><thead role="rowgroup"><tr role="row">${columns.map(
    (column) => headCell(column, axis),
  )}</tr></thead><tbody role="rowgroup">\n`;
  for (const [index, benchmark] of judged.entries()) yield row(benchmark, columns, index);
  yield html`</tbody></table></div><p class="hint none" id="no-match" hidden>No benchmark matches. <button type="button" id="clear-filter">Clear the filter</button></p>${axis && legend(judged)}`;
}

/** Works with the script alone, and is shown by it. */
function filterBar(judged: readonly JudgedBenchmark[]): Markup {
  const counts = countStatuses(judged);
  const statuses = STATUS_ORDER.filter((status) => counts.has(status));
  return html`<form class="tools" id="score-tools" hidden><label>Find a benchmark <input type="search" id="score-filter" autocomplete="off" spellcheck="false"></label>${
    statuses.length > 1 &&
    html`<fieldset><legend>Status</legend>${statuses.map(
      (status) =>
        html`<label class="chip tone-${status.toLowerCase()}"><input type="checkbox" name="status" value="${status}" checked> ${STATUS_WORDS[status]} <span class="count">${counts.get(status)}</span></label>`,
    )}</fieldset>`
  }<output id="score-count" aria-live="polite"></output></form>`;
}

function headCell({ key, title, sort }: Column, axis: Scale | undefined): Markup {
  // The order in which the table comes.
  const sorted = key === 'status' && html` aria-sort="ascending"`;
  return html`<th scope="col" role="columnheader" class="c-${key}"${sort && html` data-sort`}${sorted}><span class="title">${title}</span>${key === 'plot' && axis && renderAxis(axis)}</th>`;
}

function row(benchmark: JudgedBenchmark, columns: readonly Column[], index: number): Markup {
  const cells = columns.map(({ key, title, cell, sort }) => {
    const value = sort && html` data-v="${sort(benchmark)}"`;
    if (key === 'name')
      return html`<th scope="row" role="rowheader" class="c-name"${value}>${cell(benchmark, index)}</th>`;
    return html`<td role="cell" class="c-${key}" data-label="${title}"${value}>${cell(benchmark, index)}</td>`;
  });
  return html`<tr role="row" data-status="${benchmark.status}" data-order="${index}">${cells}</tr>\n`;
}

function columnsOf(
  judged: readonly JudgedBenchmark[],
  anchors: Anchors,
  axis: Scale | undefined,
  isCompared: boolean,
): Column[] {
  const unit = judged.some(({ scale }) => unitsOf(scale) !== undefined) ? ', pp' : '';
  const order = new Map(judged.map((benchmark, index) => [benchmark.name, index]));
  const when = (condition: boolean, column: Column): Column[] => (condition ? [column] : []);
  const number = (value: number | null | undefined): string | number =>
    value !== null && value !== undefined && Number.isFinite(value) ? value : '';
  const share = ({ scale }: ComparedBenchmark, score: number | null | undefined): string | number =>
    score === null || score === undefined ? '' : score / (unitsOf(scale) ?? 1);
  return [
    {
      key: 'name',
      title: 'Benchmark',
      cell: (benchmark) => nameCell(benchmark, anchors),
      sort: ({ name }) => name.toLowerCase(),
    },
    { key: 'status', title: 'Status', cell: statusCell, sort: ({ name }) => order.get(name)! },
    ...when(isCompared, {
      key: 'baseline',
      title: 'Baseline',
      cell: ({ baseline, scale }) => showScore(baseline?.score, scale),
      sort: (one) => share(one, one.baseline?.score),
    }),
    {
      key: 'candidate',
      title: isCompared ? 'Candidate' : 'Score',
      cell: ({ candidate, scale }) => showScore(candidate?.score, scale),
      sort: (one) => share(one, one.candidate?.score),
    },
    ...when(isCompared, {
      key: 'delta',
      title: `Change${unit}`,
      cell: deltaCell,
      // Damage first, whatever the metric's direction.
      sort: (one) => number(one.delta === null ? null : -worseSign(one) * toPercent(one, one.delta)),
    }),
    ...when(isCompared && judged.some(({ delta }) => delta !== null), {
      key: 'plot',
      title: '95 % interval',
      cell: (one) => renderCellPlot(one, axis),
    }),
    {
      key: 'n',
      title: 'Items',
      cell: ({ pairs, baseline, candidate }) => showItems(pairs, baseline, candidate),
      sort: ({ pairs, candidate, baseline }) => number(pairs ?? candidate?.n?.count ?? baseline?.n?.count),
    },
    ...when(
      judged.some(({ pAdjusted }) => pAdjusted !== null),
      {
        key: 'p',
        title: 'p adj.',
        cell: ({ pAdjusted }) => showP(pAdjusted),
        sort: ({ pAdjusted }) => number(pAdjusted),
      },
    ),
  ];
}

/** A change in percent: of the scale, or of the baseline's score where the scale has no end. */
function toPercent(benchmark: ComparedBenchmark, delta: number): number {
  const whole = unitsOf(benchmark.scale) ?? Math.abs(benchmark.baseline?.score ?? Number.NaN);
  return (100 * delta) / whole;
}

function nameCell(benchmark: ComparedBenchmark, anchors: Anchors): Content {
  const { name, tier, isGroup, direction, reasons } = benchmark;
  const anchor = anchors.get(name);
  const shown = breakable(shorten(name, MAX_NAME));
  const remarks = [tier, isGroup && 'group', direction === 'lower_is_better' && 'lower is better'].filter(
    Boolean,
  );
  return [
    anchor === undefined
      ? html`<span class="name">${shown}</span>`
      : html`<a class="name" href="#${anchor}">${shown}</a>`,
    remarks.length > 0 && html` <span class="hint">${remarks.join(', ')}</span>`,
    reasons[0] !== undefined && html`<span class="why">${shorten(reasons[0], SHORT_REASON)}</span>`,
  ];
}

function statusCell({ status, gateStatus }: ComparedBenchmark): Content {
  const differs = gateStatus !== null && gateStatus !== status;
  return [statusLabel(status), differs && html` <span class="hint">gate: ${gateStatus}</span>`];
}

function deltaCell({ delta, ci95, scale }: ComparedBenchmark): Content {
  if (delta === null) return NONE;
  const { point, interval, unit } = showDelta(delta, ci95, scale);
  return html`<strong>${point}</strong>${unit === 'score units' && html` <span class="hint">score units</span>`}${interval && html`<span class="ci">${interval}</span>`}`;
}

function legend(judged: readonly JudgedBenchmark[]): Markup {
  const hasPolicy = judged.some(({ thresholds }) => thresholds);
  return html`<p class="hint legend">Dot: change of the score, candidate − baseline. Bar: its 95 % interval; an arrow where it leaves the axis. Solid line: no change. Dashed line: ${hasPolicy ? 'the drop that the policy allows' : 'the drop that a pass has to rule out'}.</p>`;
}
