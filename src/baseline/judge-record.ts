import { readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.js';
import { readRecordFolder } from '../results/read-record.js';

/** What a record says of the run that it is of. */
export interface RecordState {
  state: string;
  verdict: string;
  /** It lacks something that its own baseline had, or a leg. */
  isPartial: boolean;
  /** It was compared with nothing, since its baseline could not be looked for. */
  isBlind: boolean;
}

/**
 * Reads a record that was unpacked, whole, so that nothing is found broken when the evaluation is paid for.
 * @returns its state, or one line on why it cannot be read.
 */
export function readRecordState(dir: string): RecordState | string {
  try {
    readRecordFolder(dir, 'the record');
    const text = readFileSync(path.join(dir, 'result.json'), 'utf8');
    const { state, verdict, benchmarks, legs, no_baseline } = JSON.parse(text) as Record<string, unknown>;
    const isPartial =
      entries(benchmarks).some(({ status }) => status === 'MISSING') ||
      entries(legs).some((leg) => leg['state'] === 'missing');
    return { state: String(state), verdict: String(verdict), isPartial, isBlind: no_baseline === 'unknown' };
  } catch (error) {
    return messageOf(error).replace(/\s+/g, ' ').slice(0, 200);
  }
}

function entries(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}

/**
 * Why a record does not serve as a baseline that was not named; undefined where it does. It is the record's own state
 * that counts: another job may have failed the run.
 * @param acceptsRegression whether a record that was itself a regression serves. It does for a change, which is not to
 * blame for what has landed; a branch would lose sight of its regression if it compared with it the next time.
 */
export function whyNotGood(
  { state, verdict, isPartial, isBlind }: RecordState,
  acceptsRegression: boolean,
): string | undefined {
  if (state !== 'success') return `its evaluation ended as ${word(state)}`;
  if (verdict === 'INVALID') return 'its results are INVALID';
  // Its benchmarks would be NEW to what comes after, and a regression of them would pass.
  if (isPartial) return 'benchmarks of its own baseline, or legs, are MISSING in it';
  // What it lets pass nobody knows: it may be a regression that an outage hid.
  if (isBlind) return 'it was compared with nothing, as its own baseline could not be looked for';
  if (verdict === 'NO-GO' && !acceptsRegression)
    return 'it is NO-GO: a regression that landed is no baseline for its own branch';
  return undefined;
}

/** Whether the record in a folder may be saved to the cache, where it serves whoever finds no other. */
export function isWorthCaching(dir: string): boolean {
  const state = readRecordState(dir);
  return typeof state !== 'string' && whyNotGood(state, false) === undefined;
}

/** The words come from an artifact. */
const word = (text: string): string => text.replace(/[^\w-]/g, '').slice(0, 30) || 'nothing known';
