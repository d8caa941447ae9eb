import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { stopJobs } from '../../../src/evaluation/lepton/stop-jobs.js';
import { watchJobs } from '../../../src/evaluation/lepton/watch-jobs.js';
import { stopRemote } from '../../../src/evaluation/remote/stop-remote.js';
import { updateRecord } from '../../../src/evaluation/session.js';
import { EXEC_DB_VARIABLE } from '../../../src/launcher/stop.js';
import { makeTask } from '../../launcher/lepton/direct.js';
import { INVOCATION } from '../../open-records/records.js';
import { TASK, Workspace } from './workspace.js';

let workspace: Workspace;
const launchers: ChildProcess[] = [];

beforeEach(async () => {
  workspace = await Workspace.open();
});
afterEach(async () => {
  for (const launcher of launchers.splice(0)) launcher.kill('SIGKILL');
  await workspace.close();
});

it('deletes endpoint and job of a run of which Lepton has not said that it has ended', async () => {
  const session = workspace.session({ lepton: [TASK!] });
  expect(await stopJobs(session)).toBeUndefined();
  expect(workspace.left).toEqual([]);
  expect(session.record.remote!.swept).toBe(true);
});

it('leaves the job of one that has ended, for its logs', async () => {
  const session = workspace.session({ lepton: [TASK!], ended: true });
  expect(await stopJobs(session)).toBeUndefined();
  expect(workspace.left).toEqual([TASK!.jobName]);
});

it.each([
  ['success', 'Completed'],
  ['failed', 'Failed'],
  ['killed', 'Stopped'],
])('a job that ended as %s has ended by the word of Lepton', async (state, word) => {
  workspace.server.setJob(TASK!.jobName, word);
  const session = workspace.session({ lepton: [TASK!] });
  const dir = path.join(workspace.dir, 'mirror');
  updateRecord(session, { invocationId: INVOCATION, invocationDir: dir });
  const { endings } = await watchJobs(session);
  expect(endings!.get(0)?.state).toBe(state === 'success' ? 'invalid' : state);
  expect(session.record.remote!.ended).toBe(true);
  await stopJobs(session);
  expect(workspace.left).toEqual([TASK!.jobName]);
});

it.each([
  ['has not answered for too long', { silenceMs: 1 }, () => ({ status: 503 }), 'failed'],
  ['was left running for too long', { runningMs: 0 }, () => undefined, 'timeout'],
])('deletes a job that %s, once Lepton lets it', async (_, limits, fault, state) => {
  workspace.server.setJob(TASK!.jobName, 'Running');
  const session = workspace.session({ lepton: [TASK!] });
  updateRecord(session, { invocationId: INVOCATION, invocationDir: path.join(workspace.dir, 'mirror') });
  workspace.server.fault = ({ method }) => (method === 'DELETE' ? { status: 503 } : fault());
  const { endings } = await watchJobs(session, { ...limits, releaseMs: 300 });
  expect(endings!.get(0)?.state).toBe(state);
  expect(session.record.remote!.ended).toBeUndefined();
  expect(workspace.left).toHaveLength(2);
  workspace.server.fault = () => undefined;
  expect(await stopJobs(session)).toBeUndefined();
  expect(workspace.left).toEqual([]);
});

it('stops a run that a cancelled watch left, and does not take it for ended', async () => {
  workspace.server.setJob(TASK!.jobName, 'Running');
  const session = workspace.session({ lepton: [TASK!] });
  updateRecord(session, { invocationId: INVOCATION, invocationDir: path.join(workspace.dir, 'mirror') });
  setTimeout(() => session.stop.abort('timeout'), 300);
  await watchJobs(session);
  expect(session.record.remote!.ended).toBeUndefined();
  await stopJobs(session);
  expect(workspace.left).toEqual([]);
});

it('does not delete in another workspace than that of the run', async () => {
  const session = workspace.session({ lepton: [TASK!], account: 'ws-other' });
  expect(await stopJobs(session)).toMatch(
    /^what it has on Lepton may still bill: it was submitted to the Lepton workspace ws-other, /,
  );
  expect(session.record.remote!.swept).toBe(false);
  expect(workspace.server.calls).toEqual([]);
});

it('ends a launcher that outlived its step, and deletes what it made until then and a moment later', async () => {
  const session = workspace.session({});
  const { files } = session;
  mkdirSync(path.dirname(files.stdout), { recursive: true });
  writeFileSync(files.stdout, `🚀 Task mmlu: Creating endpoint ${TASK!.endpoint}\n`);
  // As the launcher does, with a group of its own: it goes on to make what it has not made yet.
  const late = `setTimeout(() => fetch('${workspace.server.url}/jobs', { method: 'POST', headers: { authorization: 'Bearer ${workspace.server.variables.LEPTON_WORKSPACE_TOKEN}' }, body: JSON.stringify({ metadata: { name: 'late' }, spec: {} }) }), 1500); setInterval(() => 0, 1000)`;
  const launcher = spawn(process.execPath, ['-e', late], {
    env: { ...process.env, [EXEC_DB_VARIABLE]: files.execDb },
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => launcher.on('exit', (_, signal) => resolve(signal)));
  launchers.push(launcher);
  await new Promise((resolve) => launcher.on('spawn', resolve));
  while (!environOf(launcher.pid!).includes(files.execDb)) await new Promise((go) => setTimeout(go, 10));
  workspace.server.endpoints.clear();
  // A call that was under way when it was killed.
  setTimeout(() => void makeTask(workspace.server, 'mmlu', TASK!.jobName, TASK!.endpoint), 900);
  expect(await stopJobs(session)).toBeUndefined();
  expect(await Promise.race([ended, new Promise((go) => setTimeout(go, 1_000))])).toBe('SIGKILL');
  expect(workspace.left).toEqual([]);
}, 20_000);

it('looks once more in the post step for what a submission had under way as it was cut off', async () => {
  const session = workspace.session({ swept: true });
  mkdirSync(path.dirname(session.files.stdout), { recursive: true });
  writeFileSync(session.files.stdout, `🚀 Task mmlu: Creating endpoint ${TASK!.endpoint}\n`);
  expect(await stopRemote(session)).toBeUndefined();
  expect(workspace.left).toHaveLength(2);
  updateRecord(session, { phase: 'concluded' });
  expect(await stopRemote(session)).toBeUndefined();
  expect(workspace.left).toEqual([]);
}, 20_000);

it('leaves in the post step what was swept after it had been submitted', async () => {
  const session = workspace.session({ lepton: [TASK!], swept: true });
  updateRecord(session, { phase: 'concluded' });
  expect(await stopRemote(session)).toBeUndefined();
  expect(workspace.server.calls).toEqual([]);
});

function environOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
