import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** No installation takes as long: beyond it a process of the same number is another one. */
const LONGEST_HOLD = 60 * 60_000;
/** A holder writes its number at once; a lock without one for longer was left half made. */
const LONGEST_NAMELESS = 60_000;

/** Runs `action` while no other process of this machine holds the lock; one left by a dead process is taken over. */
export async function withFolderLock<T>(folder: string, action: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(folder), { recursive: true });
  while (!take(folder)) await sleep(250);
  try {
    return await action();
  } finally {
    if (holderOf(folder) === process.pid) rmSync(folder, { recursive: true, force: true });
  }
}

function take(folder: string): boolean {
  try {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (isStale(folder)) discard(folder);
    return false;
  }
}

function holderOf(folder: string): number | undefined {
  try {
    return Number(readFileSync(path.join(folder, 'pid'), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isStale(folder: string): boolean {
  let age: number;
  try {
    age = Date.now() - statSync(folder).mtimeMs;
  } catch {
    return false;
  }
  const holder = holderOf(folder);
  if (holder === undefined) return age > LONGEST_NAMELESS;
  return age > LONGEST_HOLD || !isAlive(holder);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Moved before it is removed: of two that find it stale only one can, and neither removes a newcomer's. */
function discard(folder: string): void {
  const holder = holderOf(folder);
  const aside = `${folder}.stale-${process.pid}`;
  try {
    renameSync(folder, aside);
    if (holderOf(aside) === holder) rmSync(aside, { recursive: true, force: true });
    else renameSync(aside, folder);
  } catch {
    // Another process was quicker.
  }
}
