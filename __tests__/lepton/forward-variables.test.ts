import { describe, expect, it } from '@jest/globals';
import { type ResolvedConfig, renderConfig, sourcedLeaves } from '../../src/config/resolve.js';
import { formatPath, getAt, toPlain } from '../../src/config/value.js';
import { forwardVariables, referredSecrets } from '../../src/lepton/forward-variables.js';
import { DEPLOYED, HOSTED, resolve } from './config.js';

const JOBS = ['execution', 'lepton_platform', 'tasks', 'env_vars'];
const ENDPOINTS = ['deployment', 'lepton_config', 'envs'];
const reference = (name: string) => ({ value_from: { secret_name_ref: name } });
const at = (config: ResolvedConfig, path: string[]) => toPlain(getAt(config.root, path) ?? null);

describe('variables for Lepton', () => {
  it('have the key of the model by reference, with what decided it', () => {
    const config = resolve(HOSTED, 'target.api_endpoint.api_key_name=MODEL_API_KEY', {
      MODEL_API_KEY: 'canary-value',
    });
    expect(forwardVariables(config)).toEqual([
      'execution.lepton_platform.tasks.env_vars.MODEL_API_KEY: the secret "MODEL_API_KEY" of the Lepton workspace',
    ]);
    expect(at(config, JOBS)).toEqual({ MODEL_API_KEY: reference('MODEL_API_KEY') });
    // The endpoint is asked from here.
    expect(config.variables.map(({ name }) => name)).toEqual(['MODEL_API_KEY']);
    expect(renderConfig(config)).not.toContain('canary-value');
    const leaf = sourcedLeaves(config).find(({ path }) => formatPath(path).endsWith('secret_name_ref'));
    expect(leaf?.source).toMatch(
      /^action: the launcher hands no variable to Lepton \(target\.api_endpoint\.api_key_name\)$/,
    );
  });

  it('have those of all maps, the task first, in the form of Lepton', () => {
    const config = resolve(
      `${DEPLOYED}      env_vars: {A: "lit:of the task", S: "host:JUDGE_KEY"}
env_vars: {A: "lit:of all", B: "lit:1", R: "runtime:THERE"}
`,
      'deployment.env_vars.D=lit:x\nevaluation.env_vars.C=lit:3\nexecution.lepton_platform.tasks.env_vars.B=own',
    );
    forwardVariables(config);
    expect(at(config, JOBS)).toEqual({ A: 'of the task', B: 'own', C: '3', S: reference('JUDGE_KEY') });
    expect(at(config, ENDPOINTS)).toEqual({ A: 'of all', B: '1', D: 'x' });
    expect(config.variables).toEqual([]);
    expect(referredSecrets(config)).toEqual([
      { name: 'JUDGE_KEY', key: 'execution.lepton_platform.tasks.env_vars.S' },
    ]);
  });

  it('are translated where they are in the list of Lepton already', () => {
    const config = resolve(
      HOSTED,
      'execution.lepton_platform.tasks.env_vars.K=host:MODEL_API_KEY\nexecution.lepton_platform.tasks.env_vars.L=lit:plain\ntarget.api_endpoint.api_key_name=K',
    );
    forwardVariables(config);
    expect(at(config, JOBS)).toEqual({ K: reference('MODEL_API_KEY'), L: 'plain' });
  });

  it('keep a reference of the user, for the model as well', () => {
    const config = resolve(
      HOSTED,
      'execution.lepton_platform.tasks.env_vars={K: {value_from: {secret_name_ref: team-key}}}\ntarget.api_endpoint.api_key_name=K',
    );
    expect(forwardVariables(config)).toEqual([]);
    expect(referredSecrets(config)).toEqual([
      { name: 'team-key', key: 'execution.lepton_platform.tasks.env_vars.K' },
    ]);
  });

  it('are left alone with another executor', () => {
    const config = resolve(
      HOSTED.replace('type: lepton', 'type: local'),
      'target.api_endpoint.api_key_name=K',
    );
    expect(forwardVariables(config)).toEqual([]);
    expect(at(config, JOBS)).toBeNull();
  });
});
