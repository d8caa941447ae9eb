import { binomialMassOf } from './binomial-mass.js';
import { isCount } from './counts.js';
import { CriticalCounts } from './critical-counts.js';
import { binomialUpperTail, normalQuantile, normalUpperTail } from './distributions.js';

/** When 0/1 items in pairs breach: P(X ≥ b) ≤ alpha and (b − c)/n ≥ floor. */
export interface BreachRule {
  /** Level of the exact one-sided McNemar test, in (0, 1). */
  alpha: number;
  /** The smallest drop that counts, as a share of n; 0 for none. */
  floor: number;
}

/** What the truth may be: probabilities of a pair. */
export interface Discordance {
  /** Right in the baseline, wrong in the candidate. */
  worse: number;
  better: number;
}

/** The width of the window of b + c that is summed, in standard deviations: what lies outside is under 1e-18. */
const WINDOW = 9;

/**
 * The exact unconditional power of a rule at n pairs: the probability that (b, c), multinomial, breaches. Conditional
 * on N = b + c, b is B(N, worse/(worse + better)), and N is B(n, worse + better) (Duffy 1984, Biometrics 40:1005).
 * @returns to an absolute 1e-11.
 * @throws RangeError for n < 1, probabilities that cannot be, or an alpha that is no level.
 */
export function exactPower(n: number, { worse, better }: Discordance, rule: BreachRule): number {
  requireModel(n, worse, better, rule);
  // Rounding may take the sum past 1, where the logarithm of the rest has no value.
  const discordant = Math.min(1, worse + better);
  if (discordant === 0) return 0;
  const share = worse / (worse + better);
  const spread = WINDOW * Math.sqrt(n * discordant * (1 - discordant)) + WINDOW ** 2 / 2;
  const first = Math.max(0, Math.floor(n * discordant - spread));
  const last = Math.min(n, Math.ceil(n * discordant + spread));
  const floorCount = fewestAbove(rule.floor, n);
  const critical = criticalCountsOf(rule.alpha);
  const neededOf = (total: number): number =>
    Math.max(critical.at(total), Math.ceil((total + floorCount) / 2));
  const massOfTotal = binomialMassOf(discordant);
  const massOfWorse = binomialMassOf(share);

  let needed = neededOf(first);
  let tail = binomialUpperTail(needed, first, share);
  let power = 0;
  for (let total = first; ; total += 1) {
    power += massOfTotal(total, n) * tail;
    if (total === last) return Math.min(1, power);
    // P(X ≥ k) for one trial more, and for one success more where the rule asks for it.
    tail += share * massOfWorse(needed - 1, total);
    const next = neededOf(total + 1);
    if (next > needed) tail -= massOfWorse(needed, total + 1);
    needed = next;
  }
}

/**
 * The power in the normal approximation: b − c has mean nδ and variance n(ψ − δ²), and breaches from
 * max(z√(nψ), floor·n) on (Miettinen 1968, Biometrics 24:339, with the floor).
 */
export function normalPower(n: number, { worse, better }: Discordance, rule: BreachRule): number {
  requireModel(n, worse, better, rule);
  const psi = worse + better;
  const delta = worse - better;
  const threshold = Math.max(-normalQuantile(rule.alpha) * Math.sqrt(psi / n), rule.floor);
  const error = Math.sqrt(Math.max(0, psi - delta ** 2) / n);
  if (error === 0) return delta >= threshold && delta > 0 ? 1 : 0;
  return normalUpperTail((threshold - delta) / error);
}

/** The smallest whole k with k/n ≥ share, with the very division that the verdict does. */
function fewestAbove(share: number, n: number): number {
  let k = Math.max(0, Math.floor(share * n) - 1);
  while (k / n < share) k += 1;
  return k;
}

let kept: CriticalCounts | undefined;

/** The benchmarks of one family share their level, and so what they compute for it. */
function criticalCountsOf(alpha: number): CriticalCounts {
  if (kept?.alpha !== alpha) kept = new CriticalCounts(alpha);
  return kept;
}

function requireModel(n: number, worse: number, better: number, { alpha, floor }: BreachRule): void {
  if (!isCount(n) || n < 1) throw new RangeError(`Power needs a number of pairs, not ${n}`);
  if (!(worse >= 0 && better >= 0 && worse + better <= 1 + 1e-12))
    throw new RangeError(`${worse} and ${better} are no probabilities of one pair`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`A level lies between 0 and 1, not ${alpha}`);
  if (!(floor >= 0 && floor <= 1)) throw new RangeError(`A floor is a share of the scale, not ${floor}`);
}
