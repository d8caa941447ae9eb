import quantile from '@stdlib/stats-base-dists-t-quantile';

/** The 0.975 quantile of the standard normal distribution. */
export const NORMAL_975 = 1.959963984540054;

/**
 * The 0.975 quantile of Student's t distribution: half the width of a two-sided 95 % interval, in standard errors.
 * @param degrees degrees of freedom, 1 or more.
 */
export function studentT975(degrees: number): number {
  return quantile(0.975, degrees);
}
