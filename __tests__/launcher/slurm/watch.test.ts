import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import type { SlurmEnding } from '../../../src/launcher/slurm/fetch-task.js';
import { watchSlurm } from '../../../src/launcher/slurm/watch.js';
import { type ClusterLink, LinkDown } from '../../../src/launcher/ssh/link.js';
import { readTaskFolders } from '../../../src/results/invocation.js';
import type { SlurmTask } from '../../../src/slurm/task.js';
import { type StubJob, stubCluster, TAG } from './stub-cluster.js';

// Every look runs a real shell.
jest.setTimeout(60_000);

const cluster = stubCluster();

interface Watched {
  endings: Map<number, SlurmEnding>;
  /** Seconds between two looks. */
  waits: number[];
  events: string[];
}

/** Watches while a story goes on: a chapter before each look; the last one lasts. */
async function watch(tasks: SlurmTask[], story: (() => void)[], abortAfter = 60): Promise<Watched> {
  let now = 0;
  let chapter = 0;
  const turn = (): void => story[Math.min(chapter++, story.length - 1)]!();
  const waits: number[] = [];
  const events: string[] = [];
  const abort = new AbortController();
  turn();
  const endings = await watchSlurm({
    link: cluster.link,
    tag: TAG,
    tasks,
    mirrorDir: path.join(cluster.dir, 'mirror'),
    signal: abort.signal,
    waitsMs: [1],
    clock: {
      now: () => now,
      async wait(ms) {
        now += ms;
        waits.push(Math.round(ms / 100) / 10);
        if (waits.length >= abortAfter) abort.abort();
        turn();
      },
    },
    onLinkDown: (since, problem) => events.push(`down since ${since.getTime()}: ${problem}`),
    onLinkBack: () => events.push('back'),
    onEnd: (task, { state }) => events.push(`${task.name}.${task.index} ${state}`),
    onServerLost: ({ name }) => events.push(`${name} has no server`),
    onProblem: (problem) => events.push(problem),
  });
  return { endings, waits, events };
}

const queue =
  (...jobs: StubJob[]) =>
  (): void =>
    cluster.queue(jobs);
const DONE = '11|COMPLETED|0:0|00:00:30|1795000000|1795000030|evals-ci.mmlu.0';

function ready(index = 0, name = 'mmlu', id = '11'): SlurmTask {
  const task = cluster.task(index, name, [id]);
  writeFileSync(`${task.remoteDir}/.secrets.env`, 'export KEY=canary');
  writeFileSync(`${task.remoteDir}/artifacts/results.yml`, 'results: {}');
  writeFileSync(`${task.remoteDir}/logs/client-${id}.log`, 'hello\n');
  return task;
}

