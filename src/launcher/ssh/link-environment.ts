import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { ConfigError } from '../../errors.js';
import type { Environment } from '../command.js';

const PATH = '/usr/local/bin:/usr/bin:/bin';

/** What a login on this machine would have, as far as the runner has it; no variable of the job is among it. */
const LOGIN =
  'PATH SHELL LANG LANGUAGE LC_ALL LC_CTYPE TZ SLURM_CONF LD_LIBRARY_PATH MODULEPATH MODULESHOME KRB5CCNAME'.split(
    ' ',
  );

/** The path of a program. @throws ConfigError saying which package has it. */
export function findProgram(name: string, debian: string, env: NodeJS.ProcessEnv): string {
  for (const dir of (env['PATH'] ?? PATH).split(path.delimiter)) {
    const file = path.join(dir || '.', name);
    try {
      accessSync(file, constants.X_OK);
      if (path.isAbsolute(file) && statSync(file).isFile()) return file;
    } catch {
      // Not here.
    }
  }
  throw new ConfigError(
    `there is no ${name} on this runner, which clusters are reached with: install it (Debian, Ubuntu: apt-get install ${debian})`,
  );
}

/** For clients of our connection, which need nothing of the job. */
export function clientEnvironment(env: NodeJS.ProcessEnv): Environment {
  return tracked(env, { PATH: env['PATH'] ?? PATH, HOME: homedir(), LC_ALL: 'C' });
}

/**
 * For the connection itself: a ProxyCommand of the user's may need what the job has, such as a cloud's credentials.
 * The inputs, the key among them, and the runner's tokens stay here, and nothing may ask for passwords.
 */
export function connectionEnvironment(env: NodeJS.ProcessEnv): Environment {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(INPUT_|ACTIONS_|SSH_ASKPASS|DISPLAY$|GITHUB_TOKEN$)/.test(entry[0]),
  );
  return { PATH, HOME: homedir(), ...Object.fromEntries(kept), LC_ALL: 'C', SSH_ASKPASS_REQUIRE: 'never' };
}

/** For commands on a runner that is a login node. */
export function loginEnvironment(env: NodeJS.ProcessEnv): Environment {
  const { username, homedir: home, shell } = userInfo();
  const given = LOGIN.flatMap((name): [string, string][] => (env[name] ? [[name, env[name]]] : []));
  return {
    PATH,
    SHELL: shell ?? '/bin/sh',
    ...Object.fromEntries(given),
    HOME: home,
    USER: username,
    LOGNAME: username,
  };
}

/** The umask of this process, in octal; Node's own way to read it sets it for a moment. */
export function currentUmask(): string {
  try {
    return /^Umask:\s*([0-7]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '022';
  } catch {
    return '022';
  }
}

/** The runner ends what carries this when the job ends, however we ended. */
function tracked(env: NodeJS.ProcessEnv, own: Environment): Environment {
  const id = env['RUNNER_TRACKING_ID'];
  return id ? { ...own, RUNNER_TRACKING_ID: id } : own;
}
