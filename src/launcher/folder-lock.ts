import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const STALE_AFTER = 15 * 60_000;

/** Runs `action` while no other process of this machine holds the lock; one left by a dead process is taken over. */
export async function withFolderLock<T>(folder: string, action: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(folder), { recursive: true });
  while (!take(folder)) await sleep(250);
  try {
    return await action();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function take(folder: string): boolean {
  try {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (isStale(folder)) rmSync(folder, { recursive: true, force: true });
    return false;
  }
}

function isStale(folder: string): boolean {
  try {
    const age = Date.now() - statSync(folder).mtimeMs;
    if (age > STALE_AFTER) return true;
    const pid = Number(readFileSync(path.join(folder, 'pid'), 'utf8'));
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // ESRCH: the holder is dead. ENOENT: it is just being made or removed.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
