import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRecord } from '../../src/evaluation/record.js';
import { setSecrets } from '../../src/evaluation/session.js';
import { watchTasks } from '../../src/evaluation/slurm/watch-tasks.js';
import { stubCluster, TAG } from '../launcher/slurm/stub-cluster.js';
import { useArtifactServices } from './artifact-services.js';
import { sessionIn, slurmRun } from './sessions.js';

const cluster = stubCluster();
const artifacts = useArtifactServices();

/** Watches a task until a cancel that is to leave it; `rerun`: it is a rerun that was to confirm a run. */
async function cancelled(rerun?: string) {
  const task = cluster.task(0, 'mmlu', ['11']);
  cluster.queue([{ id: 11, state: 'RUNNING', name: task.jobName }]);
  const remote = slurmRun({ tag: TAG, tasks: [task] });
  const invocationDir = path.join(cluster.dir, 'mirror');
  const { session, said } = sessionIn(cluster.dir, { env: process.env, record: { remote, invocationDir } });
  session.link = cluster.link;
  session.inputs = { cancel: 'detach' } as never;
  if (rerun) session.rerun = rerun;
  session.stop.abort('cancelled');
  await watchTasks(session);
  return { left: session.record.remote!.left, said };
}

describe('a cancel that is to leave the evaluation', () => {
  it('leaves it, whatever becomes of its record', async () => {
    artifacts.services.fail({ match: /CreateArtifact/, status: 400, times: 99 });
    const { left, said } = await cancelled();
    expect(left).toBe(true);
    expect(said.at(-1)).toMatch(
      /^the evaluation goes on; to stop it: as nel on login\.slurm\.test, scancel 11/,
    );
  });

  it('does not leave a rerun of it, of which nobody would know', async () => {
    const { left, said } = await cancelled('candidate');
    expect(left).toBe(false);
    expect(said.at(-1)).toMatch(/^what mmlu has left stays on nel@stub/);
    expect(artifacts.names).toEqual([]);
  });
});

it('keeps how a task has ended for the post step, as it has fetched it, and no secret with it', async () => {
  const own = [cluster.task(0, 'mmlu', ['11']), cluster.task(1, 'gsm8k', ['21'])];
  cluster.file(`evals/${path.basename(cluster.remote)}/mmlu.0/artifacts/results.yml`, 'results: {}');
  cluster.queue([
    { id: 11, state: 'COMPLETED', name: own[0]!.jobName },
    { id: 21, state: 'PENDING', name: own[1]!.jobName, reason: 'DependencyNeverSatisfied' },
  ]);
  const remote = slurmRun({ tag: TAG, tasks: own });
  const invocationDir = path.join(cluster.dir, 'mirror');
  const { session } = sessionIn(cluster.dir, { record: { remote, invocationDir } });
  session.link = cluster.link;
  setSecrets(session, [{ name: 'K', value: 'DependencyNeverSatisfied' }]);
  await watchTasks(session);
  const kept = readRecord(session.files.dir)?.remote?.endings ?? [];
  expect(kept.map(({ index, state, fetched }) => [index, state, fetched]).sort()).toEqual([
    [0, 'success', true],
    [1, 'failed', true],
  ]);
  expect(JSON.stringify(kept)).not.toContain('DependencyNeverSatisfied');
});
