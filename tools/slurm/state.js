// What is known of a cluster from one start to the next.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, look } from './processes.js';

const LOCK_WITHIN_MS = 120_000;

/**
 * @typedef {import('./processes.js').Daemon} Daemon
 *
 * @typedef {object} State
 * @property {string} user
 * @property {boolean} userCreated by us, and so ours to remove
 * @property {string} databasePassword
 * @property {boolean} booked whether the accounts are entered
 * @property {import('./settings.js').Ports | undefined} ports
 * @property {Record<string, Daemon>} daemons
 */

/** @param {string} file @returns {State | undefined} */
export function readState(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Error(`slurm: ${file} is not what 'up' writes: end its processes and remove the folder.`);
  }
}

/** @param {string} file @param {State} state */
export function writeState(file, state) {
  // Whole or not at all: the pids of a killed run are in it.
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Runs something while no other process does so for the same cluster.
 * @template T
 * @param {string} dir
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function alone(dir, action) {
  const lock = path.join(dir, 'lock');
  mkdirSync(dir, { recursive: true });
  const deadline = Date.now() + LOCK_WITHIN_MS;
  for (;;) {
    try {
      writeFileSync(lock, JSON.stringify({ pid: process.pid, started: look(process.pid)?.started }), {
        flag: 'wx',
      });
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (!isAlive(holder(lock))) rmSync(lock, { force: true });
    else if (Date.now() > deadline) {
      throw new Error(`slurm: another process has worked on ${dir} for two minutes: see ${lock}.`);
    }
    await sleep(100);
  }
  try {
    return await action();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock @returns {Daemon | undefined} */
function holder(lock) {
  try {
    return JSON.parse(readFileSync(lock, 'utf8'));
  } catch {
    return undefined;
  }
}
