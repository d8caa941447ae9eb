import { cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { look } from '../../../src/launcher/slurm/look.js';
import { lookAtMany } from '../../../src/launcher/slurm/look-many.js';
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

  it('finds a follow-up by a tag that the site has added to', async () => {
    cluster.queue([
      { id: 11, state: 'RUNNING', comment: `${TAG};proj=x` },
      { id: 12, state: 'PENDING', reason: 'Dependency', comment: `${TAG};proj=x` },
      { id: 13, state: 'PENDING', reason: 'Dependency', comment: `${TAG}1;proj=x` },
    ]);
    expect(await lookAt([cluster.task(0, 'mmlu', ['11'])])).toMatchObject([{ jobIds: ['11', '12'] }]);
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

  it('asks for more than a variable of a program can hold, and in several scripts for more than one can', async () => {
    // 128 KiB are the most that Linux allows one argument or variable.
    const deep = `${cluster.dir}/${'x'.repeat(200)}/${'y'.repeat(200)}`;
    const tasks = Array.from({ length: 600 }, (_, index) => ({
      ...cluster.task(0, 'mmlu', [String(1000 + index)]),
      index,
      jobName: `evals-ci.mmlu.${index}`,
      remoteDir: `${deep}/mmlu.${index}`,
    }));
    expect(tasks.map(({ remoteDir }) => remoteDir).join().length).toBeGreaterThan(240_000);
    mkdirSync(`${tasks[599]!.remoteDir}/logs`, { recursive: true });
    writeFileSync(`${tasks[599]!.remoteDir}/logs/slurm-1599.log`, 'Submitted batch job 2599\n');
    cluster.queue(
      [0, 599].map((index) => ({ id: 1000 + index, state: 'RUNNING', name: `evals-ci.mmlu.${index}` })),
    );
    const scripts: string[] = [];
    const link = {
      ...cluster.link,
      run: (...given: Parameters<typeof cluster.link.run>) => {
        scripts.push(given[0]);
        return cluster.link.run(...given);
      },
    };
    const seen = await look(link, { tag: TAG, tasks });
    expect(seen.problems).toEqual([]);
    expect(seen.tasks.size).toBe(600);
    expect([seen.tasks.get(0)?.state, seen.tasks.get(599)?.state]).toEqual(['running', 'running']);
    expect(seen.tasks.get(599)?.jobIds).toEqual(['1599', '2599']);
    expect(scripts.length).toBeGreaterThan(1);
    const many = await lookAtMany(link, [
      { tag: TAG, tasks: tasks.slice(0, 1) },
      { tag: TAG, tasks: tasks.slice(1) },
    ]);
    expect(many.map(({ size }) => size)).toEqual([1, 599]);
    expect(many[1]!.get(599)).toMatchObject({ state: 'running', jobIds: ['1599', '2599'] });
  });

  it('asks for 160 KiB of paths in one script', async () => {
    const deep = `${cluster.dir}/${'x'.repeat(240)}/${'y'.repeat(240)}`;
    const tasks = Array.from({ length: 300 }, (_, index) => ({
      ...cluster.task(0, 'mmlu', [String(1000 + index)]),
      index,
      remoteDir: `${deep}/mmlu.${index}`,
    }));
    cluster.queue([{ id: 1000, state: 'RUNNING' }]);
    const seen = await look(cluster.link, { tag: TAG, tasks });
    expect([seen.problems, seen.tasks.get(0)?.state]).toEqual([[], 'running']);
    expect(cluster.calls().filter((call) => call.startsWith('squeue'))).toHaveLength(1);
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
