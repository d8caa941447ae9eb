import { error, type Finding, warning } from '../config/preflight/finding.js';
import { getAt } from '../config/value.js';
import type { ClusterFacts } from './preflight-findings.js';
import { codeOf, firstSaid, type Said } from './preflight-shell.js';
import { formatLimit, parseLimit, parseWalltime } from './walltime.js';

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

/** A quality of service, as `sacctmgr show qos` has it. */
interface Quality {
  name: string;
  /** Seconds. */
  maxWall: number;
  maxSubmit: number;
}

function readQuality(said: Said): Quality | undefined {
  const [name = '', maxWall = '', maxSubmit = ''] = firstSaid(said, 'qos').split('|');
  if (codeOf(said, 'qos') !== 0 || name === '') return undefined;
  return {
    name,
    maxWall: parseLimit(maxWall) ?? Infinity,
    maxSubmit: /^\d+$/.test(maxSubmit) ? Number(maxSubmit) : Infinity,
  };
}

/** Slurm takes a job that is longer than its QOS allows, and has it wait for ever. */
export function judgeQuality(said: Said, { root, from }: ClusterFacts): Finding[] {
  const quality = readQuality(said);
  const seconds = parseWalltime(String(getAt(root, ['execution', 'walltime']) ?? ''));
  if (quality === undefined || seconds === undefined || seconds <= quality.maxWall) return [];
  return [
    error(
      'cluster_walltime',
      `${from('execution.walltime')} is longer than the QOS ${quality.name} gives a job, ${formatLimit(quality.maxWall)}: the job would wait for ever`,
      `set execution.walltime="${formatLimit(quality.maxWall)}" or less, or another execution.sbatch_extra_flags.qos`,
    ),
  ];
}

/** Each task's job queues its own resume as it starts. */
export function judgeSubmitLimit(said: Said, { root, taskCount, from }: ClusterFacts): Finding[] {
  const account = String(getAt(root, ['execution', 'account']) ?? '').toLowerCase();
  const own = (readAssociations(said) ?? []).filter((row) => row.account.toLowerCase() === account);
  const quality = readQuality(said);
  const limits: [string, string, number][] = [
    // Of several associations the one of the partition counts, which may be any.
    ...(own.length > 0
      ? [
          [
            'execution.account',
            `the account ${account}`,
            Math.max(...own.map(({ maxSubmit }) => maxSubmit)),
          ] as [string, string, number],
        ]
      : []),
    ...(quality
      ? [
          ['execution.sbatch_extra_flags.qos', `the QOS ${quality.name}`, quality.maxSubmit] as [
            string,
            string,
            number,
          ],
        ]
      : []),
  ];
  return limits
    .filter(([, , most]) => most < 2 * taskCount)
    .map(([key, what, most]) =>
      warning(
        'cluster_submit_limit',
        `${from(key)}: ${what} may have ${most} jobs of a user queued, and ${taskCount === 1 ? 'one task needs' : `${taskCount} tasks need`} ${2 * taskCount}, as each queues its resume too`,
        'evaluate fewer tasks at once, or ask for a higher limit',
      ),
    );
}
