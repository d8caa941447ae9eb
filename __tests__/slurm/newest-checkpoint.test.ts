import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { resolveCheckpoint } from '../../src/config/megatron-checkpoint.js';
import { findNewestCheckpoint } from '../../src/launcher/slurm/newest-checkpoint.js';
import { tempDir } from '../temp-dir.js';
import { fakeCluster } from './fake-cluster.js';

const temp = tempDir();
const TRACKER = 'latest_checkpointed_iteration.txt';

/** A run's folder, with what is in it: names of folders, and the tracker's text. */
function runOf(folders: readonly string[], tracker?: string): string {
  const run = path.join(temp.path, 'run');
  mkdirSync(run);
  for (const name of folders) mkdirSync(path.join(run, name));
  if (tracker !== undefined) temp.write(`run/${TRACKER}`, tracker);
  return run;
}

const find = (checkpoint: string, shell = 'sh'): Promise<string> =>
  findNewestCheckpoint(fakeCluster(mkdtempSync(path.join(temp.path, 'cluster-')), {}, shell), checkpoint);

/** Folders, tracker, and which is the newest; undefined where none is, and the path itself where it is no run's. */
const RUNS: [string[], string | undefined, string | undefined][] = [
  [['iter_0000100', 'iter_0000200'], '200\n', 'iter_0000200'],
  // The higher one is half written.
  [['iter_0000100', 'iter_0000200'], '100', 'iter_0000100'],
  [['iter_0000900', 'iter_0001000', 'iter_x', 'other'], undefined, 'iter_0001000'],
  [['iter_0000100'], 'garbage', 'iter_0000100'],
  [['iter_0000100', 'release'], 'release', 'release'],
  [['iter_0000100'], 'release', undefined],
  [['iter_0000100'], '300', undefined],
  [['logs'], '', undefined],
  [['hf', 'iter_abc'], undefined, ''],
];

describe.each(['sh', 'bash'])('the newest checkpoint of a run on a cluster, by %s', (shell) => {
  it.each(RUNS)(
    'among %j with the tracker %j is %j, as on this machine',
    async (folders, tracker, newest) => {
      const run = runOf(folders, tracker);
      if (newest === undefined) {
        expect(() => resolveCheckpoint(run, '/ws')).toThrow(/^bad_megatron_checkpoint_path/);
        await expect(find(run, shell)).rejects.toThrow(
          /^bad_megatron_checkpoint_path: input checkpoint is .*\/run, which on nel@login\.example\.com has no iter/,
        );
        return;
      }
      expect(await find(run, shell)).toBe(path.join(run, newest));
      expect(resolveCheckpoint(run, '/ws')).toBe(path.join(run, newest));
    },
  );
});

describe('a checkpoint that is none', () => {
  it.each([
    ['/nowhere/run', /does not exist on nel@login\.example\.com: give a run's folder/],
    ['/etc/passwd', /on nel@login\.example\.com is a file, not a folder/],
    ['runs/latest', /is no absolute path of the cluster/],
    ["/lustre/'$(id)'", /is no absolute path of the cluster/],
    ['/lustre/a b', /is no absolute path of the cluster/],
  ])('is refused: %s', async (checkpoint, message) => {
    await expect(find(checkpoint)).rejects.toThrow(message);
  });

  it('is refused where it is empty', async () => {
    await expect(find(runOf([]))).rejects.toThrow(/is an empty folder/);
  });

  it('is taken where it is one iteration, or one file of a kind that is', async () => {
    const run = runOf(['iter_0000100']);
    temp.write('model.nemo', 'x');
    temp.write('run/iter_0000100/weights', 'x');
    expect(await find(path.join(run, 'iter_0000100'))).toBe(path.join(run, 'iter_0000100'));
    expect(await find(path.join(temp.path, 'model.nemo'))).toBe(path.join(temp.path, 'model.nemo'));
  });
});

it('says what a shell said that does not run scripts', async () => {
  const shell = { name: 'h', run: async () => ({ code: 126, stdout: '', stderr: 'not allowed' }) };
  await expect(findNewestCheckpoint(shell, '/lustre/run')).rejects.toThrow(
    'the shell on h did not look for the checkpoint /lustre/run (exit code 126: not allowed)',
  );
});
