import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ConfigFile, ReadBase } from '../config/config-file.js';
import { readTextFile } from '../config/read-text-file.js';
import { ConfigError } from '../errors.js';

/** Where Nemotron keeps the configs of the step, from its root. */
const STEP_CONFIGS = 'src/nemotron/steps/eval/model_eval/config';

/** A config file and where it lies. */
export interface FoundConfig extends ConfigFile {
  /** Absolute. */
  path: string;
}

/**
 * Finds the file that the input `config` means: a path, or the name of one of the step's configs where the workspace
 * is, or holds, a checkout of Nemotron.
 * @throws ConfigError where there is none.
 */
export function findConfig(config: string, workspace: string): FoundConfig {
  const direct = path.resolve(workspace, config);
  if (existsSync(direct)) return load(config, direct, workspace);
  if (/[/\\]|\.ya?ml$/.test(config))
    throw new ConfigError(
      `config ${config} does not exist in the workspace: check the path, and that actions/checkout ran before`,
    );
  const folders = stepFolders(workspace);
  for (const folder of folders)
    for (const extension of ['.yaml', '.yml']) {
      const file = path.join(folder, `${config}${extension}`);
      if (existsSync(file)) return load(path.relative(workspace, file), file, workspace);
    }
  const names = folders.flatMap((folder) =>
    readdirSync(folder).flatMap((name) => (/\.ya?ml$/.test(name) ? [name.replace(/\.ya?ml$/, '')] : [])),
  );
  throw new ConfigError(
    folders.length > 0
      ? `config ${config} is neither a file in the workspace nor one of Nemotron's eval/model_eval configs: it has ${names.join(', ')}`
      : `config ${config} does not exist in the workspace, which holds no checkout of Nemotron either: give the path of a YAML file`,
  );
}

/** Folders with the step's configs: the workspace's own, and those of checkouts right below it. */
function stepFolders(workspace: string): string[] {
  const below = readdirSync(workspace, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => path.join(workspace, entry.name));
  return [workspace, ...below].map((root) => path.join(root, STEP_CONFIGS)).filter(existsSync);
}

function load(name: string, file: string, workspace: string): FoundConfig {
  return { name, path: file, text: readTextFile(name, workspace, 'config').text };
}

/** Reads the bases of step configs: beside the file that names them. */
export function baseReader(workspace: string): ReadBase {
  return (from, name) => {
    const relative = path.isAbsolute(name) ? name : path.join(path.dirname(from.name), name);
    if (!existsSync(path.resolve(workspace, relative)))
      throw new ConfigError(
        `${from.name} has the base ${name} in defaults, which does not exist: it is looked for at ${relative}`,
        { file: from.name },
      );
    return { name: relative, text: readTextFile(relative, workspace, 'base config').text };
  };
}
