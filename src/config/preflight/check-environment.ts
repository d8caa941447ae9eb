import { quote } from '../../input-values.js';
import { bareName } from '../environment-maps.js';
import { type ConfigPath, formatPath, isMap, walkLeaves } from '../value.js';
import { isEnvironmentLeaf, isVariableName } from '../variables.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** Variables that the config names, and values that the launcher would paste into shell scripts. */
export function checkEnvironment(context: CheckContext): Finding[] {
  return [
    ...checkPrefixes(context),
    ...checkOldMap(context),
    ...checkVariables(context),
    ...checkSecrets(context),
    ...checkShellText(context),
    ...checkCommands(context),
  ];
}

function checkPrefixes({ config, from }: CheckContext): Finding[] {
  const found: Finding[] = [];
  walkLeaves(config.root, (path, leaf) => {
    if (!isEnvironmentLeaf(path)) return;
    // An empty map is a leaf too, and no variable.
    if (isMap(leaf) || (typeof leaf === 'string' && /^(host:|lit:|runtime:)/.test(leaf))) return;
    const name = typeof leaf === 'string' ? bareName(leaf) : undefined;
    // A value that is no name may be a secret that was pasted: it is not shown.
    const suggestion = name === undefined || name.length > 40 ? 'lit:VALUE' : `host:${name}, or lit:${name}`;
    found.push(
      error(
        'env_var_prefix',
        `${from(formatPath(path))} needs a prefix: host:NAME takes a variable of the runner, lit:value is the value itself, runtime:NAME is read where it runs`,
        `write ${suggestion}`,
      ),
    );
  });
  return found;
}

function checkOldMap({ at, from }: CheckContext): Finding[] {
  if ((at('execution', 'env_vars') ?? null) === null) return [];
  return [
    error(
      'execution_env_vars',
      `${from('execution.env_vars')} is refused by the launcher since 0.2.5`,
      'use evaluation.env_vars, deployment.env_vars or export.env_vars with host: or lit: values',
    ),
  ];
}

function checkVariables({ config, variable }: CheckContext): Finding[] {
  const wanted = [
    ...config.variables.map(({ name, path }) => ({
      name,
      from: `${path} (${config.sources.get(path) ?? 'config'})`,
    })),
    ...config.expressionSecrets.map((name) => ({ name, from: 'the config' })),
  ];
  return wanted.flatMap(({ name, from }): Finding[] => {
    if (!isVariableName(name))
      return [
        error(
          'invalid_variable_name',
          `${from} must be the NAME of an environment variable (letters, digits, _), such as MODEL_API_KEY; the value given is not shown, as it may be a key`,
          'put the key in a secret, the secret in env:, and its name here',
        ),
      ];
    // A dry run needs no key.
    if (config.dryRun) return [];
    const value = variable(name);
    const without =
      name === 'HF_TOKEN' ? `, or take it out with ${from.split(' ')[0]}=null in overrides` : '';
    if (value === undefined)
      return [
        error(
          'missing_variable',
          `${from} names the environment variable ${name}, which is not set`,
          `set it in env: of the step${without}`,
        ),
      ];
    if (value === '')
      return [
        error(
          'missing_variable',
          `${from} names the environment variable ${name}, which is empty`,
          `is the secret missing, or is this a pull request from a fork?${without}`,
        ),
      ];
    return checkShellSafe(name, value);
  });
}

/** The launcher writes values unescaped into a script that runs on the host, where `$(…)` would be executed. */
function checkShellSafe(name: string, value: string): Finding[] {
  const bad = /["$`\\\r\n\0]/.exec(value);
  if (!bad) return [];
  const shown = bad[0] === '\n' || bad[0] === '\r' ? 'a line break' : `the character ${bad[0]}`;
  return [
    error(
      'unsafe_variable_value',
      `the value of ${name} has ${shown}, which the launcher would paste into a shell script`,
      /\s$/.test(value) ? 'remove it from the secret' : 'use a key without it',
    ),
  ];
}

/** The launcher resolves these by itself and writes what it finds into its scripts in plain text. */
function checkSecrets({ config, from }: CheckContext): Finding[] {
  return [...config.kept.keys()].map((key) =>
    warning(
      'secret_in_config',
      `${from(key)} takes a secret into the config, which the launcher writes in plain text into run.sh and run_all.sequential.sh on the runner; the uploaded copies are redacted`,
      'pass it through api_key_name, or as host:NAME in an env_vars map',
    ),
  );
}

/** Texts that the launcher pastes into bash without quoting. */
function checkShellText({ config, at, from }: CheckContext): Finding[] {
  const places: [ConfigPath, RegExp][] = [
    // Options are shell words by intent, commands are not.
    [['execution', 'extra_docker_args'], /[`;|&<>\n\r]|\$\(/],
    [['deployment', 'checkpoint_path'], /[`$"'\\;|&<>\s:]/],
    [['deployment', 'cache_path'], /[`$"'\\;|&<>\s:]/],
    [['deployment', 'image'], /[`$"'\\;|&<>\s]/],
    ...config.taskNames.flatMap((_, index): [ConfigPath, RegExp][] => [
      [['evaluation', 'tasks', index, 'dataset_dir'], /[`$"'\\;|&<>\s:]/],
      [['evaluation', 'tasks', index, 'dataset_mount_path'], /[`$"'\\;|&<>\s:]/],
    ]),
    ...(['deployment', 'evaluation'] as const).flatMap((part): [ConfigPath, RegExp][] => {
      const mounts = at('execution', 'mounts', part);
      return isMap(mounts)
        ? [...mounts.keys()].map((name) => [['execution', 'mounts', part, name], /[`"'\\;|&<>\s]|\$\(/])
        : [];
    }),
  ];
  return places.flatMap(([path, pattern]): Finding[] => {
    const value = at(...path);
    const key = formatPath(path);
    if (typeof value !== 'string' || value === '???' || config.kept.has(key)) return [];
    const last = path[path.length - 1];
    const text = path[1] === 'mounts' ? `${String(last)}:${value}` : value;
    const bad = pattern.exec(text);
    if (!bad) return [];
    return [
      error(
        'unsafe_shell_text',
        `${from(key)} is ${quote(text)}: the launcher pastes it into a shell script, where ${JSON.stringify(bad[0])} would be taken for shell`,
        'use a value without it',
      ),
    ];
  });
}

function checkCommands({ config, at, from, inputs }: CheckContext): Finding[] {
  if (inputs.trustPreCmd) return [];
  const bases: ConfigPath[] = [
    ['evaluation'],
    ...config.taskNames.map((_, index): ConfigPath => ['evaluation', 'tasks', index]),
  ];
  return bases.flatMap((base) =>
    ['pre_cmd', 'post_cmd'].flatMap((command): Finding[] => {
      if (!at(...base, command)) return [];
      return [
        error(
          'untrusted_command',
          `${from(formatPath([...base, command]))} is a shell command`,
          'set the input trust-pre-cmd to true to run it',
        ),
      ];
    }),
  );
}
