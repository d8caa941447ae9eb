import { error, type Finding, warning } from '../config/preflight/finding.js';
import { getAt } from '../config/value.js';
import type { ClusterFacts } from './preflight-findings.js';
import { codeOf, type Said } from './preflight-shell.js';

interface Association {
  account: string;
  partition: string;
  maxSubmit: number;
}

/** What sacctmgr says of the user; undefined where it does not. */
function readAssociations(said: Said): Association[] | undefined {
  if (codeOf(said, 'assoc') !== 0) return undefined;
  const rows = (said.get('assoc') ?? []).flatMap((line): Association[] => {
    const [account, partition = '', maxSubmit = ''] = line.split('|');
    if (!account || !line.includes('|')) return [];
    return [{ account, partition, maxSubmit: /^\d+$/.test(maxSubmit) ? Number(maxSubmit) : Infinity }];
  });
  return rows.length > 0 ? rows : undefined;
}

/** What is not known of the user's accounts, for the log. */
export function noteAccounts(said: Said): string[] {
  return readAssociations(said) === undefined
    ? ['sacctmgr names no accounts of the user: the account is checked by sbatch --test-only alone']
    : [];
}

/**
 * Slurm compares accounts in lower case; where it enforces none, it takes any.
 * @param refusal what Slurm said against the job.
 */
export function judgeAccount(
  said: Said,
  { root, from, name: cluster }: ClusterFacts,
  refusal: string | undefined,
): Finding[] {
  const rows = readAssociations(said);
  const isRefused = refusal !== undefined && /account/i.test(refusal);
  if (rows === undefined || !isRefused) return [];
  const account = String(getAt(root, ['execution', 'account']) ?? '');
  const own = rows.filter((row) => row.account.toLowerCase() === account.toLowerCase());
  const accounts = listed(rows.map((row) => row.account));
  const partitions = listed(own.map(({ partition }) => partition).filter(Boolean));
  const key = 'execution.account';
  return [
    own.length === 0
      ? error(
          'cluster_account',
          `${from(key)} is ${account}, which the user has not on ${cluster}`,
          `set ${key} to one of ${accounts}`,
        )
      : error(
          'cluster_account',
          `${from(key)} is ${account}, with which Slurm refuses the job: ${refusal}`,
          partitions === ''
            ? `the user's accounts are ${accounts}`
            : `it is for the partitions ${partitions}`,
        ),
  ];
}

/** Names, each once, and no more than one reads. */
export function listed(names: readonly string[]): string {
  const once = [...new Set(names)];
  return once.length > 12 ? `${once.slice(0, 12).join(', ')} and ${once.length - 12} more` : once.join(', ');
}

/** Each task's job queues its own resume as it starts. */
export function judgeSubmitLimit(said: Said, { root, taskCount, from }: ClusterFacts): Finding[] {
  const account = String(getAt(root, ['execution', 'account']) ?? '').toLowerCase();
  const own = (readAssociations(said) ?? []).filter((row) => row.account.toLowerCase() === account);
  const most = Math.max(...own.map(({ maxSubmit }) => maxSubmit));
  if (own.length === 0 || most >= 2 * taskCount) return [];
  return [
    warning(
      'cluster_submit_limit',
      `${from('execution.account')}: ${account} may have ${most} jobs queued, and ${taskCount} tasks need ${2 * taskCount}, as each queues its resume too`,
      'evaluate fewer tasks at once, or ask for a higher limit',
    ),
  ];
}
