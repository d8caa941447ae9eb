import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { spawnTied } from '../../../src/launcher/ssh/spawn-tied.js';

const ENV = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
const end = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.on('exit', (code) => resolve(code)));

/** The pid that the program says on stderr. */
const pidOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => child.stderr?.once('data', (text) => resolve(Number(text))));

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a program tied to this process', () => {
  it('ends as it would by itself', async () => {
    expect(await end(spawnTied('sh', ['-c', 'exit 7'], ENV))).toBe(7);
  });

  it('ends when our end of the pipe closes, as it does when we are killed', async () => {
    const child = spawnTied('sh', ['-c', 'echo $$ >&2; exec sleep 60'], ENV);
    const ended = end(child);
    const pid = await pidOf(child);
    expect(isThere(pid)).toBe(true);
    (child.stdio[3] as Writable).destroy();
    expect(await ended).toBe(143);
    expect(isThere(pid)).toBe(false);
  });

  it('ends when it is asked to', async () => {
    const child = spawnTied('sh', ['-c', 'echo $$ >&2; exec sleep 60'], ENV);
    const ended = end(child);
    const pid = await pidOf(child);
    child.kill('SIGTERM');
    await ended;
    expect(isThere(pid)).toBe(false);
  });
});
