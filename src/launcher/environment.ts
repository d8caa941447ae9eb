import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from './command.js';

/** What any program needs to find others and to speak the user's language. */
const BASIC = 'PATH LANG LANGUAGE LC_ALL LC_CTYPE TZ TMPDIR'.split(' ');

/** What the launcher, docker and pip need of the runner's environment; nothing else of the job is passed on. */
const PASSED = [
  BASIC.join(' '),
  'USER LOGNAME XDG_RUNTIME_DIR',
  'DOCKER_HOST DOCKER_CONFIG DOCKER_CONTEXT DOCKER_CERT_PATH DOCKER_TLS_VERIFY DOCKER_API_VERSION',
  'HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy',
  'SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS',
  // The runner ends processes that carry it when the job ends, which is what a local evaluation should do.
  'RUNNER_TRACKING_ID',
].flatMap((line) => line.split(' '));

/** Settings of pip and uv: index, certificates, caches. */
const INSTALLER = /^(PIP_|UV_)/;

function pick(env: NodeJS.ProcessEnv, wanted: (name: string) => boolean): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
    ),
  );
}

/** Environment for docker and other tools that act for the user. */
export function toolEnvironment(env: NodeJS.ProcessEnv): Environment {
  return pick(env, (name) => PASSED.includes(name) || name === 'HOME');
}

/** Environment for creating the launcher's Python environment. */
export function installEnvironment(env: NodeJS.ProcessEnv): Environment {
  return {
    ...pick(env, (name) => PASSED.includes(name) || name === 'HOME' || INSTALLER.test(name)),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
}

/** Environment for composing a config, which reads no variable, calls no service and needs no key. */
export function composeEnvironment(env: NodeJS.ProcessEnv): Environment {
  return { ...pick(env, (name) => BASIC.includes(name)), NEMO_EVALUATOR_TELEMETRY_LEVEL: '0' };
}

export interface LauncherEnvironment {
  /** The launcher's environment folder, whose bin/ comes first on PATH. */
  venv: string;
  home: string;
  execDb: string;
  cwd: string;
  telemetry: boolean;
  trustUnlistedTasks: boolean;
  trustPreCmd: boolean;
  /** Variables that the config and pass-env name, with their values. */
  variables: Environment;
}

/** Environment for the launcher: what it needs, what the user named, and nothing else. */
export function launcherEnvironment(env: NodeJS.ProcessEnv, wanted: LauncherEnvironment): Environment {
  const result = pick(env, (name) => PASSED.includes(name));
  // A private home keeps the launcher's own files apart; docker's logins stay where they are.
  const dockerConfig = env['DOCKER_CONFIG'] ?? (env['HOME'] ? path.join(env['HOME'], '.docker') : undefined);
  if (dockerConfig && existsSync(dockerConfig)) result['DOCKER_CONFIG'] = dockerConfig;
  Object.assign(result, wanted.variables, {
    PATH: `${path.join(wanted.venv, 'bin')}${path.delimiter}${result['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'}`,
    HOME: wanted.home,
    PWD: wanted.cwd,
    NEMO_EVALUATOR_EXEC_DB_FILE: wanted.execDb,
    NEMO_EVALUATOR_TELEMETRY_LEVEL: wanted.telemetry ? '2' : '0',
    NEMO_EVALUATOR_DISABLE_COLOR: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  });
  // Only the inputs give trust: pass-env must not get around them.
  for (const name of Object.keys(result)) if (name.startsWith('NEMO_EVALUATOR_TRUST_')) delete result[name];
  if (wanted.trustUnlistedTasks) result['NEMO_EVALUATOR_TRUST_UNLISTED_TASKS'] = '1';
  if (wanted.trustPreCmd) result['NEMO_EVALUATOR_TRUST_PRE_CMD'] = '1';
  return result;
}
