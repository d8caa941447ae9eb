import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, InfrastructureError } from '../../errors.js';
import { complaint, type Environment, runCommand } from '../command.js';
import { killGroup } from './run-group.js';

/** Seconds after which an agent forgets the key by itself, were we killed while connecting. */
const LIFETIME = 180;

/**
 * Starts an ssh-agent that has one key, which reaches it through a pipe and is never on the disk. It is needed only
 * while a connection is opened.
 * @returns what ends it.
 * @throws ConfigError where the key is not readable; InfrastructureError where no agent comes up.
 */
export async function startAgent(socket: string, key: string, env: Environment): Promise<() => void> {
  rmSync(socket, { force: true });
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { env, stdio: 'ignore', detached: true });
  const failed = new Promise<never>((_, reject) => {
    agent.on('error', (error) =>
      reject(new InfrastructureError(`ssh-agent does not start: ${error.message}`)),
    );
    agent.on('exit', () => reject(new InfrastructureError('ssh-agent ended before it was used')));
  });
  failed.catch(() => undefined);
  const stop = (): void => {
    // Asked to end it would remove its socket a moment later, which may be the next agent's by then.
    killGroup(agent.pid, 'SIGKILL');
    rmSync(socket, { force: true });
  };
  try {
    await Promise.race([failed, waitFor(socket)]);
    const added = await runCommand('ssh-add', ['-q', '-t', String(LIFETIME), '-'], {
      env: { ...env, SSH_AUTH_SOCK: socket },
      timeout: 10_000,
      input: Buffer.from(key),
    });
    if (added.code === 2 || added.timedOut || added.missing)
      throw new InfrastructureError(`ssh-add does not reach the agent that has ssh-key: ${complaint(added)}`);
    if (added.code !== 0)
      throw new ConfigError(
        `input ssh-key is no key that ssh-add reads (${complaint(added)}): give all that the key file holds, without a passphrase`,
      );
    return stop;
  } catch (error) {
    stop();
    throw error;
  }
}

/** Waits until somebody listens; the file is there a moment before that. */
async function waitFor(socket: string): Promise<void> {
  for (const end = Date.now() + 10_000; !(await isHeard(socket)); await sleep(5))
    if (Date.now() > end) throw new InfrastructureError('ssh-agent does not come up');
}

function isHeard(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
}
