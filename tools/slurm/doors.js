// More servers for logins, each of which may be broken without harm to the others, and small disks to fill.
import { chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reason, run } from '../../demo/command.js';
import { MARK } from './places.js';
import { freePorts } from './ports.js';
import { answersAt, endAll, holds, startDaemon, withDescendants } from './processes.js';
import { PROGRAM_PATH } from './requirements.js';
import { clientConfig, sshdConfig } from './settings.js';

/**
 * @typedef {object} Door
 * @property {number} port
 * @property {string} sshConfig what a client needs to come in here
 * @property {() => Promise<void>} close ends the server and every connection through it
 * @property {() => Promise<void>} open starts it again at the same port
 * @property {() => number} connections opened through it so far
 */

/**
 * @param {Pick<import('./cluster.js').Cluster, 'setting'>} cluster
 * @param {string} name of letters, digits and '-'
 * @returns {Promise<Door>} open
 */
export async function openDoor({ setting }, name) {
  const { places } = setting;
  const [port] = /** @type {[number]} */ (await freePorts(1));
  const config = path.join(places.etc, `sshd-${name}`);
  const log = path.join(places.log, `sshd-${name}.out`);
  writeFileSync(config, sshdConfig(setting, { name: `sshd-${name}`, port }));
  rmSync(log, { force: true });
  /** @type {import('./processes.js').Daemon | undefined} */
  let server;
  // Each look whether it answers is a connection as well.
  let looks = 0;

  const open = async () => {
    const env = { PATH: PROGRAM_PATH, SLURM_CONF: places.conf, [MARK]: places.dir };
    server = startDaemon('/usr/sbin/sshd', ['-D', '-e', '-f', config], { log, env });
    const before = connectionsIn(log);
    const up = await holds(() => answersAt(port), { ms: 10_000, every: 25 });
    if (!up) throw new Error(`slurm: the sshd at port ${port} does not answer: see ${log}.`);
    // The one that was answered is logged a moment later.
    await holds(() => connectionsIn(log) > before, { ms: 1000, every: 10 });
    looks += connectionsIn(log) - before;
  };
  const close = async () => {
    if (server) await endAll(withDescendants(server));
    server = undefined;
  };
  await open();
  return { port, sshConfig: clientConfig(port), open, close, connections: () => connectionsIn(log) - looks };
}

/** @param {string} log of an sshd */
export function connectionsIn(log) {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Connection from ')).length;
}

/**
 * A disk of the login's own that is soon full.
 * @param {Pick<import('./cluster.js').Cluster, 'places' | 'uid' | 'gid'>} cluster
 * @param {string} name
 * @param {number} mebibytes
 * @returns {Promise<string>} its folder; unmounted when the cluster goes down
 */
export async function mountSmallDisk({ places, uid, gid }, name, mebibytes) {
  const folder = path.join(places.disks, name);
  mkdirSync(folder, { recursive: true });
  const mounted = await run('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${mebibytes}m,mode=755`,
    'nea-disk',
    folder,
  ]);
  if (mounted.code !== 0) throw new Error(`slurm: mounting ${folder} failed: ${reason(mounted)}.`);
  chownSync(folder, uid, gid);
  return folder;
}
