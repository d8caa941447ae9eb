import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
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
