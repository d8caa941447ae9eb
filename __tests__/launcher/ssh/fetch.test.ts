import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it, jest } from '@jest/globals';
import { InfrastructureError } from '../../../src/errors.js';
import { LinkDown } from '../../../src/launcher/ssh/link.js';
import { useBench } from './bench.js';
import { describeWithSshd, Server } from './sshd.js';

jest.setTimeout(30_000);

describeWithSshd('fetching a folder', () => {
  const bench = useBench();
  let from: string;
  let to: string;
  let count = 0;

  beforeEach(() => {
    count += 1;
    from = path.join(bench.dir, `remote ${count}`);
    to = path.join(bench.dir, `local-${count}`, 'mirror');
    mkdirSync(from);
  });

  const put = (name: string, content: string | Buffer, mode = 0o644): string => {
    const file = path.join(from, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
    return file;
  };

  it('copies files of any name, and neither secrets nor links that lead out', async () => {
    const names = [
      '-rf',
      '--delete',
      'a b',
      "it's",
      '$(touch x)',
      'a;b',
      '*',
      'ü',
      '.hidden',
      'logs/client.log',
      'two\nlines',
    ];
    for (const name of names) put(name, name);
    put('.secrets.env', 'KEY=value');
    put('task/.secrets.env', 'KEY=value');
    put('cache/big', 'not wanted');
    symlinkSync('a b', path.join(from, 'inside'));
    symlinkSync('/etc/passwd', path.join(from, 'outside'));
    symlinkSync('../..', path.join(from, 'logs/up'));
    const link = await bench.open();
    await link.fetch(from, to, { exclude: ['/cache'] });
    expect(readdirSync(to).sort()).toEqual(
      [...names.filter((name) => !name.includes('/')), 'inside', 'logs', 'task'].sort(),
    );
    for (const name of names) expect(readFileSync(path.join(to, name), 'utf8')).toBe(name);
    expect(readFileSync(path.join(to, 'inside'), 'utf8')).toBe('a b');
    expect(readdirSync(path.join(to, 'logs'))).toEqual(['client.log']);
    expect(readdirSync(path.join(to, 'task'))).toEqual([]);
    expect(link.connections).toBe(1);
  });

  it('makes what it copies ours alone, whatever the modes there', async () => {
    put('open', 'x', 0o4777);
    put('dir/file', 'x', 0o444);
    chmodSync(path.join(from, 'dir'), 0o555);
    const link = await bench.open();
    await link.fetch(from, to);
    expect(statSync(path.join(to, 'open')).mode & 0o7777).toBe(0o600);
    expect(statSync(path.join(to, 'dir')).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(to, 'dir/file')).mode & 0o777).toBe(0o600);
  });

  it('takes what has changed, and leaves what has not', async () => {
    put('same', 'same');
    put('growing', 'one\n');
    const link = await bench.open();
    await link.fetch(from, to);
    const { ino, ctimeMs } = statSync(path.join(to, 'same'));
    put('growing', 'one\ntwo\n');
    writeFileSync(path.join(to, 'ours'), 'kept');
    await link.fetch(from, to);
    expect(statSync(path.join(to, 'same'))).toMatchObject({ ino, ctimeMs });
    expect(readFileSync(path.join(to, 'growing'), 'utf8')).toBe('one\ntwo\n');
    expect(readFileSync(path.join(to, 'ours'), 'utf8')).toBe('kept');
  });

  it('says that the connection broke, and goes on afterwards from what has come', async () => {
    // Random bytes: compression would make too little of them.
    const content = Buffer.alloc(24 << 20);
    for (let at = 0; at < content.length; at += 4) content.writeUInt32LE((at * 2654435761) % 2 ** 32, at);
    put('big', content);
    const link = await bench.open();
    const broken = link.fetch(from, to).then(
      () => 'done',
      (error: Error) => error,
    );
    while (!existsSync(path.join(to, 'big')) || statSync(path.join(to, 'big')).size === 0)
      await new Promise((resolve) => setTimeout(resolve, 2));
    await bench.server.stop();
    expect(await broken).toBeInstanceOf(LinkDown);
    const there = statSync(path.join(to, 'big')).size;
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThan(content.length);
    await bench.server.start();
    await link.fetch(from, to);
    expect(readFileSync(path.join(to, 'big')).equals(content)).toBe(true);
    expect(readdirSync(to)).toEqual(['big']);
  });

  it('mends a file that was cut off here', async () => {
    const file = put('log', 'x'.repeat(100_000));
    const link = await bench.open();
    await link.fetch(from, to);
    truncateSync(path.join(to, 'log'), 70_000);
    const { atime, mtime } = statSync(file);
    utimesSync(path.join(to, 'log'), atime, mtime);
    await link.fetch(from, to);
    expect(statSync(path.join(to, 'log')).size).toBe(100_000);
  });

  it('says that a folder is not there, and what could not be read', async () => {
    const link = await bench.open();
    const missing = link.fetch('/no/such folder', to);
    await expect(missing).rejects.toThrow(`/no/such folder is not there on ${link.name}`);
    await expect(missing).rejects.toThrow(InfrastructureError);
    await expect(link.fetch('relative', to)).rejects.toThrow('not an absolute path');
    await expect(link.fetch('-e/x', to)).rejects.toThrow('not an absolute path');
  });

  it('says that there is no rsync on the other side', async () => {
    const empty = path.join(bench.dir, 'empty-path');
    mkdirSync(empty);
    const server = await new Server({
      dir: path.join(bench.dir, 'without-rsync'),
      authorized: [bench.key],
      lines: [`SetEnv PATH=${empty}`, `ForceCommand PATH=${empty}; eval "$SSH_ORIGINAL_COMMAND"`],
    }).start();
    const way = { config: server.host('login'), knownHosts: server.knownHosts };
    await expect(bench.open(way)).rejects.toThrow('runs no commands');
    symlinkSync('/bin/sh', path.join(empty, 'sh'));
    const link = await bench.open(way);
    const fetching = link.fetch(from, to);
    await expect(fetching).rejects.toThrow(`there is no rsync on ${link.name}`);
    await expect(fetching).rejects.toThrow(InfrastructureError);
    await server.stop();
  });

  it('gives up in time', async () => {
    put('file', 'x');
    const link = await bench.open();
    bench.server.signal('SIGSTOP');
    await expect(link.fetch(from, to, { timeoutMs: 300 })).rejects.toThrow('no answer within 0.3 s');
    bench.server.signal('SIGCONT');
    await link.fetch(from, to);
    expect(readdirSync(to)).toEqual(['file']);
  });
});