describe('watchSlurm', () => {
  it('fetches a task as it ends, sweeps its follow-up and deletes its secrets', async () => {
    const tasks = [ready(), ready(1, 'gsm8k', '21')];
    const other = { id: 21, state: 'RUNNING', name: 'evals-ci.gsm8k.1' };
    const { endings, events } = await watch(tasks, [
      queue({ id: 11, state: 'RUNNING' }, { id: 12, state: 'PENDING', reason: 'Dependency' }, other),
      () => {
        cluster.queue([
          { id: 11, state: 'COMPLETED' },
          { id: 12, state: 'PENDING', reason: 'DependencyNeverSatisfied' },
          other,
        ]);
        cluster.accounting([DONE]);
      },
      () => {
        expect(existsSync(`${tasks[0]!.remoteDir}/.secrets.env`)).toBe(false);
        expect(existsSync(`${tasks[1]!.remoteDir}/.secrets.env`)).toBe(true);
        expect(cluster.queued()).toEqual(['11', '21']);
        cluster.queue([{ ...other, state: 'FAILED' }]);
      },
    ]);
    expect(events).toEqual(['mmlu.0 success', 'gsm8k.1 failed']);
    expect(endings.get(0)).toEqual({
      state: 'success',
      cause: 'evaluation',
      exitCode: 0,
      fetched: true,
      startedAt: '2026-11-18T11:06:40.000Z',
      endedAt: '2026-11-18T11:07:10.000Z',
    });
    expect(readTaskFolders(path.join(cluster.dir, 'mirror'))).toMatchObject([
      { name: 'mmlu', index: 0, stage: 'exited', exitCode: 0, startedAt: '2026-11-18T11:06:40.000Z' },
      { name: 'gsm8k', index: 1, stage: 'exited', exitCode: 1 },
    ]);
    expect(existsSync(path.join(cluster.dir, 'mirror/mmlu.0/.secrets.env'))).toBe(false);
  });

  it('ends a task whose evaluation goes on without its server, and no other', async () => {
    const tasks = [ready(), ready(1, 'gsm8k', '21')];
    const log = 'Waiting for server on ip...\nserver ready on ip!\n';
    writeFileSync(`${tasks[0]!.remoteDir}/logs/slurm-11.log`, log);
    const both = queue(
      { id: 11, state: 'RUNNING' },
      { id: 12, state: 'PENDING', reason: 'Dependency' },
      { id: 21, state: 'RUNNING', name: 'evals-ci.gsm8k.1' },
    );
    const still = (): void => undefined;
    const dies = (): void => {
      writeFileSync(`${tasks[0]!.remoteDir}/logs/slurm-11.log`, `${log}srun: error: n1: task 0: Killed\n`);
    };
    const { endings, events, waits } = await watch(
      tasks,
      [
        both,
        dies,
        ...Array.from({ length: 4 }, () => still),
        () => {
          expect(cluster.queued()).toEqual(['21']);
          cluster.accounting(['21|COMPLETED|0:0|00:00:30|1795000000|1795000030|evals-ci.gsm8k.1']);
          cluster.queue([]);
        },
      ],
      20,
    );
    expect(events.slice(0, 2)).toEqual(['mmlu has no server', 'mmlu.0 failed']);
    expect(endings.get(0)).toMatchObject({
      state: 'failed',
      cause: 'evaluation',
      reason: 'job 11 was ended, as it went on without its server',
      exitCode: 137,
      fetched: true,
    });
    expect(existsSync(`${tasks[0]!.remoteDir}/.secrets.env`)).toBe(false);
    expect(endings.get(1)).toMatchObject({ state: 'success' });
    // Not by one look: the evaluation may be about to end.
    expect(waits.slice(1, 4).reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(20);
  });

  it('looks ever less often, and at once more often when something changes', async () => {
    const task = ready();
    const pending = queue({ id: 11, state: 'PENDING', reason: 'Priority' });
    const running = queue({ id: 11, state: 'RUNNING' });
    const ending = queue({ id: 11, state: 'COMPLETING' });
    const { waits } = await watch(
      [task],
      [
        ...Array(9).fill(pending),
        running,
        running,
        ending,
        ending,
        () => cluster.queue([{ id: 11, state: 'COMPLETED' }]),
      ],
    );
    expect(waits).toEqual([5, 7.5, 11.3, 16.9, 25.3, 38, 57, 60, 60, 5, 7.5, 5, 5]);
  });

  it('says once that the cluster does not answer, and never takes it for an end', async () => {
    const task = ready();
    const running = queue({ id: 11, state: 'RUNNING' });
    const { events, waits, endings } = await watch(
      [task],
      [
        running,
        () => {
          cluster.breaks = 4;
        },
        ...Array(4).fill(() => undefined),
        () => cluster.accounting([DONE]),
        () => cluster.queue([]),
      ],
    );
    expect(events).toEqual(['down since 5000: nel@stub: the connection is lost', 'back', 'mmlu.0 success']);
    expect(waits.slice(0, 6)).toEqual([5, 5, 7.5, 11.3, 16.9, 25.3]);
    expect(endings.get(0)?.state).toBe('success');
  });

  it('fetches again where the connection breaks meanwhile', async () => {
    const task = ready();
    let fetches = 0;
    const link = {
      ...cluster.link,
      async run(...given: Parameters<typeof cluster.link.run>) {
        if (fetches > 0 && fetches <= 5) throw new LinkDown('the connection is lost');
        return cluster.link.run(...given);
      },
      async fetch(...given: Parameters<typeof cluster.link.fetch>) {
        fetches += 1;
        if (fetches <= 5) throw new LinkDown('the copy broke');
        if (fetches === 6) throw new Error('rsync: vanished');
        return cluster.link.fetch(...given);
      },
    };
    cluster.queue([]);
    cluster.accounting([DONE]);
    const problems: string[] = [];
    const endings = await watchSlurm({
      link,
      tag: TAG,
      tasks: [task],
      mirrorDir: path.join(cluster.dir, 'mirror'),
      signal: new AbortController().signal,
      waitsMs: [1, 1],
      onEnd: () => undefined,
      onProblem: (problem) => problems.push(problem),
    });
    expect(endings.get(0)).toMatchObject({ state: 'success', fetched: true });
    // More often broken than there are tries for what rsync itself says.
    expect(fetches).toBe(7);
    expect(problems).toEqual(['results of mmlu: the copy broke', 'results of mmlu: rsync: vanished']);
    expect(readFileSync(path.join(cluster.dir, 'mirror/mmlu.0/logs/client_stdout.log'), 'utf8')).toBe(
      'hello\n',
    );
  });

  it('looks on while a copy breaks, and gives it up where the cluster answers and nothing comes', async () => {
    const tasks = [ready(), ready(1, 'gsm8k', '21'), ready(2, 'ifeval', '31')];
    let broken = 0;
    const link = {
      ...cluster.link,
      async fetch(...given: Parameters<typeof cluster.link.fetch>) {
        if (!given[0].endsWith('mmlu.0')) return cluster.link.fetch(...given);
        broken += 1;
        throw new LinkDown('the copy broke');
      },
    };
    const others = tasks.slice(1).map(({ jobName }, at) => ({ id: 21 + 10 * at, name: jobName }));
    cluster.queue([{ id: 11, state: 'COMPLETED' }, ...others.map((job) => ({ ...job, state: 'RUNNING' }))]);
    const events: string[] = [];
    await watchSlurm({
      link,
      tag: TAG,
      tasks,
      mirrorDir: path.join(cluster.dir, 'mirror'),
      signal: new AbortController().signal,
      waitsMs: [1500, 1500],
      clock: {
        now: () => Date.now(),
        wait: async () => cluster.queue(others.map((job) => ({ ...job, state: 'COMPLETED' }))),
      },
      onEnd: ({ name }, { fetched }) => events.push(`${name} ${fetched}`),
    });
    expect(broken).toBe(3);
    expect(events.slice(0, 2).sort()).toEqual(['gsm8k true', 'ifeval true']);
    expect(events[2]).toBe('mmlu false');
  });

  it('gives up on a job that the cluster has forgotten, after ten minutes', async () => {
    const { endings, waits } = await watch([ready()], [queue()]);
    expect(endings.get(0)).toMatchObject({
      state: 'failed',
      cause: 'cluster',
      reason:
        'the cluster lost track of it: squeue does not list job 11 any more, and sacct does not say yet how it ended',
    });
    const seconds = waits.reduce((sum, wait) => sum + wait, 0);
    expect(seconds).toBeGreaterThanOrEqual(600);
    expect(seconds).toBeLessThan(660);
  });

  it('waits for a controller that is down as long as it takes', async () => {
    const down = (): void =>
      cluster.file('squeue.fails', 'slurm_load_jobs error: Unable to contact slurm controller\n');
    const { endings } = await watch([ready()], [down], 16);
    expect(endings.size).toBe(0);
  });

  it('waits for the export of a task, but not for ever, and says where the secrets stay', async () => {
    const task = ready();
    writeFileSync(`${task.remoteDir}/logs/slurm-11.log`, 'Export job submitted: 77\n');
    const exporting = { id: 77, state: 'PENDING', name: 'nel-export-mmlu.0', comment: '(null)' };
    const told = await watch(
      [task],
      [
        () => {
          cluster.accounting([DONE]);
          cluster.queue([exporting]);
        },
      ],
    );
    expect(told.waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(900);
    expect(told.events).toEqual([
      `${task.remoteDir}/.secrets.env is still on nel@stub: delete it when no job needs it any more`,
      'mmlu.0 success',
    ]);
    expect(existsSync(`${task.remoteDir}/.secrets.env`)).toBe(true);
    const soon = await watch([task], [queue(exporting), queue({ ...exporting, state: 'COMPLETED' })]);
    expect(soon.waits).toEqual([5]);
    expect(existsSync(`${task.remoteDir}/.secrets.env`)).toBe(false);
  });

  it('stops when it is told to, with what has ended', async () => {
    const { endings, waits } = await watch([ready()], [queue({ id: 11, state: 'RUNNING' })], 3);
    expect(endings.size).toBe(0);
    expect(waits).toHaveLength(3);
  });

  it('does not let a cluster that hangs keep it from stopping', async () => {
    const task = ready();
    cluster.queue([{ id: 11, state: 'COMPLETED' }]);
    const abort = new AbortController();
    let calls = 0;
    const link: ClusterLink = {
      ...cluster.link,
      run: (script, options = {}) => {
        calls += 1;
        if (calls === 1) return cluster.link.run(script);
        setTimeout(() => abort.abort('cancelled'), 20);
        return new Promise((_, reject) => {
          options.signal?.addEventListener('abort', () => reject(options.signal!.reason));
        });
      },
    };
    const told = jest.fn();
    const start = Date.now();
    const endings = await watchSlurm({
      link,
      tag: TAG,
      tasks: [task],
      mirrorDir: path.join(cluster.dir, 'mirror'),
      signal: abort.signal,
      onEnd: told,
      onProblem: told,
    });
    expect(Date.now() - start).toBeLessThan(5_000);
    // It was not fetched, but that it ended well is known.
    expect(endings.get(0)).toMatchObject({ state: 'success' });
    expect(told).not.toHaveBeenCalledWith(expect.stringContaining('could not be removed'));
  });
});
