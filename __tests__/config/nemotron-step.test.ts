import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { declareEndpointType, mountTokenizers } from '../../src/config/decisions.js';
import { renderConfig } from '../../src/config/resolve.js';
import { tempDir } from '../temp-dir.js';
import { at, check, resolve, resolveOnly, source } from './resolving.js';

const temp = tempDir();

/** The shape of Nemotron's config/default.yaml at e27b371, with its keys and oddities. */
const STEP = `dry_run: false
output_dir: ./results
run:
  model: model:latest
  env:
    executor: local
    container_image: registry.example.com/nemo:25.11
    remote_job_dir: \${oc.env:PWD}/.nemotron
    time: "04:00:00"
  wandb: {entity: null, project: null}
execution:
  type: \${run.env.executor}
  output_dir: \${output_dir}
  walltime: \${run.env.time}
  num_nodes: \${oc.select:run.env.nodes,1}
  deployment:
    n_tasks: \${execution.num_nodes}
  auto_export:
    destinations: [wandb]
  env_vars:
    deployment:
      HF_HOME: \${run.env.remote_job_dir}/hf
      HF_TOKEN: HF_TOKEN
    evaluation:
      HF_TOKEN: HF_TOKEN
      RETRIES: 3
      LANGUAGE: \${oc.env:THE_LANGUAGE}
deployment:
  type: generic
  image: \${run.env.container_image}
  checkpoint_path: \${art:model,path}
  multiple_instances: false
  port: 1235
  served_model_name: nemo-model
  health_check_path: /v1/health
  command: serve --num_gpus \${oc.select:run.env.gpus_per_node,1}
  endpoints: {chat: /v1/chat/completions/, completions: /v1/completions/, health: /v1/health}
evaluation:
  nemo_evaluator_config:
    config:
      params:
        limit_samples: null
        extra: {tokenizer: "\${deployment.checkpoint_path}/tokenizer", tokenizer_backend: huggingface}
  tasks:
    - name: adlr_mmlu
      nemo_evaluator_config: {config: {params: {top_p: 0.0}}}
    - name: hellaswag
export:
  wandb: {entity: "\${run.wandb.entity}", project: "\${run.wandb.project}"}
`;
const ENV = { HF_TOKEN: 'hf-value-of-it', THE_LANGUAGE: 'de' };
const CHECKPOINT = 'deployment.checkpoint_path=/ckpt/iter_0001000';
const ESCAPE = 'execution.auto_export.destinations=null\nexport.wandb=null';
const MENDED = `${CHECKPOINT}\n${ESCAPE}`;
const ids = (overrides: string, env: Record<string, string> = ENV, inputs = {}): string[] =>
  check(resolveOnly({ overrides, ...inputs }, STEP, env), { overrides, ...inputs }, env).map(({ id }) => id);

