import { describe, expect, it } from '@jest/globals';
import { concludeTask } from '../../src/slurm/conclude-task.js';
import { describeLook } from '../../src/slurm/describe-look.js';
import { readLog } from '../../src/slurm/log-facts.js';
import type { AccountingRow, QueueRow, RawLook } from '../../src/slurm/read-look.js';
import type { SlurmTask, TaskLook } from '../../src/slurm/task.js';

const TAG = 'nea/42/1001/1/evaluate';
const TASK: SlurmTask = {
  index: 0,
  name: 'mmlu',
  jobName: 'evals-ci.mmlu.0',
  jobIds: ['11'],
  remoteDir: '/evals/x/mmlu.0',
};

interface Facts {
  /** `state` or `state reason` by job id. */
  queue?: Record<string, string>;
  accounting?: Record<string, string | Partial<AccountingRow>>;
  logs?: Record<string, string[]>;
  worked?: string[];
  queueProblem?: string;
  accountingProblem?: string;
  row?: Partial<QueueRow>;
  mostNodes?: number;
}

function conclude(facts: Facts, task: Partial<SlurmTask> = {}): TaskLook {
  const { queue = {}, accounting = {}, logs = {}, worked = [], row = {} } = facts;
  const look: RawLook = {
    queue: new Map(
      Object.entries(queue).map(([id, text]) => {
        const [state = '', ...reason] = text.split(' ');
        return [
          id,
          {
            id,
            state,
            reason: reason.join(' '),
            partition: 'batch',
            jobName: TASK.jobName,
            comment: TAG,
            ...row,
          },
        ];
      }),
    ),
    accounting: new Map(
      Object.entries(accounting).map(([id, value]) => {
        const given = typeof value === 'string' ? { state: value } : value;
        return [id, { id, state: '', jobName: TASK.jobName, ...given }];
      }),
    ),
    users: new Map([['1001', 'nel']]),
    positions: new Map(),
    mostNodes: new Map(facts.mostNodes === undefined ? [] : [['batch', facts.mostNodes]]),
    tasks: new Map([
      [
        0,
        {
          missing: false,
          worked,
          results: false,
          logs: new Map(Object.entries(logs).map(([id, lines]) => [id, readLog(lines)])),
        },
      ],
    ]),
    ...(facts.queueProblem ? { queueProblem: facts.queueProblem } : {}),
    ...(facts.accountingProblem ? { accountingProblem: facts.accountingProblem } : {}),
  };
  return concludeTask({ ...TASK, ...task }, TAG, look);
}

const SUBMITTED = 'Submitted batch job 12';

describe('a job that is not known', () => {
  it('is never an end: the accounting lags behind the controller', () => {
    expect(conclude({})).toMatchObject({ state: 'unknown', final: false });
    expect(conclude({ accounting: { 11: 'RUNNING' } })).toMatchObject({
      state: 'unknown',
      final: false,
      reason: 'squeue does not list job 11 any more, and sacct does not say yet how it ended',
    });
  });

  it('is not known to have gone where the controller does not answer', () => {
    const queueProblem = 'squeue failed: Unable to contact slurm controller';
    expect(conclude({ queueProblem })).toMatchObject({ state: 'unknown', reason: queueProblem });
    expect(conclude({ queueProblem, accounting: { 11: 'RUNNING' } })).toMatchObject({ state: 'running' });
    expect(conclude({ queueProblem, accounting: { 11: 'TIMEOUT' } })).toMatchObject({
      state: 'unknown',
      final: false,
    });
    expect(
      conclude({ queueProblem, accounting: { 11: 'TIMEOUT', 12: 'PENDING' }, logs: { 11: [SUBMITTED] } }),
    ).toMatchObject({ state: 'resuming', final: false });
    expect(conclude({ queueProblem, accounting: { 11: 'COMPLETED' } })).toMatchObject({
      state: 'success',
      final: true,
    });
  });

  it('is another one where the name differs: ids are used again', () => {
    expect(conclude({ accounting: { 11: { state: 'FAILED', jobName: 'training' } } })).toMatchObject({
      state: 'unknown',
    });
    expect(conclude({ queue: { 11: 'RUNNING' }, row: { jobName: 'training' } })).toMatchObject({
      state: 'unknown',
    });
    expect(conclude({ accounting: { 11: { state: 'COMPLETED', jobName: 'allocation' } } })).toMatchObject({
      state: 'success',
    });
  });
});

