import { createHash, randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InfrastructureError } from '../errors.js';
import { PINNED_LAUNCHER } from '../inputs.js';
import { makeFolders } from '../make-folders.js';
import { complaint, type Environment, runCommand } from './command.js';
import { withFolderLock } from './folder-lock.js';
import { findPython, type Python } from './python.js';

const INSTALL_TIMEOUT = 10 * 60_000;

/** Keeps a folder between jobs; the Actions cache in real life. */
export interface FolderCache {
  /** Answers whether the folder was restored. */
  restore(folder: string, key: string): Promise<boolean>;
  save(folder: string, key: string): Promise<void>;
}

export interface InstallRequest {
  version: string;
  extras: readonly string[];
  /** Whether the client of Lepton is wanted too, which is 300 MB more. */
  lepton?: boolean;
  /** The folder that holds the locks (`requirements/` of this action). */
  requirements: string;
  /** Where environments are kept; survives the job on self-hosted runners. */
  toolCache: string;
  /** Where an environment goes that is not worth keeping. */
  scratch: string;
  /** Whether to keep the environment for later jobs at all. */
  keep: boolean;
  cache?: FolderCache;
  env: Environment;
  /** Ends an installation that is under way. */
  signal?: AbortSignal;
  log: (line: string) => void;
  warn: (line: string) => void;
}

/** An environment with the launcher in it. */
export interface Installed {
  venv: string;
  python: Python;
  /** Where it came from, for the log. */
  how: 'kept' | 'restored' | 'installed';
}

/**
 * Makes sure of an environment with the launcher, in a folder of its own.
 * @throws InfrastructureError where there is no Python, or the packages cannot be had.
 */
export async function installLauncher(request: InstallRequest): Promise<Installed> {
  const python = await findPython(request.env);
  const lock = lockFile(request);
  if (!lock) {
    const venv = path.join(request.scratch, 'launcher');
    request.warn(
      `launcher-version or launcher-extras is set: nemo-evaluator-launcher ${request.version} is installed without the lock, unhashed and not cached`,
    );
    await createEnvironment(venv, python, unlockedArguments(request), request);
    return { venv, python, how: 'installed' };
  }
  const key = environmentKey(python, lock);
  const venv = path.join(
    request.keep && isWritable(request.toolCache) ? request.toolCache : request.scratch,
    'nemo-eval-action',
    key,
  );
  return withFolderLock(`${venv}.lock`, async () => {
    if (isComplete(venv)) return { venv, python, how: 'kept' };
    if (await request.cache?.restore(venv, key)) {
      if (isComplete(venv)) return { venv, python, how: 'restored' };
      request.log('the cached environment is not usable; it is made anew');
    }
    await createEnvironment(venv, python, lockedArguments(lock), request);
    writeFileSync(marker(venv), `${key}\n`);
    await request.cache?.save(venv, key);
    return { venv, python, how: 'installed' };
  });
}

/** Key of an environment: everything that makes it unusable elsewhere. */
export function environmentKey(python: Python, lock: string): string {
  const facts = [
    process.platform,
    process.arch,
    python.version,
    python.executable,
    readFileSync(lock, 'utf8'),
  ];
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
  return `nemo-evaluator-launcher-${process.platform}-${process.arch}-py${python.version}-${hash}`;
}

function lockFile({ version, extras, lepton, requirements }: InstallRequest): string | undefined {
  if (version !== PINNED_LAUNCHER || extras.length > 0) return undefined;
  return path.join(requirements, `launcher-${version}${lepton ? '-lepton' : ''}.txt`);
}

// Without --no-deps both installers refuse the lock, which leaves leptonai out.
const lockedArguments = (lock: string): string[] => ['--require-hashes', '--no-deps', '-r', lock];

function unlockedArguments({ version, extras, lepton }: InstallRequest): string[] {
  return [
    `nemo-evaluator-launcher${extras.length > 0 ? `[${extras.join(',')}]` : ''}==${version}`,
    // Later ones lack what the launcher's Lepton executor imports.
    ...(lepton ? ['leptonai<0.47'] : []),
  ];
}

