import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { inspectCheckpoint, resolveCheckpoint } from '../../../src/config/megatron-checkpoint.js';
import { readStepContract } from '../../../src/contract/step-contract.js';
import { DEPLOYED, findingsOf } from './situations.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Makes files, and the folders that they are in. */
function make(...files: string[]): void {
  for (const file of files) {
    const [name, text] = file.split('=') as [string, string | undefined];
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text ?? '');
  }
}
const WHOLE = /\(overrides line 1\) is \/.*run, the folder of a whole training run/;
const TRACKER = 'run/latest_checkpointed_iteration.txt';
const inFolder = (name: string): string => path.join(folder, name);

/** What preflight says of a checkpoint path. */
function judge(checkpoint: string, facts = {}): { message: string; recovery: string } | undefined {
  return findingsOf({ text: DEPLOYED, overrides: `deployment.checkpoint_path=${checkpoint}`, facts }).find(
    ({ id }) => id === 'bad_megatron_checkpoint_path',
  );
}

describe('the folder of a run', () => {
  it.each<[string[], string | undefined, RegExp]>([
    [['run/iter_0000100/a', 'run/iter_0000020/a'], 'run/iter_0000100', WHOLE],
    [['run/iter_0000100/a', 'run/iter_0000020/a', `${TRACKER}=20\n`], 'run/iter_0000020', WHOLE],
    [['run/iter_0000100/a', `${TRACKER}=garbage`], 'run/iter_0000100', WHOLE],
    [['run/release/a', 'run/iter_0000001/a', `${TRACKER}=release`], 'run/release', WHOLE],
    [
      ['run/iter_0000100/a', `${TRACKER}=200`],
      undefined,
      /has no iteration 200, which its latest_checkpointed_iteration\.txt names/,
    ],
    [['run/iter_0000100', TRACKER], undefined, /has no iter_\* folder/],
  ])('with %j leads to %s', (files, newest, why) => {
    make(...files);
    const found = judge(inFolder('run'))!;
    if (newest === undefined) {
      expect(found.message).toMatch(why);
      expect(() => resolveCheckpoint('run', folder)).toThrow(why);
      return;
    }
    expect(found.message).toMatch(why);
    expect(found.recovery).toContain(`set deployment.checkpoint_path=${inFolder(newest)} in overrides; `);
    expect(resolveCheckpoint('run', folder)).toBe(inFolder(newest));
  });
});

it.each<[string, string[], RegExp]>([
  ['none', [], /which is not there: Docker would mount an empty folder/],
  ['file.txt', ['file.txt'], /which is a file/],
])('%s is refused', (name, files, message) => {
  make(...files);
  expect(judge(inFolder(name))?.message).toMatch(message);
  expect(() => resolveCheckpoint(name, folder)).toThrow(
    /^bad_megatron_checkpoint_path: input checkpoint is /,
  );
});

it('refuses an empty folder and a relative path', () => {
  mkdirSync(inFolder('iter_0000001'));
  expect(judge(inFolder('iter_0000001'))?.message).toMatch(/which is an empty folder/);
  expect(judge('run/iter_0000001')?.message).toMatch(/which is relative/);
});

it.each([
  ['run/iter_0000100', ['run/iter_0000100/a']],
  ['hf', ['hf/config.json', 'hf/tokenizer/a']],
  ['model.nemo', ['model.nemo']],
  ['model.gguf', ['model.gguf']],
])('%s may be a checkpoint', (name, files) => {
  make(...files);
  expect(judge(inFolder(name))).toBeUndefined();
  expect(resolveCheckpoint(name, folder)).toBe(inFolder(name));
});

it('leaves paths alone that only the shell, or nobody, can look at', () => {
  expect(judge('~/run')).toBeUndefined();
  expect(judge('$HOME/run')).toBeUndefined();
  expect(inspectCheckpoint(`/${'x'.repeat(5000)}`)).toEqual({ kind: 'other' });
  expect(inspectCheckpoint('/a\0b')).toEqual({ kind: 'other' });
});

it('quotes the recovery of the step contract in use, and ours', () => {
  const contract = readStepContract(
    '[step]\nid = "eval/model_eval"\nname = "x"\n[[errors]]\nname = "bad_megatron_checkpoint_path"\nrecovery = "Point at iter_*."\n',
    'steps/step.toml',
  );
  expect(judge('/no/such', { contract })?.recovery).toMatch(
    /^check the path; steps\/step\.toml says: "Point at iter_\*\."; here: set the input checkpoint/,
  );
});
