// Brings a whole Slurm up on this machine, and down again.
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { unmountBelow } from '../../demo/mounts.js';
import { cancelEverything, resumeNodes } from './controller.js';
import { bringUp, daemonsOf } from './daemons.js';
import { checkReachable, ensureKeys, ensureUser, removeUser } from './login.js';
import * as materials from './materials.js';
import { ACCOUNT, checkedDir, DEFAULT_USER, LOGIN_HOST, MARK, placesIn } from './places.js';
import { choosePorts } from './ports.js';
import { endAll, isAlive, processesOf, strayDaemons } from './processes.js';
import { checkMachine, PROGRAM_PATH } from './requirements.js';
import { clientConfig, NODES } from './settings.js';
import { alone, readState, writeState } from './state.js';

/**
 * @typedef {import('./state.js').State} State
 *
 * @typedef {object} Cluster
 * @property {string} host the name under which clients know the login
 * @property {string} user
 * @property {string} account
 * @property {number} sshPort on loopback
 * @property {string} sshConfig what a client needs to come to that port under that name; no keys
 * @property {string} hostKeyLine for a known_hosts file
 * @property {string} userKey private, in OpenSSH's format
 * @property {{key: string, certificate: string}} certified a key that only its certificate lets in
 * @property {string} outputDir where the login may write
 * @property {{SLURM_CONF: string}} env for Slurm's commands on this machine, and for a runner that is a login node
 * @property {number} uid of the user
 * @property {number} gid of the user
 * @property {import('./places.js').Places} places
 * @property {import('./settings.js').Setting} setting
 * @property {number} seconds that it took
 * @property {() => Promise<void>} stop
 */

/**
 * Starts what does not run yet of the cluster in a folder.
 * @param {{dir: string, user?: string, storeComments?: boolean, log?: (line: string) => void}} options
 *   storeComments: whether sacct keeps the comments of jobs, as sites may have it
 * @returns {Promise<Cluster>}
 * @throws {Error} one line: what is missing, or what the daemon that does not start says
 */
export async function startCluster({ dir, user = DEFAULT_USER, storeComments = false, log = () => {} }) {
  const start = Date.now();
  checkMachine();
  const places = placesIn(checkedDir(dir));
  mkdirSync(places.dir, { recursive: true });
  chmodSync(places.dir, 0o755);
  checkReachable(places.dir);
  return alone(places.dir, async () => {
    const state = readState(places.state) ?? fresh(user);
    materials.makeFolders(places);
    // Then what there is of it, and of its jobs, was left by a run that was killed.
    const wasDown = !Object.values(state.daemons).some(isAlive);
    if (wasDown) await endLeftovers(places);
    else await endAll(strayDaemons(places.dir, Object.values(state.daemons)));
    const login = await ensureUser(state.user, places.home);
    state.userCreated ||= login.created;
    const { daemons } = state;
    const ports = await choosePorts(state.ports, (name, index) => isAlive(daemons[daemonAt(name, index)]));
    state.ports = ports;
    writeState(places.state, state);

    /** @type {import('./settings.js').Setting} */
    const setting = {
      ...{ places, ports, storeComments, user: state.user, databasePassword: state.databasePassword },
      host: hostname().split('.')[0] ?? 'localhost',
      version: await materials.slurmVersion(),
      path: PROGRAM_PATH,
    };
    // Half of the daemons with the old settings, and half with the new, is no cluster.
    await materials.writeSettings(setting, async () => void (await endDaemons(state)));
    await Promise.all([
      ensureKeys(places, state.user),
      materials.compilePlugin(places),
      materials.makeDevices(places),
      materials.initialiseDatabase(places),
    ]);
    mkdirSync(places.outputDir, { recursive: true });
    for (const folder of [places.home, places.outputDir]) chownSync(folder, login.uid, login.gid);

    // Nothing of this process's environment: jobs and sessions would inherit its secrets.
    const env = { SLURM_CONF: places.conf, PATH: PROGRAM_PATH, HOME: '/root', LC_ALL: 'C.UTF-8' };
    const started = { places, state, log, env: { ...env, [MARK]: places.dir } };
    for (const plan of daemonsOf(setting, env, state)) await bringUp(plan, started);
    writeState(places.state, state);
    await resumeNodes(env);
    if (wasDown) await cancelEverything(env);

    const read = (/** @type {string} */ name) => readFileSync(path.join(places.ssh, name), 'utf8');
    return {
      ...{ host: LOGIN_HOST, user: state.user, account: ACCOUNT, sshPort: ports.sshd },
      sshConfig: clientConfig(ports.sshd),
      hostKeyLine: read('known_hosts').trim(),
      userKey: read('user_ed25519'),
      certified: { key: read('certified_ed25519'), certificate: read('certified_ed25519-cert.pub') },
      ...{ outputDir: places.outputDir, env: { SLURM_CONF: places.conf }, uid: login.uid, gid: login.gid },
      ...{ places, setting },
      seconds: (Date.now() - start) / 1000,
      stop: () => stopCluster({ dir: places.dir, log }),
    };
  });
}

/**
 * Ends every process of the cluster and its mounts, and leaves what the next start can use.
 * @param {{dir: string, remove?: boolean, log?: (line: string) => void}} options
 *   remove: the folder too, and the user where it was made for this cluster
 */
export async function stopCluster({ dir, remove = false, log = () => {} }) {
  const places = placesIn(checkedDir(dir));
  if (!existsSync(places.dir)) return;
  if (!existsSync(places.state) && readdirSync(places.dir).length > 0) {
    throw new Error(
      `slurm: ${places.dir} has no ${path.basename(places.state)}: it is not a cluster's folder.`,
    );
  }
  await alone(places.dir, async () => {
    const state = readState(places.state);
    if (isAlive(state?.daemons['slurmctld'])) {
      await cancelEverything({ PATH: PROGRAM_PATH, SLURM_CONF: places.conf });
    }
    const ended = state ? await endDaemons(state) : 0;
    await endLeftovers(places);
    if (state) writeState(places.state, state);
    log(`slurm: down, ${ended} daemons ended`);
    if (!remove) return;
    if (state?.userCreated) await removeUser(state.user);
    for (const name of readdirSync(places.dir)) {
      rmSync(path.join(places.dir, name), { recursive: true, force: true });
    }
  });
  if (remove) rmSync(places.dir, { recursive: true, force: true });
}

/**
 * Those that wait for others first: the controller tells the accounting how its jobs ended.
 * @param {State} state
 * @returns {Promise<number>} how many there were
 */
async function endDaemons(state) {
  const alive = Object.values(state.daemons).filter(isAlive);
  for (const daemon of alive.reverse()) await endAll([daemon]);
  state.daemons = {};
  return alive.length;
}

/** @param {import('./places.js').Places} places */
async function endLeftovers({ dir }) {
  // The keepers of jobs do not listen.
  await endAll(processesOf(dir), 1000);
  await unmountBelow(dir);
}

/** @param {string} user @returns {State} */
function fresh(user) {
  const databasePassword = randomBytes(18).toString('hex');
  return { user, databasePassword, userCreated: false, booked: false, ports: undefined, daemons: {} };
}

/** @param {keyof import('./settings.js').Ports} name @param {number} index */
function daemonAt(name, index) {
  const names = { controller: 'slurmctld', database: 'mariadbd', accounting: 'slurmdbd', sshd: 'sshd' };
  return name === 'nodes' ? `slurmd-${NODES[index]}` : names[name];
}
