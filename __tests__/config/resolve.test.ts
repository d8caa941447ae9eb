import { describe, expect, it } from '@jest/globals';
import { toPlain } from '../../src/config/value.js';
import { at, ENDPOINT, RAW, resolve, resolveOnly, SIMPLE, source } from './resolving.js';

describe('inputs alone', () => {
  it('make a whole config', () => {
    const config = resolve({ ...SIMPLE, 'limit-samples': '10', 'endpoint-type': 'chat' });
    expect(config).toMatchObject({ origin: 'inputs', taskNames: ['mmlu'], dryRun: false, findings: [] });
    expect(toPlain(config.root)).toEqual({
      execution: { type: 'local', mode: 'sequential', output_dir: '/ws/eval-results/20260102-77-2' },
      deployment: { type: 'none' },
      target: {
        api_endpoint: { url: 'https://host/v1/chat/completions', model_id: 'm', type: 'chat' },
      },
      evaluation: {
        tasks: [{ name: 'mmlu' }],
        nemo_evaluator_config: { config: { params: { limit_samples: 10 } } },
      },
    });
    expect(source(config, 'target.api_endpoint.url')).toBe('input endpoint-url');
    expect(source(config, 'evaluation.tasks[0].name')).toBe('input tasks');
    expect(source(config, 'execution.type')).toBe('default');
  });

  it.each([
    [{}, /these inputs are needed too: tasks \(benchmark names\), model, endpoint-url/],
    [{ tasks: 'mmlu' }, /needed too: model, endpoint-url/],
    [ENDPOINT, /needed too: tasks/],
    [{ ...SIMPLE, tasks: 'mm$(id)' }, /is "mm\$\(id\)": a task name has letters/],
    [{ ...SIMPLE, 'api-key-name': 'NOPE_KEY' }, /environment variable NOPE_KEY, which is not set/],
  ])('%j is refused', (inputs, message) => {
    expect(() => resolve(inputs)).toThrow(message);
  });

  it.each([
    ['http://localhost:8000/v1', '--network host'],
    ['http://127.0.0.2:8000/v1', '--network host'],
    ['http://[::1]:8000/v1', '--network host'],
    ['http://localhost.example.com/v1', null],
  ])('an endpoint at %s gives the network %s', (url, args) => {
    const config = resolve({ ...SIMPLE, 'endpoint-url': url });
    expect(at(config, 'execution', 'extra_docker_args')).toBe(args);
  });

  it.each(['dry_run=true', 'dry_run=yes'])('launch nothing with the override %s', (overrides) => {
    const config = resolve({ ...SIMPLE, overrides });
    expect(config.dryRun).toBe(true);
    expect(at(config, 'dry_run')).toBeNull();
  });
});

describe('a raw config', () => {
  it('is taken as it is, with the line of each leaf', () => {
    const config = resolve({ overrides: 'execution.mode=parallel\n\ntarget.api_endpoint.model_id=m' }, RAW);
    expect(config.origin).toBe('raw');
    expect(source(config, 'target.api_endpoint.url')).toBe('conf/eval.yaml:5');
    expect(source(config, 'evaluation.tasks[2].nemo_evaluator_config.config.params.top_p')).toBe(
      'conf/eval.yaml:12',
    );
    expect(source(config, 'execution.mode')).toBe('overrides line 1');
    expect(config.findings).toEqual([
      expect.objectContaining({
        id: 'override_without_effect',
        message: expect.stringMatching(/^overrides line 3 changes nothing/),
      }),
    ]);
  });

  it.each([
    ['mmlu', ['mmlu', 'mmlu'], 'conf/eval.yaml:12'],
    ['mmlu.2', ['mmlu'], 'conf/eval.yaml:12'],
    ['gsm8k,mmlu.0', ['mmlu', 'gsm8k'], undefined],
  ])('tasks: %s keeps %j', (tasks, names, line) => {
    const config = resolve({ tasks }, RAW);
    expect(config.taskNames).toEqual(names);
    const last = `evaluation.tasks[${names.length - 1}].nemo_evaluator_config.config.params.top_p`;
    expect(source(config, last)).toBe(line);
  });

  it('refuses a filter for a task that is not there', () => {
    expect(() => resolve({ tasks: 'mmlu,ifeval,mmlu.1' }, RAW)).toThrow(
      /tasks names ifeval, mmlu\.1, which conf\/eval\.yaml does not have: it has mmlu, gsm8k, mmlu/,
    );
  });

  const change = (from: string, to: string): string => RAW.replace(from, to);
  it.each([
    ['dry_run: true\n', /has the step key "dry_run" but config-mode is raw/],
    ['defaults: [a]\n', /conf\/eval\.yaml has a defaults list, which a raw config cannot have/],
  ])('with %j on top is refused', (text, message) => {
    expect(() => resolve({ 'config-mode': 'raw' }, `${text}${RAW}`)).toThrow(message);
  });

  it.each([
    [change('local', 'dgxcloud'), /execution\.type \(conf\/eval\.yaml:1\) is "dgxcloud"/],
    [change('sequential', 'both'), /execution\.mode .* is "both": allowed are sequential and parallel/],
    [change('deployment: {type: none}\n', ''), /deployment\.type .*is missing/],
    [change('model_id: m', 'model_id: ???'), /model_id \(conf\/eval\.yaml:6\) is \?\?\?/],
    [change('model_id: m', 'model_id:'), /model_id .*is missing/],
    [change('https://host', 'host'), /url \(conf\/eval\.yaml:5\) .*needs a scheme/],
    [change('name: gsm8k', 'nam: gsm8k'), /evaluation\.tasks\[1\] needs a name/],
    [change('name: gsm8k', 'name: gsm8k\n      pre_cmd: ls'), /pre_cmd .*trust-pre-cmd/],
    [change('name: gsm8k', 'name: gsm8k\n      container: "a b"'), /container .*not an image reference/],
    [`${RAW}env_vars: {X: hidden-value}\n`, /env_vars\.X \(conf\/eval\.yaml:13\) needs a prefix: host:/],
    [`${RAW}env_vars: {X: 'host:a b'}\n`, /must be the NAME of an environment variable/],
    [RAW.replace(/ {2}tasks:[\s\S]*/, '  tasks: []\n'), /has no evaluation\.tasks/],
    [change('mode: sequential', 'env_vars: {}'), /execution\.env_vars .*is refused by the launcher/],
  ])('is checked: case %#', (text, message) => {
    expect(() => resolve({}, text)).toThrow(message);
    expect(() => resolve({}, text)).not.toThrow(/hidden-value/);
  });

  it('contradicts model and endpoint where it deploys', () => {
    const text = change('{type: none}', '{type: vllm}').replace(/target:[\s\S]*?evaluation/, 'evaluation');
    expect(() => resolve({ model: 'm' }, text)).toThrow(/input model contradicts the config, which deploys/);
    expect(resolveOnly({}, text).taskNames).toHaveLength(3);
  });

  it.each([
    ['', /which is empty/],
    ['a"b', /the character "/],
    ['a$(id)', /the character \$/],
    ['key\n', /a line break, .*remove it from the secret/],
  ])('refuses the value %j of a variable without showing it', (value, message) => {
    expect(() => resolve({ 'api-key-name': 'K_KEY' }, RAW, { K_KEY: value })).toThrow(message);
  });
});