describe('without accounting', () => {
  const accountingProblem = 'sacct failed: Slurm accounting storage is disabled';

  it('hears the controller as long as it remembers', () => {
    expect(conclude({ accountingProblem, queue: { 11: 'COMPLETED None' } })).toMatchObject({
      state: 'success',
    });
    const failed = conclude({
      accountingProblem,
      queue: { 11: 'FAILED NonZeroExitCode' },
      logs: { 11: ['srun: error: n1: task 0: Exited with exit code 3'] },
    });
    expect(failed).toMatchObject({ state: 'failed', final: true, exitCode: 3 });
  });

  it.each([
    [["+ '[' -f /evals/x/mmlu.0/artifacts/.nemo_evaluator_interrupted ']'"], { state: 'success' }],
    [['srun: error: n1: task 0: Exited with exit code 2'], { state: 'failed', exitCode: 2 }],
    [['slurmstepd-n1: error: *** JOB 11 ON n1 CANCELLED AT 2026-11-24T05:53:52 ***'], { state: 'killed' }],
    [
      ['slurmstepd-n1: error: *** JOB 11 ON n1 CANCELLED AT 2026-11-24T05:53:52 DUE TO TIME LIMIT ***'],
      { state: 'timeout' },
    ],
    [['Evaluation was interrupted (SIGTERM). Exiting with code 143.'], { state: 'failed', exitCode: 143 }],
    [
      ['slurmstepd-n1: error: Detected 1 oom-kill event(s) in StepId=11.0'],
      { state: 'failed', exitCode: 137 },
    ],
  ])('reads the log afterwards: %j', (lines, expected) => {
    expect(conclude({ accountingProblem, logs: { 11: lines } })).toMatchObject({ ...expected, final: true });
  });

  it('knows nothing where the log says nothing', () => {
    expect(conclude({ accountingProblem, logs: { 11: [] } })).toMatchObject({
      state: 'unknown',
      reason: `squeue does not list job 11 any more, and ${accountingProblem}`,
    });
  });
});

describe('a job that was cut off', () => {
  it.each(['TIMEOUT', 'PREEMPTED', 'NODE_FAIL'])('%s is resuming while a follow-up waits', (state) => {
    expect(conclude({ accounting: { 11: state }, queue: { 12: 'PENDING Priority' } })).toMatchObject({
      state: 'resuming',
      final: false,
      jobId: '12',
      reason: `job 11 ended as ${state}; job 12 waits: Priority`,
    });
    expect(conclude({ accounting: { 11: state }, queue: { 12: 'RUNNING' } })).toMatchObject({
      state: 'running',
    });
  });

  it.each([
    ['TIMEOUT', 'timeout', 'job 11 reached execution.walltime, and no job goes on with it'],
    ['PREEMPTED', 'killed', 'job 11 was preempted by another job, and no job goes on with it'],
    ['NODE_FAIL', 'failed', 'a node of job 11 failed, and no job goes on with it'],
  ])('%s without a follow-up is an end: %s', (state, end, reason) => {
    expect(conclude({ accounting: { 11: state } })).toMatchObject({
      state: end,
      final: true,
      cause: 'cluster',
      reason,
    });
  });

  it('waits for the word on a follow-up that only a log knows', () => {
    expect(conclude({ accounting: { 11: 'TIMEOUT' }, logs: { 11: [SUBMITTED] } })).toMatchObject({
      state: 'unknown',
      final: false,
      jobIds: ['11', '12'],
    });
  });

  it('is over where its follow-up was cancelled, or did not go on', () => {
    const cancelled = { state: 'CANCELLED', cancelledBy: '1001' };
    expect(
      conclude({ accounting: { 11: 'TIMEOUT', 12: cancelled }, logs: { 11: [SUBMITTED] } }),
    ).toMatchObject({
      state: 'timeout',
      final: true,
      reason:
        'job 11 reached execution.walltime, and job 12, which would have gone on with it, was cancelled by nel (user 1001)',
    });
    const logs = { 12: ["previous SLURM_JOB_ID 11 finished with 'RUNNING' state. EXIT!"] };
    expect(conclude({ accounting: { 11: 'NODE_FAIL', 12: 'FAILED' }, logs, worked: ['11'] })).toMatchObject({
      state: 'failed',
      final: true,
      reason:
        "a node of job 11 failed, and job 12 did not go on with it: it read the state of job 11 as 'RUNNING'",
    });
  });

  it('does not wait in the queue only to hear that its time is used up', () => {
    const logs = { 11: ['Total accumulated walltime: 00:00:40 (max: 00:01:00)', SUBMITTED] };
    const queue = { 12: 'PENDING Priority' };
    const at = (elapsedSeconds: number): TaskLook =>
      conclude({ accounting: { 11: { state: 'TIMEOUT', elapsedSeconds } }, queue, logs });
    expect(at(19)).toMatchObject({ state: 'resuming', final: false });
    expect(at(20)).toMatchObject({ state: 'timeout', final: true, cause: 'cluster' });
  });

  it('has come to nothing where the follow-up can never start', () => {
    expect(
      conclude({ accounting: { 11: 'PREEMPTED' }, queue: { 12: 'PENDING PartitionTimeLimit' } }),
    ).toMatchObject({
      state: 'failed',
      final: true,
      reason: expect.stringMatching(
        /^job 11 ended as PREEMPTED; job 12 waits for ever \(PartitionTimeLimit\)/,
      ),
    });
  });
});

