import { isCount } from './counts.js';
import { DROP_FLOOR, FAMILY_ALPHA, POWER, POWER_Z } from './default-rule.js';
import { studentTQuantile } from './distributions.js';
import { findRoot } from './find-root.js';
import { type BreachRule, exactPower, normalPower } from './mcnemar-power.js';

/** More pairs than these are left to the normal approximation. */
const MAX_EXACT = 20_000;

/**
 * The minimum detectable effect of 0/1 items: the drop δ that the default rule calls BREACH with probability 0.8, at
 * level 0.01/m with the floor of 0.01, by its exact unconditional power. The discordance grows with the drop,
 * ψ(δ) = ψ̂ − max(0, d̂) + δ: what got better stays, what got worse is δ more.
 * @param worse, better discordant pairs of @param pairs ≥ 1.
 * @param tests m ≥ 1, the benchmarks that have a p-value.
 * @returns a share of the scale; null where no drop that is possible would be found.
 * @throws RangeError for counts that cannot be.
 */
export function detectableDropOfPairs(
  worse: number,
  better: number,
  pairs: number,
  tests: number,
): number | null {
  if (!isCount(worse) || !isCount(better) || !isCount(pairs) || pairs < 1 || worse + better > pairs)
    throw new RangeError(`Of ${pairs} pairs ${worse} and ${better} cannot be discordant`);
  const unchanged = Math.min(2 * better, worse + better) / pairs;
  return detectableDropAt(pairs, unchanged, tests);
}

/**
 * The same where the discordance is known: half of it is what gets better, whatever the drop.
 * @param discordance ψ of two equal models, in [0, 1].
 */
export function detectableDropAt(pairs: number, discordance: number, tests: number): number | null {
  const rule: BreachRule = { alpha: levelOf(tests), floor: DROP_FLOOR };
  const powerOf = pairs > MAX_EXACT ? normalPower : exactPower;
  const better = discordance / 2;
  const largest = 1 - 2 * better;
  const excess = (drop: number): number => powerOf(pairs, { worse: better + drop, better }, rule) - POWER;
  // Power is cheap where few pairs are discordant: the drop is looked for from below.
  let low = 0;
  let high = Math.min(largest, 2 * DROP_FLOOR);
  while (excess(high) < 0) {
    if (high >= largest) return null;
    low = high;
    high = Math.min(largest, 2 * high);
  }
  return findRoot(excess, low, high);
}

/**
 * The minimum detectable effect where the difference has a standard error (t, Welch):
 * max((z₁₋₀.₀₁/ₘ + 0.84)·se, 0.01 + 0.84·se).
 * @param standardError in score units, ≥ 0.
 * @param degrees of that error; t stands for z where they are few.
 * @returns in score units; null for an error that is not finite.
 */
export function detectableDropOfMean(
  standardError: number,
  tests: number,
  degrees = Number.POSITIVE_INFINITY,
): number | null {
  const level = levelOf(tests);
  if (!(standardError >= 0) || standardError === Number.POSITIVE_INFINITY) return null;
  const quantile = -studentTQuantile(level, degrees);
  return Math.max((quantile + POWER_Z) * standardError, DROP_FLOOR + POWER_Z * standardError);
}

/**
 * The minimum detectable effect with a policy: max_drop + (t₀.₉₇₅ + 0.84)·se.
 * @param quantile t₀.₉₇₅ of the interval that the policy judges by.
 * @returns in score units; null where a number is not finite.
 */
export function detectableDropOfPolicy(
  maxDrop: number,
  quantile: number,
  standardError: number,
): number | null {
  const drop = maxDrop + (quantile + POWER_Z) * standardError;
  return Number.isFinite(drop) ? drop : null;
}

function levelOf(tests: number): number {
  if (!isCount(tests) || tests < 1) throw new RangeError(`A family has at least one test, not ${tests}`);
  return FAMILY_ALPHA / tests;
}
