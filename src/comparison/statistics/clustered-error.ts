/** The sum of the differences of items that share a cluster: questions on one passage, translations of one item. */
interface ClusterSum {
  count: number;
  sum: number;
}

/** A mean whose error allows for items of one cluster that go up and down together. */
export interface ClusteredMean {
  mean: number;
  standardError: number;
  items: number;
  clusters: number;
}

/** Gathers differences by cluster; memory grows with the clusters, not with the items. */
export class RunningClusters {
  private readonly sums = new Map<string, ClusterSum>();

  add(cluster: string, difference: number): void {
    const sum = this.sums.get(cluster);
    if (!sum) this.sums.set(cluster, { count: 1, sum: difference });
    else {
      sum.count += 1;
      sum.sum += difference;
    }
  }

  /**
   * Mean and clustered standard error: se² = G/(G−1)·Σ_g(Σ_{i∈g}(x_i − mean))²/n² (Liang, Zeger 1986, Biometrika 73:13,
   * for a mean, with the small-sample factor of Stata and statsmodels).
   * @throws RangeError for fewer than two clusters.
   */
  conclude(): ClusteredMean {
    const sums = [...this.sums.values()];
    if (sums.length < 2) throw new RangeError(`Clustered errors need two clusters, not ${sums.length}`);
    const items = sums.reduce((total, { count }) => total + count, 0);
    const mean = sums.reduce((total, { sum }) => total + sum, 0) / items;
    const squares = sums.reduce((total, { count, sum }) => total + (sum - count * mean) ** 2, 0);
    const factor = sums.length / (sums.length - 1);
    return { mean, standardError: Math.sqrt(factor * squares) / items, items, clusters: sums.length };
  }
}