describe('other ends', () => {
  it.each([
    ['OUT_OF_MEMORY', 'failed', /ran out of memory: raise mem/],
    ['BOOT_FAIL', 'failed', /did not boot/],
    ['DEADLINE', 'timeout', /deadline/],
    ['REVOKED', 'killed', /revoked/],
    ['LAUNCH_FAILED', 'failed', /job 11 ended as LAUNCH_FAILED/],
  ])('%s is %s', (state, end, reason) => {
    expect(conclude({ accounting: { 11: state }, queue: { 12: 'PENDING Dependency' } })).toMatchObject({
      state: end,
      final: true,
      reason: expect.stringMatching(reason),
      exitCode: end === 'failed' ? 1 : 143,
    });
  });

  it('keeps the code or signal that the accounting has', () => {
    expect(conclude({ accounting: { 11: { state: 'FAILED', exitCode: 7, signal: 0 } } }).exitCode).toBe(7);
    expect(conclude({ accounting: { 11: { state: 'FAILED', exitCode: 0, signal: 9 } } }).exitCode).toBe(137);
    expect(conclude({ accounting: { 11: { state: 'FAILED', exitCode: 143 } } }).reason).toMatch(/SIGTERM/);
  });

  it('says who cancelled it, also while it waited, whatever its follow-up then does', () => {
    const cancelled = { state: 'CANCELLED', cancelledBy: '4711' };
    const queue = { 12: 'RUNNING' };
    expect(conclude({ accounting: { 11: cancelled }, queue, worked: ['11'] })).toMatchObject({
      state: 'killed',
      final: true,
      jobIds: ['11', '12'],
      reason: 'job 11 was cancelled by user 4711',
    });
    expect(conclude({ queue: { 11: 'CANCELLED None' } })).toMatchObject({
      state: 'killed',
      reason: 'job 11 was cancelled',
    });
  });

  it('is a success where any job completed, whatever was cancelled after', () => {
    expect(conclude({ accounting: { 11: 'COMPLETED', 12: 'CANCELLED' } })).toMatchObject({
      state: 'success',
      final: true,
    });
    expect(
      conclude({ accounting: { 11: 'COMPLETED' }, queue: { 12: 'PENDING DependencyNeverSatisfied' } }),
    ).toMatchObject({
      state: 'success',
      final: true,
    });
  });

  it('goes on where somebody has resubmitted the task by hand', () => {
    expect(
      conclude({ accounting: { 11: 'FAILED' }, queue: { 15: 'RUNNING' }, worked: ['15'] }),
    ).toMatchObject({
      state: 'running',
      final: false,
      jobId: '15',
    });
  });
});

