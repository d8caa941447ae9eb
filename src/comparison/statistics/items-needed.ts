import { DROP_CEILING, PASS_LEVEL, POWER_Z } from './default-rule.js';
import { normalQuantile } from './distributions.js';

/**
 * How many items would let a candidate that is as good as its baseline PASS in 8 of 10 runs: the n at which
 * (z₀.₉₇₅ + 0.84)·√(variance/n) is the drop that is allowed.
 * @param allowed a share of the scale; the rule without a policy allows 0.03.
 * @param variance of one item's difference; for 0/1 items the discordance ψ̂ = (b + c)/n.
 * @returns whole items; null where nothing is allowed, or the variance is 0 or not finite and says nothing.
 */
export function itemsToPass(variance: number, allowed = DROP_CEILING): number | null {
  if (!(allowed > 0) || !(variance > 0) || !Number.isFinite(variance)) return null;
  return Math.ceil(variance * ((normalQuantile((1 + PASS_LEVEL) / 2) + POWER_Z) / allowed) ** 2);
}
