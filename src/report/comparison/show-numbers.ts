import { type ScoreSide, unitsOf } from '../../comparison/comparison.js';
import type { Scale } from '../../results/metric-facts.js';

/** Stands where there is no number. */
export const NONE = '—';

/** A score: on a scale of 0–1 or 0–100 in percent with one decimal, else with four significant digits. */
export function showScore(score: number | null | undefined, scale: Scale): string {
  if (score === null || score === undefined) return NONE;
  const units = unitsOf(scale);
  return units === undefined ? showDigits(score) : fixed((100 * score) / units, 1);
}

/**
 * A difference with its 95 % interval, `−3.0 (−4.4 … −1.6)`: in percentage points where the scale allows, else in score
 * units, which is said. One decimal, more where the interval is so narrow that nothing would be left of it.
 */
export function showDelta(
  delta: number | null,
  ci95: readonly [number, number] | null,
  scale: Scale,
): { point: string; interval: string; unit: string } {
  if (delta === null) return { point: NONE, interval: '', unit: '' };
  const units = unitsOf(scale);
  const show = units === undefined ? showDigits : toPoints(units, delta, ci95);
  return {
    point: withSign(delta, show(delta)),
    interval: ci95 ? `${withSign(ci95[0], show(ci95[0]))} … ${withSign(ci95[1], show(ci95[1]))}` : '',
    unit: units === undefined ? 'score units' : 'pp',
  };
}

/** The size of a drop with its unit: `3.0 pp`, or `0.12 score units`. */
export function showDrop(drop: number, scale: Scale): string {
  const { point, unit } = showDelta(drop, null, scale);
  return `${point.replace('+', '')} ${unit}`;
}

/** A p-value with at most two significant digits. */
export function showP(p: number | null): string {
  if (p === null || Number.isNaN(p)) return '';
  if (p === 0) return '<1e-300';
  if (p >= 0.001) return p >= 0.995 ? '1' : p.toPrecision(2);
  return p.toPrecision(1).includes('e') ? p.toPrecision(1) : p.toExponential(0);
}

/** `4 of 10`, or `3 of 100` for what is rarer than one in ten. */
export function showShare(share: number): string {
  const of = share >= 0.095 ? 10 : 100;
  return `${Math.round(share * of)} of ${of}`;
}

/** Pairs where items were compared, else what each side counts: `1000`, `1000 / 990`, `200 ×4` with repeats. */
export function showItems(pairs: number | null, baseline?: ScoreSide, candidate?: ScoreSide): string {
  const sides = [baseline, candidate].flatMap((side) => (side ? [side] : []));
  const counts = pairs === null ? sides.map(({ n }) => n?.count ?? '?') : [pairs];
  const different = [...new Set(counts)];
  const repeats = Math.max(1, ...sides.map((side) => side.repeats));
  if (different.length === 0 || (different.length === 1 && different[0] === '?')) return '';
  return `${different.join(' / ')}${repeats > 1 ? ` ×${repeats}` : ''}`;
}

function toPoints(
  units: number,
  delta: number,
  ci95: readonly [number, number] | null,
): (value: number) => string {
  const width = (100 / units) * (ci95 && ci95[1] > ci95[0] ? ci95[1] - ci95[0] : 2 * Math.abs(delta));
  const decimals = width === 0 || width >= 0.2 ? 1 : width >= 0.02 ? 2 : 3;
  return (value) => fixed((100 * value) / units, decimals);
}

function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return showInfinite(value);
  const text = value.toFixed(decimals);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

function showDigits(value: number): string {
  if (!Number.isFinite(value)) return showInfinite(value);
  return String(Number(value.toPrecision(4))).replace(/^-/, '−');
}

function showInfinite(value: number): string {
  return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
}

/** A plus before what is more than nothing as it is shown. */
function withSign(value: number, text: string): string {
  return value > 0 && !/^0\.?0*$/.test(text) ? `+${text}` : text;
}
