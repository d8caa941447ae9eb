/** Count, mean and sum of squared deviations of a stream of numbers. */
export interface Moments {
  count: number;
  mean: number;
  /** Σ(x − mean)². */
  squares: number;
}

/**
 * Gathers mean and variance in one pass and constant memory, without the cancellation of Σx² − n·mean²
 * (Welford 1962, Technometrics 4:419). A value that is not finite makes the result so too, and nothing judges it.
 */
export class RunningMoments implements Moments {
  count = 0;
  mean = 0;
  squares = 0;

  add(value: number): void {
    this.count += 1;
    const before = value - this.mean;
    this.mean += before / this.count;
    this.squares += before * (value - this.mean);
  }
}

/** The moments of two streams together (Chan, Golub, LeVeque 1983, The American Statistician 37:242). */
export function mergeMoments(one: Moments, two: Moments): Moments {
  if (one.count === 0) return two;
  if (two.count === 0) return one;
  const count = one.count + two.count;
  const distance = two.mean - one.mean;
  return {
    count,
    mean: one.mean + (distance * two.count) / count,
    squares: one.squares + two.squares + distance ** 2 * ((one.count * two.count) / count),
  };
}

/** The unbiased sample variance, Σ(x − mean)²/(n − 1); NaN for fewer than two numbers. */
export function varianceOf({ count, squares }: Moments): number {
  return count < 2 ? Number.NaN : squares / (count - 1);
}
