import { setTimeout as sleep } from 'node:timers/promises';

/** Time as the watcher sees it, in milliseconds; tests have their own. */
export interface Clock {
  now(): number;
  /** Returns early where the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const CLOCK: Clock = {
  now: () => Date.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};
