import { execFileSync } from 'node:child_process';
import { openSync, symlinkSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readTextFile } from '../../src/config/read-text-file.js';
import { refusal } from '../contract/refusal.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const read = (name: string): string => readTextFile(name, dir.path, 'config').text;
const message = (name: string): string => refusal(() => read(name)).message;

describe('a text file', () => {
  it('is read relative to the workspace or from anywhere, and keeps the name it was given', () => {
    const file = dir.write('conf/a.yaml', 'ä: 1\r\n');
    expect(readTextFile('conf/../conf/a.yaml', dir.path, 'config')).toEqual({
      name: 'conf/../conf/a.yaml',
      text: 'ä: 1\r\n',
    });
    expect(readTextFile(file, '/elsewhere', 'config')).toEqual({ name: file, text: 'ä: 1\r\n' });
    symlinkSync(file, path.join(dir.path, 'link'));
    expect(read('link')).toBe('ä: 1\r\n');
  });

  it('loses one byte order mark, and only at its start', () => {
    dir.write('bom', '\ufeffa: 1\n\ufeffb: 2\n');
    expect(read('bom')).toBe('a: 1\n\ufeffb: 2\n');
    dir.write('two', '\ufeff\ufeffa');
    expect(read('two')).toBe('\ufeffa');
  });

  it('may be empty, and may have 4 MiB', () => {
    dir.write('empty', '');
    expect(read('empty')).toBe('');
    dir.write('full', 'x'.repeat(4 << 20));
    expect(read('full')).toHaveLength(4 << 20);
  });
});

describe('refused', () => {
  it('is what is not there', () => {
    expect(message('none.yaml')).toBe(
      'config none.yaml does not exist in the workspace: check the path, and that actions/checkout ran before',
    );
    dir.write('file', '');
    expect(message('file/below')).toMatch(/^config file\/below does not exist/);
    expect(message('/none.yaml')).toBe('config /none.yaml does not exist: check the path');
    symlinkSync('nowhere', path.join(dir.path, 'dangling'));
    expect(message('dangling')).toMatch(/^config dangling does not exist/);
  });

  it.each([
    ['.', 'a folder'],
    ['', 'a folder'],
    ['/dev/zero', 'a device or pipe'],
    ['/dev/null', 'a device or pipe'],
  ])('is what is no file: %j', (name, kind) => {
    expect(message(name)).toBe(`config ${name} is ${kind}, not a file: give the path of a text file`);
  });

  it('is a pipe, without waiting for a writer', () => {
    execFileSync('mkfifo', [path.join(dir.path, 'pipe')]);
    expect(message('pipe')).toMatch(/^config pipe is a device or pipe/);
  });

  it('is a socket, a link to itself and an impossible name', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(path.join(dir.path, 'socket'), resolve);
    });
    expect(message('socket')).toMatch(/^config socket cannot be opened \(ENXIO\): check/);
    await new Promise((resolve) => server.close(resolve));
    symlinkSync('loop', path.join(dir.path, 'loop'));
    expect(message('loop')).toMatch(/\(ELOOP\)/);
    expect(message('x'.repeat(300))).toMatch(/\(ENAMETOOLONG\)/);
    expect(message('a\0b')).toMatch(/\(ERR_INVALID_ARG_VALUE\)/);
  });

  it('is what is too large, by what it has or says it has', () => {
    dir.write('over', 'x'.repeat((4 << 20) + 1));
    expect(message('over')).toBe(
      'config over has more than 4 MiB: a configuration is far smaller, check the path',
    );
    truncateSync(dir.write('sparse', ''), 50_000_000_000);
    expect(message('sparse')).toMatch(/more than 4 MiB/);
  });

  it('is what is not UTF-8', () => {
    for (const bytes of [[0x61, 0xff], [0xc3], [0xed, 0xa0, 0x80], [0xff, 0xfe, 0x61, 0]]) {
      dir.write('bytes', Uint8Array.from(bytes));
      expect(message('bytes')).toBe('config bytes is not UTF-8 text: save it as UTF-8');
    }
  });

  it('leaves no file open', () => {
    const next = (): number => openSync(dir.write('probe', ''), 'r');
    const before = next();
    for (const name of ['.', '/dev/zero', 'probe', 'none']) {
      try {
        read(name);
      } catch {}
    }
    expect(next()).toBe(before + 1);
  });
});
