// A Docker engine for the demo: the one that runs already, else a private daemon of its own.
import { installPackages, whyNotInstall } from './apt.js';
import { answers } from './engine-answers.js';
import { startDaemon } from './private-daemon.js';

/**
 * @typedef {object} Engine
 * @property {{DOCKER_HOST?: string}} env what docker clients need in their environment
 * @property {boolean} started whether this is a daemon of the demo's own
 * @property {() => Promise<void>} stop ends that daemon; may be called at any time and more than once
 */

/**
 * @param {{log: (line: string) => void, stateDir: string, signal?: AbortSignal | undefined}} options
 *   stateDir: keeps the private daemon's images from one run to the next
 * @returns {Promise<Engine>}
 */
export async function ensureEngine({ log, stateDir, signal }) {
  const running = await answers(process.env, signal);
  if (running.version) return useRunning(running.version, log);

  const given = process.env['DOCKER_HOST'];
  if (given) {
    throw new Error(
      `demo: no engine answers at DOCKER_HOST=${given} (${running.why}): start it, or unset DOCKER_HOST for a private one.`,
    );
  }
  const why = process.platform === 'linux' ? whyNotInstall() : 'this is not Linux';
  if (why) {
    throw new Error(
      `demo: no Docker engine answers (${running.why}) and none can be installed here, as ${why}: start Docker ('sudo systemctl start docker', or Docker Desktop), see that 'docker version' works for this user, and run again.`,
    );
  }
  await installMissing(log, signal);
  // Under systemd the package has started the machine's engine.
  const installed = await answers(process.env, signal);
  if (installed.version) return useRunning(installed.version, log);

  const daemon = await startDaemon({ stateDir, log, signal });
  return { env: { DOCKER_HOST: daemon.host }, started: true, stop: daemon.stop };
}

/**
 * @param {string} version
 * @param {(line: string) => void} log
 * @returns {Engine}
 */
function useRunning(version, log) {
  const host = process.env['DOCKER_HOST'];
  log(`engine: Docker ${version}${host ? ` at ${host}` : ''}`);
  if (process.platform !== 'linux' || /^(tcp|ssh|https?):/.test(host ?? '')) {
    log(
      "engine: not on this Linux machine: a container's host network may not reach the endpoint on 127.0.0.1",
    );
  }
  return { env: host ? { DOCKER_HOST: host } : {}, started: false, stop: async () => {} };
}

/** @param {(line: string) => void} log @param {AbortSignal | undefined} signal */
async function installMissing(log, signal) {
  // The Debian package brings the daemon and, from Debian 13 on, leaves the client to docker-cli.
  await installPackages(['docker.io', 'iptables'], { log, signal, unless: ['dockerd', 'iptables'] });
  await installPackages(['docker-cli'], { log, signal, unless: ['docker'] });
}
