import { error, type Finding, warning } from '../config/preflight/finding.js';
import { type ConfigMap, getAt } from '../config/value.js';
import { judgeDependencies } from './preflight-dependency.js';
import { judgePlaces } from './preflight-places.js';
import { judgeServerPorts } from './preflight-ports.js';
import { judgeQueue } from './preflight-queue.js';
import { type ClusterPath, COMMANDS } from './preflight-script.js';
import { codeOf, firstSaid, quoteAnswer, type Said, settingOf } from './preflight-shell.js';

/** What the judgement of a cluster's answers is given. */
export interface ClusterFacts {
  root: ConfigMap;
  /** The cluster, for messages: `user@host`. */
  name: string;
  paths: readonly ClusterPath[];
  taskCount: number;
  /** A key with what set it. */
  from: (key: string) => string;
}

/** What a cluster's answers come to: findings, and lines for the log of what was seen, and of what was not looked at. */
export interface ClusterJudgement {
  findings: Finding[];
  notes: string[];
}

/** Judges what a cluster said to `renderQuestions`. */
export function judgeCluster(said: Said, facts: ClusterFacts): ClusterJudgement {
  const missing = COMMANDS.filter((name) => !(said.get('has') ?? []).includes(name));
  const queue = judgeQueue(said, facts);
  return {
    findings: [
      ...missing.map((name) => missingCommand(name, facts)),
      ...queue.findings,
      ...judgeDependencies(said, facts),
      ...judgePlaces(said, facts),
      ...judgeServerPorts(said, facts),
      ...judgeAccounting(said, facts),
    ],
    notes: [
      `${facts.name} is ${firstSaid(said, 'host') || 'a host without a name'}, Slurm ${settingOf(said, 'SLURM_VERSION') ?? 'of unknown version'}`,
      ...queue.notes,
      'images are not checked from compute nodes: whether they can be pulled there only a job can tell',
    ],
  };
}

function missingCommand(name: string, { name: cluster, from }: ClusterFacts): Finding {
  const of = name === 'bash' || name === 'rsync' ? '' : ' of Slurm';
  return error(
    'cluster_command_missing',
    `${from('execution.hostname')}: ${cluster} has no ${name}${of} in its PATH, without which nothing can be submitted and fetched`,
    name === 'rsync'
      ? 'have rsync installed there, or name another login node'
      : 'name a login node of the cluster, or set PATH in a file that a shell without a terminal reads there, such as ~/.bashrc above its check for one',
  );
}

/** Without accounting the launcher's resume handler reads no state, and never resumes. */
function judgeAccounting(said: Said, { name, root, from }: ClusterFacts): Finding[] {
  const code = codeOf(said, 'sacct');
  if (code === undefined) return [];
  const isOff = /none|\(null\)/.test(settingOf(said, 'AccountingStorageType') ?? '');
  if (code === 0 && !isOff) return [];
  const why = isOff ? 'keeps no accounting' : `answers sacct with: ${quoteAnswer(said.get('sacct') ?? [])}`;
  const resumes = getAt(root, ['execution', 'max_walltime']) !== getAt(root, ['execution', 'walltime']);
  return [
    warning(
      'cluster_accounting',
      `${from('execution.hostname')}: ${name} ${why}: how a job ended is known only while it is in the queue${resumes ? ', and the launcher resumes none' : ''}`,
      "ask the cluster's staff, or go on without",
    ),
  ];
}
