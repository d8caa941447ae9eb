import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stopTasks } from '../../src/evaluation/slurm/stop-tasks.js';
import { stubCluster, TAG } from '../launcher/slurm/stub-cluster.js';
import { INVOCATION } from '../open-records/records.js';
import { sessionIn, slurmRun } from './sessions.js';

const cluster = stubCluster();

it('a submission that was cut off leaves neither jobs, by the ids that the launcher recorded, nor secrets', async () => {
  const { remoteDir, jobName } = cluster.task(0, 'mmlu');
  const secrets = path.join(remoteDir, '.secrets.env');
  writeFileSync(path.join(remoteDir, 'run.sub'), `#!/bin/bash\n#SBATCH --comment='${TAG}'\n`);
  writeFileSync(secrets, 'export KEY=canary');
  // A cluster that shows no comments.
  cluster.queue([
    { id: 11, state: 'RUNNING', name: jobName, comment: '(null)' },
    { id: 12, state: 'RUNNING', name: jobName, comment: '(null)' },
  ]);
  const remote = slurmRun({ tag: TAG, tasks: [] });
  delete remote.dir;
  const { session } = sessionIn(cluster.dir, { record: { remote, outputDir: path.dirname(cluster.remote) } });
  session.link = cluster.link;
  const row = {
    invocation_id: INVOCATION,
    job_id: `${INVOCATION}.0`,
    executor: 'slurm',
    data: { slurm_job_id: '11', remote_rundir_path: remoteDir },
  };
  writeFileSync(session.files.execDb, `${JSON.stringify(row)}\n`);
  expect(await stopTasks(session)).toBeUndefined();
  expect(cluster.queued()).toEqual(['12']);
  expect(existsSync(secrets)).toBe(false);
  expect(session.record.remote).toMatchObject({ swept: true });
});

describe('what could not be stopped is said in full', () => {
  const LEFT = `all jobs with the comment ${TAG} (squeue -u nel -o "%i %k")`;
  const watched = () => {
    const task = cluster.task(0, 'mmlu', ['374', '375']);
    const remote = slurmRun({ tag: TAG, host: 'stub', tasks: [task] });
    const { session } = sessionIn(cluster.dir, {
      record: { remote, outputDir: path.dirname(cluster.remote) },
    });
    return { session, dir: task.remoteDir };
  };

  it('where the cluster lets nobody in', async () => {
    const { session, dir } = watched();
    // No key, no login.
    expect(await stopTasks(session)).toMatch(
      /^jobs may still run on nel@stub \(.+\): as nel there, scancel 374 375, and /,
    );
    expect(await stopTasks(session)).toContain(`${LEFT}; then delete .secrets.env in ${dir}`);
  });

  it('where the connection is lost', async () => {
    const { session, dir } = watched();
    session.link = cluster.link;
    cluster.breaks = 2;
    expect(await stopTasks(session)).toBe(
      `jobs may still run on nel@stub (nel@stub: the connection is lost): as nel there, scancel 374 375, and ${LEFT}; then delete .secrets.env in ${dir}`,
    );
    expect(session.record.remote).toMatchObject({ swept: false });
  });

  it('where it is lost before the keys are gone', async () => {
    const { session, dir } = watched();
    const run = cluster.link.run.bind(cluster.link);
    session.link = {
      ...cluster.link,
      run: (script, options) => {
        if (script.includes('frame kept')) cluster.breaks = 1;
        return run(script, options);
      },
    };
    cluster.queue([{ id: 374, state: 'RUNNING' }]);
    expect(await stopTasks(session)).toBe(
      `no job runs any more, but keys may be left (nel@stub: the connection is lost): delete .secrets.env in ${dir} on nel@stub`,
    );
    expect(cluster.queued()).toEqual([]);
  });

  it.each([
    [
      { launched: ['/lustre/evals/20261124_054803-bdab6b7306d9864f/mmlu.0'] },
      /in \/lustre\/evals\/\S+\/mmlu\.0$/,
    ],
    [{}, /scancel all jobs with the comment \S+ \(.*\); then delete \.secrets\.env in \S+\/evals\/\*\/\*$/],
  ])('also of a submission that was cut off: %j', async (known, says) => {
    const remote = slurmRun({ tag: TAG, host: 'stub', tasks: [], ...known });
    const record = { remote, outputDir: path.dirname(cluster.remote) };
    const { session } = sessionIn(cluster.dir, { record });
    session.link = cluster.link;
    cluster.breaks = 2;
    expect(await stopTasks(session)).toMatch(says);
  });
});
