import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { catalogueFromIrs } from '../config/read-task-list.js';
import { readCatalogue, type TaskCatalogue } from '../config/task-catalogue.js';
import type { ConfigMap } from '../config/value.js';
import { hasSecretName } from '../config/variables.js';
import { applyProfile } from '../contract/apply-profile.js';
import { BUILT_IN_CONTRACT } from '../contract/built-in-contract.js';
import { resolveProfile, resolveWandb } from '../contract/env-profile.js';
import { findEnvToml, findStepToml } from '../contract/find-contract-files.js';
import { readToml } from '../contract/read-toml.js';
import { readStepContract, type StepContract } from '../contract/step-contract.js';
import { ConfigError } from '../errors.js';
import { type Inputs, PINNED_LAUNCHER } from '../inputs.js';
import { composeHydra } from '../launcher/compose-hydra.js';
import { composeEnvironment } from '../launcher/environment.js';
import { ensureLauncher } from './ensure-launcher.js';
import type { FoundConfig } from './find-config.js';
import { orStopped, type Session, warn } from './session.js';

/** The step contract in use: the input's, the one beside the config, or the built-in one. @throws ConfigError */
export function loadContract(inputs: Inputs, file: FoundConfig | undefined, workspace: string): StepContract {
  const found = findStepToml({
    workspace,
    ...(file ? { configFile: file.path } : {}),
    ...(inputs.stepToml === undefined ? {} : { explicit: inputs.stepToml }),
  });
  return found ? readStepContract(found.text, found.name) : BUILT_IN_CONTRACT;
}

/**
 * How a profile of env.toml, and its `[wandb]`, are laid over a tree; undefined where neither input asks for it.
 * @throws ConfigError where the file or the profile is not there, or cannot be read.
 */
export function loadProfile(
  { context, env }: Session,
  inputs: Inputs,
): ((root: ConfigMap) => [string, string][]) | undefined {
  const { profile: name, envToml } = inputs;
  if (name === undefined && envToml === undefined) return undefined;
  const variable = (key: string): string | undefined => (key === 'PWD' ? context.workspace : env[key]);
  const found = findEnvToml({
    workspace: context.workspace,
    ...(envToml === undefined ? {} : { explicit: envToml }),
    variable,
  });
  if (!found)
    throw new ConfigError(
      `input profile is ${name}, but there is no env.toml in the workspace or above it: add one, or name it with the input env-toml`,
    );
  const tables = readToml(found.text, found.name);
  const around = {
    variable,
    isSecret: (key: string) => inputs.passEnv.includes(key) || hasSecretName(key),
    mayBeUnset: true,
  };
  const profile = name === undefined ? undefined : resolveProfile(tables, name, found.name, around);
  const wandb = resolveWandb(tables, found.name, around);
  return (root) =>
    applyProfile(root, profile, wandb).map((key) => [
      key,
      key.startsWith('run.wandb') ? `${found.name} [wandb]` : `${found.name} [${name}]`,
    ]);
}

/** A Hydra config composed by the launcher, which is installed for it. @throws ActionError */
export async function composeConfig(session: Session, inputs: Inputs, file: FoundConfig): Promise<ConfigMap> {
  session.log.info(`${file.name} is a Hydra config: the launcher itself composes it`);
  const { venv } = await ensureLauncher(session, inputs);
  const composing = composeHydra({
    python: path.join(venv, 'bin', 'python'),
    configFile: file.path,
    name: file.name,
    overrides: inputs.overrides.map(({ text }) => text),
    env: composeEnvironment(session.env),
    cwd: path.join(session.files.dir, 'compose'),
    signal: session.stop.signal,
  });
  const { root, warnings } = await orStopped(session, composing);
  for (const warning of warnings) warn(session, warning);
  return root;
}

/**
 * The tasks of the launcher version in use: the pinned one's from a file of the action, another's from its own package.
 * @returns undefined where that would need an installation that a dry run does without.
 */
export async function loadCatalogue(
  session: Session,
  inputs: Inputs,
  dryRun: boolean,
): Promise<TaskCatalogue | undefined> {
  if (inputs.launcherVersion === PINNED_LAUNCHER) {
    const file = path.join(session.actionDir, 'requirements', `tasks-${PINNED_LAUNCHER}.json`);
    return readCatalogue(readFileSync(file, 'utf8'), path.basename(file));
  }
  if (inputs.preflight === 'off') return undefined;
  if (dryRun && !session.installed) {
    session.log.info(
      `task names are not checked in a dry run with launcher ${inputs.launcherVersion}: its list is in its package`,
    );
    return undefined;
  }
  const { venv } = await ensureLauncher(session, inputs);
  const list = 'lib/python*/site-packages/nemo_evaluator_launcher/resources/all_tasks_irs.yaml';
  const [file] = globSync(list, { cwd: venv });
  if (file === undefined) {
    session.log.info(`launcher ${inputs.launcherVersion} has no list of tasks: task names are not checked`);
    return undefined;
  }
  return catalogueFromIrs(readFileSync(path.join(venv, file), 'utf8'), path.basename(file));
}
