import { readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.js';
import { readRecordFolder } from '../results/read-record.js';

/** What a record says of the run that it is of. */
export interface RecordState {
  state: string;
  verdict: string;
}

/**
 * Reads a record that was unpacked, whole, so that nothing is found broken when the evaluation is paid for.
 * @returns its state, or one line on why it cannot be read.
 */
export function readRecordState(dir: string): RecordState | string {
  try {
    readRecordFolder(dir, 'the record');
    const text = readFileSync(path.join(dir, 'result.json'), 'utf8');
    const { state, verdict } = JSON.parse(text) as Record<string, unknown>;
    return { state: String(state), verdict: String(verdict) };
  } catch (error) {
    return messageOf(error).replace(/\s+/g, ' ').slice(0, 200);
  }
}

/**
 * Why a record does not serve as a baseline that was not named; undefined where it does. It is the record's own state
 * that counts: another job may have failed the run.
 * @param acceptsRegression whether a record that was itself a regression serves. It does for a change, which is not to
 * blame for what has landed; a branch would lose sight of its regression if it compared with it the next time.
 */
export function whyNotGood({ state, verdict }: RecordState, acceptsRegression: boolean): string | undefined {
  if (state !== 'success') return `its evaluation ended as ${word(state)}`;
  if (verdict === 'INVALID') return 'its results are INVALID';
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
