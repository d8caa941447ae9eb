import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { ComparedBenchmark } from '../../comparison/comparison.js';
import { unitsOf } from '../../comparison/comparison.js';
import { showScore } from '../comparison/show-numbers.js';
import type { TrendPoint } from './html-report.js';
import { html, type Markup } from './markup.js';

const SIZE = { width: 460, height: 190, left: 46, right: 12, top: 12, bottom: 30 } as const;
const FLOOR = SIZE.height - SIZE.bottom;
/** Above so many, only the points that say more than the line are drawn. */
const MOST_DOTS = 60;

type Unit = ComparedBenchmark['scale'];
interface Placed {
  point: TrendPoint;
  x: number;
  y: number;
  /** Ends of the interval; absent where it is not known. */
  band?: [number, number];
  joined: boolean;
}

/**
 * A benchmark's scores over time: a line through the runs that can be compared, with their intervals. Runs that cannot
 * and runs without a score are marked, and the line breaks there.
 */
export function renderTrendPlot(name: string, points: readonly TrendPoint[], unit: Unit): Markup {
  const scored = points.filter(({ score }) => score !== null);
  const times = points.map(timeOf);
  if (scored.length === 0) return html`<p class="hint">No run of this trend has a score.</p>`;
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const span = first === last ? 43_200_000 : 0;
  const x = scaleUtc([first - span, last + span], [SIZE.left + 8, SIZE.width - SIZE.right - 8]);
  const y = scaleLinear(extentOf(scored, unit), [FLOOR, SIZE.top]).nice(4);
  const placed = points.map(
    (point): Placed => place(point, x(timeOf(point)), (value) => y(toShown(value, unit))),
  );
  const ticks = y.ticks(4);
  return html`<svg class="trend" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${describe(name, points, unit)}">${ticks.map(
    (tick) =>
      html`<path class="grid" d="M${SIZE.left} ${round(y(tick))}H${SIZE.width - SIZE.right}"/><text x="${SIZE.left - 6}" y="${round(y(tick)) + 4}" text-anchor="end">${y.tickFormat(4)(tick)}</text>`,
  )}${x
    .ticks(4)
    .map(
      (tick) =>
        html`<text x="${round(x(tick))}" y="${SIZE.height - 8}" text-anchor="middle">${tickLabel(tick, last - first)}</text>`,
    )}<path class="base" d="M${SIZE.left} ${FLOOR}H${SIZE.width - SIZE.right}"/><path class="band" d="${bandPath(placed)}"/><path class="line" d="${linePath(placed)}"/>${placed.map((one, index) => mark(one, index === placed.length - 1, placed.length))}</svg>`;
}

function place(point: TrendPoint, x: number, y: (score: number) => number): Placed {
  const { score, low, high, comparable } = point;
  if (score === null) return { point, x: round(x), y: FLOOR, joined: false };
  return {
    point,
    x: round(x),
    y: round(y(score)),
    ...(low === undefined || high === undefined ? {} : { band: [round(y(low)), round(y(high))] }),
    joined: comparable,
  };
}

function linePath(placed: readonly Placed[]): string {
  return (
    line<Placed>(
      ({ x }) => x,
      ({ y }) => y,
    ).defined(({ joined }) => joined)(placed) ?? ''
  );
}

function bandPath(placed: readonly Placed[]): string {
  return (
    area<Placed>()
      .x(({ x }) => x)
      .y0(({ band }) => band![0])
      .y1(({ band }) => band![1])
      .defined(({ joined, band }) => joined && band !== undefined)(placed) ?? ''
  );
}

/** A cross on the axis for no score, a hollow diamond for what cannot be compared, a dot for the others. */
function mark({ point, x, y, joined }: Placed, isLast: boolean, count: number): Markup | false {
  if (point.score === null) return html`<path class="gap" d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8"/>`;
  if (!joined) return html`<path class="apart" d="M${x} ${y - 5}l5 5l-5 5l-5 -5z"/>`;
  const isBad = point.status === 'BREACH' || point.status === 'INVALID';
  if (count > MOST_DOTS && !isBad && !isLast) return false;
  return html`<circle class="${isBad ? 'bad' : 'dot'}" cx="${x}" cy="${y}" r="${isLast ? 4.5 : 3}"/>`;
}

function extentOf(scored: readonly TrendPoint[], unit: Unit): [number, number] {
  const values = scored.flatMap(({ score, low, high }) => [score!, low ?? score!, high ?? score!]);
  const shown = values.map((value) => toShown(value, unit));
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  return least === most ? [least - 1, most + 1] : [least, most];
}

function toShown(value: number, unit: Unit): number {
  const units = unitsOf(unit);
  return units === undefined ? value : (100 * value) / units;
}

/** Of scores on a scale, percent. */
export function describe(name: string, points: readonly TrendPoint[], unit: Unit): string {
  const joined = points.filter(({ score, comparable }) => score !== null && comparable);
  const gaps = points.filter(({ score }) => score === null).length;
  const apart = points.length - joined.length - gaps;
  const [first, last] = [joined[0], joined.at(-1)];
  const went =
    first && last ? `, from ${showScore(first.score, unit)} to ${showScore(last.score, unit)}` : '';
  return `${name}: ${points.length} run${points.length === 1 ? '' : 's'}${went}${gaps > 0 ? `; ${gaps} without a score` : ''}${apart > 0 ? `; ${apart} that cannot be compared` : ''}`;
}

function tickLabel(tick: Date, span: number): string {
  const iso = tick.toISOString();
  return span < 2 * 86_400_000
    ? iso.slice(11, 16)
    : span > 700 * 86_400_000
      ? iso.slice(0, 7)
      : iso.slice(5, 10);
}

const timeOf = ({ created_at }: TrendPoint): number => Date.parse(created_at);
const round = (value: number): number => Math.round(10 * value) / 10;
