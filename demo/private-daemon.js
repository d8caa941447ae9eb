// A dockerd of the demo's own: no bridge, no firewall rules, everything under one folder, ended by its own pid.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from './engine-answers.js';
import { unmountBelow } from './mounts.js';

/** The kernel's limit for a socket's path is 108 bytes; dockerd makes longer ones beside its own. */
const LONGEST_SOCKET_PATH = 100;
const STARTS_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 20_000;

/**
 * @param {{stateDir: string, log: (line: string) => void, signal?: AbortSignal | undefined}} options
 * @returns {Promise<{host: string, stop: () => Promise<void>}>}
 */
export async function startDaemon({ stateDir, log, signal }) {
  const places = placesIn(path.resolve(stateDir));
  const host = `unix://${places.socket}`;
  const env = { ...process.env, DOCKER_HOST: host };
  /** @type {Promise<void> | undefined} */
  let stopping;
  const stop = () => {
    stopping ??= stopDaemon(places, log);
    return stopping;
  };

  if (daemonPid(places) !== undefined) {
    const { version } = await answers(env, signal);
    if (version) {
      log(`engine: private Docker ${version} of an earlier run`);
      return { host, stop };
    }
  }
  // Whatever an earlier run left half alive would hold the data folder's locks.
  await stopDaemon(places, log);
  for (const folder of [places.data, places.exec, path.dirname(places.socket)]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const exited = spawnDaemon(places, host);
  const deadline = Date.now() + STARTS_WITHIN_MS;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { version } = await answers(env, signal);
      if (version) {
        log(`engine: started a private Docker ${version}`);
        return { host, stop };
      }
      if (exited.code !== undefined || Date.now() > deadline) {
        throw new Error(
          `demo: the private dockerd does not answer: ${lastError(places.log)}. See ${places.log}; this machine or container may lack privileges ('docker run --privileged'), else start an engine yourself.`,
        );
      }
      await sleep(200);
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @typedef {ReturnType<typeof placesIn>} Places */

/** @param {string} stateDir */
function placesIn(stateDir) {
  const inside = (/** @type {string} */ name) => path.join(stateDir, name);
  const hash = createHash('sha256').update(stateDir).digest('hex').slice(0, 12);
  const temporary = path.join(tmpdir(), `nemo-eval-demo-${hash}`);
  // containerd's own sockets lie in the exec root and are longer than dockerd's.
  const exec = inside('exec');
  const fits = Buffer.byteLength(path.join(exec, 'containerd/containerd-debug.sock')) <= LONGEST_SOCKET_PATH;
  return {
    data: inside('data'),
    log: inside('dockerd.log'),
    pidFile: inside('dockerd.pid'),
    exec: fits ? exec : path.join(temporary, 'exec'),
    socket: fits ? inside('docker.sock') : path.join(temporary, 'docker.sock'),
    temporary: fits ? undefined : temporary,
  };
}

/** @param {Places} places @param {string} host */
function spawnDaemon(places, host) {
  const output = openSync(places.log, 'w');
  const child = spawn(
    'dockerd',
    [
      ...[
        '--data-root',
        places.data,
        '--exec-root',
        places.exec,
        '--pidfile',
        places.pidFile,
        '--host',
        host,
      ],
      ...['--bridge', 'none', '--iptables=false', '--ip-masq=false'],
    ],
    // A process group of its own: a Ctrl-C must not end it before the evaluation's containers are gone.
    { stdio: ['ignore', output, output], detached: true },
  );
  closeSync(output);
  /** @type {{code?: number}} */
  const exited = {};
  child.on('error', () => {
    exited.code = 127;
  });
  child.on('exit', (code) => {
    exited.code = code ?? 1;
  });
  child.unref();
  return exited;
}

/**
 * Ends the daemon, its containerd and their mounts, whatever of them there is. The data stays.
 * @param {Places} places
 * @param {(line: string) => void} log
 */
async function stopDaemon(places, log) {
  const daemon = daemonPid(places);
  if (daemon !== undefined) {
    await end(daemon);
    log('engine: stopped the private daemon');
  }
  // Only a daemon that was killed leaves its containerd behind.
  const containerd = livePid(path.join(places.exec, 'containerd/containerd.pid'), 'containerd', places.exec);
  if (containerd !== undefined) await end(containerd);
  // A daemon leaves a network namespace mounted, one that was killed its data folder as well.
  await unmountBelow(places.data, places.exec);
  for (const left of [places.pidFile, places.socket]) rmSync(left, { force: true });
  if (places.temporary) rmSync(places.temporary, { recursive: true, force: true });
}

/** @param {Places} places */
const daemonPid = (places) => livePid(places.pidFile, 'dockerd', places.data);

/**
 * The pid in the file, when that process is what the file's writer was: after a crash another may have the number.
 * @param {string} file
 * @param {string} program
 * @param {string} argument part of the command line
 */
function livePid(file, program, argument) {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return path.basename(command.split('\0')[0] ?? '') === program && command.includes(argument)
      ? pid
      : undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
async function end(pid) {
  const alive = () => {
    try {
      // A zombie of ours still takes signals; its command line is empty.
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
    } catch {
      return false;
    }
  };
  for (const name of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    try {
      process.kill(pid, name);
    } catch {
      return;
    }
    const deadline = Date.now() + STOPS_WITHIN_MS;
    while (alive() && Date.now() < deadline) await sleep(100);
    if (!alive()) return;
  }
}

/** @param {string} file */
function lastError(file) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const told = lines.findLast((line) => /failed|level=(error|fatal)/.test(line)) ?? lines.at(-1);
  return told?.slice(0, 300) || 'it wrote nothing';
}
