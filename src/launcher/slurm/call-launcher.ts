import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../command.js';
import type { ClusterLink } from '../ssh/link.js';
import { emptyFolder } from '../ssh/private-folder.js';
import { type RunFiles, runArguments } from '../submit.js';
import { watchLaunchFolder } from './launch-folder.js';

export interface LauncherCall {
  files: RunFiles;
  /** The link's own PATH, HOME and TMPDIR are laid over it. */
  environment: Environment;
  link: ClusterLink;
  signal: AbortSignal;
}

/**
 * Runs the launcher with its output in files. Whatever it makes is for this user alone, on the cluster too.
 * @param onFolder told of the name of the invocation's folder before the launcher copies it to the cluster.
 * @returns its exit code.
 */
export async function callLauncher(
  { files, environment, link, signal }: LauncherCall,
  onFolder: (name: string) => void,
): Promise<number> {
  const own = link.environment();
  for (const dir of [files.cwd, files.configOutput]) mkdirSync(dir, { recursive: true, mode: 0o700 });
  const env = {
    ...environment,
    PATH: `${own.path}${path.delimiter}${environment['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'}`,
    HOME: own.home,
    TMPDIR: own.tmpdir,
  };
  const stdout = openSync(files.stdout, 'w', 0o600);
  const stderr = openSync(files.stderr, 'w', 0o600);
  const run = runArguments(files);
  const endSearch = watchLaunchFolder(own.tmpdir, onFolder);
  try {
    // rsync carries modes over: without the umask anybody on the cluster could read the keys.
    const child = spawn('sh', ['-c', 'umask 077 && exec nemo-evaluator-launcher "$@"', 'sh', ...run], {
      cwd: files.cwd,
      env,
      stdio: ['ignore', stdout, stderr],
      // A group of its own: its ssh and rsync must not go on without it.
      detached: true,
    });
    return await new Promise<number>((resolve, reject) => {
      const kill = (): void => killGroup(child.pid);
      signal.addEventListener('abort', kill, { once: true });
      child.on('error', reject);
      child.on('exit', (code) => {
        signal.removeEventListener('abort', kill);
        resolve(code ?? 137);
      });
      if (signal.aborted) kill();
    });
  } finally {
    closeSync(stdout);
    closeSync(stderr);
    endSearch();
    // Killed, Python has not removed its copy of the tasks' keys, and what comes next may take more time than there is.
    forgetCopies(own.tmpdir);
  }
}

function forgetCopies(dir: string): void {
  try {
    if (existsSync(dir)) emptyFolder(dir);
  } catch {
    // The end of the link tries again.
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
