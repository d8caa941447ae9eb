import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { containersOf, invocationDirOf, readExecDb } from '../../src/launcher/exec-db.js';
import { formatDuration, formatProgress, readProgress } from '../../src/launcher/progress.js';
import { deleteSecretFiles, foldersOfLaunch } from '../../src/launcher/secret-files.js';
import { explainRefusal, runFiles } from '../../src/launcher/submit.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();

const row = (job: string, data: object): string =>
  JSON.stringify({
    invocation_id: 'abc',
    job_id: job,
    data: { output_dir: `/out/run/t.${job.at(-1)}`, ...data },
  });

describe('exec db', () => {
  const read = (text: string) => readExecDb(dir.write('db', text));

  it('keeps the last row of each job, in the order of tasks', () => {
    const jobs = read(
      `${row('abc.1', { container: 'old' })}\n${row('abc.0', { eval_image: 'i:1' })}\n${row('abc.1', { container: 'client-t-1' })}\n`,
    );
    expect(jobs).toEqual([
      { invocationId: 'abc', jobId: 'abc.0', index: 0, outputDir: '/out/run/t.0', image: 'i:1' },
      { invocationId: 'abc', jobId: 'abc.1', index: 1, outputDir: '/out/run/t.1', container: 'client-t-1' },
    ]);
    expect(invocationDirOf(jobs)).toBe('/out/run');
    expect(containersOf(jobs)).toEqual(['client-t-1', 'server-t-1']);
  });

  it.each([
    ['half a line', `${row('abc.0', {})}\n${row('abc.1', {}).slice(0, 40)}`],
    ['an empty line', `\n${row('abc.0', {})}\n\n`],
    [
      'what is no row',
      `null\n[]\n3\n{}\n{"job_id": 3}\n${row('abc.0', {})}\n${row('abc.1', { output_dir: 4 })}`,
    ],
  ])('leaves out %s', (_, text) => {
    expect(read(text).map(({ jobId }) => jobId)).toEqual(['abc.0']);
  });

  it('is empty where there is none', () => {
    expect(readExecDb(path.join(dir.path, 'none'))).toEqual([]);
    expect(invocationDirOf([])).toBeUndefined();
  });
});

