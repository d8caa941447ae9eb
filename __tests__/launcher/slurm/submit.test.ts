import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { clearSecrets, type SlurmSubmission, submitToSlurm } from '../../../src/launcher/slurm/submit.js';
import { runFiles } from '../../../src/launcher/submit.js';
import { stubCluster, TAG } from './stub-cluster.js';

const cluster = stubCluster();
const INVOCATION = 'bdab6b7306d9864f';
const NAMES = ['mmlu', 'gsm8k', 'mmlu'];

/** What the stand-in for the launcher does: it submits like the real one, and records as the real one does. */
interface Launch {
  /** Tasks by index for which sbatch says yes. */
  taken: number[];
  /** Its exit code; with another than 0 it records nothing. */
  code?: number;
  comment?: string;
  says?: string;
  /** Seconds before it returns. */
  lasts?: number;
  /** What stands behind the ids in the queue. */
  place?: string;
  limitMs?: number;
}

async function submit(
  launch: Launch,
  signal = new AbortController().signal,
  link = cluster.link,
  onFolders: (dirs: string[]) => void = () => undefined,
): Promise<SlurmSubmission> {
  const { taken, code = 0, comment = TAG, says = '', lasts = 0, place, limitMs } = launch;
  const files = runFiles(path.join(cluster.dir, 'run'));
  mkdirSync(path.dirname(files.execDb), { recursive: true });
  const tasks = NAMES.map((name, index) => cluster.task(index, name));
  for (const { remoteDir } of tasks) {
    writeFileSync(`${remoteDir}/run.sub`, `#!/bin/bash\n#SBATCH --comment='${TAG}'\n`);
    writeFileSync(`${remoteDir}/.secrets.env`, 'export KEY=canary');
  }
  cluster.queue(
    taken.map((index, at) => ({
      ...{ id: `${11 + at}${place ?? ''}`, state: 'RUNNING' },
      ...{ name: tasks[index]!.jobName, comment },
    })),
  );
  // The ids go to the tasks in their order, whichever was refused.
  const rows = taken.map((_, at) => ({
    invocation_id: INVOCATION,
    job_id: `${INVOCATION}.${at}`,
    executor: 'slurm',
    data: { slurm_job_id: String(11 + at), remote_rundir_path: tasks[at]!.remoteDir },
  }));
  const record = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  cluster.file('record', code === 0 ? record : '');
  cluster.file('says', says);
  cluster.file(
    'bin/nemo-evaluator-launcher',
    `#!/bin/sh\necho "$@" >"$OUT/args"; umask >"$OUT/umask"; echo "$HOME $TMPDIR" >"$OUT/home"\ncat "$OUT/says" >&2\nmkdir -p "$TMPDIR/tmpk3x/${path.basename(cluster.remote)}/mmlu.0"; echo canary >"$TMPDIR/tmpk3x/${path.basename(cluster.remote)}/mmlu.0/.secrets.env"\n(sleep ${lasts}; echo >"$OUT/woke") &\nwait\ncat "$OUT/record" >>"$NEMO_EVALUATOR_EXEC_DB_FILE"\nexit ${code}\n`,
  );
  cluster.file(
    'bin/sbatch',
    '#!/bin/sh\necho "sbatch $*" >>"$STUBS/calls"\necho "sbatch: error: Invalid account" >&2\nexit 1\n',
  );
  for (const name of ['nemo-evaluator-launcher', 'sbatch'])
    chmodSync(path.join(cluster.dir, 'bin', name), 0o755);
  return submitToSlurm({
    files,
    environment: { PATH: '/usr/bin:/bin', OUT: cluster.dir, NEMO_EVALUATOR_EXEC_DB_FILE: files.execDb },
    link,
    tag: TAG,
    taskNames: NAMES,
    account: 'evals',
    subproject: 'ci',
    outputDir: path.dirname(cluster.remote),
    signal,
    onFolders,
    ...(limitMs === undefined ? {} : { limitMs }),
    redact: (text) => text.replaceAll('canary', '***'),
  });
}

const read = (name: string): string => readFileSync(path.join(cluster.dir, name), 'utf8').trim();
const secrets = (): boolean[] =>
  NAMES.map((name, index) => existsSync(`${cluster.remote}/${name}.${index}/.secrets.env`));

