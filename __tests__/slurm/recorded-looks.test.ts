import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { concludeTask } from '../../src/slurm/conclude-task.js';
import { describeLook } from '../../src/slurm/describe-look.js';
import { type RawLook, readLook } from '../../src/slurm/read-look.js';
import type { SlurmTask, TaskLook } from '../../src/slurm/task.js';

const ANSWERS = path.join(import.meta.dirname, '../fixtures/slurm/answers');
const TAG = 'nea/77/1001/1/leg/pr5';

function recorded(name: string): string {
  return readFileSync(path.join(ANSWERS, `${name}.txt`), 'utf8');
}

/** What is made of a recorded answer by somebody who knows the first job only. */
function conclude(name: string, first: string, task = 'byob_arith.arith', index = 0, sub = 'ci'): TaskLook {
  const look = readLook(recorded(name), 'NONCENONCE');
  return concludeTask(taskOf(first, task, index, sub), TAG, look as RawLook);
}

function taskOf(first: string, name: string, index: number, sub: string): SlurmTask {
  const jobName = `evals-${sub}.${name}.${index}`;
  return { index, name, jobName, jobIds: [first], remoteDir: `/remote/evals/x/${name}.${index}` };
}

describe('recorded answers of a real Slurm', () => {
  it.each([
    ['submitted', '97', { state: 'pending', final: false, jobId: '97' }],
    ['one-of-two-done', '97', { state: 'running', final: false, jobId: '97', jobIds: ['97', '100'] }],
    [
      'both-done',
      '97',
      { state: 'success', final: true, exitCode: 0, cause: 'evaluation', jobIds: ['97', '100'] },
    ],
    [
      'failed',
      '101',
      {
        state: 'failed',
        final: true,
        exitCode: 1,
        cause: 'evaluation',
        reason: 'job 101 failed with exit code 1',
      },
    ],
    ['preempting', '92', { state: 'running', ending: true, final: false, jobId: '92' }],
    [
      'preempted-waiting',
      '92',
      {
        state: 'resuming',
        final: false,
        jobId: '93',
        reason: 'job 92 ended as PREEMPTED; job 93 waits: Resources',
      },
    ],
    ['preempted-resumed', '92', { state: 'running', final: false, jobId: '93', jobIds: ['92', '93', '95'] }],
    ['cancelling', '92', { state: 'running', ending: true, final: false, jobId: '93' }],
    [
      'cancelled',
      '92',
      {
        state: 'killed',
        final: true,
        cause: 'cluster',
        reason: 'job 93 was cancelled by root (user 0)',
        exitCode: 143,
      },
    ],
    ['node-fail-resumed', '86', { state: 'running', final: false, jobId: '89', jobIds: ['86', '89', '90'] }],
    ['node-fail-done', '86', { state: 'success', final: true, jobId: '89' }],
    ['timeout-resumed', '87', { state: 'running', final: false, jobId: '88' }],
    ['timeout-ending', '105', { state: 'running', ending: true, final: false }],
    [
      'timeout-second-job',
      '105',
      { state: 'running', final: false, jobId: '106', jobIds: ['105', '106', '108'] },
    ],
    [
      'max-walltime',
      '105',
      {
        state: 'timeout',
        final: true,
        cause: 'cluster',
        jobId: '106',
        reason:
          'its jobs together ran as long as execution.max_walltime allows (00:00:30): raise it, or lower limit-samples',
      },
    ],
    [
      'max-walltime-first-job',
      '84',
      {
        state: 'timeout',
        final: true,
        reason:
          'job 84 ran as long as execution.max_walltime allows (00:01:00): raise it, or lower limit-samples',
      },
    ],
    [
      'waits-for-ever',
      '103',
      {
        state: 'failed',
        final: true,
        cause: 'cluster',
        reason:
          'job 103 waits for ever (QOSMaxWallDurationPerJobLimit): its walltime is more than the partition or the account allows: lower execution.walltime',
      },
    ],
  ])('%s', (name, first, expected) => {
    expect(conclude(name, first)).toMatchObject(expected);
  });

  it('timeout-no-follow-up', () => {
    expect(conclude('timeout-no-follow-up', '104', 'byob_arith.arith', 0, 'refuse-chain')).toMatchObject({
      state: 'timeout',
      final: true,
      reason:
        'job 104 reached execution.walltime, and no job goes on with it (sbatch said: jobs may not be submitted from here)',
    });
  });

  it('keeps the tasks of one invocation apart', () => {
    expect(conclude('one-of-two-done', '98', 'byob_mcq.mcq', 1)).toMatchObject({
      state: 'success',
      jobIds: ['98', '99'],
    });
  });

  it('tells times by the clock of the cluster', () => {
    const { startedAt, endedAt, elapsedSeconds } = conclude('max-walltime', '105');
    expect(new Date(startedAt! * 1000).toISOString()).toBe('2026-11-28T17:04:32.000Z');
    expect(endedAt! - startedAt!).toBe(55);
    expect(elapsedSeconds).toBe(21);
  });

  it('finds the chain by the tag where no id is known', () => {
    const look = readLook(recorded('preempted-resumed'), 'NONCENONCE')!;
    const task = { ...taskOf('1', 'byob_arith.arith', 0, 'ci'), jobIds: [] };
    expect(concludeTask(task, TAG, look).jobIds).toEqual(['92', '93', '95']);
    // Of another run of the same config, only what this task's own folder names.
    expect(concludeTask({ ...task, index: 7 }, 'nea/77/1002/1/leg/pr5', look)).toMatchObject({
      state: 'unknown',
      jobIds: [],
    });
  });

  it('takes an answer that was cut short for none', () => {
    const whole = recorded('cancelled');
    expect(readLook(whole, 'NONCENONCE')).toBeDefined();
    for (const share of [0, 0.3, 0.6, 0.95])
      expect(readLook(whole.slice(0, whole.length * share), 'NONCENONCE')).toBeUndefined();
    expect(readLook(whole, 'ANOTHERNONCE')).toBeUndefined();
  });

  it('is described in one line', () => {
    const line = (name: string, first: string): string =>
      describeLook({ name: 'mmlu' }, conclude(name, first));
    expect(line('preempted-waiting', '92')).toBe(
      'mmlu  resuming  job 93  job 92 ended as PREEMPTED; job 93 waits: Resources',
    );
    expect(line('timeout-second-job', '105')).toBe('mmlu  running 1s  job 106 (number 2 of its chain)');
    expect(line('preempting', '92')).toBe('mmlu  ending 5s  job 92');
    expect(line('both-done', '97')).toBe('mmlu  success 52s  job 97');
    expect(
      describeLook({ name: 'mmlu' }, { ...conclude('submitted', '97'), queuePosition: 3, queueLength: 40 }),
    ).toBe('mmlu  pending  job 97  number 3 of 40 in the queue of its partition');
    expect(describeLook({ name: 'mmlu' }, { ...conclude('timeout-resumed', '87'), progress: 412 })).toMatch(
      /^mmlu {2}running 14s {2}job 88 \(number 2 of its chain\) {2}412 requests$/,
    );
  });
});
