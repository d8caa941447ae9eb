import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ActionResult, runAction } from '../../tools/local-runner/run-action.js';
import { askLauncher } from './launcher-accepts.js';
import { launcherPython } from './launcher-python.js';

const ROOT = path.join(import.meta.dirname, '../..');
/** Nemotron's own files, where they lie beside the project; else files of ours with the same keys. */
const FIXTURES = process.env['NEMOTRON_FIXTURES'] ?? path.join(ROOT, '../shared/fixtures/nemotron');
const theirs = existsSync(path.join(FIXTURES, 'config/default.yaml'));
const PARAMS = 'evaluation.nemo_evaluator_config.config.params';
const MENDED = ['execution.auto_export.destinations=null', 'export.wandb=null'];

let folder: string;
let python: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'nemotron-'));
  mkdirSync(path.join(folder, 'workspace/conf'), { recursive: true });
  mkdirSync(path.join(folder, 'workspace/run/iter_0001000/tokenizer'), { recursive: true });
  copyFileSync(
    theirs ? path.join(FIXTURES, 'config/default.yaml') : path.join(ROOT, 'bench/step-config.yaml'),
    path.join(folder, 'workspace/conf/default.yaml'),
  );
  if (theirs)
    copyFileSync(
      path.join(FIXTURES, 'config/tiny_chat.yaml'),
      path.join(folder, 'workspace/conf/tiny_chat.yaml'),
    );
  python = await launcherPython(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let runs = 0;
function dryRun(
  config: string,
  overrides: string[],
  env: Record<string, string> = {},
): Promise<ActionResult> {
  runs += 1;
  const tempDir = path.join(folder, `temp-${runs}`);
  mkdirSync(tempDir);
  return runAction({
    workspace: path.join(folder, 'workspace'),
    tempDir,
    inputs: { config: `conf/${config}.yaml`, 'dry-run': 'true', overrides: overrides.join('\n') },
    env: { THE_LANGUAGE: 'en', ...env },
  });
}

/** What the launcher's own code says of the config that was saved. */
function ask(result: ActionResult): ReturnType<typeof askLauncher> {
  const text = readFileSync(result.outputs['launcher_config']!, 'utf8');
  return askLauncher(python, text, {
    env: { HF_TOKEN: 'dummy-token', NVIDIA_API_KEY: 'dummy-key', NEMO_EVALUATOR_TELEMETRY_LEVEL: '0' },
    home: path.join(folder, 'home'),
  });
}

describe(`a step config that deploys a checkpoint (${theirs ? "Nemotron's own" : 'of the same keys'})`, () => {
  const checkpoint = (): string =>
    `deployment.checkpoint_path=${path.join(folder, 'workspace/run/iter_0001000')}`;

  it('is refused by name as it is, and with the overrides of its documentation', async () => {
    const bare = await dryRun('default', []);
    expect(bare.outputs['state']).toBe('config-error');
    expect(bare.log).toMatch(
      /deployment\.checkpoint_path .*\$\{art:model,path\}.*deployment\.checkpoint_path=/,
    );
    const documented = await dryRun('default', [checkpoint(), `${PARAMS}.limit_samples=1`]);
    expect(documented.outputs['state']).toBe('config-error');
    expect(documented.log).toContain(
      'export_unavailable: execution.auto_export.destinations[0] (conf/default.yaml:',
    );
    expect(documented.log).toContain(MENDED.join(' '));
  });

  it('becomes what the launcher accepts with the overrides that the refusal names', async () => {
    const result = await dryRun('default', [checkpoint(), `${PARAMS}.limit_samples=1`, ...MENDED]);
    expect(result.outputs['state']).toBe('dry-run');
    expect(ask(result)).toEqual({ accepted: true });
  });

  it('becomes what the launcher accepts for Slurm, too', async () => {
    const result = await dryRun('default', [
      checkpoint(),
      ...MENDED,
      'run.env.executor=slurm',
      'run.env.account=a',
      'run.env.partition=p',
      'run.env.user=u',
      'run.env.host=login.invalid',
      'run.env.remote_job_dir=/lustre/u/nemo-run',
      'run.env.gpus_per_node=8',
    ]);
    expect(result.outputs['state']).toBe('dry-run');
    expect(result.outputs['output_dir']).toBe('/lustre/u/nemo-run/results');
    expect(ask(result)).toEqual({ accepted: true });
  });
});

(theirs ? describe : describe.skip)("Nemotron's tiny_chat.yaml", () => {
  const ENV = {
    NEMO_EVALUATOR_MODEL_ID: 'm',
    NEMO_EVALUATOR_MODEL_URL: 'https://models.example.com/v1/chat/completions',
  };

  it('is accepted by the launcher, by variables or by the overrides of its documentation', async () => {
    const byVariables = await dryRun('tiny_chat', [`${PARAMS}.limit_samples=1`], ENV);
    expect(byVariables.outputs['state']).toBe('dry-run');
    expect(ask(byVariables)).toEqual({ accepted: true });
    const byOverrides = await dryRun('tiny_chat', [
      'output_dir=./output/eval-tiny-chat',
      `target.api_endpoint.url=${ENV.NEMO_EVALUATOR_MODEL_URL}`,
      'target.api_endpoint.model_id=m',
      'target.api_endpoint.api_key_name=NVIDIA_API_KEY',
      'target.api_endpoint.type=chat',
      `${PARAMS}.limit_samples=1`,
    ]);
    expect(byOverrides.outputs['state']).toBe('dry-run');
    expect(ask(byOverrides)).toEqual({ accepted: true });
    expect(byOverrides.outputs['output_dir']).toBe(path.join(folder, 'workspace/output/eval-tiny-chat'));
  });

  it('is refused without url and model, which the launcher would take empty', async () => {
    const result = await dryRun('tiny_chat', []);
    expect(result.outputs['state']).toBe('config-error');
    expect(result.log).toContain(
      'missing_endpoint: target.api_endpoint.url (conf/tiny_chat.yaml:24) is missing',
    );
  });
});
