import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import type { SlurmEnding } from '../../../src/launcher/slurm/fetch-task.js';
import { type StoppedTasks, stopWatched } from '../../../src/launcher/slurm/stop-watched.js';
import { watchSlurm } from '../../../src/launcher/slurm/watch.js';
import { readTaskFolders } from '../../../src/results/invocation.js';
import type { SlurmTask } from '../../../src/slurm/task.js';
import { stubCluster, TAG } from './stub-cluster.js';

jest.setTimeout(30_000);

const cluster = stubCluster();
const mirror = (): string => path.join(cluster.dir, 'mirror');
const NAMES = ['mmlu', 'gsm8k', 'ifeval'];

function tasks(): SlurmTask[] {
  return NAMES.map((name, index) => {
    const task = cluster.task(index, name, [`${index + 1}1`]);
    writeFileSync(`${task.remoteDir}/artifacts/results.yml`, 'results: {}');
    return task;
  });
}

const events: string[] = [];
function stop(own: SlurmTask[], known: ReadonlyMap<number, SlurmEnding> = new Map()): Promise<StoppedTasks> {
  events.length = 0;
  const watch = { link: cluster.link, tag: TAG, tasks: own, mirrorDir: mirror(), waitsMs: [60_000] };
  const onEnd = (task: SlurmTask, { state, reason }: SlurmEnding): unknown =>
    events.push([task.name, state, reason].filter(Boolean).join(' '));
  return stopWatched({ ...watch, onEnd }, known, 5_000);
}

describe('stopWatched', () => {
  it('takes for stopped only what had not ended since the last look', async () => {
    const own = tasks();
    cluster.queue([
      { id: 11, state: 'COMPLETED' },
      { id: 21, state: 'FAILED', name: own[1]!.jobName },
      { id: 22, state: 'PENDING', reason: 'Dependency', name: own[1]!.jobName },
      { id: 31, state: 'RUNNING', name: own[2]!.jobName },
      { id: 32, state: 'PENDING', reason: 'Dependency', name: own[2]!.jobName },
    ]);
    cluster.accounting(['31|CANCELLED by 0|0:15|00:00:30|1795000000|1795000030|evals-ci.ifeval.2']);
    const { cancelled, endings, unfetched } = await stop(own);
    expect(cancelled.sort()).toEqual(['22', '31', '32']);
    expect(endings.get(0)).toMatchObject({ state: 'success', fetched: true });
    expect(endings.get(1)).toMatchObject({ state: 'failed', cause: 'evaluation', exitCode: 1 });
    expect(endings.has(2)).toBe(false);
    expect(unfetched).toEqual([]);
    expect(events).toEqual(['mmlu success', expect.stringMatching(/^gsm8k failed job 21 failed/)]);
    expect(readTaskFolders(mirror()).map(({ exitCode }) => exitCode)).toEqual([0, 1, 143]);
  });

  it('waits for one that was about to end by itself', async () => {
    const own = tasks().slice(0, 1);
    cluster.queue([{ id: 11, state: 'COMPLETING' }]);
    const wait = jest.fn(async () => cluster.queue([{ id: 11, state: 'COMPLETED' }]));
    const watch = { link: cluster.link, tag: TAG, tasks: own, mirrorDir: mirror(), onEnd: () => undefined };
    const clock = { now: () => 0, wait };
    const { endings, cancelled } = await stopWatched({ ...watch, clock }, new Map(), 5_000);
    expect(cancelled).toEqual([]);
    expect(endings.get(0)).toMatchObject({ state: 'success', fetched: true });
    expect(wait).toHaveBeenCalledTimes(1);
  });

  it('has one that waited to go on count as stopped, since it could have', async () => {
    const own = [{ ...tasks()[0]!, jobIds: ['11', '12'] }];
    cluster.queue([{ id: 12, state: 'PENDING', reason: 'Priority' }]);
    cluster.accounting([
      '11|TIMEOUT|0:0|00:00:30|1795000000|1795000030|evals-ci.mmlu.0',
      '12|CANCELLED by 0|0:0|00:00:00|Unknown|1795000031|evals-ci.mmlu.0',
    ]);
    const { endings } = await stop(own);
    expect(endings.size).toBe(0);
    expect(readTaskFolders(mirror())).toMatchObject([{ exitCode: 143 }]);
  });

  it('lets the name vouch for jobs whose comment the cluster has changed', async () => {
    const own = tasks().slice(0, 1);
    cluster.queue([{ id: 11, state: 'RUNNING', comment: 'cost centre 7' }]);
    expect((await stop(own)).cancelled).toEqual(['11']);
  });

  it('fetches what the watch knew to have ended, and had no time to fetch', async () => {
    const own = tasks().slice(0, 2);
    cluster.queue([
      { id: 11, state: 'COMPLETED' },
      { id: 21, state: 'FAILED', name: own[1]!.jobName },
    ]);
    const abort = new AbortController();
    const link = {
      ...cluster.link,
      async fetch(): Promise<void> {
        abort.abort('timeout');
        throw new Error('aborted');
      },
    };
    const onEnd = jest.fn();
    const watch = { link, tag: TAG, tasks: own, mirrorDir: mirror(), onEnd };
    const known = await watchSlurm({ ...watch, signal: abort.signal });
    expect([...known.values()].map(({ state, fetched }) => [state, fetched])).toEqual([
      ['success', false],
      ['failed', false],
    ]);
    expect(onEnd).not.toHaveBeenCalled();
    const { endings } = await stop(own, known);
    expect([...endings.values()].map(({ state, fetched }) => [state, fetched])).toEqual([
      ['success', true],
      ['failed', true],
    ]);
    expect(existsSync(`${mirror()}/mmlu.0/artifacts/results.yml`)).toBe(true);
  });

  it('goes by what the watch knew where the cluster does not answer, and never throws', async () => {
    const own = tasks();
    cluster.breaks = 1000;
    const known = new Map<number, SlurmEnding>([
      [0, { state: 'failed', cause: 'evaluation', reason: 'it fell', fetched: false }],
    ]);
    const { endings, unfetched } = await stop(own, known);
    cluster.breaks = 0;
    expect([...endings.keys()]).toEqual([0]);
    expect(unfetched).toEqual([1, 2]);
    expect(events).toEqual(['mmlu failed it fell']);
  });
});
