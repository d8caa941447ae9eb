import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { unzipSync } from 'fflate';
import { leptonTasks } from '../../src/lepton/names.js';
import { LeptonServer, TOKEN } from '../../tools/lepton/server.js';
import { startAction } from '../../tools/local-runner/run-action.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';
import { keepEnvironment } from '../evaluation/stand-ins.js';
import { HOSTED } from '../lepton/config.js';

jest.setTimeout(60_000);
const INVOCATION = 'aaaa000000000001';
// Looks like a key, and is none.
const PASTED = 'hf_abcdefghijklmnopqrstuvwxyz012345';
let dir: string;
let server: LeptonServer;
let services: Services;

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'collect-secrets-'));
  server = new LeptonServer();
  await server.listen();
  services = await startServices();
});
afterEach(async () => {
  await services.close();
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

it('a key that stands in the config stays out of what is uploaded, whatever else is found to be secret later', async () => {
  const toolCache = path.join(dir, 'tool');
  const env = { ...server.variables, RUNNER_TOOL_CACHE: toolCache };
  const venv = await keepEnvironment(toolCache, process.env, { lepton: true });
  const tasks = leptonTasks('none', ['mmlu_instruct'], INVOCATION);
  const rows = tasks.map(({ jobName, index }) => ({
    invocation_id: INVOCATION,
    job_id: `${INVOCATION}.${index}`,
    timestamp: 1,
    executor: 'lepton',
    data: { lepton_job_name: jobName, output_dir: dir, task_name: 'mmlu_instruct' },
    config: {},
  }));
  writeFileSync(path.join(venv, 'bin/launch.json'), JSON.stringify({ tasks, rows }));
  server.firstJobState = 'Completed';
  const workspace = path.join(dir, 'workspace');
  mkdirSync(workspace);
  const config = HOSTED.replace('  tasks:\n', `  env_vars: {HF_TOKEN: "lit:${PASTED}"}\n  tasks:\n`);
  expect(config).toContain(PASTED);
  writeFileSync(path.join(workspace, 'eval.yaml'), config);
  const { outputs, log } = await startAction({
    workspace,
    tempDir: path.join(dir, 'temp'),
    services,
    inputs: { config: 'eval.yaml', preflight: 'off', baseline: 'none' },
    env: { PATH: process.env['PATH'], ...env },
  }).done;
  expect(outputs['state']).toBe('invalid');
  const artifact = services.artifacts.find(({ name }) => name === 'eval_results')!;
  const files = Object.entries(unzipSync(artifact.bytes()));
  expect(files.map(([file]) => file)).toContain('nemo-eval/launcher_config.yaml');
  for (const text of [log, ...files.map(([, bytes]) => Buffer.from(bytes).toString('latin1'))]) {
    expect(text).not.toContain(PASTED);
    expect(text).not.toContain(TOKEN);
  }
});
