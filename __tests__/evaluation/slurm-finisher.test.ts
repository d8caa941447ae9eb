import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { AdmittedRecord } from '../../src/collecting/open/finisher.js';
import { InfrastructureError } from '../../src/errors.js';
import type { SlurmFinisher } from '../../src/evaluation/remote/slurm-finisher.js';
import { LinkDown } from '../../src/launcher/ssh/link.js';
import type { RecordParts } from '../../src/open-records/build-open-record.js';
import { resultText } from '../collecting/open/results.js';
import { stubCluster } from '../launcher/slurm/stub-cluster.js';
import { INVOCATION, slurmParts } from '../open-records/records.js';
import { admitted, resumerIn } from './resumers.js';
import { loginPath } from './stand-ins.js';

// What is waited for between two tries, of which there is to be an end.
const waits: number[] = [];
jest.unstable_mockModule('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    waits.push(ms);
  },
}));
const { SlurmFinisher: Finisher } = await import('../../src/evaluation/remote/slurm-finisher.js');
const { fetchTask } = await import('../../src/launcher/slurm/fetch-task.js');

const cluster = stubCluster();
const finishers: SlurmFinisher[] = [];
afterEach(async () => {
  for (const finisher of finishers.splice(0)) await finisher.close();
  waits.length = 0;
});

const NAME = 'evals-ci.mmlu.0';
const TAG = 'nea/4711/12/1/evaluate';
const MAX_AGE_HOURS = '100';
// By the cluster's clock.
const LONG_AGO = '1795499286|1795499886';

const OTHER = 'abcdef0123456789';

/** An invocation whose folder is on this machine, which is its cluster. */
function partsOf({ invocation = INVOCATION, user = userInfo().username, jobIds = ['9'] } = {}): RecordParts {
  const parts = slurmParts({ invocation });
  const remote = cluster.remote.replace(INVOCATION, invocation);
  const { remoteDir } = cluster.task(0, 'mmlu');
  const dir = remoteDir.replace(cluster.remote, remote);
  const row = JSON.parse(parts.execDbLines[0]!);
  const data = { slurm_job_id: '9', remote_rundir_path: dir, hostname: parts.cluster!.host, username: user };
  const task = { index: 0, name: 'mmlu', job_name: NAME, job_ids: jobIds, remote_dir: dir, endpoint: null };
  return {
    ...parts,
    cluster: { ...parts.cluster!, user, remote_dir: remote },
    tasks: [task],
    execDbLines: [JSON.stringify({ ...row, data })],
  };
}

/** Jobs that the launcher has submitted for the task: it says where their logs go. */
function writesLogs(...ids: number[]): void {
  const rows = ids.map((id) => `${id} ${cluster.remote}/mmlu.0/logs/slurm-${id}.log\n`);
  writeFileSync(path.join(cluster.dir, 'stdout'), rows.join(''));
}

function open(): { finisher: SlurmFinisher; said: string[] } {
  const inputs = { user: userInfo().username, ssh: 'local', 'max-age-hours': MAX_AGE_HOURS };
  const resumer = resumerIn(cluster.dir, { inputs, env: { PATH: loginPath(cluster.dir) } });
  const finisher = new Finisher(resumer);
  finishers.push(finisher);
  return { finisher, said: resumer.said };
}

const looked = async (finisher: SlurmFinisher, ...records: AdmittedRecord[]) => [
  ...(await finisher.look(records)).values(),
];

