import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ImageIdentity } from '../config/snapshot.js';
import { ConfigError, InfrastructureError } from '../errors.js';
import type { KilledBy } from '../results/log-causes.js';
import { complaint, type Environment, runCommand } from './command.js';
import { newProbe } from './probes.js';

const ENGINE_TIMEOUT = 20_000;

/** @throws InfrastructureError where no engine answers, saying what is missing. */
export async function requireEngine(env: Environment): Promise<void> {
  const result = await runCommand('docker', ['version', '--format', '{{.Server.Version}}'], {
    env,
    timeout: ENGINE_TIMEOUT,
  });
  if (result.missing) {
    throw new InfrastructureError(
      'docker is not on PATH: the local executor needs Docker; install it on the runner, or use a runner that has it (ubuntu-latest does)',
    );
  }
  if (result.code !== 0) {
    const where = env['DOCKER_HOST'] ? ` at DOCKER_HOST=${env['DOCKER_HOST']}` : '';
    const why = result.timedOut ? 'no answer within 20 s' : complaint(result);
    throw new InfrastructureError(
      `the Docker engine${where} does not answer (${why}): start it, or set DOCKER_HOST`,
    );
  }
}

/**
 * Proves that the engine sees a folder of ours, by a file of a random name that it must find.
 * Binds are checked by the engine when a container is created, so that nothing needs to run: an image of no
 * content is enough.
 * @param runDir the run's own folder.
 * @throws ConfigError where the engine looks at another file system.
 */
export async function proveSharedFolder(folder: string, env: Environment, runDir: string): Promise<void> {
  const { name, image, options } = newProbe(runDir);
  const file = path.join(folder, `.${name}`);
  writeFileSync(file, '');
  try {
    const emptyTar = Buffer.alloc(1024);
    const made = await runCommand('docker', ['import', '-', image], {
      env,
      timeout: ENGINE_TIMEOUT,
      input: emptyTar,
    });
    if (made.code !== 0)
      throw new InfrastructureError(`the Docker engine refused a probe image: ${complaint(made)}`);
    const mount = `type=bind,source=${file},target=/probe,readonly`;
    const created = await runCommand('docker', ['create', ...options, '--mount', mount, image, '/probe'], {
      env,
      timeout: ENGINE_TIMEOUT,
    });
    await runCommand('docker', ['rm', '-f', name], { env, timeout: ENGINE_TIMEOUT });
    if (created.code === 0) return;
    if (/bind source path does not exist|no such file or directory/i.test(created.stderr))
      throw unseenFolder(folder, env);
    throw new InfrastructureError(`the Docker engine refused a probe container: ${complaint(created)}`);
  } finally {
    rmSync(file, { force: true });
    await runCommand('docker', ['rmi', '-f', image], { env, timeout: ENGINE_TIMEOUT });
  }
}

function unseenFolder(folder: string, env: Environment): ConfigError {
  const host = env['DOCKER_HOST'] ?? '';
  const setup = /^(tcp|ssh|https?):/.test(host)
    ? `DOCKER_HOST=${host} is an engine on another machine or in another container (docker-in-docker)`
    : existsSync('/.dockerenv') || folder.startsWith('/__w/')
      ? 'this job seems to run in a container (container: in the workflow), while the engine sees the paths of its host'
      : 'the engine has a file system of its own (docker-in-docker, a virtual machine, or rootless with other mounts)';
  return new ConfigError(
    `the Docker engine does not see the output directory ${folder}: ${setup}, so results would be lost. Run the job on the runner itself without container:, or set output-dir to a folder that both share under the same path`,
  );
}

/** Whether a container runs, has ended, or is not there; `unknown` where the engine does not say. */
export type ContainerState = 'running' | 'ended' | 'gone' | 'unknown';

export async function containerState(name: string, env: Environment): Promise<ContainerState> {
  const result = await runCommand(
    'docker',
    ['inspect', '--type', 'container', '--format', '{{.State.Running}}', name],
    { env, timeout: ENGINE_TIMEOUT },
  );
  if (result.code === 0) return result.stdout.trim() === 'true' ? 'running' : 'ended';
  return /no such/i.test(result.stderr) ? 'gone' : 'unknown';
}

export const SILENT_ENGINE = 'the Docker engine does not answer';

/**
 * Stops and removes containers; those that are not there are no error.
 * @returns why some may still be there, or undefined.
 */
export async function removeContainers(
  names: readonly string[],
  env: Environment,
): Promise<string | undefined> {
  if (names.length === 0) return undefined;
  const result = await runCommand('docker', ['rm', '-f', ...names], { env, timeout: 4_000 });
  if (result.timedOut) return SILENT_ENGINE;
  const problems = result.stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/no such container/i.test(line));
  return result.code !== 0 && problems.length > 0 ? problems[0]!.trim() : undefined;
}

/** Ends a container at once and leaves it there, for whoever wants its files; one that has ended is no error. */
export async function killContainer(name: string, env: Environment): Promise<void> {
  await runCommand('docker', ['kill', name], { env, timeout: ENGINE_TIMEOUT });
}

/** What the engine reports of a container that ended with 137, whose record the script has removed already. */
export async function askKilledBy(name: string, since: Date, env: Environment): Promise<KilledBy> {
  const seconds = (date: Date): string => (date.getTime() / 1000).toFixed(3);
  const filters = ['--filter', `container=${name}`, '--filter', 'event=oom', '--format', '{{.Action}}'];
  const window = ['--since', seconds(since), '--until', seconds(new Date())];
  const result = await runCommand('docker', ['events', ...window, ...filters], {
    env,
    timeout: ENGINE_TIMEOUT,
  });
  if (result.code !== 0) return undefined;
  return result.stdout.includes('oom') ? 'memory' : 'outside';
}

/** By what an image can be told again: the digest of its repository, else its id, else why neither is known. */
export async function identifyImage(image: string, env: Environment): Promise<ImageIdentity> {
  const format = '{{if .RepoDigests}}{{index .RepoDigests 0}}{{else}}{{.Id}}{{end}}';
  // Short: after a cancel the runner gives seconds, and a digest must not cost the report.
  const result = await runCommand('docker', ['image', 'inspect', '--format', format, image], {
    env,
    timeout: 2_000,
  });
  if (result.timedOut) return { reason: SILENT_ENGINE };
  if (result.code !== 0) return { reason: `the engine does not know the image (${complaint(result)})` };
  const text = result.stdout.trim();
  return text.includes('@')
    ? { digest: text.replace(/^.*@/, ''), kind: 'repository' }
    : { digest: text, kind: 'image-id' };
}
