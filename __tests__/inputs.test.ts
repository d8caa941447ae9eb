import { describe, expect, it } from '@jest/globals';
import { looksLikeKey } from '../src/config/variables.js';
import { ConfigError } from '../src/errors.js';
import { type Inputs, loadInputs } from '../src/inputs.js';

const load = (values: Record<string, string> = {}): Inputs => loadInputs((name) => values[name] ?? '');

function refusal(values: Record<string, string>): string {
  try {
    load(values);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error(`accepted ${JSON.stringify(values)}`);
}

const DEFAULTS: Inputs = {
  configMode: 'auto',
  overrides: [],
  tasks: [],
  parameters: {},
  dryRun: false,
  preflight: 'strict',
  launcherVersion: '0.2.6',
  launcherExtras: [],
  cache: true,
  wait: true,
  cancel: 'stop',
  ssh: { mode: 'ssh' },
  timeoutMinutes: 0,
  passEnv: [],
  trustUnlistedTasks: false,
  trustPreCmd: false,
  telemetry: false,
  maxFailedSamples: { count: 0 },
  artifactName: 'auto',
  artifactContents: 'full',
  artifactCompressionLevel: 1,
  failOn: ['auto'],
  gateMode: 'strict',
  showItems: 'auto',
  summary: true,
  confirm: false,
  allowPullRequestTarget: false,
  matrix: '',
  strategy: '',
  baseline: 'auto',
  checkRun: false,
  checkName: 'NeMo evaluation',
  comment: 'off',
  htmlReport: false,
  rollingIssue: false,
  githubToken: '',
};

describe('defaults', () => {
  it('stand for inputs that were not given', () => {
    expect(load()).toEqual(DEFAULTS);
  });

  it('stand for inputs of white space', () => {
    expect(loadInputs(() => ' \n\t')).toEqual(DEFAULTS);
  });
});

describe('accepted values', () => {
  // Each row: input, text, field, value.
  it.each<[string, string, keyof Inputs, unknown]>([
    ['config', ' eval.yaml ', 'config', 'eval.yaml'],
    ['tasks', 'mmlu, gsm8k\r\n\n,ifeval,', 'tasks', ['mmlu', 'gsm8k', 'ifeval']],
    ['model', 'org/name', 'model', 'org/name'],
    ['endpoint-url', 'https://host/v1', 'endpointUrl', 'https://host/v1'],
    ['endpoint-type', 'completions_logprob', 'endpointType', 'completions_logprob'],
    ['endpoint-type', 'embedding', 'endpointType', 'embedding'],
    ['api-key-name', 'MODEL_API_KEY', 'apiKeyName', 'MODEL_API_KEY'],
    ['output-dir', 'out/{date}', 'outputDir', 'out/{date}'],
    ['dry-run', 'true', 'dryRun', true],
    ['dry-run', 'FALSE', 'dryRun', false],
    ['launcher-version', '0.3.0rc1', 'launcherVersion', '0.3.0rc1'],
    ['launcher-extras', 'wandb\nmlflow', 'launcherExtras', ['wandb', 'mlflow']],
    ['cache', 'False', 'cache', false],
    ['timeout-minutes', '1.5', 'timeoutMinutes', 1.5],
    ['pass-env', 'HF_TOKEN, HF_HOME', 'passEnv', ['HF_TOKEN', 'HF_HOME']],
    ['trust-unlisted-tasks', 'True', 'trustUnlistedTasks', true],
    ['trust-pre-cmd', 'TRUE', 'trustPreCmd', true],
    ['telemetry', 'true', 'telemetry', true],
    ['max-failed-samples', '12', 'maxFailedSamples', { count: 12 }],
    ['max-failed-samples', '2.5 %', 'maxFailedSamples', { share: 0.025 }],
    ['max-failed-samples', '100%', 'maxFailedSamples', { share: 1 }],
    ['artifact-name', 'none', 'artifactName', 'none'],
    ['artifact-name', 'my results', 'artifactName', 'my results'],
    ['artifact-contents', 'results', 'artifactContents', 'results'],
    ['artifact-retention-days', '400', 'artifactRetentionDays', 400],
    ['artifact-compression-level', '0', 'artifactCompressionLevel', 0],
    ['fail-on', 'never', 'failOn', ['never']],
    ['gate-mode', 'strict', 'gateMode', 'strict'],
    ['policy', 'eval/gate.yaml', 'policy', 'eval/gate.yaml'],
    ['show-items', 'never', 'showItems', 'never'],
    ['fail-on', 'invalid, auto', 'failOn', ['invalid', 'auto']],
    ['fail-on', 'regression\ninconclusive', 'failOn', ['regression', 'inconclusive']],
    ['summary', 'false', 'summary', false],
  ])('%s: %j', (name, text, field, value) => {
    expect(load({ [name]: text })).toEqual({ ...DEFAULTS, [field]: value });
  });

  it.each<[string, string, string, unknown]>([
    ['tokenizer', '/models/t', 'tokenizer', '/models/t'],
    ['limit-samples', '1e3', 'limitSamples', 1000],
    ['parallelism', '+8', 'parallelism', 8],
    ['temperature', '0', 'temperature', 0],
    ['top-p', '.95', 'topP', 0.95],
    ['max-new-tokens', '4096', 'maxNewTokens', 4096],
    ['request-timeout', '3600', 'requestTimeout', 3600],
  ])('parameter %s: %s', (name, text, field, value) => {
    expect(load({ [name]: text }).parameters).toEqual({ [field]: value });
  });

  it('keeps the line numbers of overrides, and leaves out comments and empty lines', () => {
    expect(load({ overrides: '\r\n# one\na.b=1\n\n  c=#2  ' }).overrides).toEqual([
      { line: 3, text: 'a.b=1' },
      { line: 5, text: 'c=#2' },
    ]);
  });

  it('takes config-mode with a config', () => {
    expect(load({ config: 'a.yaml', 'config-mode': 'step' }).configMode).toBe('step');
  });
});

describe('refusals name the input, the value and what is allowed', () => {
  it.each([
    ['config-mode', 'hydra2', /auto, step, raw, hydra/],
    ['endpoint-type', 'Chat', /chat, completions, completions_logprob, embedding/],
    ['endpoint-url', 'host/v1', /needs a scheme and a host/],
    ['endpoint-url', 'ftp://host/v1', /needs a scheme and a host/],
    ['endpoint-url', 'http:host', /needs a scheme and a host/],
    ['dry-run', 'yes', /true and false/],
    ['cache', '1', /true and false/],
    ['trust-unlisted-tasks', 'on', /true and false/],
    ['trust-pre-cmd', 'tRue', /true and false/],
    ['telemetry', 'off', /true and false/],
    ['summary', 'none', /true and false/],
    ['launcher-version', 'latest', /a version such as 0\.2\.6/],
    ['launcher-version', '0.2.6; x', /a version such as 0\.2\.6/],
    ['launcher-extras', 'wandb]', /names of pip extras/],
    ['timeout-minutes', '-1', /a number of at least 0/],
    ['timeout-minutes', 'Infinity', /a number of at least 0/],
    ['limit-samples', '0', /a whole number of at least 1/],
    ['limit-samples', '1.5', /a whole number of at least 1/],
    ['parallelism', '0x10', /a whole number of at least 1/],
    ['temperature', 'warm', /a number of at least 0/],
    ['top-p', '1.01', /a number from 0 to 1/],
    ['max-new-tokens', '1e400', /a whole number of at least 1/],
    ['request-timeout', '1_000', /a whole number of at least 1/],
    ['max-failed-samples', '1.5', /a whole number of at least 0/],
    ['max-failed-samples', '101%', /a share from 0% to 100%/],
    ['max-failed-samples', '%', /a whole number of at least 0/],
    ['artifact-name', 'a/b', /auto, none, or a name of up to 200 characters/],
    ['artifact-name', 'x'.repeat(201), /up to 200 characters/],
    ['artifact-contents', 'some', /full, results/],
    ['artifact-retention-days', '0', /a whole number from 1 to 400/],
    ['artifact-compression-level', '10', /a whole number from 0 to 9/],
    ['fail-on', 'regressions', /auto, invalid, regression, inconclusive, never/],
  ])('%s: %j', (name, text, allowed) => {
    const message = refusal({ [name]: text });
    expect(message).toContain(name);
    expect(message).toMatch(allowed);
    expect(message.split('\n')).toHaveLength(1);
  });

  it.each(['never,invalid', 'auto\nnever'])('fail-on never stands alone: %j', (text) => {
    expect(refusal({ 'fail-on': text })).toMatch(/fail-on .*"never" stands alone/);
  });

  it('config-mode without a config', () => {
    expect(refusal({ 'config-mode': 'raw' })).toMatch(/config-mode is "raw" but no config is given/);
  });

  it('shows a long value cut and on one line', () => {
    const message = refusal({ 'endpoint-type': `a\n::error::${'x'.repeat(500)}` });
    expect(message).toContain('"a ::error::');
    expect(message.length).toBeLessThan(250);
  });

  it('does not show the password of an address', () => {
    const message = refusal({ 'endpoint-url': 'https://bob:hunter2@host/v1' });
    expect(message).toMatch(/endpoint-url carries a user or password/);
    expect(message).not.toContain('hunter2');
  });
});

const KEYS = [
  'hf_AbCdEfGhIjKlMnOpQrSt',
  'sk-proj-abc123',
  'nvapi-0123456789abcdef',
  'ghp_0123456789abcdefABCD',
  'github_pat_11ABC',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJIUzI1NiJ9',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'fa39a3ee5e6b4b0d3255bfef95601890',
  'gsk_a1B2c3D4e5F6g7H8i9J0',
];

describe('a key given where a name belongs', () => {
  it.each(KEYS)('%s is refused and not echoed', (key) => {
    for (const [input, text] of [
      ['api-key-name', key],
      ['pass-env', `HF_HOME,${key}`],
    ] as const) {
      const message = refusal({ [input]: text });
      expect(message).toContain(`${input} must be the NAME of an environment variable`);
      expect(message).not.toContain(key);
    }
  });

  it.each(['MODEL_API_KEY', 'HF_TOKEN', 'hf_token', '_X', 'NvidiaApiKey', 'OPENAI_API_KEY_FOR_MODEL_2'])(
    '%s is a name',
    (name) => {
      expect(looksLikeKey(name)).toBe(false);
      expect(load({ 'api-key-name': name }).apiKeyName).toBe(name);
    },
  );

  it.each(['2FAST', 'A-B', 'A B', '$KEY', '{{ secrets.KEY }}'])('%s is no name', (text) => {
    expect(refusal({ 'api-key-name': text })).not.toContain(text);
  });
});
