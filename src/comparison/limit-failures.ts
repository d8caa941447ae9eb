import type { FailureAllowance } from '../inputs.js';
import { allowedFailures } from '../results/item-count.js';
import type { ItemLoader } from '../results/open-items.js';

/**
 * Items of which more requests failed than are allowed prove nothing (design: valid means failed samples ≤
 * max-failed-samples): their rewards of 0 are no grades. With a policy the gate's formulas count them, and the safeguard
 * `failed-requests` looks after that.
 */
export function limitFailures(items: ItemLoader, allowance: FailureAllowance): ItemLoader {
  return {
    load: async (benchmark) => {
      const loaded = await items.load(benchmark);
      if (!loaded) return undefined;
      const { failedRequests, columns, problems } = loaded;
      const allowed = allowedFailures(allowance, columns.length);
      if (failedRequests <= allowed) return loaded;
      const reason = `${failedRequests} of ${columns.length} samples failed (their requests did), and count as wrong answers; max-failed-samples allows ${allowed}`;
      return { ...loaded, problems: [...problems, reason] };
    },
  };
}
