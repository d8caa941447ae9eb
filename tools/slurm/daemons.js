// The daemons of the cluster in the order of their start: how each is called, and when it is ready.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { reason, run } from '../../demo/command.js';
import { bookEntries } from './accounts.js';
import { answersAt, endAll, holds, isAlive, startDaemon } from './processes.js';
import { NODES } from './settings.js';
import { writeState } from './state.js';

/**
 * @typedef {object} Plan
 * @property {string} name
 * @property {string} program
 * @property {string[]} args in the foreground
 * @property {() => Promise<boolean>} ready
 * @property {number} ms until then
 * @property {() => Promise<void>} [once] what is done once it is
 */

/**
 * @param {import('./settings.js').Setting} setting
 * @param {NodeJS.ProcessEnv} env for Slurm's commands
 * @param {import('./state.js').State} state `booked` is set when the accounts are entered
 * @returns {Plan[]}
 */
export function daemonsOf({ places, ports, user }, env, state) {
  const inEtc = (/** @type {string} */ name) => path.join(places.etc, name);
  const slurm = (/** @type {string} */ program, /** @type {string[]} */ args) =>
    run(program, args, { env, deadlineMs: 20_000 });
  return [
    {
      name: 'munged',
      program: 'munged',
      args: [
        ...['--foreground', '--force', '--socket', places.mungeSocket, '--key-file', places.mungeKey],
        ...[
          '--pid-file',
          path.join(places.run, 'munged.pid'),
          '--log-file',
          path.join(places.log, 'munged.log'),
        ],
        ...['--seed-file', path.join(places.run, 'munged.seed')],
      ],
      ready: () => accepts(places.mungeSocket),
      ms: 10_000,
    },
    {
      name: 'mariadbd',
      program: 'mariadbd',
      args: [
        ...['--no-defaults', '--user=root', `--datadir=${places.database}`, '--bind-address=127.0.0.1'],
        ...[`--port=${ports.database}`, `--socket=${path.join(places.run, 'mariadb.socket')}`],
        ...[`--pid-file=${path.join(places.run, 'mariadbd.pid')}`, `--init-file=${inEtc('database.sql')}`],
        ...['--innodb-buffer-pool-size=64M', '--innodb-lock-wait-timeout=900', '--skip-name-resolve'],
        // What is committed outlives the server; a crash of the machine may take a second of it.
        ...['--innodb-flush-log-at-trx-commit=2', '--skip-log-bin', '--performance-schema=OFF'],
      ],
      ready: () => answersAt(ports.database),
      ms: 60_000,
    },
    {
      name: 'slurmdbd',
      program: 'slurmdbd',
      args: ['-D'],
      ready: () => answersAt(ports.accounting),
      ms: 60_000,
      async once() {
        if (state.booked) return;
        for (const entry of bookEntries(user)) {
          const made = await slurm('sacctmgr', ['-i', ...entry]);
          if (made.code !== 0 && !/already exist|nothing new/i.test(`${made.stdout}${made.stderr}`)) {
            throw new Error(`slurm: sacctmgr ${entry.join(' ')} failed: ${reason(made)}.`);
          }
        }
        state.booked = true;
      },
    },
    {
      name: 'slurmctld',
      program: 'slurmctld',
      args: ['-D', '-f', places.conf],
      ready: () => answersAt(ports.controller),
      ms: 30_000,
    },
    ...NODES.map((node, index) => ({
      name: `slurmd-${node}`,
      program: 'slurmd',
      args: ['-D', '-N', node, '-f', places.conf],
      ready: () => answersAt(/** @type {number} */ (ports.nodes[index])),
      ms: 30_000,
    })),
    {
      name: 'sshd',
      // It starts itself again for each connection, and so wants the whole path.
      program: '/usr/sbin/sshd',
      args: ['-D', '-e', '-f', inEtc('sshd')],
      ready: () => answersAt(ports.sshd),
      ms: 10_000,
    },
  ];
}

/**
 * Starts a daemon that does not run, or does not answer.
 * @param {Plan} plan
 * @param {{places: import('./places.js').Places, state: import('./state.js').State, env: NodeJS.ProcessEnv,
 *   log: (line: string) => void}} options env: of the daemon
 */
export async function bringUp(plan, { places, state, env, log }) {
  const { name } = plan;
  const before = state.daemons[name];
  if (isAlive(before) && (await plan.ready())) return;
  if (before) await endAll([before]);
  log(`slurm: starting ${name}`);
  const file = path.join(places.log, `${name}.out`);
  const from = existsSync(file) ? statSync(file).size : 0;
  const daemon = startDaemon(plan.program, plan.args, { log: file, env });
  state.daemons[name] = daemon;
  writeState(places.state, state);
  const ready = await holds(async () => !isAlive(daemon) || (await plan.ready()), { ms: plan.ms });
  if (!ready || !isAlive(daemon)) {
    throw new Error(`slurm: ${name} does not come up: ${lastComplaint(file, from)}. See ${places.log}.`);
  }
  await plan.once?.();
}

/** @param {string} file @param {number} from the byte where this start began */
function lastComplaint(file, from) {
  const lines = readFileSync(file).subarray(from).toString('utf8').trim().split('\n');
  const told = lines.findLast((line) => /error|fatal|cannot|refus/i.test(line)) ?? lines.at(-1);
  return told?.slice(0, 300) || 'it wrote nothing';
}

/** @param {string} socket @returns {Promise<boolean>} */
function accepts(socket) {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const done = (/** @type {boolean} */ answer) => {
      connection.destroy();
      resolve(answer);
    };
    connection.once('connect', () => done(true)).once('error', () => done(false));
  });
}
