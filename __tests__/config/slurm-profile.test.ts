import { describe, expect, it } from '@jest/globals';
import { decideSlurm } from '../../src/config/slurm-decisions.js';
import { applyProfile } from '../../src/contract/apply-profile.js';
import { resolveProfile } from '../../src/contract/env-profile.js';
import { readToml } from '../../src/contract/read-toml.js';
import { at, check, resolveOnly, source } from './resolving.js';

/** The shape of Nemotron's config/default.yaml, with the place that its env.toml fills in. */
const STEP = `dry_run: false
output_dir: ./results
run:
  model: "\${art:model,path}"
  env:
    executor: local
    container_image: registry.example.com/nemo:25.11
    host: \${oc.env:HOSTNAME,localhost}
    user: \${oc.env:USER,''}
    account: null
    partition: null
    remote_job_dir: \${oc.env:PWD}/.nemotron
    time: "04:00:00"
execution:
  type: \${run.env.executor}
  hostname: \${run.env.host}
  username: \${run.env.user}
  account: \${run.env.account}
  partition: \${run.env.partition}
  output_dir: \${output_dir}
  walltime: \${run.env.time}
  num_nodes: \${oc.select:run.env.nodes,1}
  env_vars:
    evaluation: {HF_HOME: "\${run.env.remote_job_dir}/hf"}
  mounts: {deployment: {}, evaluation: {}, mount_home: false}
deployment:
  type: generic
  image: \${run.env.container_image}
  checkpoint_path: /lustre/ckpt/iter_0000100
  multiple_instances: false
  port: 1235
  served_model_name: nemo-model
  command: serve /checkpoint
  endpoints: {chat: /v1/chat/completions/, completions: /v1/completions/, health: /v1/health}
evaluation:
  tasks:
    - name: mmlu_instruct
`;
const PROFILE = `[base]
executor = "slurm"
tunnel = "ssh"
host = "\${oc.env:SLURM_HOST,login.example.com}"
user = "\${oc.env:LOGIN}"
account = "team"
partition = "batch"
remote_job_dir = "/lustre/\${oc.env:LOGIN}/nemo-run"
mounts = ["/lustre:/lustre", "__auto_mount__:git+https://example.com/x"]
nodes = 2
ntasks_per_node = 8
gpus_per_node = 8

[eval]
extends = "base"
time = "02:00:00"
cpus_per_task = 16
mem = "0"
exclusive = true
qos = "normal"
`;
const ENV = { LOGIN: 'sofia' };

function resolveWith(toml: string, overrides = '', text = STEP): ReturnType<typeof resolveOnly> {
  const variable = (name: string): string | undefined => (ENV as Record<string, string>)[name];
  const tables = readToml(toml, 'env.toml');
  return resolveOnly(overrides === '' ? {} : { overrides }, text, ENV, {
    applyProfile: (root) => {
      const profile = resolveProfile(tables, 'eval', 'env.toml', { variable, isSecret: () => false });
      return applyProfile(root, profile, undefined).map((key) => [key, 'env.toml [eval]']);
    },
  });
}

