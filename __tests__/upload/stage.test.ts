import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { listForUpload } from '../../src/upload/list-files.js';
import { secretForms } from '../../src/upload/secret-forms.js';
import { stageFiles } from '../../src/upload/stage.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const root = (): string => path.join(dir.path, 'root');
const link = (target: string, name: string): void => symlinkSync(target, path.join(root(), name));

function list(contents: 'full' | 'results' = 'full'): { files: string[]; skipped: [string, string][] } {
  const listing = listForUpload(root(), 'run', contents);
  return {
    files: listing.files.map(({ target }) => target),
    skipped: listing.skipped.map(({ target, reason }) => [target, reason]),
  };
}

describe('listForUpload', () => {
  it('lists files in order, with their sizes', () => {
    dir.write('root/b/x', '12345');
    dir.write('root/a', '');
    expect(listForUpload(root(), 'run', 'full')).toEqual({
      files: [
        { source: path.join(root(), 'a'), target: 'run/a', size: 0 },
        { source: path.join(root(), 'b/x'), target: 'run/b/x', size: 5 },
      ],
      skipped: [],
    });
  });

  it('leaves .secrets.env out at any depth, and links to it', () => {
    dir.write('root/.secrets.env', 'K=v');
    dir.write('root/t.0/.secrets.env', 'K=v');
    dir.write('root/t.0/deep/er/.secrets.env', 'K=v');
    dir.write('root/t.0/run.sh', '');
    link('t.0/.secrets.env', 'harmless.txt');
    expect(list()).toEqual({ files: ['run/t.0/run.sh'], skipped: [] });
  });

  it('follows links only where they stay inside', () => {
    dir.write('root/real', '123');
    dir.write('root/folder/x', '');
    dir.write('outside', 'o');
    dir.write('root-beside/x', 'o');
    link('real', 'inside');
    link(path.join(dir.path, 'outside'), 'out-absolute');
    link('../outside', 'out-relative');
    link('../root-beside/x', 'out-beside');
    link('nowhere', 'dangling');
    link('loop-b', 'loop-a');
    link('loop-a', 'loop-b');
    link('.', 'self');
    link('folder', 'to-folder');
    const { files, skipped } = list();
    expect(files).toEqual(['run/folder/x', 'run/inside', 'run/real']);
    expect(Object.fromEntries(skipped)).toEqual({
      'run/dangling': 'is a link to nothing',
      'run/loop-a': 'is a link to nothing',
      'run/loop-b': 'is a link to nothing',
      'run/out-absolute': 'is a link that leads outside',
      'run/out-beside': 'is a link that leads outside',
      'run/out-relative': 'is a link that leads outside',
      'run/self': expect.stringMatching(/^is a link /),
      'run/to-folder': 'is a link to a folder, which is uploaded in its own place',
    });
  });

  it('leaves out what is no file, or has a name that GitHub refuses', async () => {
    mkdirSync(root());
    execFileSync('mkfifo', [path.join(root(), 'fifo')]);
    const server = createServer().listen(path.join(root(), 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    for (const name of ['a:b', 'a?b', 'a*b', 'a|b', 'a"b', 'a<b', 'a>b', 'a\nb', 'a\rb', 'a:c/x', 'fine'])
      dir.write(`root/${name}`, '');
    const { files, skipped } = list();
    await new Promise((resolve) => server.close(resolve));
    expect(files).toEqual(['run/fine']);
    expect(skipped.filter(([, reason]) => reason === 'is not a file').map(([target]) => target)).toEqual([
      'run/fifo',
      'run/socket',
    ]);
    expect(skipped.filter(([, reason]) => /character in its name/.test(reason))).toHaveLength(10);
  });

  it('takes scores and settings only, where results are asked for', () => {
    for (const name of [
      ...['artifacts/results.yml', 'artifacts/run_config.yml', 'artifacts/metadata.yaml'],
      ...['artifacts/m/results_2026.json', 'artifacts/byob_results.json', 'logs/stage.exit'],
      ...['artifacts/byob_predictions.jsonl', 'artifacts/cache/x.db', 'logs/client_stdout.log', 'run.sh'],
    ])
      dir.write(`root/t.0/${name}`, '');
    expect(list('results').files).toEqual([
      'run/t.0/artifacts/byob_results.json',
      'run/t.0/artifacts/m/results_2026.json',
      'run/t.0/artifacts/metadata.yaml',
      'run/t.0/artifacts/results.yml',
      'run/t.0/artifacts/run_config.yml',
      'run/t.0/logs/stage.exit',
    ]);
  });
});

describe('stageFiles', () => {
  const forms = secretForms([{ name: 'KEY', value: 'canary-SECRET-value' }]);
  const stage = () => stageFiles(listForUpload(root(), 'run', 'full'), forms, path.join(dir.path, 'stage'));

  it('links clean files, copies redacted ones, and leaves out what cannot be redacted', async () => {
    dir.write('root/clean', 'x');
    dir.write('root/t/log', 'key=canary-SECRET-value\n');
    dir.write('root/t/bin', '\0canary-SECRET-value');
    dir.write('root/t/canary-SECRET-value.txt', '');
    const staged = await stage();
    const at = (name: string): string => path.join(staged.root, name);
    expect(staged).toMatchObject({ files: [at('run/clean'), at('run/t/log')], redacted: ['run/t/log'] });
    expect(staged.skipped).toEqual([
      { target: 'run/t/bin', reason: 'holds a secret that cannot be redacted in it' },
      { target: 'a file', reason: 'has a secret in its name' },
    ]);
    expect(lstatSync(at('run/clean')).isSymbolicLink()).toBe(true);
    expect(lstatSync(at('run/t/log')).isFile()).toBe(true);
    expect(readFileSync(at('run/t/log'), 'utf8')).toBe('key=***\n');
    expect(existsSync(at('run/t/bin'))).toBe(false);
  });

  it('says what vanished between listing and staging, and goes on', async () => {
    dir.write('root/a', 'x');
    dir.write('root/b', 'x');
    const listing = listForUpload(root(), 'run', 'full');
    rmSync(path.join(root(), 'a'));
    const staged = await stageFiles(listing, forms, path.join(dir.path, 'stage'));
    expect(staged.skipped).toEqual([{ target: 'run/a', reason: 'cannot be read (ENOENT)' }]);
    expect(staged.files).toEqual([path.join(staged.root, 'run/b')]);
  });

  it('begins with an empty folder, readable by nobody else', async () => {
    dir.write('root/a', 'x');
    dir.write('stage/old', 'x');
    const staged = await stage();
    expect(existsSync(path.join(staged.root, 'old'))).toBe(false);
    expect(lstatSync(staged.root).mode & 0o77).toBe(0);
  });
});
