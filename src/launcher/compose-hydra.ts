import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ConfigMap, ConfigValue } from '../config/value.js';
import { ConfigError, InfrastructureError } from '../errors.js';
import { type CommandResult, complaint, type Environment, runCommand } from './command.js';
import { type Answer, COMPOSE_SCRIPT, type Problem, type Question, type Spelled } from './compose-script.js';

const TIMEOUT = 60_000;

export interface ComposeRequest {
  /** The Python of the launcher's environment. */
  python: string;
  /** Absolute. */
  configFile: string;
  /** How the user wrote the file's path, for errors; else `configFile`. */
  name?: string;
  /** In Hydra's grammar, as `nemo-evaluator-launcher run -o` takes them; task names are allowed in place of indices. */
  overrides: readonly string[];
  /** See `composeEnvironment`. */
  env: Environment;
  /** A private folder, made where it is missing; it is left as empty as it was. */
  cwd: string;
  /** Ends the composition. */
  signal?: AbortSignal;
}

export interface ComposedConfig {
  /** Unresolved: expressions, escaped literals and `???` are the texts that OmegaConf read. */
  root: ConfigMap;
  /** What Hydra has to say about a config that it composed all the same. */
  warnings: string[];
}

/**
 * Composes a Hydra config (`defaults:` list, groups, overrides) by the launcher's own code in its own environment.
 * Nothing is resolved and no variable is read. `user_config_path`, which the launcher adds to read the file once more
 * at a launch, is left out. Nothing is left on disk.
 * @throws ConfigError for whatever the launcher or Hydra refuses, in their words; these may repeat an override.
 * @throws InfrastructureError where the launcher's Python does not get as far, or takes more than a minute.
 */
export async function composeHydra(request: ComposeRequest): Promise<ComposedConfig> {
  const { configFile, cwd, env, overrides, python, signal } = request;
  const name = request.name ?? configFile;
  refuseUnfindable(configFile, name);
  mkdirSync(cwd, { recursive: true, mode: 0o700 });
  // The launcher makes folders in its home as soon as it is imported.
  const home = mkdtempSync(path.join(cwd, 'home-'));
  try {
    const question: Question = { config: configFile, overrides: [...overrides] };
    const result = await runCommand(python, ['-I', '-B', '-X', 'utf8', '-c', COMPOSE_SCRIPT], {
      env: { ...env, HOME: home, PWD: cwd },
      cwd,
      timeout: TIMEOUT,
      input: Buffer.from(JSON.stringify(question)),
      ...(signal ? { signal } : {}),
    });
    const { root, problem, warnings } = readAnswer(result, name, signal);
    if (problem) throw explain(problem, configFile, name);
    return { root: read(root!) as ConfigMap, warnings: warnings.map(flatten) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/**
 * Hydra is given a folder and a stem, and looks for `<stem>.yaml` there and then among the launcher's own configs: it
 * would silently take another file for one with another ending.
 */
function refuseUnfindable(file: string, name: string): void {
  if (!existsSync(file)) throw new ConfigError(`${name} does not exist`, { file: name });
  if (!statSync(file).isFile()) throw new ConfigError(`${name} is not a file`, { file: name });
  const { base, ext, name: stem } = path.parse(file);
  if (ext !== '.yaml' && base !== '.yaml') {
    throw new ConfigError(
      `${name} has a defaults list, and Hydra only finds files that end in .yaml: rename it to ${stem}.yaml`,
      { file: name },
    );
  }
  if (stem.endsWith('.yaml') && base !== '.yaml') {
    throw new ConfigError(`${name} ends in .yaml twice, and Hydra would look for ${stem}: rename it`, {
      file: name,
    });
  }
}

function readAnswer(result: CommandResult, name: string, signal: AbortSignal | undefined): Answer {
  const failed = (why: string): InfrastructureError =>
    new InfrastructureError(`the launcher could not be asked to compose ${name}: ${why}`);
  if (result.missing) throw failed('there is no Python in its environment');
  if (signal?.aborted) throw failed('it was stopped');
  if (result.timedOut) throw failed(`no end after ${TIMEOUT / 1000} seconds`);
  if (result.code !== 0) throw failed(complaint(result));
  try {
    return JSON.parse(result.stdout) as Answer;
  } catch {
    throw failed('its answer cannot be read');
  }
}

function read(value: Spelled): ConfigValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(read);
  if ('int' in value) return BigInt(value.int);
  if ('float' in value) return readFloat(value.float);
  return new Map(value.map.map(([key, item]) => [key, read(item)]));
}

/** Python's repr(float), which has the shortest digits that JavaScript reads back as the same number. */
function readFloat(text: string): number {
  if (text === 'nan') return Number.NaN;
  return text.endsWith('inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}

function explain(problem: Problem, configFile: string, name: string): ConfigError {
  const { mark, override } = problem;
  if (mark) {
    const file = shownPath(mark.file, configFile, name);
    return new ConfigError(
      `${file}:${mark.line}:${mark.column} is not valid YAML: ${flatten(mark.problem)}`,
      {
        file,
        line: mark.line,
        column: mark.column,
      },
    );
  }
  const message = flatten(problem.message);
  const cause = flatten(problem.cause);
  // Some of Hydra's messages only say which override it was, and some only that something was wrong.
  const vague = message === '' || message.startsWith('Error merging override');
  const words = vague && cause ? [message, cause].filter(Boolean).join(': ') : message;
  const told = problem.plain ? words : `${problem.type}: ${words}`;
  const about =
    override === null || message.includes(`'${override}'`) ? '' : ` with the override '${override}'`;
  const hint = /Could not find '[^']*\$\{oc\.env:/.test(told)
    ? ' (variables are not read while composing: write the value itself)'
    : '';
  return new ConfigError(`${name} cannot be composed${about}: ${told}${hint}`, { file: name });
}

/** A file beside the config (a group of the user's) as the user would write its path. */
function shownPath(file: string, configFile: string, name: string): string {
  if (file === realpathSync(configFile)) return name;
  const beside = path.relative(realpathSync(path.dirname(configFile)), file);
  return beside.startsWith('..') ? file : path.join(path.dirname(name), beside);
}

/** A complaint of several lines as one, without search paths, links and the types of nodes. */
function flatten(text: string): string {
  const [told = ''] = text.split(/^\s*(?:Config s|S)earch path:/m);
  const lines = told
    .split('\n')
    .map((line) => (line.startsWith('\t') ? `\t${line.trim()}` : line.trim()))
    .filter(
      (line) => !/^(|\^|object_type=.*|full_key:|See https?:.*|\d+\. To sweep over it.*)$/.test(line.trim()),
    );
  return lines
    .map((line, index) => {
      const item = line.startsWith('\t');
      const text = line.trim().replace(/^full_key: (.*)/, 'at $1');
      if (index === 0) return text;
      const before = lines[index - 1]!;
      if (item) return before.startsWith('\t') ? `, ${text}` : ` ${text}`;
      return /[.:;,]$/.test(before) ? ` ${text}` : `; ${text}`;
    })
    .join('');
}