describe('progress', () => {
  const write = (files: { progress?: string; log?: string; limit?: number }) => {
    if (files.progress !== undefined) dir.write('artifacts/progress', files.progress);
    if (files.log !== undefined) dir.write('logs/client_stdout.log', files.log);
    if (files.limit !== undefined)
      dir.write('artifacts/run_config.yml', `config: {params: {limit_samples: ${files.limit}}}`);
    return readProgress(dir.path);
  };

  it.each([
    [{}, undefined],
    [{ progress: '12\n' }, { done: 12 }],
    [{ progress: 'x' }, undefined],
    [
      { progress: '12', limit: 40 },
      { done: 12, total: 40 },
    ],
    [{ progress: '50', limit: 40 }, { done: 50 }],
    [{ log: 'processed=10  total=200\nprocessed=20 total=200\n' }, { done: 20, total: 200 }],
    [{ log: ' 12%|#   | 24/200 [00:01<00:09]\r 13%|#  | 26/200 [00:02' }, { done: 26, total: 200 }],
    [
      { progress: '30', log: 'processed=20 total=200' },
      { done: 30, total: 200 },
    ],
    [
      { progress: '300', log: 'processed=20 total=200' },
      { done: 20, total: 200 },
    ],
    [{ log: '3/4 of nothing' }, undefined],
  ])('%j is %j', (files, expected) => {
    expect(write(files)).toEqual(expected);
  });

  it.each([
    [{ done: 412, total: 1000 }, 52.15, 'mmlu  412/1000  41%  7.9/s  ETA 1m14s'],
    [{ done: 412 }, 10, 'mmlu  412 requests  41/s'],
    [{ done: 0, total: 10 }, 3, 'mmlu  0/10  0%'],
    [{ done: 10, total: 10 }, 1, 'mmlu  10/10  100%  10/s  ETA 0s'],
    [{ done: 1, total: 3 }, 0, 'mmlu  1/3  33%'],
  ])('%j after %d s is shown as %s', (progress, seconds, text) => {
    expect(formatProgress('mmlu', progress, seconds)).toBe(text);
  });

  it.each([
    [0, '0s'],
    [-1, '0s'],
    [59.6, '1m00s'],
    [75, '1m15s'],
    [3599, '59m59s'],
    [3660, '1h01m'],
    [90_000, '25h00m'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('folders of a launch', () => {
  const FOLDER = '20260101_000000-0123abcd';

  it('are those whose scripts name our config', () => {
    const ours = (name: string): void =>
      void dir.write(name, '# run --config /tmp/run-1/launcher_config.yaml\n');
    ours(`${FOLDER}a/t.0/run.sh`);
    ours(`${FOLDER}b/run_all.sequential.sh`);
    ours(`${FOLDER}c/t.0/other.txt`);
    ours('not-a-run/t.0/run.sh');
    dir.write(`${FOLDER}d/t.0/run.sh`, '# run --config /tmp/run-2/launcher_config.yaml\n');
    const found = foldersOfLaunch(dir.path, '/tmp/run-1/launcher_config.yaml').map((folder) =>
      path.basename(folder),
    );
    expect(found.sort()).toEqual([`${FOLDER}a`, `${FOLDER}b`]);
    expect(foldersOfLaunch(path.join(dir.path, 'none'), 'x')).toEqual([]);
    expect(foldersOfLaunch(dir.write('file', ''), 'x')).toEqual([]);
  });

  it('lose their secrets and nothing else', () => {
    const secrets = ['.secrets.env', 't.0/.secrets.env', 't.1/.secrets.env'].map((name) =>
      dir.write(name, 'K=v'),
    );
    const other = dir.write('t.0/run.sh', '');
    expect(deleteSecretFiles(dir.path)).toBe(3);
    expect(secrets.filter(existsSync)).toEqual([]);
    expect(existsSync(other)).toBe(true);
    expect(deleteSecretFiles(dir.path)).toBe(0);
    expect(deleteSecretFiles(path.join(dir.path, 'none'))).toBe(0);
  });
});

describe('why the launcher refused', () => {
  it('is not what it said for people to watch, in the same file or in another', () => {
    const files = runFiles(dir.path);
    const write = (file: string, text: string) => dir.write(path.relative(dir.path, file), text);
    write(files.stdout, '🚀 Creating 1 endpoints in parallel...\n✗ Failed to create it\n');
    write(files.stderr, 'Traceback\nRuntimeError: Failed to create 1 endpoints\n');
    expect(explainRefusal(files, (text) => text)).toBe('RuntimeError: Failed to create 1 endpoints');
    write(files.stdout, 'requests.ConnectionError: refused\n  by the host\n🧹 Cleaning up\nmore\n');
    expect(explainRefusal(files, (text) => text)).toBe('requests.ConnectionError: refused by the host');
    write(files.stdout, '');
  });

  it.each([
    ['set NEMO_EVALUATOR_TRUST_UNLISTED_TASKS=1', /set the input trust-unlisted-tasks to true/],
    ['set NEMO_EVALUATOR_TRUST_PRE_CMD=1', /set the input trust-pre-cmd to true/],
    [
      'Traceback\n  File "x", line 1\nValueError: no\nKeyError: bad\n  detail\n[I] log\n',
      /^KeyError: bad detail$/,
    ],
    [
      'pydantic.ValidationError: 1 error\nx\n  Field required\n',
      /^pydantic\.ValidationError: 1 error x Field required$/,
    ],
    ['only\nthis\n', /^this$/],
    ['', /^it said nothing$/],
    [`ValueError: ${'x'.repeat(900)}`, /^ValueError: x{485}\.\.\.$/],
  ])('%j', (stderr, expected) => {
    const files = runFiles(dir.path);
    dir.write(path.relative(dir.path, files.stderr), stderr);
    expect(explainRefusal(files, (text) => text)).toMatch(expected);
  });
});