describe('a step config with a Slurm profile', () => {
  const config = resolveWith(PROFILE);
  decideSlurm(config);

  it('becomes a launcher config that can be submitted', () => {
    expect(at(config, 'execution')).toEqual({
      type: 'slurm',
      hostname: 'login.example.com',
      username: 'sofia',
      account: 'team',
      partition: 'batch',
      output_dir: '/lustre/sofia/nemo-run/results',
      walltime: '02:00:00',
      max_walltime: '02:00:00',
      num_nodes: 2,
      ntasks_per_node: 1,
      subproject: 'nemo-evaluator-launcher',
      gpus_per_node: 8,
      sbatch_extra_flags: { 'cpus-per-task': 16, mem: '0', exclusive: true, qos: 'normal' },
      mounts: {
        deployment: { '/lustre': '/lustre' },
        evaluation: { '/lustre': '/lustre' },
        mount_home: false,
      },
    });
    expect(config.outputDir).toBe('/lustre/sofia/nemo-run/results');
    expect(check(config).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('says where each value is from', () => {
    expect(source(config, 'execution.gpus_per_node')).toBe('run.env.gpus_per_node');
    expect(config.notes).toEqual(
      expect.arrayContaining([
        'execution.gpus_per_node: 8, from run.env.gpus_per_node',
        'execution.sbatch_extra_flags.cpus-per-task: 16, from run.env.cpus_per_task',
        'execution.mounts.evaluation: /lustre:/lustre, from run.env.mounts',
      ]),
    );
  });

  it('finds its Hugging Face cache on the mount', () => {
    expect(check(config).map(({ id }) => id)).not.toContain('hf_cache_not_mounted');
    const without = resolveWith(PROFILE.replace(/mounts = .*/, ''));
    expect(check(without).map(({ id }) => id)).toContain('hf_cache_not_mounted');
  });

  it('keeps what the config says itself', () => {
    const overrides =
      'execution.gres=gpu:4\nexecution.mounts.evaluation={/lustre: "/data:ro"}\nexecution.sbatch_extra_flags={mem: 64G}\nexecution.output_dir=/lustre/own';
    expect(at(resolveWith(PROFILE, overrides), 'execution')).toMatchObject({
      gres: 'gpu:4',
      output_dir: '/lustre/own',
      mounts: { evaluation: { '/lustre': '/data:ro' }, deployment: { '/lustre': '/lustre' } },
      sbatch_extra_flags: { mem: '64G', qos: 'normal' },
    });
    expect(at(resolveWith(PROFILE, overrides), 'execution')).not.toHaveProperty('gpus_per_node');
  });

  it('asks no GPUs where nothing is deployed, and mounts nothing for a server', () => {
    const text = STEP.replace(
      /deployment:\n {2}type: generic[\s\S]*?evaluation:\n {2}tasks/,
      'deployment: {type: none}\ntarget: {api_endpoint: {url: "https://h/v1/chat/completions", model_id: m}}\nevaluation:\n  tasks',
    );
    const hosted = resolveWith(PROFILE, '', text);
    expect(at(hosted, 'execution')).not.toHaveProperty('gpus_per_node');
    expect(at(hosted, 'execution', 'mounts')).toMatchObject({
      deployment: {},
      evaluation: { '/lustre': '/lustre' },
    });
  });

  it('takes the partition of batch jobs where there is no other', () => {
    const toml = PROFILE.replace('partition = "batch"', 'batch_partition = "backfill"');
    expect(at(resolveWith(toml), 'execution', 'partition')).toBe('backfill');
  });
});

describe('a profile that no expression refers to', () => {
  /** What is said against the input `profile` and overrides of `run`. */
  const unasked = (profile: string, overrides = ''): string[] =>
    check(
      resolveWith(`[eval]\n${profile}\n`, overrides, UNREFERRED),
      { ...(overrides === '' ? {} : { overrides }), config: 'conf/eval.yaml', profile: 'eval' },
      ENV,
    )
      .filter(({ id }) => id === 'override_without_effect')
      .map(({ message }) => message);
  const UNREFERRED = STEP.replace(/\$\{run\.env\.executor\}/, 'slurm').replace(
    /\$\{[^}]*run\.env[^}]*\}/g,
    'x',
  );
  const NOTHING = [expect.stringMatching(/^input profile is eval, but nothing in the config refers to run/)];

  it.each([
    ['remote_job_dir = "/lustre/nemo-run"'],
    ['gpus_per_node = 8'],
    ['qos = "normal"'],
    ['mounts = ["/lustre:/lustre"]'],
  ])('is not without effect where Slurm takes of it %s', (line) => {
    expect(unasked(line)).toEqual([]);
  });

  it('is without effect where nothing of it is taken', () => {
    expect(unasked('tunnel = "ssh"')).toEqual(NOTHING);
    expect(unasked('remote_job_dir = "/lustre/nemo-run"', 'execution.output_dir=/lustre/own')).toEqual(
      NOTHING,
    );
    expect(unasked('gpus_per_node = 8', 'execution.gres=gpu:4')).toEqual(NOTHING);
  });

  it('has overrides of what is taken that are not without effect either', () => {
    expect(unasked('nodes = 1', 'run.env.qos=high')).toEqual([]);
    expect(unasked('qos = "normal"', 'run.env.nodes=2')).toEqual([
      expect.stringMatching(/sets run\.env\.nodes, and nothing in the config refers to it$/),
    ]);
  });
});

describe('the output directory of a step config on Slurm', () => {
  it('is refused once where it is in a home directory, as it was written', () => {
    const config = resolveWith(PROFILE.replace(/remote_job_dir = .*/, ''), 'execution.output_dir=~/evals');
    const said = check(config).map(({ message }) => message);
    expect(said.filter((message) => message.includes('evals'))).toEqual([
      expect.stringMatching(/^output_dir \(overrides line 1\) is ~\/evals, which is relative/),
    ]);
  });

  it('is refused below the workspace of the runner, which is no folder of the cluster', () => {
    const config = resolveWith(PROFILE.replace(/remote_job_dir = .*/, ''));
    expect(config.output).toMatchObject({ path: '/ws/results', inWorkspace: true });
    expect(check(config)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: 'missing_slurm_setting',
          message: expect.stringMatching(
            /^output_dir \(conf\/eval\.yaml:20\) is \.\/results, which is relative/,
          ),
        }),
      ]),
    );
  });

  it('is left out of the place that a secret would name', () => {
    const text = STEP.replace('${oc.env:PWD}/.nemotron', '${oc.env:A_TOKEN,x}');
    const config = resolveOnly({ overrides: 'run.env.executor=slurm' }, text, { A_TOKEN: '/secret' });
    expect(config.output.inWorkspace).toBe(true);
  });

  it('is the workspace’s on a runner', () => {
    expect(resolveOnly({}, STEP).output).toMatchObject({ path: '/ws/results', inWorkspace: true });
  });
});
