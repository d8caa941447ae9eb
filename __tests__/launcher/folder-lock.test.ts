import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { withFolderLock } from '../../src/launcher/folder-lock.js';
import { findProcesses, scriptsOf } from '../../src/launcher/processes.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const lock = (): string => path.join(dir.path, 'deep/er/lock');

describe('withFolderLock', () => {
  it('lets one holder in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = (): Promise<number> =>
      withFolderLock(lock(), async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(50);
        inside -= 1;
        return 7;
      });
    expect(await Promise.all([work(), work(), work()])).toEqual([7, 7, 7]);
    expect(most).toBe(1);
    expect(existsSync(lock())).toBe(false);
  });

  it('is free again after a failure', async () => {
    const fail = withFolderLock(lock(), async () => {
      throw new Error('no');
    });
    await expect(fail).rejects.toThrow('no');
    expect(await withFolderLock(lock(), async () => 'free')).toBe('free');
  });

  it('takes over from a dead process', async () => {
    const { pid } = spawnSync('true');
    dir.write('deep/er/lock/pid', String(pid));
    expect(await withFolderLock(lock(), async () => 'taken')).toBe('taken');
  });

  it('takes over what nobody has touched for long', async () => {
    mkdirSync(lock(), { recursive: true });
    const old = Date.now() / 1000 - 3600;
    utimesSync(lock(), old, old);
    expect(await withFolderLock(lock(), async () => 'taken')).toBe('taken');
  });

  it('waits for a living process', async () => {
    dir.write('deep/er/lock/pid', String(process.pid));
    const waiting = withFolderLock(lock(), async () => 'in').then(() => 'in');
    expect(await Promise.race([waiting, sleep(600, 'waits')])).toBe('waits');
    dir.write('deep/er/lock/pid', String(spawnSync('true').pid));
    expect(await waiting).toBe('in');
  });
});

describe('processes', () => {
  it('are found by what they were started with', () => {
    const { PATH } = process.env;
    expect(findProcesses('PATH', PATH!).map(({ pid }) => pid)).toContain(process.pid);
    expect(findProcesses('PATH', `${PATH}:/nowhere-at-all`)).toEqual([]);
  });

  it.each([
    [['bash', '/o/run_all.sequential.sh'], true],
    [['/usr/bin/bash', 'run.sh'], true],
    [['bash', '/o/rerun.sh'], false],
    [['bash', '-c', 'run.sh'], false],
    [['python', 'run.sh'], false],
    [[], false],
  ])('%j is a script of the launcher: %s', (command, expected) => {
    expect(scriptsOf([{ pid: 1, command, cwd: '/' }])).toHaveLength(expected ? 1 : 0);
  });
});
