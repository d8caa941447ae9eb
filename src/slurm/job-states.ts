/** What a state of Slurm's means for a job: it waits, it has resources, it is over. */
export type JobKind = 'pending' | 'running' | 'ended' | 'unknown';

const KINDS: Record<Exclude<JobKind, 'unknown'>, string> = {
  pending: 'PENDING REQUEUED REQUEUE_FED REQUEUE_HOLD RESV_DEL_HOLD SPECIAL_EXIT',
  // What ends is COMPLETING until its processes are gone, and files may still be written.
  running:
    'RUNNING CONFIGURING COMPLETING SUSPENDED RESIZING SIGNALING STAGE_OUT STOPPED POWER_UP_NODE UPDATE_DB EXPEDITING',
  ended:
    'COMPLETED FAILED TIMEOUT CANCELLED PREEMPTED NODE_FAIL OUT_OF_MEMORY BOOT_FAIL DEADLINE LAUNCH_FAILED RECONFIG_FAIL REVOKED',
};

const KIND_OF = new Map(
  Object.entries(KINDS).flatMap(([kind, states]) =>
    states.split(' ').map((state): [string, JobKind] => [state, kind as JobKind]),
  ),
);

export function kindOf(state: string): JobKind {
  return KIND_OF.get(state) ?? 'unknown';
}

/** After these the launcher's own follow-up job goes on; after any other it gives up. */
export function isResumed(state: string): boolean {
  return state === 'TIMEOUT' || state === 'PREEMPTED' || state === 'NODE_FAIL';
}

/** Whether a job that ended so has run beyond the launcher's resume handler, which itself ends in FAILED or COMPLETED. */
export function provesWork(state: string): boolean {
  return isResumed(state) || state === 'OUT_OF_MEMORY' || state === 'COMPLETED';
}
