import type { Comparison } from '../comparison/comparison.js';
import type { Log } from '../github/log.js';
import { describeComparison } from '../report/comparison/describe-comparison.js';
import { renderHeadline } from '../report/comparison/headline.js';

/** Benchmarks that the log lists; the whole is in result.json. */
const MOST_LINES = 300;

/** Shows a comparison in the log, one line a benchmark. */
export function announceComparison(log: Log, comparison: Comparison): void {
  const lines = describeComparison(comparison);
  const more = lines.length - MOST_LINES;
  log.group(
    'Comparison with the baseline',
    more > 0 ? [...lines.slice(0, MOST_LINES), `… and ${more} more`] : lines,
  );
  for (const note of comparison.notes) log.info(note);
  log.info(renderHeadline(comparison));
}
