import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  type FetchOptions,
  fetchTask,
  noteStart,
  type SlurmEnding,
} from '../../../src/launcher/slurm/fetch-task.js';
import { CopyIncomplete, LinkDown } from '../../../src/launcher/ssh/link.js';
import { readTaskFolders } from '../../../src/results/invocation.js';
import { judgeTask } from '../../../src/results/validity.js';
import type { SlurmTask } from '../../../src/slurm/task.js';
import { stubCluster } from './stub-cluster.js';

const cluster = stubCluster();
const FAILED = {
  state: 'failed',
  cause: 'evaluation',
  exitCode: 1,
  startedAt: '2026-11-24T05:53:37.000Z',
} as const;
const SUCCESS = { state: 'success', cause: 'evaluation', exitCode: 0 } as const;

const mirror = (): string => path.join(cluster.dir, 'mirror');
const fetch = (
  task: SlurmTask,
  ending: Omit<SlurmEnding, 'fetched'>,
  options: FetchOptions = {},
): Promise<boolean> => fetchTask(cluster.link, task, ending, mirror(), { waitsMs: [1], ...options });

function taskWith(files: Record<string, string>): SlurmTask {
  const task = cluster.task(0, 'mmlu', ['11']);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(task.remoteDir, name), text);
  return task;
}

const client = (): string => readFileSync(path.join(mirror(), 'mmlu.0/logs/client_stdout.log'), 'utf8');

