import { quote } from '../../input-values.js';
import { showValue } from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** Executor, mode and time. */
export function checkExecution(context: CheckContext): Finding[] {
  return [
    ...checkExecutor(context),
    ...checkMode(context),
    ...checkInstances(context),
    ...checkSlurm(context),
    ...checkReadiness(context),
  ];
}

function checkExecutor({ at, from }: CheckContext): Finding[] {
  const executor = at('execution', 'type');
  if (executor === 'local') return [];
  return [
    error(
      'unsupported_executor',
      `${from('execution.type')} is ${quote(String(executor ?? 'missing'))}: this version runs the executor "local" only`,
      'set execution.type=local in overrides',
    ),
  ];
}

function checkMode({ at, from, deploys }: CheckContext): Finding[] {
  if (at('execution', 'type') !== 'local') return [];
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

function checkInstances({ at, from }: CheckContext): Finding[] {
  const value = at('deployment', 'multiple_instances') ?? null;
  // The local executor does not look at it.
  if (value === null || at('execution', 'type') !== 'slurm') return [];
  return [
    error(
      'multiple_instances',
      `${from('deployment.multiple_instances')} is refused by the launcher since 0.2.3`,
      'set deployment.multiple_instances=null, and execution.num_instances with an execution.num_nodes that it divides',
    ),
  ];
}

function checkSlurm({ at, from }: CheckContext): Finding[] {
  if (at('execution', 'type') !== 'slurm') return [];
  const needed = [
    'hostname',
    'username',
    'account',
    'partition',
    'walltime',
    'num_nodes',
    'ntasks_per_node',
    'subproject',
  ];
  const missing = needed.filter((key) => (at('execution', key) ?? null) === null);
  const walltime = at('execution', 'walltime');
  const [nodes, instances] = [at('execution', 'num_nodes'), at('execution', 'num_instances') ?? 1n];
  return [
    ...missing.map((key) =>
      error(
        'missing_slurm_setting',
        `${from(`execution.${key}`)} is missing, which the launcher's Slurm executor needs`,
        `set execution.${key}=… in overrides`,
      ),
    ),
    ...(typeof walltime === 'bigint' || typeof walltime === 'number'
      ? [
          error(
            'integer_walltime',
            `${from('execution.walltime')} is the number ${showValue(walltime)}, which Slurm takes for minutes; YAML reads an unquoted 12:00:00 as 43200`,
            'put it in quotes: "12:00:00"',
          ),
        ]
      : []),
    ...(typeof nodes === 'bigint' &&
    typeof instances === 'bigint' &&
    instances > 0n &&
    nodes % instances !== 0n
      ? [
          error(
            'gpu_count',
            `${from('execution.num_nodes')} is ${nodes}, which execution.num_instances ${instances} does not divide`,
            'choose num_nodes as a multiple of num_instances',
          ),
        ]
      : []),
  ];
}

/** Large models take longer to load than the launcher waits by itself. */
function checkReadiness({ config, at, from, deploys }: CheckContext): Finding[] {
  const key = 'execution.endpoint_readiness_timeout';
  if (!deploys || at('execution', 'type') !== 'local' || config.kept.has(key)) return [];
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
