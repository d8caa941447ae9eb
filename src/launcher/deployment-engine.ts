import { ConfigError, InfrastructureError } from '../errors.js';
import { complaint, type Environment, runCommand } from './command.js';
import { newProbe } from './probes.js';

const ENGINE_TIMEOUT = 20_000;
/** Images of servers have tens of gigabytes. */
const PULL_TIMEOUT = 3 * 60 * 60_000;

/**
 * Whether the engine can give a container GPUs, which the launcher asks for with every server. The engine looks for a
 * driver when it starts a container, before anything in it runs, so that an image of no content is enough.
 * @param runDir the run's own folder.
 * @throws ConfigError where it cannot.
 */
export async function requireGpuDriver(env: Environment, runDir: string): Promise<void> {
  const { name, image, options: own } = newProbe(runDir);
  const quick = { env, timeout: ENGINE_TIMEOUT };
  try {
    await runCommand('docker', ['import', '-', image], { ...quick, input: Buffer.alloc(1024) });
    const options = ['--rm', ...own, '--gpus', 'all', '--network', 'none'];
    const started = await runCommand('docker', ['run', ...options, image, '/probe'], quick);
    if (/could not select device driver/.test(started.stderr))
      throw new ConfigError(
        'the Docker engine of this runner cannot give a container GPUs, with which the launcher starts every model that it deploys (--gpus all): install the NVIDIA container toolkit, use a runner that has it, or set deployment.type=none and name an endpoint',
      );
  } finally {
    await runCommand('docker', ['rm', '-f', name], quick);
    await runCommand('docker', ['rmi', '-f', image], quick);
  }
}

/** @throws ConfigError where there is no curl, by which the launcher's script asks whether the server is ready. */
export async function requireCurl(env: Environment): Promise<void> {
  const { missing } = await runCommand('curl', ['--version'], { env, timeout: ENGINE_TIMEOUT });
  if (missing)
    throw new ConfigError(
      'curl is not on PATH: the launcher asks with it whether the model that it deploys is ready, and would wait in vain; install it on the runner',
    );
}

export async function hasImage(image: string, env: Environment): Promise<boolean> {
  const { code } = await runCommand('docker', ['image', 'inspect', '--format', '{{.Id}}', image], {
    env,
    timeout: ENGINE_TIMEOUT,
  });
  return code === 0;
}

/**
 * Pulls an image: the launcher's script would count the time for it as time that the server takes to become ready.
 * @throws ConfigError where the registry refuses it, InfrastructureError where it cannot be had for another reason.
 */
export async function pullServerImage(image: string, env: Environment, signal: AbortSignal): Promise<void> {
  const pulled = await runCommand('docker', ['pull', '--quiet', image], {
    env,
    timeout: PULL_TIMEOUT,
    signal,
  });
  if (pulled.code === 0 || signal.aborted) return;
  const why = pulled.timedOut ? 'no end within 3 hours' : complaint(pulled);
  const text = `the image ${image} of deployment.image is not on this machine and could not be pulled (${why})`;
  if (/denied|unauthorized|not found|manifest unknown|invalid reference|no matching manifest/i.test(why))
    throw new ConfigError(`${text}: check the name, or log in to its registry`);
  throw new InfrastructureError(`${text}: see that its registry is reachable and that the disk has room`);
}
