import type { ComparedBenchmark } from '../../comparison/comparison.js';
import { showDelta, showDrop } from '../comparison/show-numbers.js';
import { limitsOf, worseSign } from './drop-limits.js';
import { at, CELL, isInPoints, ownScale, type Scale, toPlotUnits } from './interval-scale.js';
import { html, type Markup } from './markup.js';

/** Of the plot of one benchmark; each limit adds a line of text above. */
const WIDE = { width: 560, pad: 16, line: 15, plot: 44, below: 36 } as const;
const MIDDLE = CELL.height / 2;

/** The axis above the plots of a table; hidden from readers of the screen, who have the numbers. */
export function renderAxis(scale: Scale): Markup {
  const ticks = scale.ticks(4);
  return html`<svg class="axis" viewBox="0 0 ${CELL.width} 22" width="${CELL.width}" height="22" aria-hidden="true" focusable="false">${ticks.map(
    (tick) =>
      html`<text x="${at(scale, tick)}" y="10" text-anchor="middle">${showTick(tick)}</text><path d="M${at(scale, tick)} 15v7"/>`,
  )}</svg>`;
}

/** A benchmark's change on the axis that the table shares, with its limit; empty where nothing is known of it. */
export function renderCellPlot(benchmark: ComparedBenchmark, shared: Scale | undefined): Markup {
  if (benchmark.delta === null) return html``;
  const isShared = shared !== undefined && isInPoints(benchmark);
  const scale = isShared ? shared : ownScale(benchmark, CELL.width, CELL.pad);
  const limits = limitsOf(benchmark).map(({ delta }) => toPlotUnits(benchmark, delta));
  const zero = at(scale, 0);
  return html`<svg class="plot${isShared ? '' : ' own'}" viewBox="0 0 ${CELL.width} ${CELL.height}" width="${CELL.width}" height="${CELL.height}" aria-hidden="true" focusable="false"><path class="zero" d="M${zero} 0v${CELL.height}"/>${limits
    .filter((limit) => isInView(scale, limit))
    .map(
      (limit) => html`<path class="limit" d="M${at(scale, limit)} 3v${CELL.height - 6}"/>`,
    )}${interval(benchmark, scale, MIDDLE)}</svg>${!isShared && html`<span class="hint">own scale</span>`}`;
}

/** A benchmark's change by itself, with an axis, its limits and the smallest drop that would be found. */
export function renderWidePlot(benchmark: ComparedBenchmark): Markup {
  const { delta, ci95, scale: units, mde } = benchmark;
  if (delta === null) return html``;
  const scale = ownScale(benchmark, WIDE.width, WIDE.pad);
  const limits = limitsOf(benchmark);
  const shown = showDelta(delta, ci95, units);
  const said = [
    `Change ${shown.point} ${shown.unit}${shown.interval && `, 95 % interval ${shown.interval}`}`,
    ...limits.map(({ label }) => label),
    ...(mde === null ? [] : [`a drop of ${showDrop(mde, units)} would be found in 8 of 10 runs`]),
  ].join('; ');
  const top = 18 + WIDE.line * limits.length;
  const floor = top + WIDE.plot;
  const worst = limits[0] && toPlotUnits(benchmark, limits[0].delta);
  const found = mde === null ? undefined : toPlotUnits(benchmark, worseSign(benchmark) * mde);
  const isFoundInView = found !== undefined && isInView(scale, found);
  return html`<svg class="plot wide" viewBox="0 0 ${WIDE.width} ${floor + WIDE.below}" role="img" aria-label="${said}">${
    worst !== undefined && zone(scale, worst, top, floor)
  }<path class="zero" d="M${at(scale, 0)} 17V${floor}"/><text class="mark" x="${at(scale, 0)}" y="12" text-anchor="middle">no change</text>${limits.map(
    ({ delta: limit, label }, index) =>
      limitLine(at(scale, toPlotUnits(benchmark, limit)), label, 12 + WIDE.line * (index + 1), floor),
  )}${isFoundInView && html`<path class="found" d="M${at(scale, found)} ${floor - 11}v11"/>`}${interval(benchmark, scale, (top + floor) / 2 - 3)}<path class="base" d="M${WIDE.pad} ${floor}H${WIDE.width - WIDE.pad}"/>${scale
    .ticks(7)
    .map(
      (tick) =>
        html`<path class="base" d="M${at(scale, tick)} ${floor}v5"/><text x="${at(scale, tick)}" y="${floor + 18}" text-anchor="middle">${showTick(tick)}</text>`,
    )}<text class="unit" x="${WIDE.width - WIDE.pad}" y="${floor + 34}" text-anchor="end">${isInPoints(benchmark) ? 'percentage points' : 'score units'}, candidate − baseline</text></svg>${isFoundInView && html`<p class="hint">Mark on the axis: the smallest drop that would be found in 8 of 10 runs.</p>`}`;
}

function limitLine(x: number, label: string, y: number, floor: number): Markup {
  const isNearEdge = x < 150 || x > WIDE.width - 150;
  // Away from the middle where there is room for it.
  const toLeft = x < WIDE.width / 2 !== isNearEdge;
  return html`<path class="limit" d="M${x} ${y - 10}V${floor}"/><text class="mark limit" x="${x + (toLeft ? -5 : 5)}" y="${y}" text-anchor="${toLeft ? 'end' : 'start'}">${label}</text>`;
}

/** What lies past the limit. */
function zone(scale: Scale, limit: number, top: number, floor: number): Markup {
  const edge = limit < 0 ? WIDE.pad : WIDE.width - WIDE.pad;
  const x = at(scale, limit);
  return html`<path class="zone" d="M${edge} ${top}H${x}V${floor}H${edge}z"/>`;
}

function interval(benchmark: ComparedBenchmark, scale: Scale, y: number): Markup {
  const [least, most] = scale.domain() as [number, number];
  const keep = (value: number): number => Math.min(most, Math.max(least, value));
  const point = toPlotUnits(benchmark, benchmark.delta!);
  const tone = `tone-${(benchmark.status ?? 'none').toLowerCase()}`;
  const dot = isInView(scale, point) && html`<circle cx="${at(scale, point)}" cy="${y}" r="4.5"/>`;
  if (!benchmark.ci95)
    return html`<g class="${tone}">${dot || arrow(at(scale, keep(point)), y, point < 0)}</g>`;
  const [low, high] = benchmark.ci95.map((end) => toPlotUnits(benchmark, end)) as [number, number];
  const [from, to] = [at(scale, keep(low)), at(scale, keep(high))];
  return html`<g class="${tone}"><path class="bar" d="M${from} ${y}H${to}"/>${low < least ? arrow(from, y, true) : cap(from, y)}${high > most ? arrow(to, y, false) : cap(to, y)}${dot}</g>`;
}

const cap = (x: number, y: number): Markup => html`<path class="bar" d="M${x} ${y - 4}v8"/>`;
const arrow = (x: number, y: number, toLeft: boolean): Markup =>
  html`<path class="arrow" d="M${x + (toLeft ? -7 : 7)} ${y}l${toLeft ? 9 : -9} -5v10z"/>`;

function isInView(scale: Scale, value: number): boolean {
  const [least, most] = scale.domain() as [number, number];
  return value >= least && value <= most;
}

function showTick(tick: number): string {
  const text = String(Math.abs(Number(tick.toPrecision(6))));
  return tick > 0 ? `+${text}` : tick < 0 ? `−${text}` : text;
}
