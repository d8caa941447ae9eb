import type { Slot } from '../../trend/trend-of.js';
import { shorten } from '../escape.js';

const LONGEST_TITLE = 60;
/** Fewer are no chart. */
const FEWEST_POINTS = 3;
/** Larger numbers have no form that the chart's grammar reads. */
const LARGEST = 1e12;

/** Slots since the settings were changed last: what may stand on one chart. */
export function sinceLastChange(slots: readonly Slot[]): Slot[] {
  const last = slots.findLastIndex((slot) => slot.kind === 'point' && slot.isIncomparable);
  return slots.slice(Math.max(0, last));
}

/**
 * Comparable runs as a Mermaid chart, which GitHub draws. Its lines know no gap: where a run is missing or invalid the
 * points are bars, of which none stands there.
 * @param slots as `sinceLastChange` gives them.
 * @param units that one share of the scale is (`unitsOf`): then scores are shown in percent, as in the tables.
 * @returns empty where there are too few points, or numbers that it cannot show.
 */
export function drawChart(benchmark: string, slots: readonly Slot[], units?: number): string {
  const factor = units === undefined ? 1 : 100 / units;
  const scores = slots.map((slot) => (slot.kind === 'point' ? factor * slot.point.score : null));
  const known = scores.filter((score) => score !== null);
  if (known.length < FEWEST_POINTS || known.some((score) => Math.abs(score) > LARGEST)) return '';
  const { low, high, decimals } = scaleOf(known);
  const show = (value: number): string => value.toFixed(decimals).replace(/^-(0\.?0*)$/, '$1');
  const isWhole = known.length === scores.length;
  return [
    '```mermaid',
    'xychart-beta',
    `  title "${chartText(benchmark)}"`,
    `  x-axis "${axisText(slots)}" 1 --> ${slots.length}`,
    `  y-axis "${units === undefined ? 'score' : 'percent'}" ${show(low)} --> ${show(high)}`,
    `  ${isWhole ? 'line' : 'bar'} [${scores.map((score) => show(score ?? low)).join(', ')}]`,
    '```',
  ].join('\n');
}

/** An axis with room at both ends, and as many decimals as tell its points apart. */
function scaleOf(scores: readonly number[]): { low: number; high: number; decimals: number } {
  const [least, most] = [Math.min(...scores), Math.max(...scores)];
  const range = most - least || Math.abs(most) || 1;
  const decimals = Math.min(12, Math.max(0, 3 - Math.floor(Math.log10(range))));
  const smallest = 10 ** -decimals;
  const room = Math.max(range / 10, 10 * smallest);
  return { low: least - room, high: most + room, decimals };
}

/** Nothing that the chart's grammar, or Markdown around it, could take for its own. */
function chartText(text: string): string {
  return shorten(text, LONGEST_TITLE).replace(/[^A-Za-z0-9 _./,()+=…-]/gu, '?') || '?';
}

function axisText(slots: readonly Slot[]): string {
  const days = slots.flatMap(({ run }) => (run.createdAt === null ? [] : [run.createdAt.slice(0, 10)]));
  const [first, last] = [days[0], days.at(-1)];
  return first === undefined ? 'runs' : `runs, ${first} to ${last}`;
}
