import { error, type Finding, warning } from '../config/preflight/finding.js';
import { getAt } from '../config/value.js';
import { judgeAccount, judgeQuality, judgeSubmitLimit, listed, noteAccounts } from './preflight-accounts.js';
import type { ClusterFacts, ClusterJudgement } from './preflight-findings.js';
import { totalNodes } from './preflight-header.js';
import { codeOf, quoteAnswer, type Said } from './preflight-shell.js';
import { formatLimit, parseLimit, parseWalltime } from './walltime.js';

/** A partition as `scontrol -o show partition` has it. */
interface Partition {
  name: string;
  state: string;
  /** Seconds. */
  maxTime: number;
  maxNodes: number;
  totalNodes: number;
}

/** Whether the job would be let in: account, partition, walltime, and what Slurm says of a trial. */
export function judgeQueue(said: Said, facts: ClusterFacts): ClusterJudgement {
  const trial = readTrial(said);
  const partitions = readPartitions(said);
  const found = [
    ...judgePartition(partitions, facts),
    ...judgeAccount(said, facts, trial.refusal),
    ...judgeQuality(said, facts),
    ...judgeSubmitLimit(said, facts),
  ];
  const has = (id: string): boolean => found.some((one) => one.id === id);
  if (trial.refusal !== undefined) {
    const finding = explainRefusal(trial.refusal, facts);
    // What is said already, and better, is not said again in Slurm's words.
    const isKnown = RELATED.some(([id, words]) => has(id) && words.test(trial.refusal!));
    if (!isKnown) found.push(finding);
  }
  // A time to start that its limits do not let it start at would be no help.
  const starts = found.some(({ id }) => id !== 'cluster_submit_limit') ? [] : noteStart(trial);
  return { findings: found, notes: [...noteAccounts(said), ...starts] };
}

const RELATED: readonly [string, RegExp][] = [
  ['cluster_account', /account/i],
  ['cluster_partition', /partition|node count|node config|unavailable/i],
  ['cluster_walltime', /time limit|partition/i],
];

interface Trial {
  /** What Slurm says against the job; undefined where it would take it, or was not asked. */
  refusal?: string;
  start?: string;
}

function readTrial(said: Said): Trial {
  const lines = said.get('test') ?? [];
  const code = codeOf(said, 'test');
  if (code === undefined) return {};
  if (code === 0) {
    const start = lines.find((line) => /to start at/.test(line))?.replace(/^sbatch: Job \d+ /, '');
    return start === undefined ? {} : { start };
  }
  const errors = lines
    .filter((line) => /error/i.test(line))
    .map((line) => line.replace(/^sbatch: (?:error: )?/, ''));
  const shown = errors.length > 0 ? errors : lines;
  return { refusal: code === 124 ? 'no answer within 20 s' : quoteAnswer(shown) || `exit code ${code}` };
}

function noteStart({ start }: Trial): string[] {
  return start === undefined ? [] : [`Slurm would take the job, ${quoteAnswer([start])}`];
}

function readPartitions(said: Said): Partition[] | undefined {
  if (codeOf(said, 'partitions') !== 0) return undefined;
  return (said.get('partitions') ?? []).flatMap((line): Partition[] => {
    const value = (name: string): string => new RegExp(`(?:^| )${name}=(\\S*)`).exec(line)?.[1] ?? '';
    const number = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Infinity);
    const name = value('PartitionName');
    if (name === '') return [];
    return [
      {
        name,
        state: value('State') || 'UP',
        maxTime: parseLimit(value('MaxTime')) ?? Infinity,
        maxNodes: number(value('MaxNodes')),
        totalNodes: number(value('TotalNodes')),
      },
    ];
  });
}

