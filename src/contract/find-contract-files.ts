import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { readTextFile, type TextFile } from '../config/read-text-file.js';

export interface EnvTomlSearch {
  /** Absolute. */
  workspace: string;
  /** The input `env-toml`. */
  explicit?: string;
  variable: (name: string) => string | undefined;
}

/**
 * Reads the file of profiles that Nemotron would read: the one asked for, else the one that NEMOTRON_ENV_FILE names,
 * else the first `env.toml` from the workspace upwards, not beyond a folder with a `pyproject.toml`.
 * @returns undefined where there is none; names of found files are relative to the workspace.
 * @throws ConfigError for a file that was asked for and is not there, and for one that cannot be read.
 */
export function findEnvToml({ workspace, explicit, variable }: EnvTomlSearch): TextFile | undefined {
  if (explicit !== undefined) return readTextFile(explicit, workspace, 'env-toml');
  // Empty counts as not set, as it does for Nemotron.
  const named = variable('NEMOTRON_ENV_FILE');
  if (named) return readTextFile(expandHome(named, variable), workspace, 'NEMOTRON_ENV_FILE');
  let folder = path.resolve(workspace);
  for (;;) {
    const file = path.join(folder, 'env.toml');
    if (existsSync(file)) return readTextFile(path.relative(workspace, file), workspace, 'the file');
    const parent = path.dirname(folder);
    if (parent === folder || existsSync(path.join(folder, 'pyproject.toml'))) return undefined;
    folder = parent;
  }
}

export interface StepTomlSearch {
  /** Absolute. */
  workspace: string;
  /** The input `config`, relative to the workspace or absolute. */
  configFile?: string;
  /** The input `step-toml`. */
  explicit?: string;
}

/**
 * Reads the step contract: the file asked for, else `step.toml` beside the config file, else the one a folder above it.
 * @returns undefined where there is none.
 * @throws ConfigError for a file that was asked for and is not there, and for one that cannot be read.
 */
export function findStepToml({ workspace, configFile, explicit }: StepTomlSearch): TextFile | undefined {
  if (explicit !== undefined) return readTextFile(explicit, workspace, 'step-toml');
  if (configFile === undefined) return undefined;
  const folder = path.dirname(path.resolve(workspace, configFile));
  const file = [folder, path.dirname(folder)]
    .map((place) => path.join(place, 'step.toml'))
    .find((candidate) => existsSync(candidate));
  return file === undefined ? undefined : readTextFile(path.relative(workspace, file), workspace, 'the file');
}

function expandHome(file: string, variable: (name: string) => string | undefined): string {
  return file.replace(/^~(?=\/|$)/, () => variable('HOME') || homedir());
}
