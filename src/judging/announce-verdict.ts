import type { Comparison } from '../comparison/comparison.js';
import type { Log } from '../github/log.js';
import { describeComparison } from '../report/comparison/describe-comparison.js';
import { renderHeadline } from '../report/comparison/headline.js';

/** Benchmarks that the log lists; the whole is in result.json. */
const MOST_LINES = 300;

/**
 * Shows a comparison in the log: one line a benchmark in a group, the gravest last, then the notes and the verdict.
 * @param error of the run, which is said at its end: a note that it repeats is left to it.
 */
export function announceComparison(log: Log, comparison: Comparison, error = ''): void {
  const lines = describeComparison(comparison);
  const more = lines.length - MOST_LINES;
  const shown = more > 0 ? [`${more} more, less grave, and then:`, ...lines.slice(more)] : lines;
  if (shown.length > 0) log.group('Comparison with the baseline', shown);
  for (const note of new Set(comparison.notes)) if (!error.includes(note)) log.info(note);
  log.info(renderHeadline(comparison));
}
