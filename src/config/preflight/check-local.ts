import { quote } from '../../input-values.js';
import { showValue } from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** What only the executor `local` looks at. */
export function checkLocal(context: CheckContext): Finding[] {
  return [...checkMode(context), ...checkReadiness(context)];
}

function checkMode({ at, from, deploys }: CheckContext): Finding[] {
  const mode = at('execution', 'mode');
  if (mode === '???') return [];
  if (mode !== undefined && mode !== 'sequential' && mode !== 'parallel')
    return [
      error(
        'invalid_execution_mode',
        `${from('execution.mode')} is ${mode === null ? 'null' : quote(String(mode))}: allowed are sequential and parallel`,
        'choose one of them',
      ),
    ];
  if (!deploys || mode === 'sequential') return [];
  return [
    error(
      'invalid_execution_mode',
      `${from('execution.mode')} must be sequential where the config deploys a model`,
      'set execution.mode=sequential in overrides',
    ),
  ];
}

/** Large models take longer to load than the launcher waits by itself. */
function checkReadiness({ config, at, from, deploys }: CheckContext): Finding[] {
  const key = 'execution.endpoint_readiness_timeout';
  if (!deploys || config.kept.has(key)) return [];
  const given = at('execution', 'endpoint_readiness_timeout');
  const limit = given === undefined ? 600n : given;
  if (limit === '???') return [];
  if (!/^\d+$/.test(String(limit)))
    return [
      warning(
        'readiness_timeout',
        `${from(key)} is ${showValue(limit).slice(0, 80)}, no whole number: the launcher's script cannot compare with it, and waits for a model that never answers without end`,
        `set ${key}=3600 in overrides`,
      ),
    ];
  if (String(limit) !== '600') return [];
  return [
    warning(
      'readiness_timeout',
      `${from(key)} is 600 s: a model that takes longer to load fails the evaluation`,
      `set ${key}=3600 in overrides for a large model`,
    ),
  ];
}
