import { setTimeout as sleep } from 'node:timers/promises';

/** What a cancel leaves to what is under way: the runner asks again after 7.5 s, and outputs are to be set by then. */
const GRACE_MS = 5_000;

/** What `work` comes to; undefined where a cancel came before, or a cancel's time ran out. Its faults are thrown. */
export async function untilCancelled<T>(
  stop: AbortSignal,
  work: () => Promise<T>,
  graceMs = GRACE_MS,
): Promise<T | undefined> {
  if (stop.aborted) return undefined;
  const over = new AbortController();
  const cancelled = new Promise<undefined>((resolve) => {
    const onAbort = (): unknown =>
      sleep(graceMs, undefined, { signal: over.signal }).then(resolve, () => undefined);
    stop.addEventListener('abort', onAbort, { once: true });
    over.signal.addEventListener('abort', () => stop.removeEventListener('abort', onAbort), { once: true });
  });
  const done = work();
  // Whatever becomes of it when nobody waits any more.
  done.catch(() => undefined);
  try {
    return await Promise.race([done, cancelled]);
  } finally {
    over.abort();
  }
}
