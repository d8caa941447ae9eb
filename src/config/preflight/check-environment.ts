import { bareName } from '../environment-maps.js';
import { type ConfigPath, formatPath, isMap } from '../value.js';
import { isVariableName, type NamedVariable } from '../variables.js';
import { checkShellTexts } from './check-shell-texts.js';
import type { CheckContext } from './context.js';
import { environmentEntries } from './environment-entries.js';
import { error, type Finding, warning } from './finding.js';

/** Variables that the config names, and values that the launcher would paste into shell scripts. */
export function checkEnvironment(context: CheckContext): Finding[] {
  return [
    ...checkPrefixes(context),
    ...checkOldMap(context),
    ...checkVariables(context),
    ...checkSecrets(context),
    ...checkShellTexts(context),
  ];
}

function checkPrefixes(context: CheckContext): Finding[] {
  return environmentEntries(context).flatMap(([path, value]): Finding[] => {
    if (typeof value === 'string' && /^(host:|lit:|runtime:)/.test(value)) return [];
    if (value === '???') return [];
    const name = typeof value === 'string' ? bareName(value) : undefined;
    // A value that is no name may be a secret that was pasted: it is not shown.
    const isShown = name !== undefined && name.length <= 40 && isVariableName(name);
    return [
      error(
        'env_var_prefix',
        `${context.from(formatPath(path))} needs a prefix: host:NAME takes a variable of the runner, lit:value is the value itself, runtime:NAME is read where it runs`,
        `write ${isShown ? `host:${name}, or lit:${name}` : 'lit:VALUE'}`,
      ),
    ];
  });
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

function checkVariables(context: CheckContext): Finding[] {
  const { config, from } = context;
  const wanted = [
    ...config.variables
      .filter((named) => !isMapped(context, named))
      .map(({ name, path }) => ({ name, key: path, isPasted: true })),
    ...config.expressionSecrets.map((name) => ({
      name,
      key: [...config.kept].find(([, text]) => text.includes(`\${oc.env:${name}}`))?.[0] ?? 'the config',
      isPasted: isPasted(context, name),
    })),
  ];
  return [
    ...checkNames(context),
    ...wanted.flatMap(({ name, key, isPasted: pasted }) =>
      checkVariable(context, name, key === 'the config' ? key : from(key), pasted),
    ),
  ];
}

/** The launcher takes the model's key from a map that has a variable of that name, whatever the value is there. */
function isMapped({ tasks, at }: CheckContext, { name, kind, path }: NamedVariable): boolean {
  if (kind !== 'api_key_name') return false;
  const has = (...owner: ConfigPath): boolean => {
    const variables = at(...owner, 'env_vars');
    const value = isMap(variables) ? variables.get(name) : undefined;
    return value !== undefined && value !== `host:${name}`;
  };
  const own = /^evaluation\.tasks\[(\d+)\]/.exec(path);
  const isShared = has() || has('evaluation');
  const users = own ? [Number(own[1])] : tasks.map(({ index }) => index);
  return isShared || users.every((index) => has('evaluation', 'tasks', index));
}

/** Whether a secret's value gets into shell text. What the evaluator is given travels in base64. */
function isPasted({ config }: CheckContext, name: string): boolean {
  return [...config.kept].some(
    ([key, text]) =>
      text.includes(`\${oc.env:${name}}`) && !/(^|\.)nemo_evaluator_config\.|^target\./.test(key),
  );
}

/** A map's own names are exported in the script. */
function checkNames(context: CheckContext): Finding[] {
  return environmentEntries(context).flatMap(([path, value]): Finding[] => {
    const name = String(path[path.length - 1]);
    const runtime = typeof value === 'string' ? /^runtime:(.*)$/s.exec(value)?.[1] : undefined;
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && (runtime === undefined || /^[A-Za-z_]\w*$/.test(runtime)))
      return [];
    return [
      error(
        'invalid_variable_name',
        `${context.from(formatPath(path))} is no name of an environment variable${runtime === undefined ? '' : ', or its value names none'}: allowed are letters, digits and _`,
        'rename it: the launcher exports it in a shell script',
      ),
    ];
  });
}

function checkVariable(
  { config, variable }: CheckContext,
  name: string,
  from: string,
  isPasted: boolean,
): Finding[] {
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
  const without = name === 'HF_TOKEN' ? `, or take it out with ${from.split(' ')[0]}=null in overrides` : '';
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
  return isPasted ? checkShellSafe(name, value, from) : [];
}

/** The launcher writes values unescaped into a script that runs on the host, where `$(…)` would be executed. */
function checkShellSafe(name: string, value: string, from: string): Finding[] {
  const bad = /["$`\\\r\n\0]/.exec(value);
  if (!bad) return [];
  const shown = bad[0] === '\n' || bad[0] === '\r' ? 'a line break' : `the character ${bad[0]}`;
  return [
    error(
      'unsafe_variable_value',
      `${from} takes the value of ${name}: it has ${shown}, which the launcher would paste into a shell script`,
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
