import { isCount } from './counts.js';
import { binomialUpperTail, logGamma, normalQuantile, normalUpperTail } from './distributions.js';

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

/** The width of the window of b + c that is summed, in standard deviations: what lies outside is under 1e-30. */
const WINDOW = 12;

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
  const spread = WINDOW * Math.sqrt(n * discordant * (1 - discordant)) + 4 * WINDOW;
  const first = Math.max(1, Math.floor(n * discordant - spread));
  const last = Math.min(n, Math.ceil(n * discordant + spread));
  const floorCount = fewestAbove(rule.floor, n);

  let critical = firstCritical(first, rule.alpha, floorCount);
  let tail = binomialUpperTail(critical.needed, first, share);
  let power = 0;
  for (let total = first; ; total += 1) {
    power += binomialMass(total, n, discordant) * tail;
    if (total === last) return Math.min(1, power);
    // P(X ≥ k) for one trial more, and for one success more where the rule asks for it.
    tail += share * binomialMass(critical.needed - 1, total, share);
    const next = nextCritical(critical, total, rule.alpha, floorCount);
    if (next.needed > critical.needed) tail -= binomialMass(critical.needed, total + 1, share);
    critical = next;
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

/** What b must be for b + c = total. */
interface Critical {
  /** The smallest b whose p is ≤ alpha; total + 1 where none is. */
  significant: number;
  /** P(X ≥ significant), X ~ B(total, ½). */
  tail: number;
  /** The smallest b that also has the floor. */
  needed: number;
}

function firstCritical(total: number, alpha: number, floorCount: number): Critical {
  let low = 0;
  let high = total + 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (binomialUpperTail(middle, total, 0.5) <= alpha) high = middle;
    else low = middle;
  }
  return {
    significant: high,
    tail: binomialUpperTail(high, total, 0.5),
    needed: withFloor(high, total, floorCount),
  };
}

/** From `total` to `total + 1`: the critical b grows by 0 or 1. */
function nextCritical(now: Critical, total: number, alpha: number, floorCount: number): Critical {
  let significant = now.significant;
  let tail = now.tail + binomialMass(significant - 1, total, 0.5) / 2;
  if (tail > alpha) {
    tail -= binomialMass(significant, total + 1, 0.5);
    significant += 1;
  }
  return { significant, tail, needed: withFloor(significant, total + 1, floorCount) };
}

function withFloor(significant: number, total: number, floorCount: number): number {
  return Math.max(significant, Math.ceil((total + floorCount) / 2));
}

/** P(X = k), X ~ B(n, p). */
function binomialMass(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  const ways = logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  return Math.exp(ways + timesLog(k, p) + timesLog(n - k, 1 - p));
}

/** k·ln p, with 0·ln 0 = 0. */
function timesLog(k: number, p: number): number {
  return k === 0 ? 0 : k * Math.log(p);
}

const logFactorials: number[] = [];

function logFactorial(k: number): number {
  for (let next = logFactorials.length; next <= k; next += 1) logFactorials.push(logGamma(next + 1));
  return logFactorials[k]!;
}

function requireModel(n: number, worse: number, better: number, { alpha, floor }: BreachRule): void {
  if (!isCount(n) || n < 1) throw new RangeError(`Power needs a number of pairs, not ${n}`);
  if (!(worse >= 0 && better >= 0 && worse + better <= 1 + 1e-12))
    throw new RangeError(`${worse} and ${better} are no probabilities of one pair`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`A level lies between 0 and 1, not ${alpha}`);
  if (!(floor >= 0 && floor <= 1)) throw new RangeError(`A floor is a share of the scale, not ${floor}`);
}
