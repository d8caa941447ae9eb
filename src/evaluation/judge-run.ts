import { messageOf } from '../errors.js';
import { announceComparison } from '../judging/announce-verdict.js';
import { runComparison } from '../judging/run-comparison.js';
import { redactMessage } from '../upload/scan-file.js';
import { type Session, warn } from './session.js';
import type { Ending } from './write-reports.js';

/**
 * Compares what a run came to with its baseline, where there is one. Never throws: results that were paid for are kept
 * whatever becomes of their comparison, and one that failed is no verdict to pass by.
 */
export async function judgeRun(session: Session, ending: Ending): Promise<Ending> {
  const { inputs, yardstick, stop, forms } = session;
  const baseline = yardstick?.baseline;
  // A cancel leaves seconds, for what cannot be done later.
  const cancelled = stop.signal.aborted && stop.signal.reason === 'cancelled';
  if (!inputs || !baseline || cancelled) return ending;
  if (!ending.results)
    return {
      ...ending,
      error: ending.error ?? 'the results cannot be read, and were not compared with the baseline',
      baseline: baseline.facts,
      comparisonFailed: true,
    };
  const redact = (text: string): string => redactMessage(text, forms);
  try {
    const results = { baseline: baseline.results, candidate: ending.results };
    const { policy } = yardstick;
    const found = await runComparison({ results }, inputs, { policy, dir: session.files.dir, redact });
    for (const warning of found.warnings) warn(session, redact(warning));
    const comparison = redactTexts(found.comparison, redact);
    announceComparison(session.log, comparison, ending.error);
    session.outputs.set('flips_path', found.flipsFile ?? '');
    return { ...ending, comparison, baseline: baseline.facts };
  } catch (error) {
    session.log.foreign('Unexpected error', redact(String((error as Error)?.stack ?? error)));
    const failure = `the comparison failed: ${redact(messageOf(error).split('\n')[0]!)}`;
    if (ending.error !== undefined) warn(session, failure);
    return { ...ending, error: ending.error ?? failure, baseline: baseline.facts, comparisonFailed: true };
  }
}

/** Every text of a value, redacted before anything escapes or cuts it: settings may hold what the launcher resolved. */
function redactTexts<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactTexts(item, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [key, redactTexts(item, redact)])) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redactTexts(item, redact)]),
  ) as T;
}
