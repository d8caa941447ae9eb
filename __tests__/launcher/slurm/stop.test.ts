import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { deleteRemoteSecrets, stopByTag, sweepFollowUps } from '../../../src/launcher/slurm/stop.js';
import { stubCluster, TAG } from './stub-cluster.js';

const cluster = stubCluster();
const cancels = (): string[] => cluster.calls().filter((call) => call.startsWith('scancel'));

describe('stopByTag', () => {
  it('cancels what waits before what runs, and nothing of other runs', async () => {
    cluster.queue([
      { id: 11, state: 'RUNNING' },
      { id: 12, state: 'PENDING', reason: 'Dependency' },
      // The same name, as every run of a config has it.
      { id: 21, state: 'RUNNING', comment: 'nea/42/1002/1/evaluate/pr7' },
      { id: 22, state: 'PENDING', comment: '(null)' },
      { id: 23, state: 'RUNNING', comment: `${TAG}0` },
      { id: 24, state: 'RUNNING', comment: `x ${TAG}` },
      { id: 25, state: 'COMPLETING' },
    ]);
    expect(await stopByTag(cluster.link, TAG, { budgetMs: 7000 })).toEqual({
      cancelled: ['12', '11'],
      left: [],
    });
    expect(cancels()).toEqual(['scancel 12', 'scancel 11']);
    expect(cluster.queued()).toEqual(['21', '22', '23', '24', '25']);
  });

  it('leaves the other tasks of a run where one is to be ended', async () => {
    cluster.queue([
      { id: 11, state: 'RUNNING' },
      { id: 12, state: 'PENDING', reason: 'Dependency' },
      { id: 21, state: 'RUNNING', name: 'evals-ci.gsm8k.1' },
      { id: 31, state: 'RUNNING', comment: 'nea/42/1002/1/evaluate/pr7' },
    ]);
    const options = { budgetMs: 7000, onlyNamed: true, jobNames: ['evals-ci.mmlu.0'] };
    expect((await stopByTag(cluster.link, TAG, options)).cancelled).toEqual(['12', '11']);
    expect(cluster.queued()).toEqual(['21', '31']);
  });

  it('looks again, since a job that starts submits its follow-up', async () => {
    cluster.queue([{ id: 11, state: 'RUNNING' }]);
    cluster.file(
      'on-cancel',
      `printf '12\\tPENDING\\tDependency\\t0:00\\tevals-ci.mmlu.0\\t${TAG}\\n' >>queue\n`,
    );
    expect(await stopByTag(cluster.link, TAG, { budgetMs: 7000 })).toEqual({
      cancelled: ['11', '12'],
      left: [],
    });
    expect(cancels()).toEqual(['scancel 11', 'scancel 12']);
  });

  it('cancels arrays whole, by the number that all their jobs go by', async () => {
    cluster.queue([
      { id: '72_0', state: 'RUNNING' },
      { id: '72_1', state: 'RUNNING' },
      { id: '77_[0-3]', state: 'PENDING', reason: 'Dependency' },
      { id: '78_1', state: 'RUNNING', comment: '(null)' },
      { id: '79_1', state: 'RUNNING', comment: '(null)' },
    ]);
    const { cancelled, left } = await stopByTag(cluster.link, TAG, { budgetMs: 7000, jobIds: ['78'] });
    expect(cancelled.sort()).toEqual(['72', '77', '78']);
    expect(left).toEqual([]);
    expect(cluster.queued()).toEqual(['79_1']);
  });

  it('names what has the tag and no number to cancel it by', async () => {
    cluster.queue([
      { id: 'zJ4', state: 'RUNNING' },
      { id: 12, state: 'PENDING' },
      { id: 'zJ5', state: 'RUNNING', comment: '(null)' },
    ]);
    expect(await stopByTag(cluster.link, TAG, { budgetMs: 7000 })).toEqual({
      cancelled: ['12'],
      left: ['zJ4'],
    });
    expect(cancels()).toEqual(['scancel 12']);
  });

  it('goes by known ids only where the cluster shows no comment', async () => {
    cluster.queue([
      { id: 11, state: 'RUNNING', comment: '(null)' },
      { id: 12, state: 'PENDING', comment: '' },
      { id: 13, state: 'RUNNING', comment: 'nea/42/1002/1/evaluate' },
      { id: 14, state: 'RUNNING', comment: 'of somebody' },
    ]);
    const { cancelled } = await stopByTag(cluster.link, TAG, {
      budgetMs: 7000,
      jobIds: ['11', '12', '13', '14', '99'],
    });
    expect(cancelled).toEqual(['12', '11']);
    expect(cluster.queued()).toEqual(['13', '14']);
  });

  it('knows the tag with what a site has put behind it', async () => {
    cluster.queue([
      { id: 11, state: 'RUNNING', comment: `${TAG};proj=x` },
      { id: 12, state: 'PENDING', comment: `${TAG} cost centre 7` },
      { id: 13, state: 'RUNNING', comment: `${TAG}0;proj=x` },
      { id: 14, state: 'RUNNING', comment: `${TAG}/x` },
    ]);
    expect((await stopByTag(cluster.link, TAG, { budgetMs: 7000 })).cancelled.sort()).toEqual(['11', '12']);
    expect(cluster.queued()).toEqual(['13', '14']);
  });

  it('lets the name vouch for a known id whose comment the cluster has changed', async () => {
    cluster.queue([
      { id: 11, state: 'RUNNING', comment: 'cost centre 7' },
      { id: 12, state: 'RUNNING', comment: 'cost centre 7', name: 'training' },
      { id: 13, state: 'RUNNING', comment: 'nea/42/1002/1/evaluate' },
      { id: 14, state: 'RUNNING', comment: 'cost centre 7' },
    ]);
    const known = { jobIds: ['11', '12', '13'], jobNames: ['evals-ci.mmlu.0'] };
    expect((await stopByTag(cluster.link, TAG, { budgetMs: 7000, ...known })).cancelled).toEqual(['11']);
    expect(cluster.queued()).toEqual(['12', '13', '14']);
  });

  it('says which jobs are left, and why, within its budget', async () => {
    cluster.queue([{ id: 11, state: 'RUNNING' }]);
    cluster.file('scancel.fails', 'scancel: error: Kill job error on job id 11: Access denied\n');
    const start = Date.now();
    expect(await stopByTag(cluster.link, TAG, { budgetMs: 3500 })).toEqual({
      cancelled: ['11'],
      left: ['11'],
      problem: 'scancel: error: Kill job error on job id 11: Access denied',
    });
    expect(Date.now() - start).toBeLessThan(4000);
  });

  it('cancels known ids blindly where the controller does not list jobs', async () => {
    cluster.queue([{ id: 11, state: 'RUNNING' }]);
    cluster.file(
      'squeue.fails',
      'slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n',
    );
    expect(await stopByTag(cluster.link, TAG, { budgetMs: 5000, jobIds: ['11'] })).toEqual({
      cancelled: ['11'],
      left: [],
      problem: 'squeue failed: slurm_load_jobs error: Unable to contact slurm controller (connect failure)',
    });
    expect(cluster.queued()).toEqual([]);
  });

  it('calls again where the connection had just broken, and never throws', async () => {
    cluster.queue([{ id: 11, state: 'RUNNING' }]);
    cluster.breaks = 1;
    expect(await stopByTag(cluster.link, TAG, { budgetMs: 7000 })).toEqual({ cancelled: ['11'], left: [] });
    cluster.breaks = 2;
    expect(await stopByTag(cluster.link, TAG, { budgetMs: 7000, jobIds: ['11'] })).toEqual({
      cancelled: [],
      left: ['11'],
      problem: 'nel@stub: the connection is lost',
    });
  });
});

