import path from 'node:path';
import { recoveryFor } from '../contract/built-in-contract.js';
import { InfrastructureError } from '../errors.js';
import { actionsCache } from '../github/cache.js';
import type { Inputs } from '../inputs.js';
import { installEnvironment } from '../launcher/environment.js';
import { type Installed, installLauncher } from '../launcher/install.js';
import { executorNameOf } from './executor-name.js';
import { orStopped, type Session, warn } from './session.js';

/**
 * The launcher's environment, installed at its first use in the run.
 * @throws InfrastructureError with the step contract's name and recovery for a launcher that is not there.
 */
export async function ensureLauncher(session: Session, inputs: Inputs): Promise<Installed> {
  session.installed ??= await install(session, inputs);
  return session.installed;
}

async function install(session: Session, inputs: Inputs): Promise<Installed> {
  const { context, env, log, config } = session;
  const started = Date.now();
  const cache = inputs.cache ? await actionsCache(env, log) : undefined;
  const lines: string[] = [];
  const work = installLauncher({
    version: inputs.launcherVersion,
    extras: inputs.launcherExtras,
    ...(config && executorNameOf(config) === 'lepton' ? { lepton: true } : {}),
    requirements: path.join(session.actionDir, 'requirements'),
    toolCache: context.toolCache,
    scratch: path.dirname(session.files.home),
    keep: inputs.cache,
    ...(cache ? { cache } : {}),
    env: installEnvironment(env),
    signal: session.stop.signal,
    log: (line) => lines.push(line),
    warn: (line) => warn(session, line),
  }).finally(() => lines.length > 0 && log.foreign('Installing nemo-evaluator-launcher', lines.join('\n')));
  const installed = await orStopped(session, work).catch((error: unknown) => {
    if (!(error instanceof InfrastructureError)) throw error;
    const recovery = recoveryFor(session.contract, 'framework_cli_not_found');
    throw new InfrastructureError(`framework_cli_not_found: ${error.message}: ${recovery}`);
  });
  log.info(
    `nemo-evaluator-launcher ${inputs.launcherVersion} ${installed.how}, Python ${installed.python.version}, ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  return installed;
}
