import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ConfigFile, isLoopback } from '../config/base.js';
import { trackProgress, usesHostNetwork } from '../config/decisions.js';
import { type ResolvedConfig, renderConfig, resolveConfig, sourcedLeaves } from '../config/resolve.js';
import { formatPath, getAt, showValue } from '../config/value.js';
import { ConfigError } from '../errors.js';
import { runFacts } from '../github/run-context.js';
import type { Inputs } from '../inputs.js';
import { protectSecrets, type Session, updateRecord, warn } from './session.js';

/** Far above any real configuration, far below what would fill the memory. */
const MAX_CONFIG_BYTES = 4 << 20;

/** Keeps what the later steps, and the post step, must know of the inputs. */
export function rememberInputs(session: Session, inputs: Inputs): void {
  session.inputs = inputs;
  updateRecord(session, {
    allowance: inputs.maxFailedSamples,
    summary: inputs.summary,
    launcherVersion: inputs.launcherVersion,
    artifact: {
      name: inputs.artifactName,
      contents: inputs.artifactContents,
      compressionLevel: inputs.artifactCompressionLevel,
      ...(inputs.artifactRetentionDays === undefined ? {} : { retentionDays: inputs.artifactRetentionDays }),
    },
  });
}

/**
 * Resolves inputs and files into one launcher config. Nothing is started, and nothing written but our own record.
 * @throws ConfigError for whatever the user must mend.
 */
export function prepareConfig(session: Session, inputs: Inputs): ResolvedConfig {
  const { context, env } = session;
  refuseForkTrust(session, inputs);
  const file = inputs.config === undefined ? undefined : readConfigFile(inputs.config, context.workspace);
  const config = resolveConfig({
    inputs,
    ...(file ? { file } : {}),
    workspace: context.workspace,
    facts: runFacts(context, session.startedAt),
    variable: (name) => env[name],
  });
  session.config = config;
  const endpoint = (key: string): string | undefined => {
    const value = getAt(config.root, ['target', 'api_endpoint', key]);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [endpointUrl, model, apiKeyName] = [endpoint('url'), endpoint('model_id'), endpoint('api_key_name')];
  updateRecord(session, {
    outputDir: config.outputDir,
    ...(endpointUrl ? { endpointUrl } : {}),
    ...(model ? { model } : {}),
    ...(apiKeyName ? { apiKeyName } : {}),
  });
  requirePassEnv(inputs, config.dryRun, env);
  protectSecrets(session, secretNames(inputs, config));
  for (const warning of config.warnings) warn(session, warning);
  if (endpointUrl && isLoopback(endpointUrl) && !usesHostNetwork(config)) {
    warn(
      session,
      `the endpoint ${endpointUrl} is on this machine, which a container on Docker's own network cannot reach: set execution.extra_docker_args="--network host" in overrides`,
    );
  }
  trackProgress(config);
  return config;
}

/** Saves the config, prints where, and shows each leaf with what set it. */
export function saveConfig(session: Session, config: ResolvedConfig): void {
  const { files, log, outputs } = session;
  writeFileSync(files.launcherConfig, renderConfig(config), { mode: 0o600 });
  outputs.set('launcher_config', files.launcherConfig);
  log.info(`launcher_config: ${files.launcherConfig}`);
  const rows = sourcedLeaves(config).map(
    ({ path: leaf, value, source }) => [formatPath(leaf), showValue(value), source] as const,
  );
  const width = (index: 0 | 1, most: number): number =>
    Math.min(most, Math.max(...rows.map((row) => row[index].length)));
  const [keys, values] = [width(0, 70), width(1, 60)];
  log.group(
    'Resolved configuration: key, value, from',
    rows.map(([key, value, source]) => `${key.padEnd(keys)}  ${value.padEnd(values)}  ${source}`),
  );
}

/** Names of all variables whose values the launcher is given. */
export function secretNames(inputs: Inputs, config: ResolvedConfig): string[] {
  return [
    ...new Set([...inputs.passEnv, ...config.variables.map(({ name }) => name), ...config.expressionSecrets]),
  ];
}

function refuseForkTrust(session: Session, inputs: Inputs): void {
  if (!session.context.isForkPullRequest) return;
  const trusted = [
    ['trust-unlisted-tasks', inputs.trustUnlistedTasks],
    ['trust-pre-cmd', inputs.trustPreCmd],
  ].filter(([, given]) => given);
  if (trusted.length > 0) {
    throw new ConfigError(
      `${trusted.map(([name]) => name).join(' and ')} is refused for a pull request from a fork, whose config is code of somebody else: evaluate it after review, on a branch of this repository`,
    );
  }
}

function requirePassEnv(inputs: Inputs, dryRun: boolean, env: NodeJS.ProcessEnv): void {
  if (dryRun) return;
  for (const name of inputs.passEnv) {
    if (!env[name])
      throw new ConfigError(
        `pass-env names ${name}, which is ${env[name] === '' ? 'empty' : 'not set'}: set it in env: of the step, or take it out of pass-env`,
      );
  }
}

function readConfigFile(name: string, workspace: string): ConfigFile {
  const file = path.resolve(workspace, name);
  if (!existsSync(file)) {
    throw new ConfigError(
      `config ${name} does not exist in the workspace: check the path, and that actions/checkout ran before`,
    );
  }
  const stats = statSync(file);
  if (!stats.isFile()) throw new ConfigError(`config ${name} is not a file: give a YAML file`);
  if (stats.size > MAX_CONFIG_BYTES)
    throw new ConfigError(`config ${name} has ${stats.size} bytes: a launcher config is far smaller`);
  const bytes = readFileSync(file);
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new ConfigError(`config ${name} is not UTF-8 text: save it as UTF-8`);
  }
}