describe('a job that waits', () => {
  it.each([
    'Priority',
    'Resources',
    'Dependency',
    'BeginTime',
    'Licenses',
    'PartitionDown',
    'ReqNodeNotAvail',
    'AssocGrpCpuLimit',
    'AssocMaxJobsLimit',
    'QOSMaxJobsPerUserLimit',
    'QOSMaxCpuPerUserLimit',
    'QOSGrpNodeLimit',
    'AssocGrpCPUMinutesLimit',
    'MaxGRESPerAccount',
    'PartitionNodeLimit',
    'JobHeldUser',
  ])('may start one day: %s', (reason) => {
    expect(conclude({ queue: { 11: `PENDING ${reason}` } })).toMatchObject({
      state: 'pending',
      final: false,
    });
  });

  it.each([
    'DependencyNeverSatisfied',
    'PartitionTimeLimit',
    'AssocMaxWallDurationPerJobLimit',
    'QOSMaxWallDurationPerJobLimit',
    'AssocMaxNodePerJobLimit',
    'AssocMaxCpuPerJobLimit',
    'AssocMaxCPUMinutesPerJobLimit',
    'QOSMaxCpuMinutesPerJobLimit',
    'QOSMaxGRESPerJob',
    'QOSMaxMemoryPerNode',
    'QOSMinGRES',
    'QOSMinCpuNotSatisfied',
    'InvalidAccount',
    'InvalidQOS',
    'BadConstraints',
    '(launch failed requeued held)',
  ])('will never start: %s', (reason) => {
    const found = conclude({ queue: { 11: `PENDING ${reason}` } });
    expect(found).toMatchObject({ state: 'failed', final: true, cause: 'cluster' });
    expect(found.reason).toContain(`job 11 waits for ever (${reason}): `);
  });

  it('asks for too many nodes only where its partition has fewer, up or down', () => {
    const queue = { 11: 'PENDING PartitionNodeLimit' };
    expect(conclude({ queue, row: { nodes: 2 }, mostNodes: 2 })).toMatchObject({ state: 'pending' });
    expect(conclude({ queue, row: { nodes: 3 }, mostNodes: 2 })).toMatchObject({
      state: 'failed',
      final: true,
    });
  });

  it.each([
    'PartitionTimeLimit',
    'AssocMaxWallDurationPerJobLimit',
    'QOSMaxCpuPerJobLimit',
    'QOSMinGRES',
    'InvalidQOS',
    'AccountNotAllowed',
    'BadConstraints',
    'PartitionNodeLimit',
  ])('may start in another of several partitions: %s', (reason) => {
    const facts = { queue: { 11: `PENDING ${reason}` }, row: { nodes: 3 }, mostNodes: 2 };
    const found = conclude({ ...facts, row: { nodes: 3, partition: 'batch,short' } });
    expect(found).toMatchObject({ state: 'pending', final: false, reason });
    expect(conclude(facts)).toMatchObject({ state: 'failed', final: true });
  });

  it.each(['DependencyNeverSatisfied', 'ReservationDeleted', '(launch failed requeued held)'])(
    'will start in none of several partitions: %s',
    (reason) => {
      const row = { partition: 'batch,short' };
      expect(conclude({ queue: { 11: `PENDING ${reason}` }, row })).toMatchObject({ final: true });
    },
  );

  it('says who holds it', () => {
    expect(conclude({ queue: { 11: 'PENDING JobHeldAdmin' } }).reason).toBe('held by an administrator');
  });
});

describe('export jobs', () => {
  it('are told as long as they are in the queue', () => {
    const logs = { 11: ['Export job submitted: 77'] };
    const at = (queue: Record<string, string>): string[] =>
      conclude({ accounting: { 11: 'COMPLETED' }, queue, logs }).exporting;
    expect(at({ 77: 'PENDING Priority' })).toEqual(['77']);
    expect(at({ 77: 'COMPLETED None' })).toEqual([]);
    expect(at({})).toEqual([]);
  });
});

