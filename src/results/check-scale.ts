import type { Scale } from './metric-facts.js';

/** The last digits of a float are no statement. */
export const SLACK = 1e-9;

/** The ends of a declared scale; undefined where it has none, or is not declared. */
export function endOfScale(scale: Scale): 1 | 100 | undefined {
  if (scale === 'fraction') return 1;
  return scale === 'percent' ? 100 : undefined;
}

/** Whether a score that is declared a percentage could be a share as well. */
export function isSmallPercentage({ scale, value }: { scale: Scale; value: number }): boolean {
  return scale === 'percent' && value !== 0 && Math.abs(value) <= 1;
}

/**
 * Why a score cannot be on the scale that its harness declares; undefined where it can. It is never converted: that 92
 * means 0.92 would be a guess, and a wrong one turns a loss into a gain.
 * @param file where it is stated, for the message.
 */
export function whyOutside(
  { name, value, scale }: { name: string; value: number; scale: Scale },
  file: string,
): string | undefined {
  const end = endOfScale(scale);
  if (end === undefined || !Number.isFinite(value)) return undefined;
  return value < -SLACK || value > end * (1 + SLACK)
    ? `${name} is ${value} in ${file}, outside of the scale 0–${end} that its harness declares`
    : undefined;
}
