import { error, type Finding, warning } from '../config/preflight/finding.js';
import { type ConfigMap, getAt, isMap } from '../config/value.js';
import type { ClusterFacts } from './preflight-findings.js';
import { codeOf, type Said, settingOf } from './preflight-shell.js';

/** Of a node, where Slurm does not say. */
const USUAL_GPUS = 8;

/**
 * Whether jobs that each start a server may come to be on one node. All of them have the port that the config names: the
 * second server cannot have it, and the first one answers for both until its own job ends.
 */
export function judgeServerPorts(said: Said, facts: ClusterFacts): Finding[] {
  const { root, from, taskCount, name } = facts;
  const at = (...key: string[]) => getAt(root, key) ?? null;
  if (taskCount < 2 || [null, 'none'].includes(at('deployment', 'type') as string | null)) return [];
  if (hasNodesAlone(root) || /linear/.test(settingOf(said, 'SelectType') ?? '')) return [];
  const names = String(at('execution', 'partition') ?? '').split(',');
  const own = readSharing(said).filter((one) => names.includes(one.name));
  if (own.length > 0 && own.every(({ isExclusive }) => isExclusive)) return [];
  const gpus = gpusAsked(root);
  const isKnown = own.length > 0 && own.every(({ gpusOfNode }) => gpusOfNode !== undefined);
  const most = Math.max(...own.map(({ gpusOfNode }) => gpusOfNode ?? USUAL_GPUS), isKnown ? 0 : USUAL_GPUS);
  if (gpus > 0 && 2 * gpus > most) return [];
  // What else a job asks for may fill a node too, and of nodes whose GPUs are not known so may these.
  const isCertain = !asksMore(root) && (gpus === 0 || isKnown);
  return [
    (isCertain ? error : warning)(
      'shared_server_port',
      `${from('deployment.port')} is ${String(at('deployment', 'port'))} for each of ${taskCount} tasks, whose jobs may share a node of ${name}: their servers cannot share the port`,
      `set execution.sbatch_extra_flags.exclusive=true in overrides, ask all GPUs of a node, or run one task a step (strategy.matrix), each with a port of its own`,
    ),
  ];
}

function hasNodesAlone(root: ConfigMap): boolean {
  const flags = getAt(root, ['execution', 'sbatch_extra_flags']);
  return isMap(flags) && [true, 'exclusive'].includes((flags.get('exclusive') ?? false) as boolean | string);
}

const FILLS =
  /^(?:exclude|mem|mem-per-cpu|mem-per-gpu|cpus-per-task|cpus-per-gpu|gpus.*|gres|tres-.*|nodelist)$/;

function asksMore(root: ConfigMap): boolean {
  const flags = getAt(root, ['execution', 'sbatch_extra_flags']);
  return isMap(flags) && [...flags.keys()].some((name) => FILLS.test(name));
}

/** GPUs that a job asks of each of its nodes. */
function gpusAsked(root: ConfigMap): number {
  const perNode = getAt(root, ['execution', 'gpus_per_node']) ?? null;
  const gres = getAt(root, ['execution', 'gres']) ?? null;
  const [, count] = /(?:^|:)(\d+)$/.exec(String(perNode ?? gres ?? '')) ?? [];
  // `gres: gpu` is one.
  return count === undefined ? Number(String(gres ?? '').startsWith('gpu')) : Number(count);
}

interface Sharing {
  name: string;
  isExclusive: boolean;
  /** On average; undefined where Slurm does not count them. */
  gpusOfNode: number | undefined;
}

function readSharing(said: Said): Sharing[] {
  if (codeOf(said, 'partitions') !== 0) return [];
  return (said.get('partitions') ?? []).flatMap((line): Sharing[] => {
    const value = (key: string): string => new RegExp(`(?:^| )${key}=(\\S*)`).exec(line)?.[1] ?? '';
    if (value('PartitionName') === '') return [];
    const [nodes, gpus] = [value('TotalNodes'), /(?:^|,)gres\/gpu=(\d+)/.exec(value('TRES'))?.[1]];
    return [
      {
        name: value('PartitionName'),
        isExclusive: value('OverSubscribe').startsWith('EXCLUSIVE'),
        gpusOfNode: gpus === undefined || !(Number(nodes) > 0) ? undefined : Number(gpus) / Number(nodes),
      },
    ];
  });
}