function isWritable(folder: string): boolean {
  try {
    makeFolders(folder);
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function marker(venv: string): string {
  return path.join(venv, '.nemo-eval-complete');
}

function isComplete(venv: string): boolean {
  return (
    existsSync(marker(venv)) &&
    existsSync(path.join(venv, 'bin', 'nemo-evaluator-launcher')) &&
    existsSync(path.join(venv, 'bin', 'python'))
  );
}

async function createEnvironment(
  venv: string,
  python: Python,
  what: string[],
  request: InstallRequest,
): Promise<void> {
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(path.dirname(venv), { recursive: true });
  const { env, log, signal } = request;
  const uv = await findUv(python, request);
  const run = async (program: string, args: string[], doing: string): Promise<void> => {
    const result = await runCommand(program, args, {
      env,
      timeout: INSTALL_TIMEOUT,
      ...(signal ? { signal } : {}),
    });
    if (result.code === 0) return;
    log(`${result.stdout}${result.stderr}`);
    throw new InfrastructureError(`${doing} failed: ${explainInstall(result)}`);
  };
  if (uv) {
    log(`with uv (${uv})`);
    await run(
      uv,
      ['venv', '--quiet', '--python', python.executable, venv],
      'creating the Python environment with uv',
    );
    await run(
      uv,
      ['pip', 'install', '--quiet', '--python', path.join(venv, 'bin', 'python'), ...what],
      'installing nemo-evaluator-launcher with uv',
    );
  } else {
    log('with venv and pip');
    await run(python.executable, ['-m', 'venv', venv], 'creating the Python environment');
    await run(
      path.join(venv, 'bin', 'python'),
      ['-m', 'pip', 'install', '--quiet', ...what],
      'installing nemo-evaluator-launcher with pip',
    );
  }
  if (!existsSync(path.join(venv, 'bin', 'nemo-evaluator-launcher'))) {
    throw new InfrastructureError(
      `nemo-evaluator-launcher ${request.version} has no command of that name: is the version right?`,
    );
  }
}

/** uv from PATH; else installed, hashed, into a scratch environment; else undefined, and pip does it. */
async function findUv(
  python: Python,
  { env, scratch, requirements }: InstallRequest,
): Promise<string | undefined> {
  const there = await runCommand('uv', ['--version'], { env, timeout: 10_000 });
  if (there.code === 0) return 'uv';
  const home = path.join(scratch, `uv-${randomBytes(4).toString('hex')}`);
  const made = await runCommand(python.executable, ['-m', 'venv', home], { env, timeout: 60_000 });
  if (made.code !== 0) return undefined;
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--require-hashes',
    '--no-deps',
    '-r',
    path.join(requirements, 'uv.txt'),
  ];
  const installed = await runCommand(path.join(home, 'bin', 'python'), pip, { env, timeout: 120_000 });
  return installed.code === 0 ? path.join(home, 'bin', 'uv') : undefined;
}

function explainInstall(result: Parameters<typeof complaint>[0]): string {
  const text = `${result.stdout}\n${result.stderr}`;
  if (result.timedOut) return 'no end after 10 minutes: is the package index reachable?';
  if (/ensurepip|python3-venv/.test(text))
    return 'this Python has no venv: install python3-venv (Debian, Ubuntu), or use actions/setup-python';
  if (
    /dns error|Temporary failure in name resolution|Connection refused|ConnectTimeout|Failed to establish|error sending request|ProxyError|Network is unreachable|Could not find a version|Could not fetch/i.test(
      text,
    )
  ) {
    return `the package index cannot be reached: check the network and PIP_INDEX_URL or UV_INDEX_URL of the runner (${complaint(result)})`;
  }
  if (/hash/i.test(text) && /mismatch|do not match|no hash/i.test(text))
    return `a package does not have the hash of the lock: the index serves something else (${complaint(result)})`;
  return complaint(result);
}
