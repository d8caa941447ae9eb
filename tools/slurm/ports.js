// Ports of the cluster's own: kept from one start to the next, unless somebody took one meanwhile.
import { createServer } from 'node:net';
import { answersAt } from './processes.js';
import { NODES } from './settings.js';

/** @typedef {import('./settings.js').Ports} Ports */

/** @param {number} count @returns {Promise<number[]>} free ones on loopback, each another */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => resolve(undefined));
      });
      return server;
    }),
  );
  const ports = servers.map(
    (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port,
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * @param {Ports | undefined} before
 * @param {(name: keyof Ports, index: number) => boolean} isOurs whether the daemon that listened there still runs
 * @returns {Promise<Ports>}
 */
export async function choosePorts(before, isOurs) {
  const fresh = await freePorts(4 + NODES.length);
  /** @param {keyof Ports} name @param {number | undefined} port @param {number} [index] */
  const keep = async (name, port, index = 0) => {
    const next = /** @type {number} */ (fresh.pop());
    if (port === undefined) return next;
    return isOurs(name, index) || !(await answersAt(port)) ? port : next;
  };
  return {
    controller: await keep('controller', before?.controller),
    database: await keep('database', before?.database),
    accounting: await keep('accounting', before?.accounting),
    sshd: await keep('sshd', before?.sshd),
    nodes: await Promise.all(NODES.map((_, index) => keep('nodes', before?.nodes[index], index))),
  };
}