describe('a collector of evaluations on Slurm', () => {
  it('looks at one cluster though another lets nobody in', async () => {
    cluster.queue([{ id: 9, state: 'RUNNING', name: NAME, comment: TAG }]);
    const { finisher } = open();
    const parts = partsOf();
    const elsewhere = admitted(partsOf({ invocation: OTHER, user: 'nobody-here' }));
    expect(await looked(finisher, elsewhere, admitted(parts))).toEqual([
      { state: 'unknown', shown: expect.stringContaining('everything runs as'), error: 'config-error' },
      { state: 'running', shown: expect.stringContaining('running') },
    ]);
  });

  it('looks at one though another’s question cannot be put', async () => {
    cluster.queue([{ id: 9, state: 'RUNNING', name: NAME, comment: TAG }]);
    const { finisher } = open();
    const other = admitted(partsOf({ invocation: OTHER }));
    other.record.tasks[0]!.job_ids.push('1; id');
    expect(await looked(finisher, other, admitted(partsOf()))).toEqual([
      { state: 'unknown', shown: 'a job id is not a number' },
      { state: 'running', shown: expect.stringContaining('running') },
    ]);
  });

  it('cancels all jobs that are known of one, where the cluster writes comments of its own', async () => {
    const site = { name: NAME, comment: 'site policy' };
    cluster.queue([
      { id: 9, state: 'RUNNING', ...site },
      { id: 10, state: 'PENDING', ...site },
      { id: 11, state: 'RUNNING', name: 'other', comment: 'site policy' },
    ]);
    writesLogs(9, 10);
    const parts = partsOf();
    // The follow-up came after the submission.
    writeFileSync(path.join(cluster.remote, 'mmlu.0/.slurm_job_id.list'), '9\n10\n');
    const { finisher } = open();
    const record = admitted(parts, { ageHours: 101 });
    expect(await looked(finisher, record)).toMatchObject([{ state: 'running' }]);
    await finisher.cancel(record);
    expect(cluster.queued()).toEqual(['11']);
  });

  it('takes from the queue what the launcher has left there, as the look has seen it', async () => {
    cluster.queue([{ id: 10, state: 'PENDING', reason: 'Dependency', name: NAME, comment: '(null)' }]);
    cluster.accounting([`9|COMPLETED|0:0|00:10:00|${LONG_AGO}|${NAME}`]);
    writesLogs(9, 10);
    const parts = partsOf();
    writeFileSync(path.join(cluster.remote, 'mmlu.0/.slurm_job_id.list'), '9\n10\n');
    writeFileSync(path.join(cluster.remote, 'mmlu.0/artifacts/results.yml'), 'results: {}\n');
    const { finisher } = open();
    const record = admitted(parts);
    expect(await looked(finisher, record)).toMatchObject([{ state: 'ended' }]);
    await finisher.finish(record, folder('result'));
    expect(cluster.queued()).toEqual([]);
  });

  it.each<[string, boolean]>([
    ['are cancelled neither as it is finished', false],
    ['nor as it is too old', true],
  ])('jobs of others that a record names, %s', async (_, isTooOld) => {
    cluster.queue([
      { id: 9, state: 'RUNNING', name: NAME, comment: TAG },
      // A training of the same user, an evaluation of the same name, and one of another run.
      { id: 20, state: 'RUNNING', name: 'training', comment: '(null)' },
      { id: 21, state: 'PENDING', name: NAME, comment: 'site policy' },
      { id: 22, state: 'RUNNING', name: NAME, comment: 'nea/4711/13/1/evaluate' },
    ]);
    writesLogs(9);
    appendFileSync(path.join(cluster.dir, 'stdout'), '20 /home/nel/slurm-20.out\n');
    appendFileSync(path.join(cluster.dir, 'stdout'), `21 ${cluster.remote}x/mmlu.0/logs/slurm-21.log\n`);
    appendFileSync(path.join(cluster.dir, 'stdout'), `22 ${cluster.remote}/mmlu.0/logs/slurm-9.log\n`);
    const { finisher } = open();
    const record = admitted(partsOf({ jobIds: ['9', '20', '21', '22'] }), { ageHours: isTooOld ? 101 : 1 });
    await looked(finisher, record);
    if (isTooOld) await finisher.cancel(record);
    else await finisher.finish(record, folder('result'));
    expect(cluster.queued()).toEqual(['20', '21', '22']);
    // Not even where the queue cannot be read any more.
    cluster.file('squeue.fails', 'slurmctld is down\n');
    await expect(finisher.cancel(record)).rejects.toThrow(/squeue failed: slurmctld is down/);
    expect(cluster.queued()).toEqual(['20', '21', '22']);
  });

  it.each<[string, number, string]>([
    ['leaves one alone whose export is on its way', 60, 'running'],
    ['does not wait for an export for ever', 16 * 60, 'ended'],
  ])('%s', async (_, secondsAgo, state) => {
    const stamp = (ago: number): number => Math.floor(Date.now() / 1000) - ago;
    cluster.queue([{ id: 12, state: 'RUNNING', name: 'export', comment: '(null)' }]);
    cluster.accounting([
      `9|COMPLETED|0:0|00:10:00|${stamp(secondsAgo + 600)}|${stamp(secondsAgo)}|${NAME}`,
      `12|RUNNING|0:0|00:01:00|${stamp(60)}|Unknown|export`,
    ]);
    const parts = partsOf();
    writeFileSync(path.join(cluster.remote, 'mmlu.0/logs/slurm-9.log'), 'Export job submitted: 12\n');
    writeFileSync(path.join(cluster.remote, 'mmlu.0/artifacts/results.yml'), 'results: {}\n');
    const { finisher } = open();
    expect(await looked(finisher, admitted(parts))).toMatchObject([{ state }]);
  });

  it.each<[string, number]>([
    ['closes one that is too old, though nothing can be fetched of it', 101],
    ['keeps one open whose results cannot be fetched now', 99],
  ])('%s', async (_, ageHours) => {
    cluster.accounting([`9|COMPLETED|0:0|00:10:00|${LONG_AGO}|${NAME}`]);
    const parts = partsOf();
    const gone = parts.tasks[0]!.remote_dir!;
    const { finisher, said } = open();
    const record = admitted(parts, { ageHours });
    expect(await looked(finisher, record)).toMatchObject([{ state: 'ended' }]);
    rmSync(gone, { recursive: true });
    waits.length = 0;
    const finished = finisher.finish(record, folder('result'));
    if (ageHours < Number(MAX_AGE_HOURS)) {
      await expect(finished).rejects.toThrow(InfrastructureError);
      expect(existsSync(path.join(cluster.dir, 'result/result.json'))).toBe(false);
    } else {
      await finished;
      expect(existsSync(path.join(cluster.dir, 'result/result.json'))).toBe(true);
      expect(said).toContain(`what mmlu left in ${gone} could not be fetched: it is closed without`);
    }
    // For others it would be a minute each.
    expect(waits).toEqual([]);
  });
});

