import { writeFileSync } from 'node:fs';
import { detectKind } from '../config/config-file.js';
import { declareEndpointType, mountTokenizers, trackProgress } from '../config/decisions.js';
import { resolveCheckpoint } from '../config/megatron-checkpoint.js';
import { findPastedKeys } from '../config/pasted-keys.js';
import { type ResolvedConfig, renderConfig, resolveConfig, sourcedLeaves } from '../config/resolve.js';
import { decideSlurm } from '../config/slurm-decisions.js';
import { formatPath, getAt, showValue } from '../config/value.js';
import { isVariableName } from '../config/variables.js';
import type { StepContract } from '../contract/step-contract.js';
import { ConfigError } from '../errors.js';
import { runFacts } from '../github/run-context.js';
import type { Inputs } from '../inputs.js';
import { readLeg } from '../leg.js';
import { redactMessage } from '../upload/scan-file.js';
import { executorNameOf } from './executor-name.js';
import { baseReader, findConfig } from './find-config.js';
import { loadYardstick } from './load-baseline.js';
import { composeConfig, loadCatalogue, loadContract, loadProfile } from './load-surroundings.js';
import { protectSecrets, type Session, updateRecord, warn } from './session.js';

/** A log is read by people; the whole is in the saved file. */
const MOST_ROWS = 1_000;
const MOST_SHOWN = 1_000;

/** Keeps what the later steps, and the post step, must know of the inputs. */
export function rememberInputs(session: Session, inputs: Inputs): void {
  session.inputs = inputs;
  const { leg, problems } = readLeg(inputs.matrix, inputs.strategy);
  if (leg) session.leg = leg;
  for (const problem of problems) warn(session, problem);
  updateRecord(session, {
    allowance: inputs.maxFailedSamples,
    summary: inputs.summary,
    launcherVersion: inputs.launcherVersion,
    artifact: {
      name: inputs.artifactName,
      contents: inputs.artifactContents,
      compressionLevel: inputs.artifactCompressionLevel,
      ...(leg ? { leg: leg.slug } : {}),
      ...(inputs.artifactRetentionDays === undefined ? {} : { retentionDays: inputs.artifactRetentionDays }),
    },
  });
}

/**
 * Resolves inputs and files into one launcher config. Nothing is started but, for a Hydra config, the launcher's own
 * composition; nothing is written but our own record.
 * @throws ConfigError for whatever the user must mend before there is a config at all.
 */
export async function prepareConfig(session: Session, inputs: Inputs): Promise<ResolvedConfig> {
  const { context, env, log } = session;
  refuseForkTrust(session, inputs);
  const file = inputs.config === undefined ? undefined : findConfig(inputs.config, context.workspace);
  session.contract = loadContract(inputs, file, context.workspace);
  updateRecord(session, { artifact: { ...session.record.artifact, type: artifactType(session.contract) } });
  const profile = loadProfile(session, inputs);
  const kind = file && detectKind(file, inputs.configMode);
  const composed = file && kind === 'hydra' ? await composeConfig(session, inputs, file) : undefined;
  const request = {
    ...(file ? { file } : {}),
    ...(kind ? { kind } : {}),
    readBase: baseReader(context.workspace),
    ...(composed ? { composed } : {}),
    ...(profile ? { applyProfile: profile } : {}),
    workspace: context.workspace,
    facts: runFacts(context, session.startedAt, session.leg?.slug),
    variable: (name: string) => env[name],
  };
  const config = await resolveFor(session, request, inputs);
  session.config = config;
  if (file) session.configFile = file;
  const pasted = findPastedKeys(config.root);
  protectSecrets(session, secretNames(inputs, config), [...pasted.inPlaceOfNames, ...pasted.literal]);
  rememberEndpoint(session, config);
  requirePassEnv(inputs, config.dryRun, env);
  const catalogue = await loadCatalogue(session, inputs, config.dryRun);
  if (catalogue) session.catalogue = catalogue;
  trackProgress(config);
  const notes = [
    ...config.notes,
    ...decideSlurm(config),
    ...declareEndpointType(config, inputs.endpointType, catalogue),
    ...mountTokenizers(config),
    ...decideSlurm(config),
  ];
  if (notes.length > 0)
    log.group(
      'Changed for launcher 0.2.6',
      notes.map((note) => redactMessage(note, session.forms)),
    );
  session.yardstick = await loadYardstick(session, inputs, config.dryRun);
  return config;
}

