import { describe, expect, it } from '@jest/globals';
import { renderConfig } from '../../src/config/resolve.js';
import { toPlain } from '../../src/config/value.js';
import { at, RAW, resolve, SIMPLE } from './resolving.js';

/** The shape of Nemotron's config/tiny_chat.yaml. */
const STEP = `dry_run: false
output_dir: ./results-tiny-chat
task_filters: null
execution:
  type: local
  mode: sequential
  output_dir: \${output_dir}
deployment:
  type: none
target:
  api_endpoint:
    model_id: \${oc.env:NEMO_EVALUATOR_MODEL_ID,''}
    url: \${oc.env:NEMO_EVALUATOR_MODEL_URL,''}
    api_key_name: \${oc.env:NEMO_EVALUATOR_API_KEY_NAME,NVIDIA_API_KEY}
    type: \${oc.env:NEMO_EVALUATOR_ENDPOINT_TYPE,chat}
evaluation:
  nemo_evaluator_config:
    config:
      params: {temperature: 0.0, max_new_tokens: 1024, limit_samples: 1}
  tasks:
    - name: mmlu_instruct
`;
const STEP_ENV = {
  NEMO_EVALUATOR_MODEL_ID: 'm',
  NEMO_EVALUATOR_MODEL_URL: 'https://host/v1',
  NVIDIA_API_KEY: 'a-key-of-some-length',
};

describe('a step config', () => {
  it('loses its step keys', () => {
    const config = resolve({}, STEP, STEP_ENV);
    expect(config).toMatchObject({ origin: 'step', outputDir: '/ws/results-tiny-chat', dryRun: false });
    expect(Object.keys(toPlain(config.root) as object)).toEqual([
      'execution',
      'deployment',
      'target',
      'evaluation',
    ]);
    expect(config.variables).toEqual([
      { name: 'NVIDIA_API_KEY', kind: 'api_key_name', path: 'target.api_endpoint.api_key_name' },
    ]);
    expect(renderConfig(config)).not.toContain('a-key-of-some-length');
  });

  it.each([
    ['dry_run: false', 'dry_run: true', ''],
    ['', '', 'dry_run=true'],
  ])('is a dry run by file or override', (from, to, overrides) => {
    expect(resolve({ overrides }, STEP.replace(from, to), STEP_ENV).dryRun).toBe(true);
  });

  it.each([
    ['dry_run: maybe', /dry_run \(conf\/eval\.yaml:1\) must be true or false, without quotes/],
    ['dry_run: 1', /dry_run \(conf\/eval\.yaml:1\) must be true or false, without quotes/],
  ])('with %s is refused', (to, message) => {
    expect(() => resolve({}, STEP.replace('dry_run: false', to), STEP_ENV)).toThrow(message);
  });

  it('filters by task_filters, and by the input tasks rather', () => {
    const two = STEP.replace('task_filters: null', 'task_filters: [gsm8k]').concat('    - name: gsm8k\n');
    expect(resolve({}, two, STEP_ENV).taskNames).toEqual(['gsm8k']);
    expect(resolve({ tasks: 'mmlu_instruct' }, two, STEP_ENV).taskNames).toEqual(['mmlu_instruct']);
  });

  it('turns a secret in an environment map into host:', () => {
    const text = `${STEP}env_vars: {T: "\${oc.env:HF_TOKEN}"}\n`;
    const config = resolve({}, text, { ...STEP_ENV, HF_TOKEN: 'hf-value-of-it' });
    expect(at(config, 'env_vars', 'T')).toBe('host:HF_TOKEN');
    expect(config.expressionSecrets).toEqual([]);
    expect(renderConfig(config)).toContain('T: host:HF_TOKEN');
  });

  it('keeps a secret elsewhere as an expression', () => {
    const text = STEP.replace('limit_samples: 1', 'extra: {h: "Bearer ${oc.env:X_TOKEN}"}');
    const config = resolve({}, text, { ...STEP_ENV, X_TOKEN: 'value-of-token' });
    expect(config.expressionSecrets).toEqual(['X_TOKEN']);
    expect(renderConfig(config)).toContain('h: "Bearer ${oc.env:X_TOKEN}"');
  });

  // Each wins over the ones before it.
  it.each([
    ['', {}, '/ws/eval-results/20260102-77-2'],
    ['output_dir: from-step\n', {}, '/ws/from-step'],
    ['output_dir: from-step\nX: from-execution\n', {}, '/ws/from-execution'],
    [
      'output_dir: from-step\nX: from-execution\n',
      { 'output-dir': 'in/{job}-{sha}' },
      '/ws/in/nightly-eval-abcdef012345',
    ],
    ['output_dir: s\nX: e\n', { 'output-dir': 'i', overrides: 'output_dir=o' }, '/ws/o'],
    ['output_dir: s\nX: e\n', { 'output-dir': 'i', overrides: 'execution.output_dir=/abs/o' }, '/abs/o'],
  ])('output directory of %j and %j is %s', (head, inputs, expected) => {
    const own = /X: (.*)/.exec(head)?.[1];
    const text = `dry_run: false\n${head.replace(/X:.*\n/, '')}${own ? RAW.replace('type: local', `type: local, output_dir: ${own}`) : RAW}`;
    const config = resolve(inputs as Record<string, string>, text);
    expect(config.outputDir).toBe(expected);
    expect(at(config, 'execution', 'output_dir')).toBe(expected);
  });

  it.each([
    ['{nope}', /placeholder \{nope\}: allowed are \{date\}/],
    ['a:b', /the character ":"/],
    ['a$b', /the character "\$"/],
    ['/', /root of the file system/],
  ])('output-dir %s is refused', (dir, message) => {
    expect(() => resolve({ ...SIMPLE, 'output-dir': dir })).toThrow(message);
  });
});