describe('fetchTask', () => {
  it('leaves secrets and what else is hidden where they are', async () => {
    const task = taskWith({
      '.secrets.env': 'x',
      '.job_start_time': '1',
      'run.sub': '#',
      'artifacts/results.yml': '{}',
    });
    expect(await fetch(task, SUCCESS)).toBe(true);
    expect(readdirSync(path.join(mirror(), 'mmlu.0')).sort()).toEqual(['artifacts', 'logs', 'run.sub']);
  });

  it('names the newest log of the evaluation as on this machine', async () => {
    const task = taskWith({
      'logs/client-9.log': 'old',
      'logs/client-11.log': 'new',
      'artifacts/results.yml': '{}',
    });
    await fetch(task, SUCCESS);
    expect(client()).toBe('new');
    // A second fetch, as of a collector that was cut off, comes to the same.
    await fetch(task, SUCCESS);
    expect(client()).toBe('new');
  });

  it('finds what Slurm said where a follow-up, which had nothing to resume, said nothing', async () => {
    const said = 'slurmstepd: error: pyxis: failed to import docker image\n';
    const logs = { 'logs/slurm-9.log': said, 'logs/slurm-10.log': '+ exit 0\n' };
    await fetch(taskWith(logs), FAILED);
    expect(client()).toBe(said);
  });

  it('leaves out what was said of jobs that were resumed', async () => {
    const cut =
      'slurmstepd: error: *** JOB 10 ON n1 CANCELLED AT 2026-11-24T05:48:06 DUE TO TIME LIMIT ***\n';
    const logs = { 'logs/slurm-9.log': 'srun: error: n1: task 0: Killed\n', 'logs/slurm-10.log': cut };
    await fetch(taskWith(logs), FAILED);
    expect(client()).toBe(cut);
    await fetch(taskWith({ ...logs, 'logs/slurm-11.log': '+ true\n', 'logs/client-11.log': 'new' }), FAILED);
    expect(client()).toBe('new');
  });

  it('puts what Slurm said before the log of one that failed', async () => {
    const task = taskWith({
      'logs/slurm-11.log':
        '+ srun --container-image x\nslurmstepd: error: pyxis: failed to import docker image\nsrun: error: n1: task 0: Exited with exit code 1\n',
    });
    await fetch(task, FAILED);
    expect(client()).toBe(
      'slurmstepd: error: pyxis: failed to import docker image\nsrun: error: n1: task 0: Exited with exit code 1\n',
    );
    writeFileSync(`${task.remoteDir}/logs/client-11.log`, 'ValueError: no such task\n');
    await fetch(task, FAILED);
    expect(client()).toMatch(/Exited with exit code 1\nValueError: no such task\n$/);
    const [folder] = readTaskFolders(mirror());
    const result = await judgeTask(folder!, { allowance: { count: 0 } as never });
    expect(result).toMatchObject({ state: 'failed', reasons: ['ValueError: no such task'] });
  });

  it('writes the stages that an evaluation on this machine leaves', async () => {
    const task = taskWith({});
    const killed = {
      state: 'killed',
      cause: 'cluster',
      exitCode: 143,
      endedAt: '2026-11-24T05:53:52.000Z',
    } as const;
    await fetch(task, { ...killed, startedAt: FAILED.startedAt });
    expect(readTaskFolders(mirror())).toMatchObject([
      { stage: 'killed', exitCode: 143, startedAt: FAILED.startedAt, endedAt: killed.endedAt },
    ]);
    expect(readFileSync(path.join(mirror(), 'mmlu.0/killed_jobs.txt'), 'utf8')).toBe('bdab6b7306d9864f.0\n');
    rmSync(mirror(), { recursive: true });
    await fetch(task, killed);
    expect(existsSync(path.join(mirror(), 'mmlu.0/logs/stage.running'))).toBe(false);
  });

  it('waits for results that a shared file system shows late', async () => {
    const task = taskWith({});
    let fetches = 0;
    const link = {
      ...cluster.link,
      async fetch(...given: Parameters<typeof cluster.link.fetch>) {
        fetches += 1;
        if (fetches === 3) writeFileSync(`${task.remoteDir}/artifacts/results.yml`, '{}');
        return cluster.link.fetch(...given);
      },
    };
    expect(await fetchTask(link, task, SUCCESS, mirror(), { waitsMs: [1, 1, 1, 1] })).toBe(true);
    expect(fetches).toBe(3);
    expect(existsSync(path.join(mirror(), 'mmlu.0/artifacts/results.yml'))).toBe(true);
  });

  it('answers false where rsync never manages, and when it is told to stop', async () => {
    const task = taskWith({});
    const problems: string[] = [];
    const link = {
      ...cluster.link,
      fetch: async () => {
        throw new Error('the disk of this machine is full');
      },
    };
    const options = { waitsMs: [1, 1], onProblem: (problem: string) => problems.push(problem) };
    expect(await fetchTask(link, task, FAILED, mirror(), options)).toBe(false);
    expect(problems).toEqual(['the disk of this machine is full']);
    expect(readTaskFolders(mirror())).toMatchObject([{ stage: 'exited', exitCode: 1 }]);
    cluster.breaks = 1000;
    expect(await fetch(task, FAILED, { signal: AbortSignal.timeout(200) })).toBe(false);
    cluster.breaks = 0;
  });

  it('takes what is there where some files cannot be read, and names those', async () => {
    const task = taskWith({ 'artifacts/results.yml': '{}' });
    const problems: string[] = [];
    let missing: string[] = [];
    const link = {
      ...cluster.link,
      async fetch(...given: Parameters<typeof cluster.link.fetch>) {
        await cluster.link.fetch(...given);
        throw new CopyIncomplete('rsync: exit code 23', missing);
      },
    };
    const options = { waitsMs: [1, 1], onProblem: (problem: string) => problems.push(problem) };
    missing = [`${task.remoteDir}/artifacts/cache`, 'a\u001b[2J\n'];
    expect(await fetchTask(link, task, SUCCESS, mirror(), options)).toBe(true);
    expect(problems).toEqual([
      'rsync: exit code 23',
      `all was copied but ${task.remoteDir}/artifacts/cache, a [2J`,
    ]);
    missing = [`${task.remoteDir}/artifacts/results.yml`];
    expect(await fetchTask(link, task, SUCCESS, mirror(), options)).toBe(false);
    // One that failed has no results to wait for.
    expect(await fetchTask(link, task, FAILED, mirror(), options)).toBe(true);
    missing = [`${task.remoteDir}/artifacts`];
    rmSync(path.join(mirror(), 'mmlu.0/artifacts'), { recursive: true });
    rmSync(`${task.remoteDir}/artifacts`, { recursive: true });
    expect(await fetchTask(link, task, SUCCESS, mirror(), options)).toBe(false);
  });

  it('goes on as long as copies that break bring something', async () => {
    const task = taskWith({ 'artifacts/results.yml': '{}' });
    let fetches = 0;
    const link = {
      ...cluster.link,
      async fetch(from: string, to: string) {
        fetches += 1;
        if (fetches > 6) return cluster.link.fetch(from, to);
        writeFileSync(path.join(to, 'items.jsonl'), 'x'.repeat(fetches));
        throw new LinkDown('the copy broke');
      },
    };
    const { signal } = new AbortController();
    expect(await fetchTask(link, task, SUCCESS, mirror(), { waitsMs: [1, 1], signal })).toBe(true);
    expect(fetches).toBe(7);
  });

  it('asks for no path that a shell could read otherwise', async () => {
    const task = { ...taskWith({}), remoteDir: '/evals/$(id)/mmlu.0' };
    await expect(fetch(task, SUCCESS)).rejects.toThrow(/no path to fetch from/);
  });
});

describe('noteStart', () => {
  it('has a task that is stopped before its end count as begun, since its first job', async () => {
    const task = taskWith({});
    noteStart(mirror(), task, new Date('2026-01-02T03:04:05Z'));
    noteStart(mirror(), task, new Date('2026-01-02T04:00:00Z'));
    const [folder] = readTaskFolders(mirror());
    expect(folder).toMatchObject({ stage: 'running', startedAt: '2026-01-02T03:04:05.000Z' });
    expect(await judgeTask(folder!, { allowance: { count: 0 }, stopped: 'cancelled' })).toMatchObject({
      state: 'cancelled',
      reasons: ['the job was cancelled'],
    });
  });
});