describe('the environment of a step config', () => {
  const config = resolveOnly({ overrides: MENDED }, STEP, ENV);

  it('moves to the maps of its parts, with prefixes', () => {
    expect(at(config, 'execution', 'env_vars')).toBeNull();
    expect(at(config, 'deployment', 'env_vars')).toEqual({
      HF_HOME: 'lit:/ws/.nemotron/hf',
      HF_TOKEN: 'host:HF_TOKEN',
    });
    expect(at(config, 'evaluation', 'env_vars')).toEqual({
      HF_TOKEN: 'host:HF_TOKEN',
      RETRIES: 'lit:3',
      LANGUAGE: 'lit:de',
    });
    expect(at(config, 'env_vars')).toBeNull();
    expect(source(config, 'evaluation.env_vars.HF_TOKEN')).toBe('conf/eval.yaml:25');
    expect(config.variables.map(({ name }) => name)).toEqual(['HF_TOKEN']);
  });

  it('takes a path for a path, however mixed its letters are', () => {
    const overrides = `${MENDED}\nrun.env.remote_job_dir=/scratch/jobs-aB3xY9/Team42`;
    const mixed = resolveOnly({ overrides }, STEP, ENV);
    expect(at(mixed, 'deployment', 'env_vars', 'HF_HOME')).toBe('lit:/scratch/jobs-aB3xY9/Team42/hf');
  });

  it('is said to move', () => {
    expect(config.notes).toEqual(
      expect.arrayContaining([
        'execution.env_vars.evaluation.HF_TOKEN → evaluation.env_vars.HF_TOKEN',
        'evaluation.env_vars.HF_TOKEN: host:HF_TOKEN',
        'evaluation.env_vars.RETRIES: prefix lit: added',
        'execution.mode: sequential',
        'deployment.multiple_instances: taken out, one instance is the default',
      ]),
    );
    expect(config.notes.join()).not.toContain('hf-value');
  });

  const evaluation = (overrides: string): unknown =>
    at(resolveOnly({ overrides: `${MENDED}\n${overrides}` }, STEP, ENV), 'evaluation', 'env_vars');

  it('takes overrides at the old path and at the new', () => {
    expect(evaluation('execution.env_vars.evaluation.A=B')).toMatchObject({ A: 'host:B' });
    expect(evaluation('evaluation.env_vars.A=lit:x')).toMatchObject({ A: 'lit:x' });
  });

  it('prefers the new path, and an override to the file', () => {
    expect(evaluation('evaluation.env_vars.HF_TOKEN=lit:new')).toMatchObject({ HF_TOKEN: 'lit:new' });
    const both = STEP.replace('  tasks:', '  env_vars: {RETRIES: "lit:9"}\n  tasks:');
    const resolved = (overrides: string): unknown =>
      at(
        resolveOnly({ overrides: `${MENDED}\n${overrides}` }, both, ENV),
        'evaluation',
        'env_vars',
        'RETRIES',
      );
    expect(resolved('')).toBe('lit:9');
    expect(resolved('execution.env_vars.evaluation.RETRIES=5')).toBe('lit:5');
  });

  it('loses what is null, in either place, and the whole', () => {
    expect(evaluation('execution.env_vars.evaluation.HF_TOKEN=null')).not.toHaveProperty('HF_TOKEN');
    expect(evaluation('evaluation.env_vars.X=null')).not.toHaveProperty('X');
    expect(evaluation('execution.env_vars.evaluation=null')).toBeNull();
    expect(evaluation('execution.env_vars=null')).toBeNull();
  });

  it('turns a secret into host:, also at the old path', () => {
    const text = STEP.replace('RETRIES: 3', 'T: "${oc.env:X_TOKEN}"\n      U: "a ${oc.env:X_TOKEN}"');
    const resolved = resolveOnly({ overrides: MENDED }, text, { ...ENV, X_TOKEN: 'value-of-token' });
    expect(at(resolved, 'evaluation', 'env_vars')).toMatchObject({
      T: 'host:X_TOKEN',
      U: 'lit:a ${oc.env:X_TOKEN}',
    });
    expect(renderConfig(resolved)).not.toContain('value-of-token');
    expect(resolved.expressionSecrets).toEqual(['X_TOKEN']);
  });

  it('protects what a bare name reads, whatever it is called', () => {
    const text = STEP.replace('RETRIES: 3', 'A: PLAIN').replace(
      'limit_samples: null',
      'extra2: "${oc.env:PLAIN}"',
    );
    expect(renderConfig(resolveOnly({ overrides: MENDED }, text, { ...ENV, PLAIN: 'hidden' }))).not.toContain(
      'hidden',
    );
  });

  it('leaves a part that nobody knows for preflight to refuse', () => {
    expect(ids(`${MENDED}\nexecution.env_vars.other={A: B}`)).toContain('execution_env_vars');
  });
});

describe('a step config that deploys', () => {
  it('names the override that mends an artifact, where something reads it', () => {
    expect(() => resolveOnly({}, STEP, ENV)).toThrow(
      /deployment\.checkpoint_path \(conf\/eval\.yaml:31\) .*\$\{art:.*deployment\.checkpoint_path=/,
    );
    expect(() => resolveOnly({ overrides: CHECKPOINT }, STEP, ENV)).not.toThrow();
  });

  it('takes the input checkpoint for it', () => {
    const config = resolveOnly({ checkpoint: '/ckpt/iter_1', overrides: ESCAPE }, STEP, ENV);
    expect(at(config, 'deployment', 'checkpoint_path')).toBe('/ckpt/iter_1');
    expect(source(config, 'deployment.checkpoint_path')).toBe('input checkpoint');
  });

  it('is refused where it exports to wandb without its extra and key', () => {
    const found = check(resolveOnly({ overrides: CHECKPOINT }, STEP, ENV), {}, ENV);
    expect(found.find(({ id }) => id === 'export_unavailable')).toMatchObject({
      severity: 'error',
      message: expect.stringMatching(/destinations\[0\] \(conf\/eval\.yaml:19\) exports to "wandb"/),
      recovery: expect.stringContaining('execution.auto_export.destinations=null export.wandb=null'),
    });
    expect(ids(MENDED)).not.toContain('export_unavailable');
  });

  it('is refused where HF_TOKEN is not set, by name', () => {
    const { HF_TOKEN: _, ...without } = ENV;
    const found = check(resolveOnly({ overrides: MENDED }, STEP, without), {}, without);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: 'missing_variable',
          message: expect.stringMatching(
            /^(evaluation|deployment)\.env_vars\.HF_TOKEN .* HF_TOKEN, which is not set/,
          ),
        }),
      ]),
    );
  });

  it('holds a key that nothing reads, which is a warning', () => {
    const found = check(resolveOnly({ overrides: MENDED }, STEP, ENV), {}, ENV);
    expect(found.filter(({ id }) => id === 'unknown_key')).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: expect.stringContaining('deployment.health_check_path (conf/eval.yaml:35)'),
      }),
    ]);
  });

  it('keeps multiple_instances: true for preflight to refuse', () => {
    expect(ids(`${MENDED}\ndeployment.multiple_instances=true\nrun.env.executor=slurm`)).toContain(
      'multiple_instances',
    );
  });

  it('is completed for Slurm', () => {
    const config = resolveOnly({ overrides: `${MENDED}\nrun.env.executor=slurm` }, STEP, ENV);
    expect(at(config, 'execution')).toMatchObject({
      ntasks_per_node: 1,
      subproject: 'nemo-evaluator-launcher',
      num_nodes: 1,
      walltime: '04:00:00',
    });
    expect(at(config, 'execution', 'mode')).toBeNull();
  });
});

