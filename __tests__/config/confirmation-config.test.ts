import { describe, expect, it } from '@jest/globals';
import { confirmationConfig } from '../../src/config/confirmation-config.js';
import { at, ENDPOINT, RAW, resolve } from './resolving.js';

const ADAPTER = ['nemo_evaluator_config', 'target', 'api_endpoint', 'adapter_config'];

describe('confirmationConfig', () => {
  it('takes tasks by their place, with a folder of their own and no cached answers', () => {
    const config = resolve({ ...ENDPOINT }, RAW);
    const before = at(config);
    const rerun = confirmationConfig(config, [1, 2], '/ws/out-confirm');
    expect(rerun.taskNames).toEqual(['gsm8k', 'mmlu']);
    expect(at(rerun, 'evaluation', 'tasks')).toEqual([
      {
        name: 'gsm8k',
        nemo_evaluator_config: { target: { api_endpoint: { adapter_config: { use_caching: false } } } },
      },
      {
        name: 'mmlu',
        nemo_evaluator_config: {
          config: { params: { top_p: 0.5 } },
          target: { api_endpoint: { adapter_config: { use_caching: false } } },
        },
      },
    ]);
    expect(at(rerun, 'execution', 'output_dir')).toBe('/ws/out-confirm');
    expect(rerun.outputDir).toBe('/ws/out-confirm');
    expect(at(rerun, 'target', 'api_endpoint', 'model_id')).toBe('m');
    expect(at(config)).toEqual(before);
    expect(config.taskNames).toHaveLength(3);
  });

  it('asks another model where one is named', () => {
    const rerun = confirmationConfig(resolve({ ...ENDPOINT }, RAW), [0], '/o', 'm-before');
    expect(at(rerun, 'target', 'api_endpoint', 'model_id')).toBe('m-before');
  });

  it('takes the cache out of listed interceptors, beside which the short form is refused', () => {
    const interceptors = '[{name: caching, config: {}}, {name: endpoint}]';
    const adapter = `nemo_evaluator_config: {target: {api_endpoint: {adapter_config: {interceptors: ${interceptors}}}}}`;
    const one = confirmationConfig(
      resolve({ ...ENDPOINT }, RAW.replace('- name: gsm8k', `- name: gsm8k\n      ${adapter}`)),
      [0, 1],
      '/o',
    );
    expect(at(one, 'evaluation', 'tasks', 1, ...ADAPTER)).toEqual({ interceptors: [{ name: 'endpoint' }] });
    expect(at(one, 'evaluation', 'tasks', 0, ...ADAPTER)).toEqual({ use_caching: false });
    const all = confirmationConfig(
      resolve({ ...ENDPOINT }, RAW.replace('evaluation:\n', `evaluation:\n  ${adapter}\n`)),
      [0],
      '/o',
    );
    expect(at(all, 'evaluation', ...ADAPTER)).toEqual({ interceptors: [{ name: 'endpoint' }] });
    expect(at(all, 'evaluation', 'tasks', 0, ...ADAPTER)).toBeNull();
  });
});
