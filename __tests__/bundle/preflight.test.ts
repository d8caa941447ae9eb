import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEndpoint } from '../../demo/endpoint.js';
import { type ActionResult, runAction } from '../../tools/local-runner/run-action.js';

const STEP = `dry_run: false
output_dir: results/{date}
run: {env: {executor: local, time: "01:00:00"}}
execution:
  type: \${run.env.executor}
  mode: sequential
  num_nodes: \${oc.select:run.env.nodes,1}
deployment: {type: none}
target:
  api_endpoint:
    model_id: m
    url: https://models.example.com/v1/chat/completions
    api_key_name: MODEL_API_KEY
    type: chat
evaluation:
  nemo_evaluator_config: {config: {params: {request_timeout: 600}}}
  env_vars: {HF_TOKEN: HF_TOKEN}
  tasks:
    - name: mmlu_instruct
`;
const ENV_TOML = `[base]
nodes = 4
[gpu]
extends = "base"
`;
const STEP_TOML = `[step]
id = "team/eval"
[[produces]]
type = "team_results"
description = "What the team reads."
[[errors]]
name = "wrong_endpoint_type"
recovery = "Ask the endpoint team."
`;

let base: string;
let workspace: string;
/** Outlives the runner, so that what was written can be read. */
let tempDir: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'nemo-eval-preflight-'));
  workspace = path.join(base, 'workspace');
  tempDir = path.join(base, 'temp');
  for (const folder of [workspace, tempDir]) mkdirSync(folder);
  mkdirSync(path.join(workspace, 'conf'));
  write('conf/step.yaml', STEP);
  write('env.toml', ENV_TOML);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(path.join(workspace, name), text);
}

/** Without Docker, Python or any other program on PATH, and without a key. */
function dryRun(inputs: Record<string, string> = {}, env = {}): Promise<ActionResult> {
  return runAction({
    workspace,
    tempDir,
    inputs: { config: 'conf/step.yaml', 'dry-run': 'true', ...inputs },
    env: { PATH: '/nowhere', ...env },
  });
}

interface Report {
  state: string;
  preflight: { id: string; severity: string; message: string; recovery: string }[];
}
const report = ({ outputs }: ActionResult): Report =>
  JSON.parse(readFileSync(outputs['result_json']!, 'utf8')) as Report;

