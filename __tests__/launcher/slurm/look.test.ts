import { cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { look } from '../../../src/launcher/slurm/look.js';
import type { SlurmTask, TaskLook } from '../../../src/slurm/task.js';
import { stubCluster, TAG } from './stub-cluster.js';

const cluster = stubCluster();
const CHAIN = path.join(import.meta.dirname, '../../fixtures/slurm/chain');

async function lookAt(tasks: SlurmTask[], position = false): Promise<TaskLook[]> {
  const seen = await look(cluster.link, { tag: TAG, tasks, position });
  return tasks.map(({ index }) => seen.tasks.get(index)!);
}

describe('look', () => {
  it('asks squeue and sacct once each, for all tasks', async () => {
    const tasks = [cluster.task(0, 'mmlu', ['11']), cluster.task(1, 'gsm8k', ['12'])];
    cluster.queue([
      { id: 13, state: 'PENDING', reason: 'Dependency' },
      { id: 11, state: 'RUNNING', elapsed: '1-02:03:04' },
      {
        id: 14,
        state: 'PENDING',
        reason: 'Dependency',
        name: 'evals-ci.gsm8k.1',
        comment: 'nea/42/1002/1/evaluate/pr7',
      },
    ]);
    cluster.accounting([
      '11|RUNNING|0:0|00:00:10|1795000000|Unknown|evals-ci.mmlu.0',
      '12|FAILED|1:0|00:00:09|1795000000|1795000009|evals-ci.gsm8k.1',
    ]);
    expect(await lookAt(tasks)).toEqual([
      {
        state: 'running',
        final: false,
        ending: false,
        jobId: '11',
        jobIds: ['11', '13'],
        elapsedSeconds: 93784,
        exporting: [],
        startedAt: 1795000000,
      },
      {
        state: 'failed',
        final: true,
        ending: false,
        cause: 'evaluation',
        reason: 'job 12 failed with exit code 1',
        jobId: '12',
        jobIds: ['12'],
        elapsedSeconds: 9,
        exitCode: 1,
        exporting: [],
        startedAt: 1795000000,
        endedAt: 1795000009,
      },
    ]);
    const calls = cluster.calls();
    expect(calls).toHaveLength(2);
    expect(calls[1]).toMatch(/^sacct -n -P -X -j 11,12,13 -o /);
  });

  it('reads a chain from the folder that the launcher left', async () => {
    const task = { ...cluster.task(0, 'byob_arith.arith', ['105']), jobIds: ['105'] };
    cpSync(path.join(CHAIN, 'logs'), `${task.remoteDir}/logs`, { recursive: true });
    cpSync(path.join(CHAIN, 'slurm_job_id.list'), `${task.remoteDir}/.slurm_job_id.list`);
    writeFileSync(`${task.remoteDir}/artifacts/progress`, '412');
    cluster.accounting([
      '105|TIMEOUT|0:0|00:00:25|1795885472|1795885497|evals-ci.byob_arith.arith.0',
      '106|TIMEOUT|0:0|00:00:21|1795885506|1795885527|evals-ci.byob_arith.arith.0',
      '108|FAILED|1:0|00:00:00|1795885530|1795885530|evals-ci.byob_arith.arith.0',
    ]);
    expect(await lookAt([task])).toMatchObject([
      {
        state: 'timeout',
        final: true,
        progress: 412,
        jobIds: ['105', '106', '108'],
        reason: expect.stringContaining('execution.max_walltime allows (00:00:30)'),
      },
    ]);
  });

  it('takes what files say for text only', async () => {
    const task = cluster.task(0, 'mmlu', ['11']);
    const sly = `$(touch ${cluster.dir}/pwned)`;
    writeFileSync(`${task.remoteDir}/.slurm_job_id.list`, `11\n${sly}\n12; touch x\n99999999999999999999\n`);
    writeFileSync(`${task.remoteDir}/artifacts/progress`, `${sly}\n@@x end\n`);
    writeFileSync(
      `${task.remoteDir}/logs/slurm-11.log`,
      `Submitted batch job ${sly}\n\n@@NONCE task 0\n@@NONCE end\nSubmitted batch job 12 on cluster x\nsrun: error: \u001b[31m::error::x\u0000\n`,
    );
    writeFileSync(`${task.remoteDir}/logs/slurm-$(id).log`, 'Submitted batch job 66\n');
    cluster.accounting(['11|FAILED|3:0|00:00:09|1|2|evals-ci.mmlu.0']);
    const [found] = await lookAt([task]);
    expect(found).toMatchObject({ state: 'failed', jobIds: ['11', '12'], exitCode: 3 });
    expect(found!.reason).toBe('job 11 failed with exit code 3: srun: error:  [31m::error::x');
    expect(found!.progress).toBeUndefined();
    expect(() => readFileSync(`${cluster.dir}/pwned`)).toThrow();
  });

  it('reads the ends of long logs, and of the newest jobs', async () => {
    const task = cluster.task(0, 'mmlu', ['1']);
    for (let id = 1; id <= 7; id += 1) {
      const log = `${task.remoteDir}/logs/slurm-${id}.log`;
      writeFileSync(log, `Submitted batch job ${id + 1}\n${'+ x\n'.repeat(200_000)}`);
      utimesSync(log, 1000 + id, 1000 + id);
    }
    const [found] = await lookAt([task]);
    expect(found!.jobIds).toEqual(['1', '4', '5', '6', '7', '8']);
  });

  it('counts the jobs that come before ours', async () => {
    const task = cluster.task(0, 'mmlu', ['13']);
    cluster.queue([
      { id: 10, state: 'PENDING', reason: 'Priority', comment: 'x' },
      { id: 11, state: 'PENDING', reason: 'JobHeldUser', comment: 'x' },
      { id: 12, state: 'RUNNING', comment: 'x' },
      { id: 13, state: 'PENDING', reason: 'Priority' },
      { id: 14, state: 'PENDING', reason: 'Priority', comment: 'x' },
    ]);
    expect(await lookAt([task], true)).toMatchObject([
      { state: 'pending', reason: 'Priority', queuePosition: 2, queueLength: 3 },
    ]);
  });

  it('says what does not answer, and goes on with what does', async () => {
    const task = cluster.task(0, 'mmlu', ['11']);
    cluster.queue([{ id: 11, state: 'COMPLETED' }]);
    cluster.file('sacct.fails', 'Slurm accounting storage is disabled\n');
    const seen = await look(cluster.link, { tag: TAG, tasks: [task] });
    expect(seen.problems).toEqual(['sacct failed: Slurm accounting storage is disabled']);
    expect(seen.tasks.get(0)).toMatchObject({ state: 'success' });
  });

  it('knows no end where neither is there', async () => {
    const task = cluster.task(0, 'mmlu', ['11']);
    const link = {
      ...cluster.link,
      run: (script: string) =>
        cluster.link.run(
          `PATH=/usr/bin:/bin\nsqueue() { return 127; }\nsacct() { return 127; }\nlimit() { "$@"; }\n${script.replaceAll('$limit ', '')}`,
        ),
    };
    const seen = await look(link, { tag: TAG, tasks: [task] });
    expect(seen.problems).toEqual([
      'there is no squeue on the PATH of a non-interactive shell',
      'there is no sacct on the PATH of a non-interactive shell',
    ]);
    expect(seen.tasks.get(0)).toMatchObject({ state: 'unknown', final: false });
  });

  it('is no look where the answer breaks off', async () => {
    const link = {
      ...cluster.link,
      run: async () => ({ code: 1, stdout: 'Welcome!\n', stderr: 'sh: disk full\n' }),
    };
    await expect(look(link, { tag: TAG, tasks: [] })).rejects.toThrow(
      'nel@stub did not answer the question how the jobs stand: sh: disk full',
    );
  });

  it('does not let an id, a path or a tag end a word of the script', async () => {
    const task = cluster.task(0, 'mmlu', ['11']);
    mkdirSync(`${cluster.dir}/it's`);
    for (const wrong of [
      { jobIds: ['1;id'] },
      { remoteDir: `${cluster.dir}/it's` },
      { remoteDir: '/a/../b' },
    ])
      await expect(look(cluster.link, { tag: TAG, tasks: [{ ...task, ...wrong }] })).rejects.toThrow(/is no/);
    cluster.queue([{ id: 11, state: 'RUNNING' }]);
    const seen = await look(cluster.link, { tag: `'; touch ${cluster.dir}/pwned; '`, tasks: [task] });
    expect(seen.tasks.get(0)).toMatchObject({ state: 'running' });
    expect(() => readFileSync(`${cluster.dir}/pwned`)).toThrow();
  });
});
