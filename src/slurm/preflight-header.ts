import { pythonText } from '../config/python-text.js';
import { type ConfigMap, type ConfigValue, getAt, isMap } from '../config/value.js';

/**
 * The head of the job script that launcher 0.2.6 writes for a task (executors/slurm/executor.py), so that what Slurm
 * says of it holds for the submission.
 * @param remoteDir the task's folder on the cluster; its last part is `<task>.<index>`.
 */
export function renderHeader(root: ConfigMap, remoteDir: string): string {
  const at = (key: string): ConfigValue | undefined => getAt(root, ['execution', key]);
  const text = (key: string): string => pythonText(at(key) ?? null);
  const lines = [
    `--time ${text('walltime')}`,
    `--account ${text('account')}`,
    `--partition ${text('partition')}`,
    `--nodes ${totalNodes(root)}`,
    `--ntasks-per-node ${text('ntasks_per_node')}`,
  ];
  if ((at('gpus_per_node') ?? null) !== null) lines.push(`--gpus-per-node ${text('gpus_per_node')}`);
  if (isTrue(at('gres'))) lines.push(`--gres ${text('gres')}`);
  if (isTrue(at('sbatch_comment'))) lines.push(`--comment='${text('sbatch_comment')}'`);
  const flags = at('sbatch_extra_flags');
  for (const [name, value] of isMap(flags) ? flags : []) {
    if (value === true) lines.push(`--${name}`);
    else if (value !== false && value !== null) lines.push(`--${name} ${quoteWord(pythonText(value))}`);
  }
  const task = remoteDir.slice(remoteDir.lastIndexOf('/') + 1);
  lines.push(
    `--job-name ${text('account')}-${text('subproject')}.${task}`,
    '--no-requeue',
    `--output ${remoteDir}/logs/slurm-%A.log`,
  );
  return ['#!/bin/bash', ...lines.map((line) => `#SBATCH ${line}`), ''].join('\n');
}

/** Nodes of the model and of each auxiliary deployment. */
export function totalNodes(root: ConfigMap): bigint {
  const own = getAt(root, ['execution', 'num_nodes']);
  const auxiliary = getAt(root, ['auxiliary_deployments']);
  const others = (isMap(auxiliary) ? [...auxiliary.values()] : []).map((one): bigint => {
    if (!isMap(one) || (one.get('type') ?? 'none') === 'none') return 0n;
    const nodes = one.get('num_nodes') ?? 1n;
    return typeof nodes === 'bigint' ? nodes : 1n;
  });
  return others.reduce((sum, nodes) => sum + nodes, typeof own === 'bigint' ? own : 1n);
}

/** As Python takes a value for true. */
function isTrue(value: ConfigValue | undefined): boolean {
  return !['', null, undefined, false, 0, 0n].includes(value as string);
}

/** As Python's shlex.quote. */
function quoteWord(text: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}
