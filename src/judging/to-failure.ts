import { ActionError, type Location, messageOf } from '../errors.js';
import type { FinalState } from '../outputs.js';

/** Why a story ended before its verdict. */
export interface Failure {
  state: FinalState;
  /** One line. */
  message: string;
  location?: Location;
}

/** What was thrown, as a report tells it: what is no error of ours is one of the runner. */
export function toFailure(error: unknown): Failure {
  const { state, location } =
    error instanceof ActionError ? error : { state: 'infrastructure-error' as const };
  return { state, message: messageOf(error), ...(location ? { location } : {}) };
}
