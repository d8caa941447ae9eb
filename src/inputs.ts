import { type BaselineInputs, loadBaselineInputs } from './baseline-inputs.js';
import { checkConfirmInputs } from './comparison/confirm/check-confirm-inputs.js';
import { ConfigError } from './errors.js';
import { choice, endpointUrl, flag, list, number, quote, type Range, variableName } from './input-values.js';
import { type JudgementInputs, loadJudgementInputs } from './judgement-inputs.js';
import { loadReportingInputs, type ReportingInputs } from './reporting-inputs.js';
import { loadSshInputs, type SshInputs } from './ssh-inputs.js';

export const CONFIG_MODES = ['auto', 'step', 'raw', 'hydra'] as const;
export const PREFLIGHT_MODES = ['strict', 'warn', 'off'] as const;
export const ENDPOINT_TYPES = ['chat', 'completions', 'completions_logprob', 'embedding'] as const;
export const CANCEL_MODES = ['stop', 'detach'] as const;
export const ARTIFACT_CONTENTS = ['full', 'results'] as const;

export type ConfigMode = (typeof CONFIG_MODES)[number];
export type PreflightMode = (typeof PREFLIGHT_MODES)[number];
export type EndpointType = (typeof ENDPOINT_TYPES)[number];
export type CancelMode = (typeof CANCEL_MODES)[number];
export type ArtifactContents = (typeof ARTIFACT_CONTENTS)[number];

/** How many samples of a benchmark may fail: a count, or a share (0 to 1) of the expected items. */
export type FailureAllowance = { count: number } | { share: number };

/** Generation and load parameters that the launcher hands to every task (`config.params`). */
export interface GenerationParameters {
  tokenizer?: string;
  limitSamples?: number;
  parallelism?: number;
  temperature?: number;
  topP?: number;
  maxNewTokens?: number;
  /** Seconds. */
  requestTimeout?: number;
}

/** Every input of `action.yml`, checked. A field that is absent was not given. */
export interface Inputs extends JudgementInputs, BaselineInputs, ReportingInputs {
  config?: string;
  configMode: ConfigMode;
  /** `key=value` lines, as written, with their line number in the input (from 1). */
  overrides: { line: number; text: string }[];
  /** A profile of env.toml. */
  profile?: string;
  envToml?: string;
  stepToml?: string;
  tasks: string[];
  model?: string;
  endpointUrl?: string;
  endpointType?: EndpointType;
  /** The name of an environment variable, never a key. */
  apiKeyName?: string;
  /** A Megatron run's folder, or one of its iterations. */
  checkpoint?: string;
  parameters: GenerationParameters;
  outputDir?: string;
  dryRun: boolean;
  preflight: PreflightMode;
  launcherVersion: string;
  launcherExtras: string[];
  cache: boolean;
  /** False: submitted, and finished by `collect`. */
  wait: boolean;
  /** What a cancelled job does with an evaluation that is not on its own machine. */
  cancel: CancelMode;
  /** How a cluster is reached. */
  ssh: SshInputs;
  /** Minutes; 0 means no limit. */
  timeoutMinutes: number;
  passEnv: string[];
  trustUnlistedTasks: boolean;
  trustPreCmd: boolean;
  telemetry: boolean;
  /** `auto`, `none`, or a name. */
  artifactName: string;
  artifactContents: ArtifactContents;
  /** Days; absent means GitHub's default. */
  artifactRetentionDays?: number;
  artifactCompressionLevel: number;
  /** Whether what breached is run once more, and judged by that. */
  confirm: boolean;
  allowPullRequestTarget: boolean;
  /** The contexts of these names, as JSON. */
  matrix: string;
  strategy: string;
}

export const PINNED_LAUNCHER = '0.2.6';

/** Answers the text of an input; an input that was not given and an empty one are both ''. */
export type ReadInput = (name: string) => string;

/**
 * Reads all inputs into one object.
 * @throws ConfigError naming the input, the value where it is no secret, and what is allowed.
 */
