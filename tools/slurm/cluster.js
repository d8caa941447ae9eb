// Brings a whole Slurm up on this machine, and down again.
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { reason, run } from '../../demo/command.js';
import { unmountBelow } from '../../demo/mounts.js';
import { daemonsOf } from './daemons.js';
import { checkReachable, ensureKeys, ensureUser, removeUser } from './login.js';
import { checkedDir, DEFAULT_USER, MARK, placesIn } from './places.js';
import { choosePorts } from './ports.js';
import { endAll, holds, isAlive, markedProcesses, startDaemon } from './processes.js';
import { checkMachine, PROGRAM_PATH } from './requirements.js';
import * as settings from './settings.js';
import { alone, readState, writeState } from './state.js';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const FIRST = 0o711;

/**
 * @typedef {import('./state.js').State} State
 *
 * @typedef {object} Cluster
 * @property {import('./places.js').Places} places
 * @property {import('./settings.js').Setting} setting
 * @property {string} user
 * @property {number} uid
 * @property {number} gid
 * @property {number} sshPort
 * @property {{SLURM_CONF: string}} env for Slurm's commands as root on this machine, and for a runner that is a login node
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
    prepareFolders(places);
    writeState(places.state, state);
    const login = await ensureUser(state.user, places.home);
    state.userCreated ||= login.created;
    state.home = login.home;

    const before = state.ports;
    state.ports = await choosePorts(before, (name, index) => isAlive(state.daemons[daemonAt(name, index)]));
    const setting = {
      places,
      host: hostname().split('.')[0] ?? 'localhost',
      ports: state.ports,
      user: state.user,
      databasePassword: state.databasePassword,
      storeComments,
      path: PROGRAM_PATH,
    };
    const files = filesOf(setting);
    if ([...files].some(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)) {
      // Half of the daemons with the old settings, and half with the new, is no cluster.
      await endAll(Object.values(state.daemons).filter(isAlive));
      for (const [file, text] of files) writeFileSync(file, text, { mode: 0o600 });
      for (const file of [places.conf, path.join(places.etc, 'plugstack.conf')]) chmodSync(file, 0o644);
    }
    writeState(places.state, state);
    await Promise.all([ensureKeys(places, state.user), compilePlugin(places), makeDevices(places), initialiseDatabase(places)]);
    mkdirSync(places.outputDir, { recursive: true });
    chownSync(places.outputDir, login.uid, login.gid);

    // Nothing of this process's environment: jobs and sessions would inherit its secrets.
    const env = { SLURM_CONF: places.conf, PATH: PROGRAM_PATH, HOME: '/root', LC_ALL: 'C.UTF-8' };
    const daemonEnv = { ...env, [MARK]: places.dir };
    for (const daemon of daemonsOf(setting, env, state)) {
      if (isAlive(state.daemons[daemon.name]) && (await daemon.ready())) continue;
      await endAll(markedAs(state, daemon.name));
      log(`slurm: starting ${daemon.name}`);
      const file = path.join(places.log, `${daemon.name}.out`);
      const running = startDaemon(daemon.program, daemon.args, { log: file, env: daemonEnv });
      state.daemons[daemon.name] = running;
      writeState(places.state, state);
      const ready = await holds(async () => !isAlive(running) || (await daemon.ready()), { ms: daemon.ms });
      if (!ready || !isAlive(running)) {
        throw new Error(`slurm: ${daemon.name} does not come up: ${lastLine(file)}. See ${places.log}.`);
      }
      await daemon.then?.();
      writeState(places.state, state);
    }
    await resumeNodes({ ...process.env, SLURM_CONF: places.conf });
    return {
      places,
      setting,
      user: state.user,
      uid: login.uid,
      gid: login.gid,
      sshPort: state.ports.sshd,
      env: { SLURM_CONF: places.conf },
      seconds: (Date.now() - start) / 1000,
      stop: () => stopCluster({ dir: places.dir, log }),
    };
  });
}

/**
 * Ends every process of the cluster and its mounts; keeps its folder, but for what `remove` takes.
 * @param {{dir: string, remove?: boolean, log?: (line: string) => void}} options
 *   remove: the folder as well, and the user where it was made for it
 */
export async function stopCluster({ dir, remove = false, log = () => {} }) {
  const places = placesIn(checkedDir(dir));
  if (!existsSync(places.dir)) return;
  await alone(places.dir, async () => {
    const state = readState(places.state);
    const daemons = Object.values(state?.daemons ?? {}).filter(isAlive);
    if (isAlive(state?.daemons['slurmctld'])) await cancelEverything(places);
    // Those that wait for others last: the controller tells the accounting how its jobs ended.
    for (const daemon of daemons.reverse()) await endAll([daemon]);
    await endAll(markedProcesses(places.dir));
    await unmountBelow(places.dir);
    if (state) writeState(places.state, { ...state, daemons: {} });
    log(`slurm: ended ${daemons.length} daemons`);
    if (remove) {
      if (state?.userCreated) await removeUser(state.user);
      for (const name of ['etc', 'lib', 'log', 'run', 'spool', 'database', 'ssh', 'home', 'disks', 'images']) {
        rmSync(path.join(places.dir, name), { recursive: true, force: true });
      }
      rmSync(places.state, { force: true });
    }
  });
}

/** @param {string} user @returns {State} */
function fresh(user) {
  return {
    user,
    userCreated: false,
    home: '',
    databasePassword: randomBytes(18).toString('hex'),
    booked: false,
    ports: undefined,
    daemons: {},
  };
}