function judgePartition(partitions: Partition[] | undefined, facts: ClusterFacts): Finding[] {
  const { root, name: cluster, from } = facts;
  if (partitions === undefined) return [];
  const key = 'execution.partition';
  const names = String(getAt(root, ['execution', 'partition']) ?? '')
    .split(',')
    .filter(Boolean);
  const unknown = names.filter((name) => !partitions.some((one) => one.name === name));
  if (unknown.length > 0)
    return [
      error(
        'cluster_partition',
        `${from(key)} is ${names.join(',')}, and ${cluster} has no partition ${unknown.join(' and ')}`,
        `set ${key} to one of ${listed(partitions.map(({ name }) => name))}`,
      ),
    ];
  // A job for several partitions starts in whichever lets it in.
  const own = partitions.filter(({ name }) => names.includes(name));
  return [...judgeState(own, facts), ...judgeNodes(own, facts), ...judgeTime(own, facts)];
}

function judgeState(own: readonly Partition[], { from }: ClusterFacts): Finding[] {
  const key = 'execution.partition';
  if (own.length === 0 || own.some(({ state }) => state === 'UP')) return [];
  const states = own.map(({ name, state }) => `${name} is ${state}`).join(', ');
  // A partition that is down takes jobs and starts them when it is up again.
  return own.some(({ state }) => state === 'DOWN')
    ? [
        warning(
          'cluster_partition',
          `${from(key)}: ${states}: jobs wait until it is up again`,
          'name another partition, or wait for it',
        ),
      ]
    : [error('cluster_partition', `${from(key)}: ${states}, and takes no jobs`, 'name another partition')];
}

function judgeNodes(own: readonly Partition[], { root, from }: ClusterFacts): Finding[] {
  const wanted = Number(totalNodes(root));
  const most = Math.max(...own.map((one) => Math.min(one.maxNodes, one.totalNodes)));
  if (own.length === 0 || wanted <= most) return [];
  return [
    error(
      'cluster_partition',
      `${from('execution.num_nodes')}: the job needs ${wanted} nodes with those of auxiliary deployments, and ${own.map(({ name }) => name).join(',')} gives a job ${most} at most`,
      'name a larger partition, or fewer nodes',
    ),
  ];
}

function judgeTime(own: readonly Partition[], { root, from }: ClusterFacts): Finding[] {
  const text = String(getAt(root, ['execution', 'walltime']) ?? '');
  const seconds = parseWalltime(text);
  const most = Math.max(...own.map(({ maxTime }) => maxTime));
  if (own.length === 0 || seconds === undefined || seconds <= most) return [];
  return [
    error(
      'cluster_walltime',
      `${from('execution.walltime')} is ${text}, and ${own.map(({ name }) => name).join(',')} gives a job ${formatLimit(most)} at most`,
      `set execution.walltime="${formatLimit(most)}" or less, with a longer execution.max_walltime where the evaluation may be resumed`,
    ),
  ];
}

/** The keys that Slurm's words are about, most telling first. */
const ABOUT: readonly [RegExp, string][] = [
  [/account/i, 'execution.account'],
  [/time limit|deadline/i, 'execution.walltime'],
  [/dependency/i, 'execution.sbatch_extra_flags.dependency'],
  [/qos/i, 'execution.sbatch_extra_flags.qos'],
  [/reservation/i, 'execution.sbatch_extra_flags.reservation'],
  [/feature|constraint/i, 'execution.sbatch_extra_flags.constraint'],
  [/gres|generic resource|gpu|tres/i, 'execution.gres'],
  [/node count|nodes/i, 'execution.num_nodes'],
  [/partition/i, 'execution.partition'],
];

function explainRefusal(refusal: string, { from, name }: ClusterFacts): Finding {
  const key = ABOUT.find(([words]) => words.test(refusal))?.[1] ?? 'execution';
  return error(
    'cluster_refuses_job',
    `${from(key)}: Slurm on ${name} would refuse the job: ${refusal}`,
    /node config/i.test(refusal)
      ? 'ask less of each node: no node of the partition has all of its tasks, GPUs, cores and memory'
      : 'correct what it names; sbatch --test-only says the same for a script with these #SBATCH lines',
  );
}
