import { existsSync, readdirSync } from 'node:fs';
import { quote } from '../../input-values.js';
import { type ConfigValue, showValue } from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** Executor, mode, deployment, time and devices. */
export function checkExecution(context: CheckContext): Finding[] {
  return [
    ...checkExecutor(context),
    ...checkMode(context),
    ...checkInstances(context),
    ...checkSlurm(context),
    ...checkDevices(context),
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

function checkMode({ at, from }: CheckContext): Finding[] {
  if (at('execution', 'type') !== 'local') return [];
  const mode = at('execution', 'mode') ?? undefined;
  if (mode !== undefined && mode !== 'sequential' && mode !== 'parallel')
    return [
      error(
        'invalid_execution_mode',
        `${from('execution.mode')} is ${quote(String(mode))}: allowed are sequential and parallel`,
        'choose one of them',
      ),
    ];
  const deployment = at('deployment', 'type') ?? 'none';
  if (deployment === 'none' || mode === 'sequential') return [];
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
  if (value === null) return [];
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

/** GPUs that one instance of the model needs by its parallel sizes, or undefined where the config does not say. */
function gpusNeeded({ at }: CheckContext): { count: number; key: string } | undefined {
  const sizes = ['tensor_parallel_size', 'pipeline_parallel_size', 'data_parallel_size'];
  const given = sizes.filter((key) => at('deployment', key) !== undefined);
  if (given.length > 0) {
    const count = given.reduce((product, key) => product * whole(at('deployment', key)), 1);
    return { count, key: given.map((key) => `deployment.${key}`).join(' × ') };
  }
  const command = at('deployment', 'command');
  if (typeof command !== 'string') return undefined;
  const flag = (name: string): number => Number(new RegExp(`--${name}[ =](\\d+)`).exec(command)?.[1] ?? 1);
  const product = ['tensor_model_parallel_size', 'pipeline_model_parallel_size']
    .map(flag)
    .reduce((a, b) => a * b);
  return product > 1 ? { count: product, key: 'the parallel sizes in deployment.command' } : undefined;
}

function whole(value: ConfigValue | undefined): number {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : 1;
}

function checkDevices(context: CheckContext): Finding[] {
  const { at, from } = context;
  if ((at('deployment', 'type') ?? 'none') === 'none') return [];
  const needed = gpusNeeded(context);
  const command = at('deployment', 'command');
  const promised = typeof command === 'string' ? /--num_gpus[ =](\d+)/.exec(command)?.[1] : undefined;
  if (needed && promised !== undefined && Number(promised) % needed.count !== 0)
    return [
      error(
        'gpu_count',
        `${from('deployment.command')} has --num_gpus ${promised}, but ${needed.key} need ${needed.count}`,
        'choose sizes whose product divides the number of GPUs',
      ),
    ];
  if (at('execution', 'type') === 'slurm') return checkSlurmGpus(context, needed);
  const present = localGpus();
  if (present === 0)
    return [
      warning(
        'no_gpu',
        `${from('deployment.type')} deploys a model, but this runner has no NVIDIA device (/dev/nvidia0)`,
        'use a runner with GPUs, or set deployment.type=none and name an endpoint',
      ),
    ];
  if (needed && needed.count > present)
    return [
      error(
        'gpu_count',
        `${needed.key} (${from('deployment.type')}) need ${needed.count} GPUs, and this runner has ${present}`,
        'choose smaller sizes, or a larger runner',
      ),
    ];
  return [];
}

function checkSlurmGpus({ at, from }: CheckContext, needed: ReturnType<typeof gpusNeeded>): Finding[] {
  const gres = at('execution', 'gres');
  const perNode =
    at('execution', 'gpus_per_node') ??
    (typeof gres === 'string' ? /gpu(?::\w+)?:(\d+)/.exec(gres)?.[1] : undefined);
  if (perNode === undefined || perNode === null) {
    if (gres !== undefined && gres !== null) return [];
    return [
      error(
        'gpu_count',
        `${from('execution.gpus_per_node')} and execution.gres are missing: Slurm would start the model without GPUs`,
        'set execution.gres=gpu:8 or execution.gpus_per_node=8 in overrides',
      ),
    ];
  }
  const nodes = whole(at('execution', 'num_nodes')) / whole(at('execution', 'num_instances'));
  const there = Number(perNode) * nodes;
  if (!needed || needed.count <= there) return [];
  return [
    error(
      'gpu_count',
      `${needed.key} need ${needed.count} GPUs, and an instance has ${there} (${Number(perNode)} on each of ${nodes} nodes)`,
      'choose smaller sizes, or more nodes',
    ),
  ];
}

function localGpus(): number {
  return existsSync('/dev') ? readdirSync('/dev').filter((name) => /^nvidia\d+$/.test(name)).length : 0;
}

/** Large models take longer to load than the launcher waits by itself. */
function checkReadiness({ at, from }: CheckContext): Finding[] {
  if ((at('deployment', 'type') ?? 'none') === 'none' || at('execution', 'type') !== 'local') return [];
  const limit = at('execution', 'endpoint_readiness_timeout');
  if (limit !== undefined && limit !== 600n) return [];
  return [
    warning(
      'readiness_timeout',
      `${from('execution.endpoint_readiness_timeout')} is 600 s: a model that takes longer to load fails the evaluation`,
      'set execution.endpoint_readiness_timeout=3600 in overrides for a large model',
    ),
  ];
}
