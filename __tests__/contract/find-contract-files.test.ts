import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findEnvToml, findStepToml } from '../../src/contract/find-contract-files.js';
import { tempDir } from '../temp-dir.js';
import { refusal } from './refusal.js';

const dir = tempDir();
const workspace = (): string => path.join(dir.path, 'a/b/ws');

const env = (explicit?: string, variables: Record<string, string> = {}): ReturnType<typeof findEnvToml> =>
  findEnvToml({
    workspace: workspace(),
    ...(explicit === undefined ? {} : { explicit }),
    variable: (name) => variables[name],
  });
const step = (configFile?: string, explicit?: string): ReturnType<typeof findStepToml> =>
  findStepToml({
    workspace: workspace(),
    ...(configFile === undefined ? {} : { configFile }),
    ...(explicit === undefined ? {} : { explicit }),
  });

describe('env.toml', () => {
  it('is the one asked for, before the variable, before the one near', () => {
    dir.write('a/b/ws/conf/mine.toml', 'mine');
    dir.write('a/b/ws/env.toml', 'near');
    const other = dir.write('other.toml', 'other');
    expect(env('conf/mine.toml', { NEMOTRON_ENV_FILE: other })).toEqual({
      name: 'conf/mine.toml',
      text: 'mine',
    });
    expect(env(undefined, { NEMOTRON_ENV_FILE: other })).toEqual({ name: other, text: 'other' });
    expect(env(undefined, { NEMOTRON_ENV_FILE: '' })).toEqual({ name: 'env.toml', text: 'near' });
    expect(env()).toEqual({ name: 'env.toml', text: 'near' });
  });

  it('is looked for upwards, in the folder of pyproject.toml too and not beyond', () => {
    dir.write('a/env.toml', 'far');
    dir.write('a/b/ws/x', '');
    expect(env()).toEqual({ name: '../../env.toml', text: 'far' });
    dir.write('a/pyproject.toml', '');
    expect(env()).toEqual({ name: '../../env.toml', text: 'far' });
    dir.write('a/b/pyproject.toml', '');
    expect(env()).toBeUndefined();
    dir.write('a/b/env.toml', 'nearer');
    expect(env()).toEqual({ name: '../env.toml', text: 'nearer' });
  });

  it('is none where the root is reached without one', () => {
    expect(findEnvToml({ workspace: '/no/such/folder', variable: () => undefined })).toBeUndefined();
  });

  it('has ~ for the home folder in the variable', () => {
    const file = dir.write('home/.nemotron/env.toml', 'home');
    const HOME = path.join(dir.path, 'home');
    expect(env(undefined, { HOME, NEMOTRON_ENV_FILE: '~/.nemotron/env.toml' })).toEqual({
      name: file,
      text: 'home',
    });
    dir.write('a/b/ws/~x/env.toml', 'plain');
    expect(env(undefined, { HOME, NEMOTRON_ENV_FILE: '~x/env.toml' })?.text).toBe('plain');
  });

  it('must be there where it was asked for', () => {
    dir.write('a/b/ws/env.toml', 'near');
    expect(refusal(() => env('none.toml')).message).toBe(
      'env-toml none.toml does not exist in the workspace: check the path, and that actions/checkout ran before',
    );
    expect(refusal(() => env(undefined, { NEMOTRON_ENV_FILE: '/none.toml' })).message).toBe(
      'NEMOTRON_ENV_FILE /none.toml does not exist: check the path',
    );
  });

  it('must be a file', () => {
    dir.write('a/b/ws/env.toml/x', '');
    expect(refusal(() => env()).message).toMatch(/^the file env\.toml is a folder/);
  });
});

describe('step.toml', () => {
  it('lies beside the config, or a folder above it, and no further', () => {
    dir.write('a/b/ws/step.toml', 'root');
    expect(step('eval.yaml')).toEqual({ name: 'step.toml', text: 'root' });
    expect(step('conf/eval.yaml')).toEqual({ name: 'step.toml', text: 'root' });
    expect(step('deep/conf/eval.yaml')).toBeUndefined();
    dir.write('a/b/ws/conf/step.toml', 'beside');
    expect(step('conf/eval.yaml')).toEqual({ name: 'conf/step.toml', text: 'beside' });
    expect(step(path.join(workspace(), 'conf/eval.yaml'))).toEqual({
      name: 'conf/step.toml',
      text: 'beside',
    });
  });

  it('is looked for near a config only', () => {
    dir.write('a/b/ws/step.toml', 'root');
    expect(step()).toBeUndefined();
    expect(step(undefined, 'step.toml')).toEqual({ name: 'step.toml', text: 'root' });
  });

  it('is the one asked for, which must be there', () => {
    dir.write('a/b/ws/conf/step.toml', 'beside');
    dir.write('a/b/ws/mine.toml', 'mine');
    expect(step('conf/eval.yaml', 'mine.toml')).toEqual({ name: 'mine.toml', text: 'mine' });
    expect(refusal(() => step('conf/eval.yaml', 'none.toml')).message).toMatch(
      /^step-toml none\.toml does not exist in the workspace/,
    );
  });
});
