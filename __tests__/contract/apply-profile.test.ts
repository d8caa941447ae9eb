import { describe, expect, it } from '@jest/globals';
import { readYaml } from '../../src/config/read-yaml.js';
import { type ConfigMap, toPlain } from '../../src/config/value.js';
import { applyProfile } from '../../src/contract/apply-profile.js';
import { readToml } from '../../src/contract/read-toml.js';
import { refusal } from './refusal.js';

const yaml = (text: string): ConfigMap =>
  text === '' ? new Map() : readYaml(text, 'eval.yaml', 'omegaconf').root;
const toml = (text: string): ConfigMap => readToml(text, 'env.toml');

const YAML = `run:
  model: m
  env:
    container_image: yaml
    nodes: null
    partition: y
    nest: {a: 1}
    env_vars: {A: "1", B: "2"}
    mounts: ["/a:/a"]
  wandb: {project: old, entity: e}
`;
const PROFILE = `container_image = "prof"
nodes = 4
gpus_per_node = 8
partition = "p"
nest = {b = 2}
env_vars = {B = "3", C = "4"}
mounts = ["/b:/b", {x = 1}]
`;

// Answers recorded from the merging of Nemotron's build_job_config with OmegaConf 2.3.1, without its run.cli and run.recipe.
describe('a profile over a config', () => {
  it('replaces keys, merges env_vars, joins mounts, and leaves the config its image and shape', () => {
    const root = yaml(YAML);
    const paths = applyProfile(root, toml(PROFILE), toml('project = "new"'));
    expect(toPlain(root)).toEqual({
      run: {
        model: 'm',
        env: {
          container_image: 'yaml',
          nodes: null,
          partition: 'p',
          nest: { b: 2 },
          env_vars: { A: '1', B: '3', C: '4' },
          mounts: ['/a:/a', '/b:/b', { x: 1 }],
          gpus_per_node: 8,
        },
        wandb: { project: 'new' },
      },
    });
    expect(paths).toEqual([
      'run.env.gpus_per_node',
      'run.env.partition',
      'run.env.nest.b',
      'run.env.env_vars.B',
      'run.env.env_vars.C',
      'run.env.mounts[1]',
      'run.env.mounts[2].x',
      'run.wandb.project',
    ]);
  });

  it.each([
    [
      'a config without run',
      '',
      PROFILE,
      {
        run: {
          env: {
            container_image: 'prof',
            nodes: 4,
            gpus_per_node: 8,
            partition: 'p',
            nest: { b: 2 },
            env_vars: { B: '3', C: '4' },
            mounts: ['/b:/b', { x: 1 }],
          },
        },
      },
    ],
    [
      'nulls in the config',
      'run: {env: {mounts: null, env_vars: null}}',
      'mounts = ["/b"]\nenv_vars = {A = "1"}',
      { run: { env: { mounts: ['/b'], env_vars: { A: '1' } } } },
    ],
    [
      'empty ones in the profile',
      'run: {env: {mounts: [/a], env_vars: {A: "1"}}}',
      'mounts = []\nenv_vars = {}',
      { run: { env: { mounts: ['/a'], env_vars: { A: '1' } } } },
    ],
    [
      'empty ones in the config',
      'run: {env: {mounts: [], env_vars: {}}}',
      'x = 1',
      { run: { env: { mounts: [], env_vars: {}, x: 1 } } },
    ],
    ['an empty profile', 'a: 1', '', { a: 1 }],
  ])('%s', (_, config, profile, expected) => {
    const root = yaml(config);
    applyProfile(root, toml(profile), undefined);
    expect(toPlain(root)).toEqual(expected);
  });

  it('is not needed for [wandb], of which an empty one says nothing', () => {
    const root = yaml('run: {model: m}');
    expect(applyProfile(root, undefined, toml('project = "p"'))).toEqual(['run.wandb.project']);
    expect(applyProfile(root, undefined, toml(''))).toEqual([]);
    expect(applyProfile(root, undefined, undefined)).toEqual([]);
    expect(toPlain(root)).toEqual({ run: { model: 'm', wandb: { project: 'p' } } });
  });

  it('shares nothing with the profile', () => {
    const [root, profile] = [yaml('a: 1'), toml(PROFILE)];
    applyProfile(root, profile, undefined);
    ((profile.get('mounts') as ConfigMap[])[1] as ConfigMap).set('x', 2n);
    (profile.get('nest') as ConfigMap).set('b', 3n);
    expect(toPlain(root)).toMatchObject({ run: { env: { nest: { b: 2 }, mounts: ['/b:/b', { x: 1 }] } } });
  });

  it.each([
    ['run: 5', 'x = 1', /^run in the config must be a mapping/],
    ['run: {env: "${site}"}', 'x = 1', /^run\.env in the config must be a mapping/],
    [
      'run: {env: {env_vars: [1]}}',
      'env_vars = {A = "1"}',
      /^run\.env\.env_vars in the config must be a mapping/,
    ],
    [
      'run: {env: {mounts: /a}}',
      'mounts = ["/b"]',
      /^the config's mounts \(run\.env\.mounts\) must be a list/,
    ],
    ['a: 1', 'mounts = "/b"', /^the profile's mounts \(run\.env\.mounts\) must be a list/],
    ['a: 1', 'env_vars = ["A=1"]', /^the profile's env_vars must be a table/],
  ])('refuses %s with %s', (config, profile, message) => {
    expect(refusal(() => applyProfile(yaml(config), toml(profile), undefined)).message).toMatch(message);
  });
});
