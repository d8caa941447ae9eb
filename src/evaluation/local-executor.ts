import { pinnedTasks } from '../config/decisions.js';
import { ConfigError } from '../errors.js';
import type { Executor } from './executor.js';
import { assignPorts, checkMachine, launchAndWatch } from './launch.js';
import type { Session } from './session.js';

/** Evaluation containers on the engine of the runner. */
export const localExecutor: Executor = {
  prepare: async (session, _inputs, config) => {
    if (config.dryRun) return [];
    // The first run's ports may not be free again yet.
    return session.rerun === undefined ? assignPorts(session) : assignPorts(session, pinnedTasks(config));
  },
  checkRunner,
  checkMachine: async (session, inputs, config) => checkMachine(session, inputs, config.outputDir),
  launchAndWatch,
};

/** @throws ConfigError on a runner that cannot run evaluation containers at all. */
function checkRunner({ context }: Session): void {
  if (context.os === 'Linux') return;
  throw new ConfigError(
    `this is a ${context.os} runner, on which the launcher cannot run evaluation containers: use a Linux runner such as runs-on: ubuntu-latest (dry-run works anywhere)`,
  );
}
