import { type RefusalKind, StoreRefusal } from '../baseline/record-store.js';
import { explainRefusal, statusOf } from './rest.js';

/**
 * What the client has thrown, as the baseline search understands it.
 * @param permission what the request needs, such as `actions: read`.
 */
export function toRefusal(error: unknown, permission: string): StoreRefusal {
  if (error instanceof StoreRefusal) return error;
  const status = statusOf(error);
  const reason = explainRefusal(error, permission);
  const isForbidden = status === 401 || status === 403 || status === 404;
  const kind: RefusalKind = isForbidden && !/rate limit/.test(reason) ? 'permission' : 'unavailable';
  return new StoreRefusal(kind, reason);
}

/** Asks, and answers undefined where there is no such thing. @throws StoreRefusal */
export async function askFor<T>(permission: string, question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await question();
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 410 || status === 422) return undefined;
    throw toRefusal(error, permission);
  }
}
