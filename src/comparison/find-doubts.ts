import type { Benchmark } from '../results/eval-results.js';
import type { LoadedItems } from '../results/load-items.js';
import type { Both } from './comparison.js';
import { whyScaleUnclear } from './item-units.js';

/** What the scores themselves leave open, one line each, by the safeguard that takes a PASS away for it. */
export type Doubts = Partial<Record<'graded-rewards' | 'unknown-scale', string>>;

const SIDES = ['baseline', 'candidate'] as const;

/** Asks whether scores mean what their metric declares. A BREACH does not suffer from such a doubt. */
export function findDoubts(benchmark: Both<Benchmark>, loaded: Both<LoadedItems | undefined>): Doubts {
  const [graded, unscaled] = [whyTooCoarse(benchmark, loaded), whyScaleUnclear(benchmark, loaded)];
  return {
    ...(graded === undefined ? {} : { 'graded-rewards': graded }),
    ...(unscaled === undefined ? {} : { 'unknown-scale': unscaled }),
  };
}

/** Every reward above 0 counts as success: all may fall from 0.9 to 0.1, and nothing shows. */
function whyTooCoarse(
  { candidate }: Both<Benchmark>,
  loaded: Both<LoadedItems | undefined>,
): string | undefined {
  const found = SIDES.flatMap((side) => {
    const { coarse = 0, columns } = loaded[side] ?? {};
    return coarse > 0 ? [`${coarse} of ${columns!.length} in the ${side}`] : [];
  });
  return found.length === 0
    ? undefined
    : `rewards are graded (${found.join(', ')}), and ${candidate.metric} counts all above 0 as success, however little: judge mean_reward`;
}