describe('sweepFollowUps', () => {
  it('takes only waiting jobs of these tasks out of the queue', async () => {
    const done = cluster.task(0, 'mmlu', ['11', '12']);
    cluster.queue([
      { id: 12, state: 'PENDING', reason: 'DependencyNeverSatisfied' },
      { id: 13, state: 'RUNNING' },
      { id: 14, state: 'PENDING', name: 'evals-ci.gsm8k.1' },
      { id: 15, state: 'PENDING', comment: 'nea/42/1002/1/evaluate/pr7' },
    ]);
    expect(await sweepFollowUps(cluster.link, TAG, [done])).toEqual(['12']);
    expect(cancels()).toEqual(['scancel -t PENDING 12']);
    expect(await sweepFollowUps(cluster.link, TAG, [])).toEqual([]);
  });
});

describe('deleteRemoteSecrets', () => {
  it('deletes them in these folders, and says where they are still', async () => {
    const [gone, stays] = [cluster.task(0), cluster.task(1)];
    cluster.file(`${gone.remoteDir.slice(cluster.dir.length + 1)}/.secrets.env`, 'export KEY=canary');
    cluster.file(`${stays.remoteDir.slice(cluster.dir.length + 1)}/.secrets.env/held`, '');
    expect(await deleteRemoteSecrets(cluster.link, [gone, stays])).toEqual([stays.remoteDir]);
    expect(existsSync(`${gone.remoteDir}/.secrets.env`)).toBe(false);
  });

  it.each(['/x/$(touch pwned)', '/x/../y', '-rf', '/x y', "/x'"])(
    'refuses the path %s',
    async (remoteDir) => {
      await expect(deleteRemoteSecrets(cluster.link, [{ remoteDir }])).rejects.toThrow(/no path/);
      expect(() => readFileSync(`${cluster.dir}/script`)).toThrow();
    },
  );
});
