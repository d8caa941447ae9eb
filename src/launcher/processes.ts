import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** A process of this evaluation. */
export interface OwnProcess {
  pid: number;
  command: string[];
  cwd: string;
}

/**
 * The processes that carry a variable with this value in the environment they were started with. Every launch has
 * an exec-db file of its own, so that its path marks the launcher, its scripts and their docker clients.
 * Zombies have no environment and are not found.
 */
export function findProcesses(name: string, value: string): OwnProcess[] {
  const marker = Buffer.from(`${name}=${value}\0`);
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        if (!readFileSync(`/proc/${entry}/environ`).includes(marker)) return [];
        const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0').filter(Boolean);
        return [{ pid: Number(entry), command, cwd: readlinkSync(`/proc/${entry}/cwd`) }];
      } catch {
        return [];
      }
    });
}

/** The launcher's scripts among them: `bash run_all.sequential.sh`, or `bash run.sh` for each task. */
export function scriptsOf(processes: readonly OwnProcess[]): OwnProcess[] {
  return processes.filter(
    ({ command }) =>
      path.basename(command[0] ?? '') === 'bash' &&
      /(^|\/)run(_all\.sequential)?\.sh$/.test(command[1] ?? ''),
  );
}

/** Kills processes at once; those that ended meanwhile are no error. */
export function killProcesses(processes: readonly OwnProcess[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}
