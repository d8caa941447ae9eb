import { existsSync, readdirSync } from 'node:fs';
import { type ConfigValue, isMap } from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

interface Wanted {
  count: number;
  /** What says so, for a message. */
  by: string;
}

const SIZES = {
  tensor: `-tp|--tp(?:[-_]size)?|--tensor[-_](?:model[-_])?parallel[-_]size`,
  pipeline: `-pp|--pp(?:[-_]size)?|--pipeline[-_](?:model[-_])?parallel[-_]size`,
  context: `--context[-_]parallel[-_]size`,
  data: `-dp|--dp(?:[-_]size)?|--data[-_]parallel[-_]size`,
};
/** Replicas of vLLM on this machine, where others are elsewhere. */
const LOCAL_DATA = `-dpl|--data[-_]parallel[-_]size[-_]local`;
/** SGLang then spreads the replicas over the same GPUs. */
const SHARED_DATA = /--enable-dp-attention/;

/**
 * GPUs that one instance of the model needs by its parallel sizes: those in its command, which is all that the server
 * sees; the config's own keys where there is no command.
 */
function gpusNeeded({ at, from }: CheckContext): Wanted | undefined {
  const command = at('deployment', 'command');
  if (typeof command === 'string') {
    const data = flag(command, LOCAL_DATA) ?? (SHARED_DATA.test(command) ? 1 : flag(command, SIZES.data));
    const sizes = [
      flag(command, SIZES.tensor),
      flag(command, SIZES.pipeline),
      flag(command, SIZES.context),
      data,
    ];
    const count = sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
    return count > 1 ? { count, by: `the parallel sizes in ${from('deployment.command')}` } : undefined;
  }
  const keys = ['tensor_parallel_size', 'pipeline_parallel_size', 'data_parallel_size'];
  const given = keys.filter((key) => (at('deployment', key) ?? null) !== null);
  if (given.length === 0) return undefined;
  const count = given.reduce((product, key) => product * whole(at('deployment', key)), 1);
  return { count, by: given.map((key) => from(`deployment.${key}`)).join(' × ') };
}

function flag(command: string, names: string): number | undefined {
  const match = new RegExp(`(?:^|[\\s'"])(?:${names})[ =]+["']?(\\d+)(?![\\w.])`).exec(command);
  return match ? Number(match[1]) : undefined;
}

function whole(value: ConfigValue | undefined): number {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : 1;
}

/** Whether the parallel sizes fit the GPUs that the command, or the machine, has. */
export function checkDevices(context: CheckContext): Finding[] {
  const { at, from, deploys } = context;
  if (!deploys) return [];
  const needed = gpusNeeded(context);
  const command = at('deployment', 'command');
  const text = typeof command === 'string' ? command : '';
  const perNode = flag(text, '--num[-_]gpus');
  const promised = perNode === undefined ? undefined : perNode * (flag(text, '--(?:num[-_]|n)nodes') ?? 1);
  if (needed && promised !== undefined && promised % needed.count !== 0)
    return [
      error(
        'gpu_count',
        `${from('deployment.command')} has --num_gpus ${perNode}, but ${needed.by} need ${needed.count}`,
        'choose sizes whose product divides the number of GPUs',
      ),
    ];
  if (at('execution', 'type') === 'slurm') return checkSlurmGpus(context, needed);
  if (at('execution', 'type') !== 'local') return [];
  const present = context.gpus ?? localGpus();
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
        `${needed.by} need ${needed.count} GPUs, and this runner has ${present}`,
        'choose smaller sizes, or a larger runner',
      ),
    ];
  return [];
}

function checkSlurmGpus(context: CheckContext, needed: Wanted | undefined): Finding[] {
  const { at, from } = context;
  const asked = gpusOfInstance(context);
  if (asked === undefined) {
    const missing = `${from('execution.gpus_per_node')} and execution.gres are missing: Slurm would start the model without GPUs`;
    const recovery = 'set execution.gres=gpu:8 or execution.gpus_per_node=8 in overrides';
    // A server of one's own may do with processors, unless its command says otherwise.
    if (at('deployment', 'type') === 'generic' && needed === undefined)
      return [warning('no_gpu', missing, `${recovery}, or go on where the server needs none`)];
    return [error('gpu_count', missing, recovery)];
  }
  if (asked === 'some' || !needed || needed.count <= asked.count) return [];
  return [
    error(
      'gpu_count',
      `${needed.by} need ${needed.count} GPUs, and an instance has ${asked.count} (${asked.by})`,
      'choose smaller sizes, or more nodes',
    ),
  ];
}

/** GPUs that an instance of the model has, by what its job asks for; `some` where only Slurm can tell how many. */
function gpusOfInstance({ at, from }: CheckContext): Wanted | 'some' | undefined {
  const instances = whole(at('execution', 'num_instances'));
  const nodes = whole(at('execution', 'num_nodes')) / instances;
  const onNodes = (perNode: number, more = ''): Wanted => ({
    count: perNode * nodes,
    by: `${perNode} on each of ${nodes} nodes${more}`,
  });
  // They stand behind the launcher's own options, and win.
  const [name, value] = gpuFlag(at('execution', 'sbatch_extra_flags')) ?? [];
  if (name !== undefined) {
    const count = Number(/(?:^|:)(\d+)(?:\(|$)/.exec(String(value))?.[1] ?? Number.NaN);
    const by = from(`execution.sbatch_extra_flags.${name}`);
    if (Number.isNaN(count)) return 'some';
    if (name === 'gpus') return { count: count / instances, by: `${count} in all, by ${by}` };
    return /^(?:gpus-per-node|gres)$/.test(name) ? onNodes(count, `, by ${by}`) : 'some';
  }
  const gres = at('execution', 'gres') ?? null;
  const perNode =
    at('execution', 'gpus_per_node') ??
    (typeof gres === 'string' ? /gpu(?::\w+)?:(\d+)/.exec(gres)?.[1] : undefined) ??
    null;
  if (perNode === null) return gres === null ? undefined : 'some';
  return onNodes(Number(perNode));
}

/** Options of sbatch that ask for GPUs: by number, or with all else that a node has. */
const GPU_OPTIONS =
  /^(?:exclusive|gres|gpus|gpus-per-(?:node|socket|task)|tres-per-(?:job|node|socket|task))$/;

function gpuFlag(flags: ConfigValue | undefined): [string, ConfigValue] | undefined {
  if (!isMap(flags)) return undefined;
  const asks = ([name, value]: [string, ConfigValue]): boolean =>
    GPU_OPTIONS.test(name) &&
    value !== false &&
    value !== null &&
    (!/^(?:gres|tres-)/.test(name) || /gpu/.test(String(value)));
  const found = [...flags].filter(asks);
  return found.find(([name]) => name !== 'exclusive') ?? found[0];
}

function localGpus(): number {
  return existsSync('/dev') ? readdirSync('/dev').filter((name) => /^nvidia\d+$/.test(name)).length : 0;
}
