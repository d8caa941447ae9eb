import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProcesses, killProcesses } from '../processes.js';
import { EXEC_DB_VARIABLE } from '../stop.js';

const ROUNDS = 4;
const PAUSE_MS = 100;

/**
 * Ends a launcher that still submits, and the `lep` that it waits for. They have a group of their own, and outlive the
 * step where that is killed: what is deleted then they would go on to make.
 * @param execDb the exec-db file of the launch, which marks its processes.
 */
export async function endLauncher(execDb: string): Promise<void> {
  if (!existsSync('/proc/self/environ')) return;
  for (let round = 0; round < ROUNDS; round += 1) {
    const processes = findProcesses(EXEC_DB_VARIABLE, execDb);
    if (processes.length === 0) return;
    killProcesses(processes);
    // One that was being started as the others were killed shows only now.
    await sleep(PAUSE_MS);
  }
}
