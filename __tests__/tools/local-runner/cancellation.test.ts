import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startAction } from '../../../tools/local-runner/run-action.js';
import { createSandbox, type Sandbox } from './script-action.js';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = createSandbox();
});

afterEach(() => sandbox.remove());

const POST = `console.log('cleaning up')`;
const WAIT = `setInterval(() => {}, 1000); console.log('ready');`;

/** Starts an action and waits until it has said that it is ready. */
async function started(main: string, grace = { interruptMs: 300, terminateMs: 200 }, postIf = 'always()') {
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const action = startAction({
    actionDir: sandbox.action({ main, post: POST, postIf }),
    grace,
    onLine: (line) => line === 'ready' && isReady(),
  });
  await ready;
  return action;
}

/** A killed process without a parent to collect it stays as a zombie where nothing reaps, as in many containers. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('cancel', () => {
  it('interrupts, lets the action finish, and runs post', async () => {
    const action = await started(
      `process.on('SIGINT', () => { console.log('stopping'); process.exit(9); }); ${WAIT}`,
    );
    await action.cancel();
    const result = await action.done;
    expect(result).toMatchObject({ cancelled: true, outcome: 'cancelled', exitCode: 9, signal: null });
    expect(result.signals.map((s) => s.signal)).toEqual(['SIGINT']);
    expect(result.log).toContain('stopping');
    expect(result.post?.log).toBe('cleaning up\n');
  });

  it('terminates an action that ignores the interrupt, after the grace period', async () => {
    const action = await started(`process.on('SIGINT', () => {}); ${WAIT}`);
    await action.cancel();
    const { signal, signals, post } = await action.done;
    expect(signal).toBe('SIGTERM');
    expect(signals.map((s) => s.signal)).toEqual(['SIGINT', 'SIGTERM']);
    expect(signals[1]!.atMs - signals[0]!.atMs).toBeGreaterThan(250);
    expect(post?.exitCode).toBe(0);
  });

  it('kills an action that ignores everything, and then whatever it had started', async () => {
    const action = await started(`import { spawn } from 'node:child_process';
      const child = spawn('sleep', ['300'], { stdio: 'ignore', detached: true });
      console.log('child ' + child.pid);
      for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => console.log('ignored ' + signal));
      ${WAIT}`);
    await action.cancel();
    const result = await action.done;
    expect(result.signal).toBe('SIGKILL');
    expect(result.log).toMatch(/ignored SIGINT\nignored SIGTERM\n$/);
    const pid = Number(/child (\d+)/.exec(result.log)?.[1]);
    expect(result.orphans).toEqual([{ pid, cmd: 'sleep 300' }]);
    expect(isRunning(pid)).toBe(false);
  });

  it('skips a post step that wants success', async () => {
    const action = await started(WAIT, undefined, 'success()');
    await action.cancel();
    expect(await action.done).toMatchObject({ signal: 'SIGINT', post: undefined });
  });
});

it('kill ends the action at once and without post', async () => {
  const action = await started(`process.on('SIGINT', () => {}); ${WAIT}`);
  action.kill();
  expect(await action.done).toMatchObject({
    signal: 'SIGKILL',
    outcome: 'failure',
    post: undefined,
    orphans: [],
  });
});

it('removes orphans after a normal end too', async () => {
  const action = startAction({
    actionDir: sandbox.action({
      main: `import { spawn } from 'node:child_process';
        spawn('sleep', ['301'], { stdio: 'ignore', detached: true }).unref();
        const env = { ...process.env, RUNNER_TRACKING_ID: '' };
        const kept = spawn('sleep', ['2'], { stdio: 'ignore', detached: true, env });
        kept.unref();`,
    }),
  });
  expect(await action.done).toMatchObject({ outcome: 'success', orphans: [{ cmd: 'sleep 301' }] });
});
