import type { ErrorState } from '../../errors.js';
import type { FinalState, Verdict } from '../../outputs.js';

/** What became of one invocation that was submitted. */
export type Outcome = {
  invocationId: string /** Of the job that asked; absent where it is not known. */;
  run?: number;
} & (
  | {
      kind: 'finished';
      state: FinalState;
      verdict: Verdict;
      fails: boolean;
      checkUrl: string;
      commentUrl: string;
      artifactId: number;
    }
  /** It goes on, another collector has it, or has reported it already. */
  | { kind: 'open' | 'elsewhere' | 'closed'; shown: string }
  /** It could not be brought to its end now; `error`: what the step fails with. */
  | { kind: 'failed'; error: ErrorState; shown: string }
  /** Its record counts for nothing, though its run does. */
  | { kind: 'refused'; shown: string }
);

export type FailedOutcome = Extract<Outcome, { kind: 'failed' }>;

/** The worst first. */
const STATES: readonly FinalState[] = [
  'config-error',
  'infrastructure-error',
  'failed',
  'killed',
  'timeout',
  'cancelled',
  'invalid',
  'dry-run',
  'success',
];
const VERDICTS: readonly Verdict[] = ['INVALID', 'NO-GO', 'INCONCLUSIVE', 'NO-BASELINE', 'GO'];

/** What a step says of all invocations together: the worst. */
export interface Total {
  state: FinalState;
  /** '' where none was finished. */
  verdict: Verdict | '';
  fails: boolean;
}

/** @param problem whether something beside the invocations fails the step, and as what. */
export function totalOf(outcomes: readonly Outcome[], problem?: ErrorState | 'cancelled'): Total {
  const finished = outcomes.filter((one) => one.kind === 'finished');
  const errors = outcomes.flatMap((one): (ErrorState | 'cancelled')[] =>
    one.kind === 'failed' ? [one.error] : one.kind === 'refused' ? ['config-error'] : [],
  );
  if (problem) errors.push(problem);
  const states: FinalState[] = [...errors, ...finished.map(({ state }) => state)];
  return {
    state: STATES.find((state) => states.includes(state)) ?? 'success',
    verdict: VERDICTS.find((verdict) => finished.some((one) => one.verdict === verdict)) ?? '',
    fails: errors.length > 0 || finished.some(({ fails }) => fails),
  };
}
