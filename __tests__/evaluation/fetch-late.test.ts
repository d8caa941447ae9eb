import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { finishRun } from '../../src/cleanup.js';
import { evaluateModel } from '../../src/evaluate.js';
import { type RemoteRun, type RunRecord, readRecord } from '../../src/evaluation/record.js';
import { stubCluster, TAG } from '../launcher/slurm/stub-cluster.js';
import { sessionIn, slurmRun, type TestSession } from './sessions.js';

const TREE = path.join(import.meta.dirname, '../fixtures/launcher-0.2.6/baseline/tree');
const cluster = stubCluster();
const [ARITH, MCQ] = ['byob_arith.arith', 'byob_mcq.mcq'];
const NAMES = ['evals-ci.byob_arith.arith.0', 'evals-ci.byob_mcq.mcq.1'];

/** A main step that was cut off while the second of two tasks ran: the first had ended since its last look. */
function cutOff(
  record: Partial<RunRecord>,
  remote: Partial<RemoteRun> = {},
): TestSession & { mirror: string } {
  const tasks = [cluster.task(0, ARITH, ['11']), cluster.task(1, MCQ, ['21'])];
  const invocation = readdirSync(TREE).find((entry) => /^\d{8}_/.test(entry))!;
  cpSync(path.join(TREE, invocation, `${ARITH}.0`, 'artifacts'), `${tasks[0]!.remoteDir}/artifacts`, {
    recursive: true,
  });
  cluster.queue([
    { id: 11, state: 'COMPLETED', name: NAMES[0]! },
    { id: 21, state: 'RUNNING', name: NAMES[1]! },
    { id: 22, state: 'PENDING', name: NAMES[1]!, reason: 'Dependency' },
  ]);
  cluster.accounting([`21|CANCELLED by 0|0:15|00:00:30|1795000000|1795000030|${NAMES[1]}`]);
  const mirror = path.join(cluster.dir, 'run/eval_results', path.basename(cluster.remote));
  for (const { name, index } of tasks) {
    mkdirSync(path.join(mirror, `${name}.${index}/logs`), { recursive: true });
    writeFileSync(path.join(mirror, `${name}.${index}/logs/stage.running`), '2026-11-24T05:48:06Z\n');
  }
  const run = slurmRun({ tag: TAG, host: 'stub', dir: cluster.remote, tasks, ...remote });
  const artifact = { name: 'none', contents: 'full', compressionLevel: 1 } as const;
  const made = sessionIn(cluster.dir, {
    record: { remote: run, invocationDir: mirror, artifact, ...record },
  });
  made.session.link = cluster.link;
  return { ...made, mirror };
}

const result = () => JSON.parse(readFileSync(path.join(cluster.dir, 'run/result.json'), 'utf8'));
const states = (): unknown[] =>
  result().tasks.map((task: Record<string, unknown>) => [task['task'] ?? task['name'], task['state']]);
const looks = (): string[] => cluster.calls().filter((call) => call.startsWith('sacct'));

describe('the post step of a main step that was killed between two looks', () => {
  it('fetches and judges what had ended by itself, and says that the step was killed', async () => {
    const { session, mirror, said } = cutOff({});
    const report = await finishRun(session);
    expect(cluster.queued()).toEqual(['11']);
    expect(states()).toEqual([
      [ARITH, 'success'],
      [MCQ, 'cancelled'],
    ]);
    expect(result()).toMatchObject({ state: 'cancelled', error: `${MCQ} is cancelled: the step was killed` });
    expect(report).toMatchObject({ state: 'cancelled' });
    expect(existsSync(path.join(mirror, `${ARITH}.0/artifacts/results.yml`))).toBe(true);
    expect(said).toContain(`${ARITH}  ended`);
    expect(said).toContain(`what ${MCQ} has left stays on nel@stub: ${cluster.remote}/${MCQ}.1`);
  });

  it('keeps the ends that the main step had seen', async () => {
    const state = { state: 'failed', cause: 'cluster', reason: 'no node has so much memory' } as const;
    const { session } = cutOff({}, { endings: [{ ...state, index: 1, fetched: true }] });
    await finishRun(session);
    expect(states()).toEqual([
      [ARITH, 'success'],
      [MCQ, 'failed'],
    ]);
    expect(result().error).toBe(`${MCQ} is failed: no node has so much memory`);
  });

  it('says where results are where the cluster is away', async () => {
    const { session } = cutOff({});
    delete session.link;
    await finishRun(session);
    expect(session.warnings).toEqual([
      expect.stringMatching(/^jobs may still run on nel@stub /),
      expect.stringMatching(/^what is left of the tasks stays on nel@stub \(.*\): \S+arith\.0, \S+mcq\.1$/),
    ]);
    expect(result()).toMatchObject({ state: 'cancelled' });
  });
});

describe('the post step after a cancel', () => {
  const cancelled = { phase: 'concluded', cancelled: true } as const;
  const swept = { swept: true, stopped: ['21', '22'] };
  const judged = '{"state": "cancelled"}';

  it('judges once more with what the main step had no time to fetch', async () => {
    const { session } = cutOff(cancelled, swept);
    // Its jobs are stopped by now.
    cluster.queue([{ id: 11, state: 'COMPLETED', name: NAMES[0]! }]);
    writeFileSync(path.join(cluster.dir, 'run/result.json'), judged);
    expect(await finishRun(session)).toMatchObject({ state: 'cancelled' });
    expect(states()).toEqual([
      [ARITH, 'success'],
      [MCQ, 'cancelled'],
    ]);
    expect(result().error).toBe(`${MCQ} is cancelled: the job was cancelled`);
  });

  it('fetches what the main step knew to have ended', async () => {
    const known = { state: 'success', cause: 'evaluation', index: 0, fetched: false } as const;
    const { session } = cutOff(cancelled, { ...swept, endings: [known] });
    cluster.queue([]);
    await finishRun(session);
    expect(states()[0]).toEqual([ARITH, 'success']);
  });

  it('leaves the verdict of the main step where nothing else has ended', async () => {
    const { session } = cutOff(cancelled, swept);
    cluster.queue([]);
    cluster.accounting([11, 21].map((id, at) => `${id}|CANCELLED by 0|0:15|00:00:30|1|2|${NAMES[at]}`));
    Object.assign(session.record.remote!, { stopped: ['11', '21', '22'] });
    writeFileSync(path.join(cluster.dir, 'run/result.json'), judged);
    expect(await finishRun(session)).toBeUndefined();
    expect(result()).toEqual({ state: 'cancelled' });
    expect(looks()).toHaveLength(1);
  });

  it('does not ask where all had been fetched, or nobody cancelled the job', async () => {
    const endings = [0, 1].map((index) => ({
      ...{ state: 'success', cause: 'evaluation', fetched: true, index },
    })) as RemoteRun['endings'];
    await finishRun(cutOff(cancelled, { swept: true, endings: endings! }).session);
    await finishRun(cutOff({ phase: 'concluded' }, { swept: true }).session);
    expect(looks()).toEqual([]);
  });
});

describe('the main step', () => {
  it.each([
    ['cancelled', true],
    ['timeout', undefined],
  ])('keeps that the job is cancelled: %s', async (reason, kept) => {
    const { session } = sessionIn(cluster.dir, { record: { phase: 'started' } });
    const read = (): never => {
      session.stop.abort(reason);
      throw new Error('no input');
    };
    await evaluateModel(session, read);
    expect(readRecord(session.files.dir)?.cancelled).toBe(kept);
  });
});
