import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { openPull } from './pull.js';
import {
  artifactNames,
  modelConfig,
  openWorld,
  outputsOf,
  recordOf,
  runExample,
  type World,
} from './world.js';

jest.setTimeout(10 * 60_000);

let world: World;
let temp: string;
beforeAll(async () => {
  temp = mkdtempSync(path.join(tmpdir(), 'act-actions-'));
  world = await openWorld();
});
afterAll(async () => {
  await world?.close();
  rmSync(temp, { recursive: true, force: true });
});

const STEP_CONFIG = `
dry_run: true
output_dir: ./results
execution: {type: local, mode: sequential, output_dir: "\${output_dir}"}
deployment: {type: none}
target: {api_endpoint: {api_key_name: "\${oc.env:API_KEY_NAME,NVIDIA_API_KEY}"}}
evaluation: {tasks: [{name: mmlu_instruct}]}
`;
const OWN_IMAGE = 'registry.example.com/team/my-bench:1.4';

it('config-check.yml reads configs, and keeps nothing', async () => {
  const pull = openPull(world, 31, 'configs', 'good');
  const tiny = {
    'eval/tiny_chat.yaml': STEP_CONFIG,
    'eval/own-container.yaml': modelConfig('good')['eval/model.yaml']!,
  };
  world.clone.commit('configs', tiny);
  const run = await openPull(world, 31, 'configs', 'good').run('config-check.yml', { secrets: {} });
  expect(run.jobs.map(({ result }) => result)).toEqual(['success', 'success']);
  for (const { outputs } of run.jobs) expect(outputs).toMatchObject({ state: 'dry-run', artifact_id: '' });
  expect(artifactNames(world, run)).toEqual([]);
  expect(world.services.rest.checks.filter(({ head_sha: sha }) => sha === pull.head)).toEqual([]);
});

it('hosted-endpoint.yml evaluates, and shows the scores', async () => {
  const run = await openPull(world, 32, 'change', 'good').run('hosted-endpoint.yml');
  expect(run.job('evaluate').result).toBe('success');
  expect(outputsOf(run)).toMatchObject({ state: 'success', verdict: 'NO-BASELINE' });
  expect(artifactNames(world, run)).toEqual(['eval_results', 'eval_results.baseline']);
  expect(run.job('evaluate').lines.join('\n')).toMatch(/^mmlu_instruct\/exact_match\t0\.\d+\t100\tNEW$/m);
});

it('nightly-step-config.yml resolves a step config with its overrides', async () => {
  const commit = world.clone.commit('main', { 'eval/tiny_chat.yaml': STEP_CONFIG });
  const run = await runExample(world, {
    file: 'nightly-step-config.yml',
    event: 'schedule',
    commit,
    secrets: { NVIDIA_API_KEY: 'nvapi-0123456789-canary', HF_TOKEN: 'hf_0123456789canary' },
    vars: { MODEL_URL: 'https://models.example.com/v1/chat/completions' },
  });
  expect(run.job('evaluate').result).toBe('success');
  expect(outputsOf(run)).toMatchObject({ state: 'dry-run' });
  expect(run.job('evaluate').lines.join('\n')).toMatch(/limit_samples\s+500/);
});

it('own-container.yml serves a model, and evaluates it with a container of its own', async () => {
  const env = { ...process.env, ...world.engineEnv };
  execFileSync('docker', ['tag', world.image, OWN_IMAGE], { env });
  // The registry is not there, and its image is here already.
  writeFileSync(path.join(temp, 'action.yml'), 'name: log in\nruns: {using: node24, main: index.js}\n');
  writeFileSync(path.join(temp, 'index.js'), '');
  const commit = world.clone.commit('main', { 'scripts/serve-model.sh': '#!/bin/sh\ntrue\n' });
  const run = await runExample(world, {
    file: 'own-container.yml',
    event: 'push',
    payload: { ref: 'refs/heads/main' },
    commit,
    actions: { 'docker/login-action@4907a6ddec9925e35a0a9e82d7399ccc52663121': temp },
    change: (text) =>
      text
        .replace('http://127.0.0.1:8000/v1/chat/completions', world.endpoint.url)
        .replace('model: my-model', 'model: good')
        .replace('my_bench.my_bench', 'byob_arith.arith')
        .replace('run: ./scripts', 'run: sh ./scripts'),
  });
  expect(run.job('evaluate').result).toBe('success');
  expect(outputsOf(run)).toMatchObject({ state: 'success', verdict: 'NO-BASELINE' });
  expect(recordOf(world, run).benchmarks).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'arith/pass@1/correct', n: 200 })]),
  );
});