describe('a result of another collector that is to be reported', () => {
  it('keeps its record open while its files cannot be fetched to be uploaded', async () => {
    cluster.accounting([`9|COMPLETED|0:0|00:10:00|${LONG_AGO}|${NAME}`]);
    const parts = partsOf();
    const { finisher } = open();
    const record = admitted(parts, { ageHours: 99 });
    await finisher.look([record]);
    rmSync(parts.tasks[0]!.remote_dir!, { recursive: true });
    const dir = folder('earlier/record');
    writeFileSync(path.join(dir, 'result.json'), resultText());
    const result = { dir, artifactId: 7, artifactName: 'nea-result', createdAt: '', isOwn: false };
    const shared = {
      find: async () => undefined,
      settle: async () => undefined,
      findRecord: async () => undefined,
    };
    await expect(finisher.report(record, result, shared)).rejects.toThrow(/could not be fetched/);
  });
});

describe('fetching over a connection that never comes back', () => {
  it('comes to an end where nobody else would end it', async () => {
    const link = {
      ...cluster.link,
      fetch: async () => {
        // One that is tried for ever must not go on for ever here.
        throw waits.length > 20 ? new Error('enough') : new LinkDown('nel@stub: the connection is lost');
      },
    };
    const task = cluster.task(0, 'mmlu', ['9']);
    const end = { state: 'success', cause: 'evaluation' } as const;
    expect(await fetchTask(link, task, end, folder('mirror'))).toBe(false);
    expect(waits).toEqual([5_000, 15_000, 40_000]);
  });
});

function folder(name: string): string {
  const dir = path.join(cluster.dir, name);
  mkdirSync(dir, { recursive: true });
  return dir;
}
