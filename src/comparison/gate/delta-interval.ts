import { normalQuantile, studentTQuantile } from '../statistics/distributions.js';
import { mean, sampleDeviation } from './numpy-sums.js';
import { roundHalfEven } from './round-half-even.js';

/** Decimal places of scores, differences and their limits. */
export const PLACES = 6;

export type Interval = readonly [lower: number, upper: number];

/**
 * The two-sided 95 % interval of a mean of independent differences: Student's t with n − 1 degrees of freedom.
 * @param deltas two values or more.
 */
export function plainInterval(deltas: Float64Array): Interval {
  const error = sampleDeviation(deltas) / Math.sqrt(deltas.length);
  return around(mean(deltas), studentTQuantile(0.975, deltas.length - 1) * error);
}

/**
 * The two-sided 95 % interval of a mean of differences that hang together within clusters (Miller 2024, "Adding Error
 * Bars to Evals", section 2.2, with the factor G / (G − 1)): normal quantile, however few clusters there are.
 * @param clusters parallel to the deltas; two different ones or more.
 */
export function clusteredInterval(deltas: Float64Array, clusters: Int32Array): Interval {
  const centre = mean(deltas);
  const sums = new Map<number, number>();
  for (const [index, delta] of deltas.entries()) {
    const cluster = clusters[index]!;
    sums.set(cluster, (sums.get(cluster) ?? 0) + (delta - centre));
  }
  let squares = 0;
  for (const residual of sums.values()) squares += residual * residual;
  const count = sums.size;
  const variance = ((count / (count - 1)) * squares) / (deltas.length * deltas.length);
  return around(centre, normalQuantile(0.975) * Math.sqrt(variance));
}

function around(centre: number, half: number): Interval {
  return [roundHalfEven(centre - half, PLACES), roundHalfEven(centre + half, PLACES)];
}

/** How many different clusters there are. */
export function countClusters(clusters: Int32Array): number {
  return new Set(clusters).size;
}
