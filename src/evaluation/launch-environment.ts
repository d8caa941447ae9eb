import type { Inputs } from '../inputs.js';
import type { Environment } from '../launcher/command.js';
import { launcherEnvironment } from '../launcher/environment.js';
import type { Installed } from '../launcher/install.js';
import { secretNames } from './prepare.js';
import type { Session } from './session.js';

/** What the launcher of a run is given, whatever executes it: the variables that the config and the inputs name. */
export function launchEnvironment(
  { files, env, config }: Session,
  inputs: Inputs,
  { venv }: Pick<Installed, 'venv'>,
): Environment {
  return launcherEnvironment(env, {
    venv,
    home: files.home,
    execDb: files.execDb,
    cwd: files.cwd,
    telemetry: inputs.telemetry,
    trustUnlistedTasks: inputs.trustUnlistedTasks,
    trustPreCmd: inputs.trustPreCmd,
    variables: Object.fromEntries(
      secretNames(inputs, config!).flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
    ),
  });
}
