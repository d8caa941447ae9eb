// The launcher configuration of the demo, as a user would write it for a container of one's own.
import { createServer } from 'node:net';

export const TASKS = ['byob_arith.arith', 'byob_mcq.mcq', 'byob_crash.crash'];

const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;

/**
 * @param {{image: string, tasks: string[]}} options
 * @returns {Promise<string>} YAML; model and endpoint come from the action's inputs
 */
export async function launcherConfig({ image, tasks }) {
  const ports = await freePorts(tasks.length);
  const entries = tasks.map((task, index) =>
    [
      `    - name: ${task}`,
      `      container: ${image}`,
      '      env_vars:',
      `        ADAPTER_PORT: lit:${ports[index]}`,
    ].join('\n'),
  );
  return `execution:
  type: local
  mode: sequential
  # The endpoint listens on this machine's loopback.
  extra_docker_args: "--network host"
deployment:
  type: none
evaluation:
  tasks:
    # On the host network every container's adapter needs a port that no other job of this machine takes.
${entries.join('\n')}
`;
}

/**
 * Ports below the range from which the kernel serves outgoing connections.
 * @param {number} count
 */
async function freePorts(count) {
  /** @type {number[]} */
  const free = [];
  let port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT - 1000));
  for (; free.length < count && port <= LAST_PORT; port += 1) if (await isFree(port)) free.push(port);
  return free;
}

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
