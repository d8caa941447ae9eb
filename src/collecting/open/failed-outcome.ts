import { StoreRefusal } from '../../baseline/record-store.js';
import { ActionError, ConfigError, type ErrorState, InfrastructureError, messageOf } from '../../errors.js';
import type { Look } from './finisher.js';
import type { FailedOutcome } from './outcome.js';

/** An invocation that could not be brought to its end. @param run that asked, where it is known. */
export function failed(invocationId: string, run: number | undefined, error: unknown): FailedOutcome {
  const state: ErrorState = error instanceof ActionError ? error.state : 'infrastructure-error';
  const asked = run === undefined ? {} : { run };
  return {
    invocationId,
    ...asked,
    kind: 'failed',
    error: state,
    shown: messageOf(error).replace(/\s+/g, ' '),
  };
}

/** A look that an error ended; what the user can mend is said to be the user's. */
export function unseen(error: unknown): Look {
  return {
    state: 'unknown',
    shown: messageOf(error).replace(/\s+/g, ' '),
    ...(error instanceof ActionError ? { error: error.state } : {}),
  };
}

/** What the user can mend is the user's: the line of YAML is in the message. */
export function explain(error: unknown, what: string): unknown {
  if (!(error instanceof StoreRefusal)) return error;
  const message = `${what}: ${error.message}`;
  return error.kind === 'permission' ? new ConfigError(message) : new InfrastructureError(message);
}