describe('a dry run', () => {
  it('needs no key, no Docker and no launcher, and shows where each value comes from', async () => {
    const result = await dryRun({ profile: 'gpu' });
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'dry-run' } });
    expect(result.log).toMatch(/execution\.num_nodes +4 +conf\/step\.yaml:7/);
    expect(result.log).toMatch(/evaluation\.env_vars\.HF_TOKEN +host:HF_TOKEN +conf\/step\.yaml:17/);
    expect(result.log).toContain('mmlu_instruct  14042');
    expect(result.log).toContain('a run needs these variables: MODEL_API_KEY, HF_TOKEN');
    expect(readFileSync(result.outputs['launcher_config']!, 'utf8')).toContain('num_nodes: 4');
    expect(result.summary).toContain('| mmlu_instruct | 14042 |');
    expect(report(result).preflight).toEqual([]);
  });

  it('falls to the default where no profile is asked for', async () => {
    const result = await dryRun();
    expect(result.log).toMatch(/execution\.num_nodes +1 +conf/);
  });

  it.each([
    ['gppu', /env\.toml: profile "gppu" is not there: did you mean "gpu"\?/],
    ['wandb', /names a table of settings/],
  ])('refuses the profile %s', async (profile, message) => {
    const result = await dryRun({ profile });
    expect(result.outputs['state']).toBe('config-error');
    expect(result.log).toMatch(message);
  });

  it('names the line and column of broken TOML', async () => {
    write('env.toml', '[gpu]\nnodes = = 4\n');
    const result = await dryRun({ profile: 'gpu' });
    expect(result.log).toMatch(/env\.toml:2:\d+/);
    expect(result.outputs['state']).toBe('config-error');
  });

  it('says all that is wrong at once, in log, summary and result.json', async () => {
    write('step.toml', STEP_TOML);
    const result = await dryRun({
      'endpoint-type': 'completions',
      overrides: 'evaluation.tasks=[{name: mmlu_instrct}, {name: mmlu_instruct}]\nexceution.mode=x',
    });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    const found = report(result).preflight;
    expect(found.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['unknown_key', 'unknown_task', 'wrong_endpoint_type']),
    );
    expect(found.find(({ id }) => id === 'wrong_endpoint_type')?.recovery).toMatch(
      /^step\.toml says: "Ask the endpoint team\."; here: /,
    );
    for (const { id } of found) {
      expect(result.log).toContain(`${id}: `);
      expect(result.summary).toContain(id);
    }
    expect(result.outputs['launcher_config']).not.toBe('');
  });

  it('goes on in spite of errors with preflight: warn, and does not look with off', async () => {
    const overrides = 'exceution.mode=x';
    const warned = await dryRun({ overrides, preflight: 'warn' });
    expect(warned).toMatchObject({ exitCode: 0, outputs: { state: 'dry-run' } });
    expect(warned.commands).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ command: 'warning', message: expect.stringContaining('unknown_key') }),
      ]),
    );
    const off = await dryRun({ overrides, preflight: 'off' });
    expect(off).toMatchObject({ exitCode: 0, outputs: { state: 'dry-run' } });
    expect(off.log).not.toContain('unknown_key');
  });

  it('finds a config by its name in a checkout of Nemotron, with a base beside it', async () => {
    const folder = 'Nemotron/src/nemotron/steps/eval/model_eval/config';
    mkdirSync(path.join(workspace, folder), { recursive: true });
    write(`${folder}/ours.yaml`, STEP);
    write(`${folder}/tiny_ours.yaml`, 'defaults: ours\ntarget: {api_endpoint: {model_id: other}}\n');
    const result = await dryRun({ config: 'tiny_ours' });
    expect(result.outputs['state']).toBe('dry-run');
    expect(result.log).toMatch(/target\.api_endpoint\.model_id +other +Nemotron\/.*tiny_ours\.yaml:2/);
    expect(result.log).toMatch(/target\.api_endpoint\.url +https:\S+ +Nemotron\/.*\/ours\.yaml:12/);
  });

  it('names tasks that the baseline has no scores of', async () => {
    const benchmark = {
      name: 'gsm8k/acc',
      task: 'gsm8k',
      metric: 'acc',
      score: 0.5,
      status: 'NEW',
      reasons: [],
    };
    const tasks = [{ task: 'gsm8k', index: 0, state: 'success', notes: [] }];
    write('result.json', JSON.stringify({ schema_version: 1, tasks, benchmarks: [benchmark], invalid: [] }));
    const result = await dryRun({ baseline: 'result.json' });
    expect(report(result).preflight).toEqual([expect.objectContaining({ id: 'task_not_in_baseline' })]);
    const missing = await dryRun({ baseline: 'nowhere' });
    expect(missing.log).toContain('nowhere does not exist: give a folder');
  });

  it('takes the newest iteration of a run', async () => {
    mkdirSync(path.join(workspace, 'run/iter_0000100'), { recursive: true });
    mkdirSync(path.join(workspace, 'run/iter_0000200'), { recursive: true });
    write('run/iter_0000100/metadata.json', '{}');
    write('run/iter_0000200/metadata.json', '{}');
    write('run/latest_checkpointed_iteration.txt', '100\n');
    write(
      'conf/deploy.yaml',
      STEP.replace('{type: none}', '{type: generic, image: r/i:1, command: c, port: 1}').replace(
        /target:[\s\S]*?evaluation:/,
        'evaluation:',
      ),
    );
    const result = await dryRun({ config: 'conf/deploy.yaml', checkpoint: 'run' });
    expect(result.log).toMatch(/deployment\.checkpoint_path +\S+\/run\/iter_0000100 +input checkpoint/);
  });
});

/** Whatever the run has written, the saved config and our own record among it. */
function expectNoCanary({ outputs }: ActionResult): void {
  const run = path.dirname(outputs['result_json']!);
  const files = readdirSync(run, { recursive: true, encoding: 'utf8' }).map((name) => path.join(run, name));
  for (const file of files)
    if (statSync(file).isFile()) expect(readFileSync(file, 'utf8')).not.toContain('CANARY');
}

describe('a key in the config', () => {
  const KEY = 'nvapi-CANARY0123456789abcdefABCDEF';

  it.each([
    ['target.api_endpoint.api_key_name=', 'strict'],
    ['target.api_endpoint.api_key_name=', 'off'],
    ['evaluation.env_vars.X=host:', 'strict'],
    ['evaluation.env_vars.X=', 'strict'],
    ['execution.env_vars.evaluation.X=', 'strict'],
  ])('in place of a name (%s, preflight: %s) is refused and shown nowhere', async (key, preflight) => {
    const result = await dryRun({ overrides: `${key}${KEY}`, preflight });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(result.log + result.summary).not.toContain('CANARY');
    expectNoCanary(result);
  });

  it.each([
    'https://u:CANARYpw12345@models.example.com/v1',
    'https://models.example.com/v1?api_key=CANARYpw12345',
  ])('in the address %s is written nowhere', async (url) => {
    const result = await dryRun({ overrides: `target.api_endpoint.url="${url}"` });
    expect(result.outputs['state']).toBe('config-error');
    expect(result.log + result.summary).not.toContain('CANARY');
    expect(readFileSync(result.outputs['result_json']!, 'utf8')).not.toContain('CANARY');
  });
});

