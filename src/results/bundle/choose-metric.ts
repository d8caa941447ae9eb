/**
 * The metric that stands for a benchmark whose policy names none, as `nel gate` chooses it.
 * @param known the metrics that are stated, in order of their names.
 */
export function chooseMetric(known: readonly string[]): string {
  return (
    ['mean_reward', 'pass@1'].find((metric) => known.includes(metric)) ??
    known.find((metric) => metric.startsWith('scorer:')) ??
    'mean_reward'
  );
}