describe('a local tokenizer', () => {
  it('is mounted for the evaluation containers, once, under its own path', () => {
    temp.write('iter_0001000/tokenizer/tokenizer.json', '{}');
    const folder = path.join(temp.path, 'iter_0001000');
    const config = resolve(
      {
        overrides: `deployment.checkpoint_path=${folder}\n${ESCAPE}\nexecution.extra_docker_args="--ipc host"`,
      },
      STEP,
      ENV,
    );
    const mount = `-v ${folder}/tokenizer:${folder}/tokenizer:ro`;
    expect(mountTokenizers(config)).toEqual([expect.stringContaining(mount)]);
    expect(at(config, 'execution', 'extra_docker_args')).toBe(`--ipc host ${mount}`);
    expect(mountTokenizers(config)).toEqual([]);
  });

  it('is mounted on Slurm where it lies beside the checkpoint, which must be there', () => {
    const overrides = (more: string): string =>
      `deployment.checkpoint_path=/lustre/iter_0001000\n${ESCAPE}\nexecution.type=slurm\n${more}`;
    const config = resolveOnly({ overrides: overrides('') }, STEP, ENV);
    const tokenizer = '/lustre/iter_0001000/tokenizer';
    expect(mountTokenizers(config)).toEqual([
      `execution.mounts.evaluation: ${tokenizer}, so that evaluation containers see the tokenizer`,
    ]);
    expect(at(config, 'execution', 'mounts', 'evaluation', tokenizer)).toBe(`${tokenizer}:ro`);
    expect(mountTokenizers(config)).toEqual([]);
    for (const other of [
      'execution.mounts.evaluation={/lustre: /lustre}',
      'evaluation.nemo_evaluator_config.config.params.extra.tokenizer=/lustre/iter_0001000-other/tokenizer',
    ])
      expect(mountTokenizers(resolveOnly({ overrides: overrides(other) }, STEP, ENV))).toEqual([]);
    const without = resolveOnly({ overrides: overrides('execution.mounts=null') }, STEP, ENV);
    expect(mountTokenizers(without)).toHaveLength(1);
  });

  it.each(['org/name', '/not/there', '${oc.env:X_TOKEN}'])('is not %s', (tokenizer) => {
    const overrides = `${MENDED}\nevaluation.nemo_evaluator_config.config.params.extra.tokenizer='${tokenizer}'`;
    const config = resolveOnly({ overrides }, STEP, { ...ENV, X_TOKEN: '/tmp' });
    expect(mountTokenizers(config)).toEqual([]);
  });
});

describe('a profile', () => {
  it('is seen by oc.select before run is taken out', () => {
    const config = resolveOnly({ overrides: MENDED }, STEP, ENV, {
      applyProfile: (root) => {
        const env = (root.get('run') as Map<string, Map<string, bigint>>).get('env')!;
        env.set('nodes', 4n);
        env.set('gpus_per_node', 8n);
        return [['run.env.nodes', 'env.toml [gpu]']];
      },
    });
    expect(at(config, 'execution', 'num_nodes')).toBe(4);
    expect(at(config, 'execution', 'deployment', 'n_tasks')).toBe(4);
    expect(at(config, 'deployment', 'command')).toBe('serve --num_gpus 8');
    expect(at(config, 'run')).toBeNull();
  });
});

describe('the input endpoint-type', () => {
  it('is told to the launcher where its catalogue knows no type', () => {
    const config = resolveOnly({ overrides: MENDED }, STEP, ENV);
    expect(declareEndpointType(config, 'completions', undefined)).toHaveLength(2);
    expect(at(config, 'evaluation', 'tasks', 0, 'endpoint_type')).toBe('completions');
    expect(declareEndpointType(config, 'chat', undefined)).toEqual([]);
  });
});
