import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkReachable } from '../../../tools/slurm/login.js';
import { choosePorts, freePorts } from '../../../tools/slurm/ports.js';
import {
  endAll,
  isAlive,
  look,
  processesOf,
  startDaemon,
  withDescendants,
} from '../../../tools/slurm/processes.js';
import { missing } from '../../../tools/slurm/requirements.js';
import { alone, readState, writeState } from '../../../tools/slurm/state.js';
import { tempDir } from '../../temp-dir.js';

const temp = tempDir();
const linuxOnly = process.platform === 'linux' ? describe : describe.skip;

describe('what the machine lacks', () => {
  it('is named, program by program', () => {
    const root = temp.path;
    const everything = missing({ root });
    expect(everything).toEqual(expect.arrayContaining(['slurmctld', 'sshd', '/usr/include/slurm/spank.h']));
    mkdirSync(path.join(root, 'usr/sbin'), { recursive: true });
    writeFileSync(path.join(root, 'usr/sbin/sshd'), '');
    expect(missing({ root })).toEqual(everything.filter((name) => name !== 'sshd'));
  });
});

describe('a folder', () => {
  it('that the login cannot reach is refused by name', () => {
    const parent = path.join(temp.path, 'closed');
    mkdirSync(parent, { mode: 0o700 });
    expect(() => checkReachable(path.join(parent, 'new'))).toThrow(
      `slurm: '${parent}' lets no other user in`,
    );
    chmodSync(parent, 0o711);
    expect(() => checkReachable(path.join(parent, 'new'))).toThrow(`slurm: '${temp.path}' lets`);
    chmodSync(temp.path, 0o711);
    checkReachable(path.join(parent, 'new'));
  });
});

describe('ports', () => {
  const before = { controller: 1, database: 2, accounting: 3, sshd: 4, nodes: [5, 6, 7] };

  it('are kept where nobody listens, or our own daemon does', async () => {
    const ports = await freePorts(2);
    const [taken, free] = ports as [number, number];
    const server = createServer().listen(taken, '127.0.0.1');
    await once(server, 'listening');
    try {
      const wanted = { ...before, controller: taken, sshd: free };
      expect(await choosePorts(wanted, (name) => name === 'controller')).toEqual(wanted);
      const other = await choosePorts(wanted, () => false);
      expect(other).toEqual({ ...wanted, controller: expect.any(Number) });
      expect(other.controller).not.toBe(taken);
    } finally {
      server.close();
    }
  });

  it('are each another', async () => {
    const { nodes, ...single } = await choosePorts(undefined, () => false);
    expect(new Set([...nodes, ...Object.values(single)]).size).toBe(7);
  });
});

describe('the state', () => {
  const state = {
    ...{ user: 'nel', databasePassword: 'x', userCreated: false, booked: true },
    ...{ ports: undefined, daemons: { sshd: { pid: 1, started: 'then' } } },
  };

  it('is read as it was written, by nobody else', () => {
    const file = path.join(temp.path, 'state.json');
    expect(readState(file)).toBeUndefined();
    writeState(file, state);
    expect(readState(file)).toEqual(state);
    writeFileSync(file, '{"user":');
    expect(() => readState(file)).toThrow(`slurm: ${file} is not what 'up' writes`);
  });
});

linuxOnly('processes', () => {
  const start = (script: string, env = {}) =>
    startDaemon('sh', ['-c', script], {
      log: path.join(temp.path, 'log'),
      env: { PATH: process.env['PATH'], ...env },
    });

  it('are known by their start as well: another may have the number since', async () => {
    const daemon = start('sleep 60');
    expect(isAlive(daemon)).toBe(true);
    expect(isAlive({ ...daemon, started: `${daemon.started}1` })).toBe(false);
    await endAll([{ ...daemon, started: 'an earlier boot/1' }]);
    expect(isAlive(daemon)).toBe(true);
    await endAll([daemon]);
    expect(isAlive(daemon)).toBe(false);
  });

  it('that do not listen are forced', async () => {
    const daemon = start("trap '' TERM; while :; do sleep 0.1; done");
    await new Promise((resolve) => setTimeout(resolve, 200));
    await endAll([daemon], 100);
    expect(isAlive(daemon)).toBe(false);
  });

  it('of a cluster are those with its mark', async () => {
    const dir = temp.path;
    const [ours, others] = [
      start('sleep 60', { NEA_SLURM_CLUSTER: dir }),
      start('sleep 60', { NEA_SLURM_CLUSTER: `${dir}-2` }),
    ];
    // A shell starts its command by and by.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(processesOf(dir)).toEqual(expect.arrayContaining([ours]));
    expect(processesOf(dir).map(({ pid }) => pid)).not.toContain(others.pid);
    await endAll([...withDescendants(ours), ...withDescendants(others)]);
    expect(processesOf(dir)).toEqual([]);
  });

  it('work on one cluster one after the other, and past one that died at it', async () => {
    const dir = temp.path;
    const order: string[] = [];
    const turn = (name: string) =>
      alone(dir, async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push(`${name} ends`);
      });
    const child = spawn('sleep', ['60']);
    const started = look(child.pid!)!.started;
    writeFileSync(path.join(dir, 'lock'), JSON.stringify({ pid: child.pid, started }));
    const first = turn('a');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(order).toEqual([]);
    child.kill('SIGKILL');
    await first;
    await Promise.all([turn('b'), turn('c')]);
    expect(order.filter((_, index) => index % 2 === 0).map((line) => line[0])).toEqual(
      order.filter((_, index) => index % 2 === 1).map((line) => line[0]),
    );
    expect(() => readFileSync(path.join(dir, 'lock'))).toThrow('ENOENT');
  });
});
