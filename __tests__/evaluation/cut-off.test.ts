import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { finishRun } from '../../src/cleanup.js';
import type { RemoteRun, RunRecord } from '../../src/evaluation/record.js';
import { detachment } from '../../src/evaluation/remote/leave-open.js';
import { type Session, startSession } from '../../src/evaluation/session.js';
import { runFiles } from '../../src/launcher/submit.js';
import { Outputs } from '../../src/outputs.js';
import { stubCluster, TAG } from '../launcher/slurm/stub-cluster.js';

const cluster = stubCluster();

/** The post step of a run whose main step was killed while it watched a job on a cluster. */
function cutOff(remote: Partial<RemoteRun>): { session: Session; said: string[] } {
  const said: string[] = [];
  const say = (text: string): unknown => said.push(text);
  const task = cluster.task(0, 'mmlu', ['11']);
  writeFileSync(`${task.remoteDir}/.secrets.env`, 'export KEY=canary');
  cluster.queue([{ id: 11, state: 'RUNNING' }]);
  const files = runFiles(path.join(cluster.dir, 'run'));
  mkdirSync(files.dir, { recursive: true });
  const record: RunRecord = {
    phase: 'launching',
    startedAt: '2026-11-24T04:00:00Z',
    secretNames: [],
    invocationId: 'bdab6b7306d9864f',
    launcherVersion: '0.2.6',
    allowance: { count: 0 },
    artifact: { name: 'none', contents: 'full', compressionLevel: 1 },
    summary: false,
    summarized: false,
    remote: {
      executor: 'slurm',
      tag: TAG,
      host: 'stub',
      user: 'nel',
      account: 'evals',
      dir: cluster.remote,
      tasks: [task],
      left: false,
      swept: false,
      ...remote,
    },
  };
  const parts = {
    context: {
      sha: '',
      ref: '',
      runId: '1',
      runAttempt: '1',
      event: { name: '', isPrivateRepository: false },
    },
    env: {},
    actionDir: cluster.dir,
    log: { info: say, warn: say, error: say, group: say, foreign: say, summary: async () => undefined },
    outputs: new Outputs([], () => undefined),
    stop: new AbortController(),
  };
  const session = startSession(parts as never, files, record);
  session.link = cluster.link;
  return { session, said };
}

const cancelled = (): string[] => cluster.calls().filter((call) => call.startsWith('scancel'));

describe('the post step of a run on a cluster that was cut off', () => {
  it('stops the jobs', async () => {
    const { session } = cutOff({});
    await finishRun(session);
    expect(cancelled()).toEqual(['scancel 11']);
    expect(existsSync(`${cluster.remote}/mmlu.0/.secrets.env`)).toBe(false);
  });

  it('closes its connection, which the runner would have to kill', async () => {
    const { session } = cutOff({});
    let open = 1;
    session.link = {
      ...cluster.link,
      close: async () => {
        open -= 1;
      },
    };
    await finishRun(session);
    expect(open).toBe(0);
  });

  it('leaves them to go on where the cancel was to do so, and says how to stop them', async () => {
    const posts = { check: 'c', has_check: false, comment: 'l', leg: null };
    const { session, said } = cutOff({ detaches: true, posts });
    await finishRun(session);
    expect(cancelled()).toEqual([]);
    expect(existsSync(`${cluster.remote}/mmlu.0/.secrets.env`)).toBe(true);
    expect(session.record.remote).toMatchObject({ left: true, posts });
    expect(said.join('\n')).toMatch(/the evaluation goes on; to stop it: as nel on stub, scancel 11 /);
  });

  it.each([{ detaches: false }, { detaches: true, swept: true }])(
    'leaves nothing that the step had begun to stop: %j',
    async (remote) => {
      const { session } = cutOff(remote);
      await finishRun(session);
      expect(session.record.remote?.left).toBe(false);
    },
  );
});

describe('the folder of a connection that a killed step has left', () => {
  it.each(['started', 'launching', 'done'] as const)(
    'is removed, however far that came: %s',
    async (phase) => {
      const { session } = cutOff({});
      const linkFolder = path.join(cluster.dir, 'nea-aB3xYz');
      cluster.file('nea-aB3xYz/t/tmpk3x/20261124_054803-bdab6b7306d9864f/mmlu.0/.secrets.env', 'canary');
      Object.assign(session.record, { phase, linkFolder });
      await finishRun(session);
      expect(existsSync(linkFolder)).toBe(false);
    },
  );

  it.each(['evals', 'nea-aB3xYz/..', 'link'])('is removed under no other name: %s', async (name) => {
    const { session } = cutOff({});
    cluster.file('nea-aB3xYz/config', '');
    mkdirSync(path.join(cluster.dir, 'link'));
    Object.assign(session.record, { phase: 'started', linkFolder: `${cluster.dir}/${name}` });
    await finishRun(session);
    expect(existsSync(path.join(cluster.dir, name))).toBe(true);
  });
});

describe('detachment', () => {
  it('is of runs with cancel: detach, and never of their reruns', () => {
    const { session } = cutOff({});
    expect(detachment(session)).toEqual({});
    session.inputs = { cancel: 'detach' } as never;
    expect(detachment(session)).toMatchObject({ detaches: true, posts: { has_check: false } });
    session.rerun = 'confirm';
    expect(detachment(session)).toEqual({});
  });
});
