/**
 * Reasons for which a job waits that no passing of time removes: a setting of the job, or an administrator, has to
 * change. Limits of a user, an account or a group are not among them: they pass as other jobs end. `everywhere`: it has
 * nothing to do with the partition.
 */
const FOR_EVER: { pattern: RegExp; say: string; everywhere?: true }[] = [
  {
    pattern: /^DependencyNeverSatisfied$/,
    everywhere: true,
    say: 'the job it depends on did not end as its dependency asks: correct dependency in execution.sbatch_extra_flags, or that job',
  },
  {
    pattern: /^PartitionTimeLimit$|MaxWallDurationPerJob|MaxWallPerJob/,
    say: 'its walltime is more than the partition or the account allows: lower execution.walltime',
  },
  {
    pattern: /Max(?:Cpu|CPU)MinutesPerJob|Max\w*MinutesPerJob|MaxTRESMinsPerJob/,
    say: 'its walltime times its processors is more than the account or QOS allows one job: lower execution.walltime or num_nodes',
  },
  {
    pattern: /^(?:Assoc|QOS)Max\w*Per(?:Job|Node)(?:Limit)?$/,
    say: 'it asks for more than the account or QOS allows one job: lower num_nodes, gpus_per_node or gres',
  },
  {
    pattern: /^QOSMin\w*$/,
    say: 'it asks for less than the QOS wants of a job: choose another qos in execution.sbatch_extra_flags',
  },
  {
    pattern: /^(?:InvalidAccount|AccountNotAllowed)$/,
    say: 'its account may not run there: correct execution.account or partition',
  },
  {
    pattern: /^(?:InvalidQOS|QOSNotAllowed)$/,
    say: 'its QOS may not be used there: correct qos in execution.sbatch_extra_flags',
  },
  {
    pattern: /^BadConstraints$/,
    say: 'no node fulfils its constraints: correct them in execution.sbatch_extra_flags',
  },
  {
    pattern: /^ReservationDeleted$|^RESV_DEL_HOLD$/,
    everywhere: true,
    say: 'its reservation was deleted: correct reservation in execution.sbatch_extra_flags',
  },
  {
    pattern: /^DeadLine$/,
    everywhere: true,
    say: 'it cannot end before its deadline: correct it in execution.sbatch_extra_flags',
  },
  {
    pattern: /launch failed requeued held|^JobHoldMaxRequeue$|MaxRequeue/i,
    everywhere: true,
    say: 'it could not be launched and is held: ask the administrators of the cluster',
  },
];

/** What else a job that waits asks for, as far as a reason needs it to be understood. */
export interface WaitingJob {
  /** It asks for more nodes than its partition has; Slurm gives the same reason while nodes are down. */
  tooManyNodes?: boolean;
  /**
   * It may start in any of several partitions. Slurm then gives the reason of the one it tried last, and another one may
   * have other limits, accounts and nodes.
   */
  severalPartitions?: boolean;
}

/** Why a job that waits for this reason will wait for ever, and what to do; undefined where time may help. */
export function whyForEver(
  reason: string,
  { tooManyNodes = false, severalPartitions = false }: WaitingJob = {},
): string | undefined {
  if (reason === 'PartitionNodeLimit')
    return tooManyNodes && !severalPartitions
      ? 'it asks for more nodes than its partition gives a job: lower execution.num_nodes'
      : undefined;
  return FOR_EVER.find(
    ({ pattern, everywhere = false }) => pattern.test(reason) && (everywhere || !severalPartitions),
  )?.say;
}

const HELD = new Map([
  ['JobHeldUser', 'held by its user'],
  ['JobHeldAdmin', 'held by an administrator'],
]);

/** A pending reason in words that say more, where there are any. */
export function sayReason(reason: string): string {
  return HELD.get(reason) ?? reason;
}
