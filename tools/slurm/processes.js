// The cluster's processes: each is known by its pid and the moment of its start, or by the mark in its environment.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MARK } from './places.js';

const STOPS_WITHIN_MS = 10_000;
const SERVERS = new Set(['munged', 'mariadbd', 'slurmdbd', 'slurmctld', 'slurmd', 'sshd']);

/**
 * @typedef {{pid: number, started: string}} Daemon started: the boot and the tick of its start, so that after a crash
 *   nobody is ended who got the number since
 */

const bootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/**
 * @param {number} pid
 * @returns {{parent: number, started: string, zombie: boolean} | undefined}
 */
export function look(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before may have spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      parent: Number(fields[1]),
      started: `${bootId()}/${fields[19]}`,
      zombie: fields[0] === 'Z',
    };
  } catch {
    return undefined;
  }
}

/** @param {Daemon | undefined} daemon */
export function isAlive(daemon) {
  const found = daemon && look(daemon.pid);
  return found !== undefined && !found.zombie && found.started === daemon?.started;
}

/**
 * Starts a program in the background; it outlives this process.
 * @param {string} program
 * @param {string[]} args
 * @param {{log: string, env: NodeJS.ProcessEnv}} options
 * @returns {Daemon}
 */
export function startDaemon(program, args, { log, env }) {
  const output = openSync(log, 'a');
  const child = spawn(program, args, { stdio: ['ignore', output, output], env, detached: true, cwd: '/' });
  closeSync(output);
  child.on('error', () => {});
  child.unref();
  if (child.pid === undefined) throw new Error(`slurm: '${program}' cannot be started: is it installed?`);
  return { pid: child.pid, started: look(child.pid)?.started ?? '' };
}

/**
 * @param {Daemon[]} daemons ended together, first asked, then forced
 * @param {number} [askedMs] the time between
 */
export async function endAll(daemons, askedMs = STOPS_WITHIN_MS) {
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    const deadline = Date.now() + (signal === 'SIGTERM' ? askedMs : STOPS_WITHIN_MS);
    for (const daemon of daemons.filter(isAlive)) {
      try {
        process.kill(daemon.pid, signal);
      } catch {
        // It ended by itself meanwhile.
      }
    }
    while (daemons.some(isAlive) && Date.now() < deadline) await sleep(25);
  }
}

/** @returns {number[]} */
function allPids() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/**
 * Every process of a cluster, but for this one and those that started it: what has its mark, and the keepers of its
 * jobs, which write over their environment, with the jobs.
 * @param {string} dir
 * @returns {Daemon[]}
 */
export function processesOf(dir) {
  const own = new Set([process.pid]);
  for (let pid = process.pid; pid > 1; ) {
    pid = look(pid)?.parent ?? 0;
    own.add(pid);
  }
  /** @type {Map<number, Daemon>} */
  const found = new Map();
  for (const pid of allPids()) {
    const info = look(pid);
    if (!info || info.zombie || own.has(pid)) continue;
    const daemon = { pid, started: info.started };
    const all = isMarked(pid, dir) ? [daemon] : keepsJobOf(pid, dir) ? withDescendants(daemon) : [];
    for (const one of all) if (!own.has(one.pid)) found.set(one.pid, one);
  }
  return [...found.values()];
}

/** @param {number} pid @param {string} dir */
function isMarked(pid, dir) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${MARK}=${dir}`);
  } catch {
    return false;
  }
}

/** @param {number} pid @param {string} dir */
function keepsJobOf(pid, dir) {
  try {
    if (path.basename(readlinkSync(`/proc/${pid}/exe`)) !== 'slurmstepd') return false;
    const logs = path.join(dir, 'log/');
    return readdirSync(`/proc/${pid}/fd`).some((fd) =>
      readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(logs),
    );
  } catch {
    return false;
  }
}

/**
 * Servers of the cluster that nobody wrote down, as a start that was killed leaves them.
 * @param {string} dir
 * @param {Daemon[]} known
 * @returns {Daemon[]}
 */
export function strayDaemons(dir, known) {
  const pids = new Set(known.map(({ pid }) => pid));
  return processesOf(dir).filter(({ pid }) => {
    if (pids.has(pid) || look(pid)?.parent !== 1) return false;
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    // sshd writes its doings behind its name.
    return SERVERS.has(program.split(':')[0]?.split('/').at(-1) ?? '');
  });
}

/**
 * A process and everything that it started, as far as that is still below it.
 * @param {Daemon} daemon
 * @returns {Daemon[]}
 */
export function withDescendants(daemon) {
  const parents = new Map(allPids().map((pid) => [pid, look(pid)]));
  const found = [daemon];
  for (let index = 0; index < found.length; index += 1) {
    for (const [pid, info] of parents) {
      if (info && info.parent === found[index]?.pid) found.push({ pid, started: info.started });
    }
  }
  return found;
}

/**
 * @param {number} port on loopback
 * @returns {Promise<boolean>} whether somebody listens
 */
export function answersAt(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (/** @type {boolean} */ answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.setTimeout(2000, () => done(false));
  });
}

/**
 * @param {() => boolean | Promise<boolean>} condition
 * @param {{ms: number, every?: number}} limits
 * @returns {Promise<boolean>} whether it came to hold
 */
export async function holds(condition, { ms, every = 50 }) {
  const deadline = Date.now() + ms;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() > deadline) return false;
    await sleep(every);
  }
}
