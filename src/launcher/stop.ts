import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from './command.js';
import { removeContainers, SILENT_ENGINE } from './docker.js';
import { containersOf, readExecDb } from './exec-db.js';
import { findProcesses, killProcesses } from './processes.js';

export const EXEC_DB_VARIABLE = 'NEMO_EVALUATOR_EXEC_DB_FILE';

/**
 * Stops an evaluation: first its scripts, so that none starts the next task, then its containers, which outlive the
 * `docker run` that waited for them. Takes about a second; the launcher's own `kill` waits for docker's grace.
 * @param execDb the exec-db file of the launch, which marks its processes and lists its containers.
 * @returns why containers may still run, or undefined.
 */
export async function stopEvaluation(execDb: string, env: Environment): Promise<string | undefined> {
  let problem: string | undefined;
  for (let round = 0; round < 4; round += 1) {
    const processes = findProcesses(EXEC_DB_VARIABLE, execDb);
    killProcesses(processes);
    const names = containersOf(readExecDb(execDb));
    const why = await removeContainers(names, env);
    problem = why && `containers may still run (${why}): remove ${names.join(', ')}`;
    if (processes.length === 0 || why === SILENT_ENGINE) break;
    // A docker client killed between create and start leaves a container that only now shows.
    await sleep(150);
  }
  return problem;
}