export function loadInputs(read: ReadInput): Inputs {
  const text = (name: string): string => read(name).trim();
  const inputs: Inputs = {
    ...loadJudgementInputs(text),
    ...loadBaselineInputs(text),
    ...loadReportingInputs(text),
    configMode: choice(text('config-mode'), 'config-mode', CONFIG_MODES, 'auto'),
    overrides: read('overrides')
      .split(/\r?\n/)
      .map((line, index) => ({ line: index + 1, text: line.trim() }))
      .filter(({ text: line }) => line !== '' && !line.startsWith('#')),
    tasks: list(text('tasks')),
    parameters: loadParameters(text),
    dryRun: flag(text('dry-run'), 'dry-run', false),
    preflight: choice(text('preflight'), 'preflight', PREFLIGHT_MODES, 'strict'),
    launcherVersion: version(text('launcher-version')),
    launcherExtras: extras(text('launcher-extras')),
    cache: flag(text('cache'), 'cache', true),
    wait: flag(text('wait'), 'wait', true),
    cancel: choice(text('cancel'), 'cancel', CANCEL_MODES, 'stop'),
    ssh: loadSshInputs(read),
    timeoutMinutes: number(text('timeout-minutes'), 'timeout-minutes', { min: 0 }) ?? 0,
    passEnv: list(text('pass-env')).map((name) => variableName(name, 'pass-env')),
    trustUnlistedTasks: flag(text('trust-unlisted-tasks'), 'trust-unlisted-tasks', false),
    trustPreCmd: flag(text('trust-pre-cmd'), 'trust-pre-cmd', false),
    telemetry: flag(text('telemetry'), 'telemetry', false),
    artifactName: artifactName(text('artifact-name')),
    artifactContents: choice(text('artifact-contents'), 'artifact-contents', ARTIFACT_CONTENTS, 'full'),
    artifactCompressionLevel:
      number(text('artifact-compression-level'), 'artifact-compression-level', {
        min: 0,
        max: 9,
        whole: true,
      }) ?? 1,
    confirm: flag(text('confirm'), 'confirm', false),
    allowPullRequestTarget: flag(text('allow-pull-request-target'), 'allow-pull-request-target', false),
    matrix: text('matrix'),
    strategy: text('strategy'),
  };
  checkConfirmInputs(inputs);
  setIfGiven(inputs, 'config', text('config'));
  setIfGiven(inputs, 'profile', text('profile'));
  setIfGiven(inputs, 'envToml', text('env-toml'));
  setIfGiven(inputs, 'stepToml', text('step-toml'));
  setIfGiven(inputs, 'model', text('model'));
  setIfGiven(inputs, 'checkpoint', text('checkpoint'));
  setIfGiven(inputs, 'outputDir', text('output-dir'));
  const url = text('endpoint-url');
  if (url) inputs.endpointUrl = endpointUrl(url, 'endpoint-url');
  const type = text('endpoint-type');
  if (type) inputs.endpointType = choice(type, 'endpoint-type', ENDPOINT_TYPES, 'chat');
  const keyName = text('api-key-name');
  if (keyName) inputs.apiKeyName = variableName(keyName, 'api-key-name');
  const days = number(text('artifact-retention-days'), 'artifact-retention-days', {
    min: 1,
    max: 400,
    whole: true,
  });
  if (days !== undefined) inputs.artifactRetentionDays = days;
  if (inputs.configMode !== 'auto' && !inputs.config) {
    throw new ConfigError(
      `input config-mode is "${inputs.configMode}" but no config is given: set config, or leave config-mode empty`,
    );
  }
  if (inputs.profile && !inputs.config) {
    throw new ConfigError(
      `input profile is ${quote(inputs.profile)} but no config is given: a profile fills in the run.env of a config`,
    );
  }
  return inputs;
}

function loadParameters(text: ReadInput): GenerationParameters {
  const parameters: GenerationParameters = {};
  const set = (key: Exclude<keyof GenerationParameters, 'tokenizer'>, name: string, range: Range): void => {
    const value = number(text(name), name, range);
    if (value !== undefined) parameters[key] = value;
  };
  setIfGiven(parameters, 'tokenizer', text('tokenizer'));
  set('limitSamples', 'limit-samples', { min: 1, whole: true });
  set('parallelism', 'parallelism', { min: 1, whole: true });
  set('temperature', 'temperature', { min: 0 });
  set('topP', 'top-p', { min: 0, max: 1 });
  set('maxNewTokens', 'max-new-tokens', { min: 1, whole: true });
  set('requestTimeout', 'request-timeout', { min: 1, whole: true });
  return parameters;
}

function setIfGiven<K extends string>(target: { [key in K]?: string }, key: K, value: string): void {
  if (value !== '') target[key] = value;
}

function version(text: string): string {
  if (text === '') return PINNED_LAUNCHER;
  if (!/^\d+(\.\d+){1,3}([a-z]+\d+)?(\.(post|dev)\d+)?$/.test(text)) {
    throw new ConfigError(
      `input launcher-version is ${quote(text)}: allowed is a version such as ${PINNED_LAUNCHER}`,
    );
  }
  return text;
}

function extras(text: string): string[] {
  return list(text).map((name) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
      throw new ConfigError(
        `input launcher-extras has ${quote(name)}: allowed are names of pip extras such as wandb`,
      );
    }
    return name;
  });
}

function artifactName(text: string): string {
  if (text === '') return 'auto';
  if (/[":<>|*?\r\n\\/]/.test(text) || text.length > 200) {
    throw new ConfigError(
      `input artifact-name is ${quote(text)}: allowed is auto, none, or a name of up to 200 characters without " : < > | * ? \\ / and line breaks`,
    );
  }
  return text;
}
