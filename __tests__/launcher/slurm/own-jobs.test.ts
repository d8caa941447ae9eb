import { describe, expect, it } from '@jest/globals';
import { findOwnJobs } from '../../../src/launcher/slurm/own-jobs.js';
import { ownJobsScript } from '../../../src/slurm/own-jobs.js';
import { stubCluster } from './stub-cluster.js';

const cluster = stubCluster();

describe('jobs that somebody names', () => {
  it('are of a task where the cluster has their log in its folder', async () => {
    const tasks = [cluster.task(0), cluster.task(1)];
    const [first, second] = tasks.map(({ remoteDir }) => `${remoteDir}/logs`);
    cluster.queue([10, 11, 12, 13, 14, 15, 16].map((id) => ({ id, state: 'RUNNING', comment: '(null)' })));
    cluster.file(
      'stdout',
      [
        `10 ${first}/slurm-10.log`,
        `11 ${second}/slurm-%A.log`,
        `12 ${first}x/slurm-12.log`,
        `13 ${first}/../../other.0/logs/slurm-13.log`,
        '14 /dev/null',
        // Not named, and not in the queue.
        `16 ${first}/slurm-16.log`,
        `17 ${first}/slurm-17.log`,
      ].join('\n'),
    );
    const named = ['10', '11', '12', '13', '14', '15', '17'];
    expect(await findOwnJobs(cluster.link, tasks, named)).toEqual(['10', '11']);
    expect(cluster.calls().filter((call) => call.endsWith(' 17') || call.endsWith(' 16'))).toEqual([]);
  });

  it('are nobody’s where the queue cannot be read, and none are asked for', async () => {
    const task = cluster.task(0);
    cluster.queue([{ id: 10, state: 'RUNNING' }]);
    cluster.file('stdout', `10 ${task.remoteDir}/logs/slurm-10.log\n`);
    cluster.file('squeue.fails', 'down\n');
    expect(await findOwnJobs(cluster.link, [task], ['10'])).toEqual([]);
    expect(await findOwnJobs(cluster.link, [task], [])).toEqual([]);
    expect(cluster.calls()).toHaveLength(1);
  });

  it('go into no script unless they are numbers', () => {
    expect(() => ownJobsScript(['1', "2'; id"], 'a'.repeat(16))).toThrow('a job id is not a number');
  });
});
