import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {{ pid: number, cmd: string }} Orphan */

const ROUNDS = 20;
const PAUSE_MS = 50;

/**
 * Kills what an action left running, which the runner recognizes by a variable inherited from it. Linux only.
 * @param {string} trackingId
 * @returns {Promise<Orphan[]>} what had to be killed
 */
export async function killOrphans(trackingId) {
  /** @type {Map<number, Orphan>} */
  const killed = new Map();
  // Repeatedly: an orphan may start another process between the search and its end.
  for (let round = 0; round < ROUNDS; round++) {
    const found = findTracked(trackingId);
    if (found.length === 0) break;
    for (const orphan of found) {
      if (!killed.has(orphan.pid)) killed.set(orphan.pid, orphan);
      try {
        process.kill(orphan.pid, 'SIGKILL');
      } catch {
        // It ended by itself, or belongs to another user now.
      }
    }
    await sleep(PAUSE_MS);
  }
  return [...killed.values()];
}

/**
 * @param {string} trackingId
 * @returns {Orphan[]}
 */
function findTracked(trackingId) {
  /** @type {Orphan[]} */
  const found = [];
  for (const pid of listProc()) {
    try {
      const env = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (!env.includes(`RUNNER_TRACKING_ID=${trackingId}`)) continue;
      const cmd = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean).join(' ');
      found.push({ pid: Number(pid), cmd });
    } catch {
      // Gone meanwhile, or not ours to read.
    }
  }
  return found;
}

function listProc() {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
