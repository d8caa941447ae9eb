import { ConfigError } from '../errors.js';
import { endpointUrl, quote, variableName } from '../input-values.js';
import type { ResolvedConfig } from './resolve.js';
import { type ConfigPath, formatPath, getAt, walkLeaves } from './value.js';
import { isEnvironmentLeaf } from './variables.js';

export interface CheckContext {
  /** The name of the config file, or of the inputs. */
  where: string;
  trustPreCmd: boolean;
  variable: (name: string) => string | undefined;
}

/**
 * Refuses a config that the launcher would refuse, or would run to no result.
 * @throws ConfigError naming the key, what set it, and what to do. Values that may be secret are not shown.
 */
export function checkConfig(config: ResolvedConfig, { where, trustPreCmd, variable }: CheckContext): void {
  const from = (path: string): string => `${path} (${config.sources.get(path) ?? where})`;
  const at = (...path: ConfigPath): unknown => getAt(config.root, path);

  walkLeaves(config.root, (path, leaf) => {
    if (leaf === '???')
      throw new ConfigError(
        `${from(formatPath(path))} is ???, which stands for a value that must be given: set it in overrides`,
      );
    if (isEnvironmentLeaf(path) && (typeof leaf !== 'string' || !/^(host:|lit:|runtime:)/.test(leaf))) {
      throw new ConfigError(
        `${from(formatPath(path))} needs a prefix: host:NAME takes a variable of the runner, lit:value is the value itself, runtime:NAME is read where it runs`,
      );
    }
  });
  if ((at('execution', 'env_vars') ?? null) !== null) {
    throw new ConfigError(
      `${from('execution.env_vars')} is refused by the launcher since 0.2.5: use env_vars or evaluation.env_vars with host: or lit: values`,
    );
  }
  const executor = at('execution', 'type');
  if (executor !== 'local') {
    throw new ConfigError(
      `${from('execution.type')} is ${quote(String(executor ?? 'missing'))}: this version runs the executor "local" only`,
    );
  }
  const mode = at('execution', 'mode');
  if (mode !== undefined && mode !== 'sequential' && mode !== 'parallel') {
    throw new ConfigError(
      `${from('execution.mode')} is ${quote(String(mode))}: allowed are sequential and parallel`,
    );
  }
  checkTarget(config, from, at);
  checkTasks(config, from, at, trustPreCmd);
  checkVariables(config, variable);
}

function checkTarget(
  config: ResolvedConfig,
  from: (path: string) => string,
  at: (...path: ConfigPath) => unknown,
): void {
  const url = at('target', 'api_endpoint', 'url');
  const model = at('target', 'api_endpoint', 'model_id');
  const deployment = at('deployment', 'type');
  if (deployment === undefined)
    throw new ConfigError(
      `${from('deployment.type')} is missing: write deployment.type: none for a model behind an endpoint`,
    );
  if (deployment !== 'none') {
    if (url || model)
      throw new ConfigError(
        `target.api_endpoint.url and model_id must be left out where the config deploys a model (${from('deployment.type')})`,
      );
    if (at('execution', 'mode') !== 'sequential')
      throw new ConfigError(`${from('execution.mode')} must be sequential where the config deploys a model`);
    return;
  }
  if (typeof url !== 'string' || url === '')
    throw new ConfigError(
      `${from('target.api_endpoint.url')} is missing: set the input endpoint-url, or the key in the config`,
    );
  if (typeof model !== 'string' || model === '')
    throw new ConfigError(
      `${from('target.api_endpoint.model_id')} is missing: set the input model, or the key in the config`,
    );
  if (!config.kept.has('target.api_endpoint.url')) endpointUrl(url, from('target.api_endpoint.url'));
}

function checkTasks(
  config: ResolvedConfig,
  from: (path: string) => string,
  at: (...path: ConfigPath) => unknown,
  trustPreCmd: boolean,
): void {
  for (const [index, name] of config.taskNames.entries()) {
    const key = `evaluation.tasks[${index}]`;
    // The name becomes part of a container's name, a folder's and a shell script's.
    if (!/^[A-Za-z0-9][A-Za-z0-9_.@+-]*$/.test(name)) {
      throw new ConfigError(
        `${from(`${key}.name`)} is ${quote(name)}: a task name has letters, digits and . _ - only`,
      );
    }
    const container = at('evaluation', 'tasks', index, 'container');
    if (
      container !== undefined &&
      (typeof container !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/.test(container))
    ) {
      throw new ConfigError(
        `${from(`${key}.container`)} is not an image reference such as registry/image:tag`,
      );
    }
  }
  const commands = [
    ['evaluation'],
    ...config.taskNames.map((_, index): ConfigPath => ['evaluation', 'tasks', index]),
  ];
  for (const base of commands) {
    for (const command of ['pre_cmd', 'post_cmd']) {
      if (at(...base, command) && !trustPreCmd) {
        throw new ConfigError(
          `${from(formatPath([...base, command]))} is a shell command: set the input trust-pre-cmd to true to run it`,
        );
      }
    }
  }
}

function checkVariables(config: ResolvedConfig, variable: (name: string) => string | undefined): void {
  const wanted = [
    ...config.variables.map(({ name, path }) => ({
      name,
      path: `${path} (${config.sources.get(path) ?? 'config'})`,
    })),
    ...config.expressionSecrets.map((name) => ({ name, path: 'the config' })),
  ];
  for (const { name, path } of wanted) {
    variableName(name, path);
    if (config.dryRun) continue;
    const value = variable(name);
    if (value === undefined)
      throw new ConfigError(
        `${path} names the environment variable ${name}, which is not set: set it in env: of the step`,
      );
    if (value === '')
      throw new ConfigError(
        `${path} names the environment variable ${name}, which is empty: is the secret missing, or is this a pull request from a fork?`,
      );
    checkShellSafe(name, value);
  }
}

/** The launcher writes values unescaped into a script that runs on the host, where `$(…)` would be executed. */
function checkShellSafe(name: string, value: string): void {
  const bad = /["$`\\\r\n\0]/.exec(value);
  if (!bad) return;
  const shown = bad[0] === '\n' || bad[0] === '\r' ? 'a line break' : `the character ${bad[0]}`;
  throw new ConfigError(
    `the value of ${name} has ${shown}, which the launcher would paste into a shell script: ${/\s$/.test(value) ? 'remove it from the secret' : 'use a key without it'}`,
  );
}
