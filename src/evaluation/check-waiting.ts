import { refuseLostRecords } from '../collecting/open/upload-open-record.js';
import { findPastedKeys } from '../config/pasted-keys.js';
import type { ResolvedConfig } from '../config/resolve.js';
import { getAt } from '../config/value.js';
import { ConfigError } from '../errors.js';
import type { Inputs } from '../inputs.js';
import { parseWalltime } from '../slurm/walltime.js';
import { executorNameOf } from './executor-name.js';
import { type Session, warn } from './session.js';

/** The longest that a job may take on a runner of GitHub's. */
const HOSTED_HOURS = 6;

/**
 * Whether the run can be waited for, left or submitted as the inputs ask.
 * @throws ConfigError where it cannot.
 */
export function checkWaiting(session: Session, inputs: Inputs, config: ResolvedConfig): void {
  const executor = executorNameOf(config);
  const { wait, cancel, confirm, timeoutMinutes } = inputs;
  if (executor === 'local' && !wait)
    throw new ConfigError(
      'input wait is false, but execution.type is local: the machine of the job ends with it, and the evaluation too; wait for it, or run it on slurm or lepton',
    );
  if (executor === 'local' && cancel === 'detach')
    throw new ConfigError(
      'input cancel is detach, but execution.type is local: an evaluation on the machine of the job ends with it; leave cancel at stop',
    );
  if (confirm && !wait)
    throw new ConfigError(
      'input confirm is true, but wait is false: only a run that is waited for can be run again; leave one of them out',
    );
  if (config.dryRun) return;
  if (!wait || cancel === 'detach')
    refuseLostRecords({
      env: session.env,
      serverUrl: session.context.serverUrl,
      ...(inputs.artifactRetentionDays === undefined ? {} : { retentionDays: inputs.artifactRetentionDays }),
    });
  if ((!wait || cancel === 'detach') && findPastedKeys(config.root).literal.length > 0)
    throw new ConfigError(
      'the config holds a key itself, for which collect could not search what it uploads: put the key into a variable, and name that (host:NAME)',
    );
  if (!wait && timeoutMinutes > 0)
    warn(
      session,
      'timeout-minutes is not used with wait: false; collect ends what is older than its max-age-hours',
    );
  if (wait && cancel === 'stop') refuseLongWait(session, inputs, config);
}

function refuseLongWait({ env }: Session, { timeoutMinutes }: Inputs, config: ResolvedConfig): void {
  if (env['RUNNER_ENVIRONMENT'] !== 'github-hosted') return;
  if (timeoutMinutes > 0 && timeoutMinutes < HOSTED_HOURS * 60) return;
  const given =
    getAt(config.root, ['execution', 'max_walltime']) ?? getAt(config.root, ['execution', 'walltime']);
  const seconds = typeof given === 'string' ? parseWalltime(given) : undefined;
  if (seconds === undefined || seconds <= HOSTED_HOURS * 3600) return;
  throw new ConfigError(
    `the evaluation may take ${given} (execution.max_walltime), but a job on a runner of GitHub's ends after ${HOSTED_HOURS} hours: set wait: false and finish it with collect, or cancel: detach, or a timeout-minutes below ${HOSTED_HOURS * 60}`,
  );
}
