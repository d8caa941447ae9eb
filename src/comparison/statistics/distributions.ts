import betainc from '@stdlib/math-base-special-betainc';
import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';
import gammaln from '@stdlib/math-base-special-gammaln';
import studentTQuantileOf from '@stdlib/stats-base-dists-t-quantile';
import { isCount } from './counts.js';

// Tails are computed as such, never as 1 − p: small p-values keep all their digits. Relative errors against 40-digit
// references are under 1e-10 (tools/statistics-tables.py); a probability under 5e-324 is 0.

/** P(Z ≤ z) of a standard normal Z. NaN for NaN. */
export function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

/** P(Z ≥ z) of a standard normal Z. NaN for NaN. */
export function normalUpperTail(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}

/** The z with P(Z ≤ z) = p; ∓∞ for 0 and 1, NaN outside of [0, 1]. */
export function normalQuantile(p: number): number {
  // The library's own normal quantile goes through erfinv(2p − 1), which has no digits left below p = 1e-17.
  return -Math.SQRT2 * erfcinv(2 * p);
}

/**
 * P(T ≥ t) of Student's T.
 * @param degrees degrees of freedom, > 0, need not be whole; ∞ means the normal distribution.
 * @returns NaN for NaN and for degrees that are not positive.
 */
export function studentTUpperTail(t: number, degrees: number): number {
  if (Number.isNaN(t) || !(degrees > 0)) return Number.NaN;
  if (degrees === Number.POSITIVE_INFINITY) return normalUpperTail(t);
  if (!Number.isFinite(t)) return t > 0 ? 0 : 1;
  const square = t * t;
  // Abramowitz & Stegun 1964, 26.7.1, through the smaller of x and 1 − x so that neither rounds to 1.
  const tail =
    square < degrees
      ? betainc(square / (degrees + square), 0.5, degrees / 2, true, true) / 2
      : betainc(degrees / (degrees + square), degrees / 2, 0.5, true, false) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/**
 * The t with P(T ≤ t) = p of Student's T.
 * @param degrees as in studentTUpperTail.
 * @returns NaN outside of [0, 1]. Exact to 1e-9 for |p − ½| ≥ 1e-3; closer to ½ large degrees lose digits.
 */
export function studentTQuantile(p: number, degrees: number): number {
  // From here on the two agree in all digits, and the library's answer becomes 0 soon after.
  if (degrees >= 1e15) return normalQuantile(p);
  return studentTQuantileOf(p, degrees);
}

/**
 * P(X ≥ k) for X ~ B(n, p), through the incomplete beta function (Abramowitz & Stegun 1964, 26.5.24).
 * @param k, n whole numbers, n ≥ 0; tried up to 2,000,000.
 * @param p in [0, 1].
 * @throws RangeError for anything else.
 */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (!isCount(n) || !Number.isInteger(k))
    throw new RangeError(`B(n, p) needs whole numbers, not ${k}, ${n}`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A probability lies in [0, 1], not ${p}`);
  if (k <= 0) return 1;
  if (k > n) return 0;
  return betainc(p, k, n - k + 1, true, false);
}

/** ln Γ(x), x > 0. NaN for NaN. */
export function logGamma(x: number): number {
  return gammaln(x);
}