/** @param {keyof import('./settings.js').Ports} name @param {number} index */
function daemonAt(name, index) {
  const names = { controller: 'slurmctld', database: 'mariadbd', accounting: 'slurmdbd', sshd: 'sshd', nodes: '' };
  return names[name] || `slurmd-${settings.NODES[index]}`;
}

/** @param {State} state @param {string} name */
function markedAs(state, name) {
  const daemon = state.daemons[name];
  return daemon && isAlive(daemon) ? [daemon] : [];
}

/** @param {import('./places.js').Places} places */
function prepareFolders(places) {
  for (const folder of [places.etc, places.log, places.run, places.spool, places.images, places.disks]) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  }
  mkdirSync(path.join(places.spool, 'controller'), { recursive: true });
  mkdirSync(places.scratch, { recursive: true, mode: FIRST });
  for (const node of settings.NODES) mkdirSync(path.join(places.spool, node), { recursive: true });
  if (!existsSync(places.mungeKey)) writeFileSync(places.mungeKey, randomBytes(128), { mode: 0o600 });
  // Debian's sshd wants it, whatever its configuration says.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
}

/**
 * @param {import('./settings.js').Setting} setting
 * @returns {Map<string, string>}
 */
function filesOf(setting) {
  const { places, ports } = setting;
  const inEtc = (/** @type {string} */ name) => path.join(places.etc, name);
  mkdirSync(places.ssh, { recursive: true });
  return new Map([
    [places.conf, settings.slurmConf(setting)],
    [inEtc('slurmdbd.conf'), settings.slurmdbdConf(setting)],
    [inEtc('gres.conf'), `AutoDetect=off\nNodeName=${settings.NODES.join(",")} Name=gpu File=${places.run}/gpu[0-7]\n`],
    [inEtc('plugstack.conf'), settings.plugstackConf(setting)],
    [inEtc('job_submit.lua'), readFileSync(path.join(HERE, 'job_submit.lua'), 'utf8')],
    [inEtc('database.sql'), settings.databaseSql(setting)],
    [inEtc('sshd'), settings.sshdConfig(setting, { name: 'sshd', port: ports.sshd })],
    [path.join(places.ssh, 'config'), settings.ownClientConfig(setting)],
  ]);
}

/** @param {import('./places.js').Places} places */
async function compilePlugin({ plugin }) {
  const source = path.join(HERE, 'container.c');
  const kept = path.join(path.dirname(plugin), 'container.c');
  if (existsSync(plugin) && existsSync(kept) && readFileSync(kept, 'utf8') === readFileSync(source, 'utf8')) return;
  mkdirSync(path.dirname(plugin), { recursive: true });
  const made = await run('gcc', ['-shared', '-fPIC', '-O1', '-w', '-o', plugin, source], { deadlineMs: 60_000 });
  if (made.code !== 0) throw new Error(`slurm: gcc cannot compile ${source}: ${reason(made)}.`);
  writeFileSync(kept, readFileSync(source));
}

/**
 * A GPU has to be a device for Slurm to count it; nothing looks into it.
 * @param {import('./places.js').Places} places
 */
async function makeDevices({ run: folder }) {
  const absent = Array.from({ length: 8 }, (_, index) => path.join(folder, `gpu${index}`)).filter(
    (file) => !existsSync(file),
  );
  for (const file of absent) await run('mknod', [file, 'c', '1', '3']);
}

/** @param {import('./places.js').Places} places */
async function initialiseDatabase({ database }) {
  if (existsSync(path.join(database, 'mysql'))) return;
  rmSync(database, { recursive: true, force: true });
  // Elsewhere first: one that was cut off must not be taken for whole.
  const unfinished = `${database}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const options = ['--no-defaults', `--datadir=${unfinished}`, '--user=root', '--skip-test-db', '--skip-name-resolve'];
  const made = await run('mariadb-install-db', [...options, '--auth-root-authentication-method=socket'], {
    deadlineMs: 120_000,
  });
  if (made.code !== 0) throw new Error(`slurm: mariadb-install-db failed: ${reason(made)}.`);
  await run('mv', [unfinished, database]);
}

/** @param {import('./places.js').Places} places */
async function cancelEverything({ conf }) {
  const env = { ...process.env, SLURM_CONF: conf };
  const options = { env, deadlineMs: 10_000 };
  const { stdout } = await run('squeue', ['-h', '-o', '%i'], options);
  const jobs = stdout.split('\n').filter(Boolean);
  if (jobs.length === 0) return;
  await run('scancel', jobs, options);
  await holds(async () => (await run('squeue', ['-h'], options)).stdout.trim() === '', { ms: 5000, every: 200 });
}

/**
 * What an earlier run did to the nodes is undone; then they have to say that they are there.
 * @param {NodeJS.ProcessEnv} env
 */
async function resumeNodes(env) {
  const options = { env, deadlineMs: 10_000 };
  /** @type {string} */
  let states = '';
  const idle = await holds(
    async () => {
      states = (await run('sinfo', ['-h', '-N', '-o', '%N %T'], options)).stdout.trim();
      for (const line of new Set(states.split('\n'))) {
        const [node, state] = line.split(' ');
        if (/^(down|drain|inval|fail)/.test(state ?? '')) await run('scontrol', ['update', `nodename=${node}`, 'state=resume'], options);
      }
      return states !== '' && !/\*|unknown|down|drain|inval|fail/.test(states);
    },
    { ms: 30_000, every: 200 },
  );
  if (!idle) throw new Error(`slurm: the nodes do not come up: ${[...new Set(states.split('\n'))].join(', ')}.`);
}

/** @param {string} file */
function lastLine(file) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const told = lines.findLast((line) => /error|fatal|cannot|refus/i.test(line)) ?? lines.at(-1);
  return told?.slice(0, 300) || 'it wrote nothing';
}