function rememberEndpoint(session: Session, config: ResolvedConfig): void {
  const endpoint = (key: string): string | undefined => {
    const value = getAt(config.root, ['target', 'api_endpoint', key]);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [endpointUrl, model, apiKeyName] = [endpoint('url'), endpoint('model_id'), endpoint('api_key_name')];
  updateRecord(session, {
    outputDir: config.outputDir,
    ...(executorNameOf(config) === 'local' ? {} : { elsewhere: true }),
    ...(endpointUrl ? { endpointUrl: redactMessage(endpointUrl, session.forms) } : {}),
    ...(model ? { model } : {}),
    ...(apiKeyName && isVariableName(apiKeyName) ? { apiKeyName } : {}),
  });
}

/** What the step produces: its results, else the first that it names. */
function artifactType({ produces }: StepContract): string {
  // It becomes the name of an artifact, in which not every character may be.
  const types = produces.map(({ type }) => type).filter((type) => /^[\w.-]{1,60}$/.test(type));
  return types.includes('eval_results') ? 'eval_results' : (types[0] ?? 'eval_results');
}

/** A run's folder stands for its newest iteration: of this machine, unless the config is for another. */
async function resolveFor(
  session: Session,
  request: Omit<Parameters<typeof resolveConfig>[0], 'inputs'>,
  inputs: Inputs,
): Promise<ResolvedConfig> {
  const config = resolveConfig({ ...request, inputs });
  const checkpoint =
    executorNameOf(config) === 'slurm'
      ? await (await import('./slurm/pin-checkpoint.js')).newestCheckpoint(session, inputs, config)
      : inputs.checkpoint === undefined
        ? undefined
        : resolveCheckpoint(inputs.checkpoint, request.workspace);
  // Other values of the config may be made of its path.
  return checkpoint === undefined ? config : resolveConfig({ ...request, inputs: { ...inputs, checkpoint } });
}

/** Saves the config, prints where, and shows each leaf with what set it. */
export function saveConfig(session: Session, config: ResolvedConfig): void {
  const { files, log, outputs } = session;
  writeFileSync(files.launcherConfig, renderConfig(config), { mode: 0o600 });
  outputs.set('launcher_config', files.launcherConfig);
  log.info(`launcher_config: ${files.launcherConfig}`);
  const all = sourcedLeaves(config);
  const rows = all
    .slice(0, MOST_ROWS)
    .map(
      ({ path: leaf, value, source }) =>
        [
          formatPath(leaf),
          redactMessage(showValue(value).slice(0, MOST_SHOWN), session.forms),
          source,
        ] as const,
    );
  const width = (index: 0 | 1, most: number): number =>
    Math.min(most, Math.max(...rows.map((row) => row[index].length)));
  const [keys, values] = [width(0, 70), width(1, 60)];
  log.group('Resolved configuration: key, value, from', [
    ...rows.map(([key, value, source]) => `${key.padEnd(keys)}  ${value.padEnd(values)}  ${source}`),
    ...(all.length > rows.length ? [`… and ${all.length - rows.length} more, in the file`] : []),
  ]);
}

/** Takes keys that were pasted into it out of the saved config: nothing is going to run it. */
export function redactSavedConfig({ config, files, forms }: Session): void {
  if (config)
    writeFileSync(files.launcherConfig, redactMessage(renderConfig(config), forms), { mode: 0o600 });
}

/** Names of all variables whose values the launcher is given. */
export function secretNames(inputs: Inputs, config: ResolvedConfig): string[] {
  const named = [...inputs.passEnv, ...config.variables.map(({ name }) => name), ...config.expressionSecrets];
  // What is no name may be a key, which is not to be written down.
  return [...new Set(named)].filter(isVariableName);
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