describe('what is easily missed', () => {
  it('is a slip of dry_run, which would launch', async () => {
    write('conf/slip.yaml', STEP.replace('dry_run: false', 'dry-run: true'));
    const result = await dryRun({ config: 'conf/slip.yaml', preflight: 'off' });
    expect(result.outputs['state']).toBe('config-error');
    expect(result.log).toContain('dry-run (conf/slip.yaml:1) is not known: did you mean dry_run?');
  });

  it('is a dry run that a base asks for', async () => {
    write('conf/base.yaml', STEP.replace('dry_run: false', 'dry_run: true'));
    write('conf/child.yaml', 'defaults: base\n');
    const result = await runAction({
      workspace,
      tempDir,
      inputs: { config: 'conf/child.yaml' },
      env: { PATH: '/nowhere' },
    });
    expect(result.outputs['state']).toBe('dry-run');
    expect(result.log).toContain('nothing is launched: dry_run is true (conf/base.yaml:1)');
  });

  it('is an input or override that a task of its own mind wins over', async () => {
    write(
      'conf/own.yaml',
      STEP.replace(
        '- name: mmlu_instruct',
        '- name: mmlu_instruct\n      nemo_evaluator_config: {config: {params: {limit_samples: 9}}}',
      ),
    );
    const byInput = await dryRun({ config: 'conf/own.yaml', 'limit-samples': '2' });
    expect(byInput.log).toContain('mmlu_instruct  114\n');
    const overrides = 'evaluation.nemo_evaluator_config.config.params.limit_samples=2';
    const byOverride = await dryRun({ config: 'conf/own.yaml', overrides });
    expect(report(byOverride).preflight).toEqual([
      expect.objectContaining({
        id: 'override_without_effect',
        message: expect.stringMatching(/does not reach mmlu_instruct, which sets limit_samples itself/),
      }),
    ]);
  });

  it('is a profile, and an override of run, that nothing refers to', async () => {
    write(
      'conf/raw.yaml',
      STEP.replace(/^dry_run.*\noutput_dir.*\nrun.*\n/m, '')
        .replace('${run.env.executor}', 'local')
        .replace('${oc.select:run.env.nodes,1}', '1')
        .replace('HF_TOKEN: HF_TOKEN', 'HF_TOKEN: host:HF_TOKEN'),
    );
    const result = await dryRun({ config: 'conf/raw.yaml', profile: 'gpu', overrides: 'run.env.nodes=2' });
    expect(report(result).preflight.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^input profile is gpu, but nothing/),
      expect.stringMatching(/^overrides line 1 sets run\.env\.nodes, and nothing/),
    ]);
  });

  it('is the end of a long log', async () => {
    const many = Array.from({ length: 3_000 }, (_, n) => `${'x'.repeat(60)}${n}`);
    write('conf/long.yaml', `${STEP}export: {many: [${many.join(', ')}]}\n`);
    const result = await dryRun({ config: 'conf/long.yaml', overrides: 'exceution.mode=x' });
    expect(result.log).toMatch(/… and \d+ more, in the file/);
    expect(result.log).toContain('state: config-error');
  });
});

describe('the endpoint', () => {
  const KEY = 'a-key-that-nobody-may-see';

  /** Up to the launch, which fails for want of Docker. */
  function run(inputs: Record<string, string>, env = {}): Promise<ActionResult> {
    return runAction({
      workspace,
      tempDir,
      inputs: { tasks: 'mmlu_instruct', 'request-timeout': '600', ...inputs },
      env: { PATH: '/nowhere', ...env },
    });
  }

  it('is asked before anything is installed', async () => {
    const endpoint = await startEndpoint({ apiKey: KEY });
    try {
      const inputs = { model: 'needs-key', 'endpoint-url': endpoint.url, 'api-key-name': 'MODEL_API_KEY' };
      const refused = await run(inputs, { MODEL_API_KEY: 'another-key-of-some-length' });
      expect(refused.outputs['state']).toBe('config-error');
      expect(report(refused).preflight).toEqual([expect.objectContaining({ id: 'endpoint_unauthorized' })]);
      expect(refused.log).not.toContain('another-key-of');
      const passed = await run(inputs, { MODEL_API_KEY: KEY });
      expect(passed.log).toContain('docker is not on PATH');
      expect(report(passed).preflight).toEqual([]);
      expect(passed.log).not.toContain(KEY);
    } finally {
      await endpoint.close();
    }
  });

  it('that is not there refuses the run, unless preflight is off', async () => {
    const inputs = { model: 'm', 'endpoint-url': 'http://127.0.0.1:9/v1/chat/completions' };
    const refused = await run(inputs);
    expect(report(refused).preflight).toEqual([expect.objectContaining({ id: 'endpoint_unreachable' })]);
    expect((await run({ ...inputs, preflight: 'off' })).log).toContain('docker is not on PATH');
  });
});
