import type { ComparisonVerdict } from '../comparison/comparison.js';
import type { Log } from '../github/log.js';
import type { FailOn } from '../judgement-inputs.js';

/** The word of `fail-on` that each verdict answers to. */
const WORDS: Partial<Record<ComparisonVerdict, FailOn>> = {
  INVALID: 'invalid',
  'NO-GO': 'regression',
  INCONCLUSIVE: 'inconclusive',
};

/**
 * Whether a verdict fails the step. `auto` is invalid results, and with a policy regressions and want of evidence too, as
 * `nel gate` exits.
 */
export function verdictFails(
  verdict: ComparisonVerdict,
  failOn: readonly FailOn[],
  hasPolicy: boolean,
): boolean {
  const word = WORDS[verdict];
  if (word === undefined) return false;
  if (failOn.includes(word)) return true;
  return failOn.includes('auto') && (hasPolicy || word === 'invalid');
}

/** Says what a verdict means for the step: an error where it fails, a warning where it does not and is no good news. */
export function announceOutcome(
  log: Pick<Log, 'error' | 'warn'>,
  verdict: ComparisonVerdict,
  fails: boolean,
): void {
  if (fails) log.error(`the verdict is ${verdict}, which fails the step (fail-on)`);
  else if (WORDS[verdict] !== undefined)
    log.warn(`the verdict is ${verdict}, which does not fail the step (fail-on): see the job summary`);
}
