import type { Slot } from '../../trend/trend-of.js';

const STEPS = '▁▂▃▄▅▆▇█';
const MIDDLE = '▄';
export const GAP_MARK = '·';
export const INVALID_MARK = '×';
/** Before a point whose settings differ from those before it. */
export const CHANGE_MARK = '┊';

/** A line as text, a character a run: the higher the score, the higher the block; what is no point has a mark. */
export function drawSparkline(slots: readonly Slot[]): string {
  const scores = slots.flatMap((slot) => (slot.kind === 'point' ? [slot.point.score] : []));
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  return slots
    .map((slot) => {
      if (slot.kind === 'missing') return GAP_MARK;
      if (slot.kind === 'invalid') return INVALID_MARK;
      return `${slot.isIncomparable ? CHANGE_MARK : ''}${blockOf(slot.point.score, low, high)}`;
    })
    .join('');
}

function blockOf(score: number, low: number, high: number): string {
  // Halved, so that the distance of the two ends has room in a double.
  const height = (score / 2 - low / 2) / (high / 2 - low / 2);
  if (!Number.isFinite(height)) return MIDDLE;
  return STEPS[Math.min(STEPS.length - 1, Math.floor(height * STEPS.length))]!;
}