describe('submitToSlurm', () => {
  it('gives each task its job, in the folder of the invocation', async () => {
    const submission = await submit({ taken: [0, 1, 2] });
    expect(submission).toMatchObject({
      exitCode: 0,
      invocationId: INVOCATION,
      remoteDir: cluster.remote,
      untagged: false,
    });
    expect(submission.refusal).toBeUndefined();
    expect(submission.tasks.map(({ name, jobIds }) => [name, jobIds])).toEqual([
      ['mmlu', ['11']],
      ['gsm8k', ['12']],
      ['mmlu', ['13']],
    ]);
    expect(submission.tasks[2]).toMatchObject({
      jobName: 'evals-ci.mmlu.2',
      remoteDir: `${cluster.remote}/mmlu.2`,
    });
    expect(secrets()).toEqual([true, true, true]);
  });

  it("calls the launcher in raw mode, with the link's home, for this user alone", async () => {
    await submit({ taken: [0, 1, 2] });
    expect(read('args')).toMatch(
      /^run --config \S+launcher_config\.yaml --config-mode raw --config-output \S+$/,
    );
    expect(read('umask')).toMatch(/^0*077$/);
    expect(read('home')).toBe(`${cluster.dir}/home ${cluster.dir}/tmp`);
    expect(statSync(path.join(cluster.dir, 'run/launcher/run.stderr.log')).mode & 0o777).toBe(0o600);
  });

  it('cancels all where the first of three was refused, which the launcher does not notice', async () => {
    const submission = await submit({ taken: [1, 2] });
    expect(submission.tasks).toEqual([]);
    expect(submission.refusal).toBe(
      'Slurm refused the job of mmlu (number 1): sbatch: error: Invalid account; what had been submitted was cancelled (jobs 11, 12)',
    );
    expect(cluster.queued()).toEqual([]);
    expect(secrets()).toEqual([false, false, false]);
    expect(cluster.calls()).toContain(`sbatch --test-only ${cluster.remote}/mmlu.0/run.sub`);
  });

  it.each([TAG, '(null)'])(
    'cancels arrays, of which all jobs would write into one folder: %s',
    async (comment) => {
      const submission = await submit({ taken: [0, 1, 2], place: '_[0-1]', comment });
      expect(submission.refusal).toMatch(
        /^Slurm made arrays of jobs 11, 12, 13, .*cancelled \(jobs 11, 12, 13\)$/,
      );
      expect(cluster.queued()).toEqual([]);
    },
  );

  it('cancels all where the last was refused, of which the launcher leaves no record', async () => {
    const says =
      'NEMO_EVALUATOR_TRUST_UNLISTED_TASKS is set, proceeding with caution.\nRuntimeError: failed to submit sbatch scripts for execution\nsbatch: error: Invalid account canary\n';
    const submission = await submit({ taken: [0, 1], code: 1, says });
    expect(submission).toMatchObject({ exitCode: 1, tasks: [] });
    expect(submission.refusal).toBe(
      'Slurm refused a job: Invalid account ***; what had been submitted was cancelled (jobs 11, 12)',
    );
    expect(secrets()).toEqual([false, false, false]);
  });

  it('says why the launcher gave up before it submitted', async () => {
    const says =
      'NEMO_EVALUATOR_TRUST_UNLISTED_TASKS is set, proceeding with caution.\nValueError: The following mount paths do not exist as directories on nel@stub:\n  - /data\n';
    expect(await submit({ taken: [], code: 1, says })).toMatchObject({
      exitCode: 1,
      tasks: [],
      refusal: 'ValueError: The following mount paths do not exist as directories on nel@stub: - /data',
    });
    expect(secrets()).toEqual([false, false, false]);
  });

  it('cancels what was submitted when it is stopped meanwhile', async () => {
    const abort = new AbortController();
    const submission = submit({ taken: [0, 1, 2], lasts: 2 }, abort.signal);
    await sleep(700);
    abort.abort();
    const { refusal, exitCode } = await submission;
    expect(exitCode).toBe(137);
    expect(refusal).toBe(
      'it was stopped while it was submitted; what had been submitted was cancelled (jobs 11, 12, 13)',
    );
    expect(cluster.queued()).toEqual([]);
    expect(secrets()).toEqual([false, false, false]);
    // Neither does what the launcher had started.
    await sleep(1500);
    expect(existsSync(path.join(cluster.dir, 'woke'))).toBe(false);
  });

  it('ends a launcher that does not come to an end, and takes back what it submitted', async () => {
    const submission = await submit({ taken: [0, 1], lasts: 30, limitMs: 700 });
    expect(submission.refusal).toMatch(
      /^it timed out: it had not submitted within 1 min; .*; what had been submitted was cancelled \(jobs 11, 12\)$/,
    );
    expect(submission.exitCode).toBe(137);
    expect(secrets()).toEqual([false, false, false]);
  });

  it('deletes the secrets of a copy that was cut off, whatever of it has come', async () => {
    const abort = new AbortController();
    const folders: string[][] = [];
    const submission = submit({ taken: [], lasts: 5 }, abort.signal, cluster.link, (dirs) =>
      folders.push(dirs),
    );
    // Before the scripts, by which a submission is found, and half of a file.
    for (const name of ['mmlu.0', 'gsm8k.1', 'mmlu.2']) rmSync(`${cluster.remote}/${name}/run.sub`);
    writeFileSync(`${cluster.remote}/gsm8k.1/..secrets.env.Xy12Zz`, 'export KEY=can');
    await sleep(600);
    abort.abort();
    await submission;
    expect(folders).toEqual([['mmlu.0', 'gsm8k.1', 'mmlu.2'].map((name) => `${cluster.remote}/${name}`)]);
    expect(secrets()).toEqual([false, false, false]);
    expect(readdirSync(`${cluster.remote}/gsm8k.1`).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('finds a submission by its tag among those of many others', async () => {
    const others = Array.from(
      { length: 60 },
      (_, at) => `20271124_0548${String(at).padStart(2, '0')}-ab${at}`,
    );
    for (const name of others)
      cluster.file(`evals/${name}/mmlu.0/run.sub`, "#SBATCH --comment='nea/1/2/1/x'\n");
    const tasks = NAMES.map((name, index) => cluster.task(index, name));
    for (const { remoteDir } of tasks) {
      writeFileSync(`${remoteDir}/run.sub`, `#SBATCH --comment='${TAG}'\n`);
      writeFileSync(`${remoteDir}/.secrets.env`, 'export KEY=canary');
    }
    utimesSync(cluster.remote, 1000, 1000);
    expect(await clearSecrets(cluster.link, TAG, path.dirname(cluster.remote))).toBeUndefined();
    expect(secrets()).toEqual([false, false, false]);
  });

  it("removes the launcher's copy of the keys before it asks the cluster anything", async () => {
    const abort = new AbortController();
    const copies: string[][] = [];
    const temp = path.join(cluster.dir, 'tmp');
    const link = {
      ...cluster.link,
      run: (...given: Parameters<typeof cluster.link.run>) => {
        copies.push(readdirSync(temp));
        return cluster.link.run(...given);
      },
    };
    const submission = submit({ taken: [], lasts: 5 }, abort.signal, link);
    await sleep(500);
    expect(readdirSync(temp)).toEqual(['tmpk3x']);
    abort.abort();
    await submission;
    expect(copies[0]).toEqual([]);
  });

  it.each(['(null)', 'cost centre 7'])(
    'finds jobs by id and name where their comment is %s',
    async (comment) => {
      const submission = await submit({ taken: [0, 1, 2], comment });
      expect(submission).toMatchObject({ untagged: true });
      expect(submission.tasks.map(({ jobIds }) => jobIds)).toEqual([['11'], ['12'], ['13']]);
      const refused = await submit({ taken: [1, 2], comment });
      expect(refused.refusal).toMatch(
        /^Slurm refused the job of mmlu \(number 1\).*cancelled \(jobs 11, 12\)$/,
      );
    },
  );

  it('finds jobs by a tag that the site has added to, and cancels them', async () => {
    const comment = `${TAG};proj=x`;
    const submission = await submit({ taken: [0, 1, 2], comment });
    expect(submission).toMatchObject({ untagged: false });
    expect(submission.tasks.map(({ jobIds }) => jobIds)).toEqual([['11'], ['12'], ['13']]);
    const refused = await submit({ taken: [1, 2], comment });
    expect(refused.refusal).toMatch(/cancelled \(jobs 11, 12\)$/);
  });

  it('says with which comment jobs may be left where the connection is lost', async () => {
    const submission = submit({ taken: [0, 1, 2], lasts: 0.3 });
    cluster.breaks = 100;
    expect((await submission).refusal).toBe(
      `nel@stub: the connection is lost; jobs may be left on nel@stub (jobs 11, 12, 13), nel@stub: the connection is lost: cancel those with the comment ${TAG}; .secrets.env may be left below ${path.dirname(cluster.remote)} on nel@stub (nel@stub: the connection is lost): delete it there`,
    );
    cluster.breaks = 0;
  });
});
