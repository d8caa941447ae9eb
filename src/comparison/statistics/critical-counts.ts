import { binomialMassOf } from './binomial-mass.js';
import { binomialUpperTail } from './distributions.js';

/** The recurrence starts afresh after so many totals, so that its rounding errors do not add up. */
const FRESH = 512;
const mass = binomialMassOf(0.5);

/** For one level: how many of b + c discordant pairs b must be to be significant in McNemar's exact one-sided test. */
export class CriticalCounts {
  /** By total; total + 1 where no b is enough. */
  private readonly counts: number[] = [1];
  /** P(X ≥ the last count), X ~ B(last total, ½). */
  private tail = 0;

  /** @param alpha in (0, 1). */
  constructor(readonly alpha: number) {}

  /** The smallest b with P(X ≥ b) ≤ alpha, X ~ B(total, ½). */
  at(total: number): number {
    while (this.counts.length <= total) this.addNext();
    return this.counts[total]!;
  }

  /** From one total to the next the count grows by 0 or 1. */
  private addNext(): void {
    const total = this.counts.length;
    let count = this.counts[total - 1]!;
    this.tail =
      total % FRESH === 0 ? binomialUpperTail(count, total, 0.5) : this.tail + mass(count - 1, total - 1) / 2;
    if (this.tail > this.alpha) {
      this.tail -= mass(count, total);
      count += 1;
    }
    this.counts.push(count);
  }
}
