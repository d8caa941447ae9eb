import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  composeEnvironment,
  installEnvironment,
  launcherEnvironment,
  toolEnvironment,
} from '../../src/launcher/environment.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const JOB = {
  PATH: '/usr/bin',
  HOME: '/home/runner',
  LANG: 'C.UTF-8',
  DOCKER_HOST: 'unix:///run/d.sock',
  https_proxy: 'http://proxy',
  RUNNER_TRACKING_ID: 'github_1',
  PIP_INDEX_URL: 'https://index',
  UV_CACHE_DIR: '/uv',
  GITHUB_TOKEN: 'ghs_secret',
  ACTIONS_RUNTIME_TOKEN: 'secret',
  INPUT_MODEL: 'm',
  AWS_SECRET_ACCESS_KEY: 'secret',
  NEMO_EVALUATOR_TRUST_PRE_CMD: '1',
  LD_PRELOAD: '/x.so',
};
const PASSED = {
  PATH: '/usr/bin',
  LANG: 'C.UTF-8',
  DOCKER_HOST: 'unix:///run/d.sock',
  https_proxy: 'http://proxy',
  RUNNER_TRACKING_ID: 'github_1',
};

const launcher = (change: Partial<Parameters<typeof launcherEnvironment>[1]> = {}, env = {}) =>
  launcherEnvironment(
    { ...JOB, ...env },
    {
      venv: '/venv',
      home: '/run/home',
      execDb: '/run/db',
      cwd: '/run/cwd',
      telemetry: false,
      trustUnlistedTasks: false,
      trustPreCmd: false,
      variables: {},
      ...change,
    },
  );

const OWN = {
  PATH: '/venv/bin:/usr/bin',
  HOME: '/run/home',
  PWD: '/run/cwd',
  NEMO_EVALUATOR_EXEC_DB_FILE: '/run/db',
  NEMO_EVALUATOR_TELEMETRY_LEVEL: '0',
  NEMO_EVALUATOR_DISABLE_COLOR: '1',
  PYTHONDONTWRITEBYTECODE: '1',
};

describe('environments', () => {
  it('of tools hold what they need and nothing else', () => {
    expect(toolEnvironment(JOB)).toEqual({ ...PASSED, HOME: '/home/runner' });
  });

  it('of the installation hold the settings of pip and uv too', () => {
    expect(installEnvironment(JOB)).toEqual({
      ...PASSED,
      HOME: '/home/runner',
      PIP_INDEX_URL: 'https://index',
      UV_CACHE_DIR: '/uv',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
    });
  });

  it('of the composition hold no key, no home, no daemon and no proxy', () => {
    expect(composeEnvironment(JOB)).toEqual({
      PATH: '/usr/bin',
      LANG: 'C.UTF-8',
      NEMO_EVALUATOR_TELEMETRY_LEVEL: '0',
    });
  });

  it('of the launcher hold what it needs, and what the user named', () => {
    expect(launcher({ variables: { MODEL_API_KEY: 'k' } })).toEqual({
      ...PASSED,
      ...OWN,
      MODEL_API_KEY: 'k',
    });
  });

  it('of the launcher hold telemetry and trust where the inputs give them', () => {
    expect(launcher({ telemetry: true, trustUnlistedTasks: true, trustPreCmd: true })).toEqual({
      ...PASSED,
      ...OWN,
      NEMO_EVALUATOR_TELEMETRY_LEVEL: '2',
      NEMO_EVALUATOR_TRUST_UNLISTED_TASKS: '1',
      NEMO_EVALUATOR_TRUST_PRE_CMD: '1',
    });
  });

  it('of the launcher cannot be given trust or our own settings by pass-env', () => {
    const variables = {
      NEMO_EVALUATOR_TRUST_UNLISTED_TASKS: '1',
      NEMO_EVALUATOR_TRUST_PRE_CMD: '1',
      NEMO_EVALUATOR_TRUST_ANYTHING: '1',
      NEMO_EVALUATOR_TELEMETRY_LEVEL: '2',
      NEMO_EVALUATOR_EXEC_DB_FILE: '/elsewhere',
      HOME: '/elsewhere',
      PWD: '/elsewhere',
      PATH: '/elsewhere',
    };
    expect(launcher({ variables })).toEqual({ ...PASSED, ...OWN });
  });

  it('of the launcher keep the logins of docker', () => {
    dir.write('.docker/config.json', '{}');
    const login = path.join(dir.path, '.docker');
    expect(launcher({}, { HOME: dir.path })['DOCKER_CONFIG']).toBe(login);
    expect(launcher({}, { DOCKER_CONFIG: login })['DOCKER_CONFIG']).toBe(login);
    expect(launcher({}, { HOME: undefined })['DOCKER_CONFIG']).toBeUndefined();
  });
});
