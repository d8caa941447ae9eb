import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { LeptonFinisher } from '../../src/evaluation/remote/lepton-finisher.js';
import { readOpenRecord } from '../../src/open-records/read-open-record.js';
import { LeptonServer, WORKSPACE } from '../../tools/lepton/server.js';
import { type ActionHandle, startAction } from '../../tools/local-runner/run-action.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';
import { Workspace } from '../evaluation/lepton/workspace.js';
import { DEPLOYED } from '../lepton/config.js';
import { INVOCATION } from '../open-records/records.js';
import { leptonVenv } from './lepton-world.js';
import { ROOT, until } from './world.js';

const TOOL_CACHE = path.join(ROOT, 'demo/.cache/tool-cache');
let services: Services;
let server: LeptonServer;
let dir: string;
let lines: string[];

beforeAll(async () => {
  await leptonVenv();
  services = await startServices();
}, 600_000);
afterAll(() => services.close());
beforeEach(async () => {
  server = new LeptonServer();
  server.nodeGroups.push({ id: 'gpu-group-ab12', name: 'gpus' });
  await server.listen();
  dir = mkdtempSync(path.join(tmpdir(), 'nea-lepton-step-'));
  lines = [];
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

/** The action as a step, from `dist/`. */
function start(inputs: Record<string, string> = {}): ActionHandle {
  for (const name of ['workspace', 'temp']) mkdirSync(path.join(dir, name));
  writeFileSync(path.join(dir, 'workspace/config.yaml'), DEPLOYED);
  return startAction({
    actionDir: ROOT,
    workspace: path.join(dir, 'workspace'),
    tempDir: path.join(dir, 'temp'),
    services,
    runId: '1',
    job: 'evaluate',
    inputs: { config: 'config.yaml', 'artifact-name': 'none', baseline: 'none', ...inputs },
    env: { ...server.variables, RUNNER_TOOL_CACHE: TOOL_CACHE },
    onLine: (line) => lines.push(line),
  });
}

describe('a step that evaluates on Lepton', () => {
  it('deletes the endpoint when Lepton says that the job has ended, and keeps the job for its logs', async () => {
    const handle = start();
    await until(() => server.jobs.size === 1, 200);
    const [job] = server.jobs.values();
    server.setJob(job!.metadata['name'], 'Completed', { succeeded: 1 });
    const { outputs, post } = await handle.done;
    expect(outputs['state']).toBe('invalid');
    expect(server.endpoints.size).toBe(0);
    expect(server.jobs.size).toBe(1);
    expect(post?.exitCode).toBe(0);
  }, 300_000);

  it('leaves nothing where it is killed while the launcher waits for an endpoint, which outlives it', async () => {
    server.readyAfterMs = Number.POSITIVE_INFINITY;
    const handle = start();
    await until(() => server.endpoints.size === 1, 200);
    process.kill(handle.pid, 'SIGKILL');
    const { signal, orphans } = await handle.done;
    expect(signal).toBe('SIGKILL');
    expect(server.endpoints.size).toBe(0);
    expect(lines).toContainEqual(
      expect.stringMatching(/^deleted on Lepton: endpoint vllm-mmlu-i-0-[0-9a-f]{6}$/),
    );
    expect(orphans).toEqual([]);
  }, 300_000);

  it('leaves nothing where it is killed while it watches', async () => {
    const handle = start();
    await until(() => lines.some((line) => line.includes('pending (Starting)')), 200);
    process.kill(handle.pid, 'SIGKILL');
    await handle.done;
    expect(server.endpoints.size).toBe(0);
    expect(server.jobs.size).toBe(0);
  }, 300_000);
});

it('leaves an evaluation to go on with wait: false, and records what stops it', async () => {
  const { outputs } = await start({ wait: 'false', 'artifact-name': 'results' }).done;
  expect(outputs['state']).toBe('submitted');
  expect(server.endpoints.size).toBe(1);
  const artifact = services.artifacts.find(({ name }) => name === `nea-open-${outputs['invocation_id']}`)!;
  const text = Buffer.from(unzipSync(artifact.bytes())['open-record.json']!).toString();
  const { record } = readOpenRecord(text);
  expect(record.workspace).toBe(WORKSPACE);
  const workspace = await Workspace.open();
  try {
    Object.assign(workspace.env, server.variables);
    const open = { ...workspace.recorded(), record };
    await new LeptonFinisher(workspace.resumer()).cancel(open);
    expect(server.endpoints.size).toBe(0);
    expect(server.jobs.size).toBe(0);
    expect(workspace.left).toHaveLength(2);
  } finally {
    await workspace.close();
  }
}, 300_000);

it('a collector speaks to Lepton through the launcher’s environment, without its Lepton part', async () => {
  const workspace = await Workspace.open();
  try {
    Object.assign(workspace.env, { PATH: process.env['PATH'], RUNNER_TOOL_CACHE: TOOL_CACHE });
    const finisher = new LeptonFinisher(workspace.resumer());
    const open = workspace.recorded({ 'wishes.secret_names': ['MODEL_API_KEY'] });
    expect((await finisher.look([open])).get(INVOCATION)).toEqual({
      state: 'running',
      shown: 'mmlu Starting',
    });
    await finisher.cancel(open);
    expect(workspace.left).toEqual([]);
    expect(workspace.said.filter((line) => line.startsWith('warning'))).toEqual([]);
  } finally {
    await workspace.close();
  }
}, 300_000);
