import { quote } from '../../input-values.js';
import { checkLepton } from './check-lepton.js';
import { checkLocal } from './check-local.js';
import { checkSlurm } from './check-slurm.js';
import type { CheckContext } from './context.js';
import { error, type Finding } from './finding.js';

/** What each executor of the launcher that this action runs asks of a config. */
const EXECUTORS: Readonly<Record<string, (context: CheckContext) => Finding[]>> = {
  local: checkLocal,
  slurm: checkSlurm,
  lepton: checkLepton,
};

/** The executor, and what it asks of the config. */
export function checkExecution(context: CheckContext): Finding[] {
  const { at, from } = context;
  const executor = at('execution', 'type');
  if (typeof executor === 'string' && Object.hasOwn(EXECUTORS, executor))
    return EXECUTORS[executor]!(context);
  const known = Object.keys(EXECUTORS);
  return [
    error(
      'unsupported_executor',
      `${from('execution.type')} is ${quote(String(executor ?? 'missing'))}: this action knows the executors ${known.slice(0, -1).join(', ')} and ${known.at(-1)}`,
      'set execution.type to one of them, as in execution.type=local in overrides',
    ),
  ];
}
