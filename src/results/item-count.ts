import path from 'node:path';
import { messageOf } from '../errors.js';
import type { FailureAllowance } from '../inputs.js';
import { findPredictions } from './item-readers/byob.js';
import { countPredictions, type ItemCounts, readHarnessCounts } from './items.js';
import { whyRefused } from './linked-files.js';
import type { Redact } from './log-causes.js';
import type { RequestStats } from './request-stats.js';
import type { Score } from './results-yml.js';

/** How many items a task had, and where the numbers come from. */
export interface ItemSummary {
  scored: number;
  expected: number;
  failed: number;
  source: ItemCounts['source'] | 'stats' | 'limit';
}

/**
 * Counts the items of a task from its per-item files, else from what the harness says of itself. Never throws: `problem`
 * says why a file that is there could not be counted.
 */
export async function countItems(
  artifacts: string,
  redact?: Redact,
): Promise<{ counts?: ItemCounts; problem?: string }> {
  const [predictions] = findPredictions(artifacts);
  if (!predictions) {
    const counts = readHarnessCounts(artifacts);
    return counts ? { counts } : {};
  }
  const name = path.relative(artifacts, predictions);
  const refused = whyRefused(predictions, artifacts);
  if (refused !== undefined) return { problem: `${name} ${refused}` };
  try {
    return { counts: await countPredictions(predictions, redact) };
  } catch (error) {
    return { problem: `${name} cannot be read: ${messageOf(error)}` };
  }
}

/** How many of the expected items may fail. */
export function allowedFailures(allowance: FailureAllowance, expected: number): number {
  return 'count' in allowance ? allowance.count : Math.floor(allowance.share * expected);
}

/** The count to show: items, else the scores' own count, else the limit; undefined where nothing tells. */
export function describeItems(
  counts: ItemCounts | undefined,
  scores: Score[],
  limit: number | undefined,
): ItemSummary | undefined {
  if (counts) {
    return { scored: counts.scored, expected: counts.expected, failed: counts.failed, source: counts.source };
  }
  const counted = Math.max(...scores.flatMap(({ count }) => (count === undefined ? [] : [count])));
  if (Number.isFinite(counted))
    return { scored: counted, expected: Math.max(counted, limit ?? 0), failed: 0, source: 'stats' };
  return limit === undefined ? undefined : { scored: limit, expected: limit, failed: 0, source: 'limit' };
}

/** A harness that counts nothing leaves open whether samples are missing. */
export function unknownCount(stats: RequestStats | undefined): string[] {
  const failures = stats ? stats.count - stats.successful : 0;
  const retries =
    failures > 0
      ? `; ${failures} of ${stats!.count} requests failed, and nothing tells whether a retry recovered them`
      : '';
  return [`how many samples were scored is not known: neither the harness nor a limit says it${retries}`];
}