describe('a job whose time was over between two steps', () => {
  const refused = 'srun: error: Unable to create step for job 11: Job/step already completing or completed';

  it('is a timeout, though Slurm calls it FAILED', () => {
    const logs = { 11: [SUBMITTED, refused] };
    const ended = { accounting: { 11: { state: 'FAILED', exitCode: 1 }, 12: 'FAILED' }, worked: ['11'] };
    expect(conclude({ ...ended, logs })).toMatchObject({
      state: 'timeout',
      final: true,
      cause: 'cluster',
      reason:
        'job 11 reached execution.walltime as it was to start its next step: Slurm calls it FAILED, after which no job goes on',
    });
    expect(conclude({ ...ended, logs: { 11: [SUBMITTED] } })).toMatchObject({ state: 'failed' });
  });

  it('is one that was cancelled where Slurm says so', () => {
    const logs = { 11: [refused] };
    expect(conclude({ accounting: { 11: 'CANCELLED' }, logs })).toMatchObject({ state: 'killed' });
  });
});

describe('a job with servers', () => {
  const [waits, ready] = ['Waiting for server on 10.0.0.1...', 'server ready on 10.0.0.1!'];
  const ended = 'srun: error: n1: task 0: Exited with exit code 1';
  const running = (...lines: string[]): TaskLook =>
    conclude({ queue: { 11: 'RUNNING' }, logs: { 11: lines }, worked: ['11'] });

  it.each([
    ['loading', [waits]],
    ['ready', [waits, ready]],
    ['lost', [waits, ready, ended]],
    ['lost', [waits, ready, 'srun: error: n[1-2]: tasks 0-1: Killed']],
    ['ready', [waits, ready, 'srun: error: n2: task 1: Exited with exit code 1']],
    // Another program answered on its port.
    ['lost', [waits, ended, ready]],
    ['ready', [ended, waits, ready]],
    ['stopped', [waits, ready, '+ kill 4711', ended]],
    ['lost', [waits, ready, 'Waiting for judge server on n2...', 'judge server ready on n2!', ended]],
    ['loading', [waits, ready, 'Waiting for judge server on n2...']],
    // Instances stand in for each other.
    ['ready', [waits, ready, waits, ready, ended]],
  ])('says %s by %j', (server, lines) => {
    expect(running(...lines).server).toBe(server);
  });

  it('is described with them', () => {
    const words = (...lines: string[]): string => describeLook({ name: 'mmlu' }, running(...lines));
    expect(words(waits)).toBe('mmlu  running  job 11  server: loading');
    expect(words(waits, ready, ended)).toBe('mmlu  running  job 11  server: has died');
  });

  it('says nothing of them where there is none, or the job ends', () => {
    expect(running(ended)).not.toHaveProperty('server');
    const logs = { 11: [waits, ready, ended] };
    expect(conclude({ queue: { 11: 'COMPLETING' }, logs })).not.toHaveProperty('server');
    expect(conclude({ accounting: { 11: 'COMPLETED' }, logs })).not.toHaveProperty('server');
  });
});

describe('a job that Slurm cancelled for its dependency', () => {
  const end = (facts: Facts): string | undefined => {
    const { state, final, reason } = conclude(facts);
    expect([state, final]).toEqual(['killed', true]);
    return reason;
  };
  const CANCELLED = { state: 'CANCELLED', endedAt: 1_790_000_000_000 };

  it('is told by the reason for which it waited, while the controller knows it', () => {
    const told =
      'job 11 was cancelled by Slurm: the job that it waited for has not ended as execution.sbatch_extra_flags.dependency asks';
    expect(end({ queue: { 11: 'CANCELLED DependencyNeverSatisfied' } })).toBe(told);
    expect(end({ queue: { 11: 'CANCELLED DependencyNeverSatisfied' }, accounting: { 11: CANCELLED } })).toBe(
      told,
    );
  });

  it('is told later by that it never started, and nobody cancelled it', () => {
    expect(end({ accounting: { 11: CANCELLED } })).toBe(
      'job 11 was cancelled before it started, by nobody: so Slurm ends a job whose dependency cannot be met any more (kill-on-invalid-dep)',
    );
  });

  it('is not one that somebody cancelled, or that had started', () => {
    const waited = { 11: 'CANCELLED Dependency' };
    expect(end({ queue: waited })).toBe('job 11 was cancelled');
    expect(end({ queue: waited, accounting: { 11: { ...CANCELLED, cancelledBy: '1001' } } })).toBe(
      'job 11 was cancelled by nel (user 1001)',
    );
    expect(end({ accounting: { 11: { ...CANCELLED, startedAt: 1_780_000_000_000 } } })).toBe(
      'job 11 was cancelled',
    );
  });
});
