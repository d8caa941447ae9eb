import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { InfrastructureError } from './errors.js';
import type { RunContext } from './github/run-context.js';
import { makeFolders } from './make-folders.js';

/**
 * Makes a folder for one use of an action under RUNNER_TEMP; a job may use the action several times.
 * @throws InfrastructureError where RUNNER_TEMP cannot be written.
 */
export function openRunFolder({ runId, runAttempt, temp }: RunContext): string {
  const dir = path.join(temp, 'nemo-eval', `${runId}-${runAttempt}-${randomBytes(4).toString('hex')}`);
  inTemp(temp, () => makeFolders(dir, 0o700));
  return dir;
}

/** Does what writes into RUNNER_TEMP for the first time. @throws InfrastructureError where it cannot. */
export function inTemp(temp: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new InfrastructureError(
      `RUNNER_TEMP (${temp}) cannot be written (${(error as NodeJS.ErrnoException).code}): check its owner and the disk`,
    );
  }
}
