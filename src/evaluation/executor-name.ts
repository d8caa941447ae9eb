import type { ResolvedConfig } from '../config/resolve.js';
import { getAt } from '../config/value.js';
import { EXECUTORS, type ExecutorName } from '../outputs.js';

/** The executor that a config names; what it names wrongly, preflight refuses. */
export function executorNameOf(config: ResolvedConfig): ExecutorName {
  const name = getAt(config.root, ['execution', 'type']);
  return EXECUTORS.find((known) => known === name) ?? 'local';
}
