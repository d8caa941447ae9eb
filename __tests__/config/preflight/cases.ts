import type { FindingId } from '../../../src/config/preflight/registry.js';
import { DEPLOYMENT } from './deployment-cases.js';
import { DEPLOYED, HOSTED, ON_CLUSTER, SECRET, type Situation, SLURM } from './situations.js';

/** A situation in which something is found, what is said of it and what to do, and one close by in which it is not. */
export interface Case {
  id: FindingId;
  finds: Situation;
  says: RegExp;
  recovery: RegExp;
  passes: Situation;
}

const PARAMS = 'evaluation.nemo_evaluator_config.config.params';
const ADAPTER = 'evaluation.nemo_evaluator_config.target.api_endpoint.adapter_config';
const TASK = 'evaluation.tasks[0]';
const set = (overrides: string): Situation => ({ overrides });
const deployed = (overrides: string): Situation => ({ text: DEPLOYED, overrides });
const slurm = (overrides: string): Situation => ({ text: SLURM, overrides });
const task = (name: string, more: string = '', base: Situation = {}): Situation => ({
  ...base,
  overrides: `${TASK}.name=${name}\n${more}`,
});
const completions = (name: string, more = ''): Situation =>
  task(name, `target.api_endpoint.url=https://host/v1/completions\n${more}`);

/** A case in words: id, situation, what is said, recovery, the situation close by. */
export type Row = [FindingId, Situation, RegExp, RegExp, Situation];

const PATHS_AND_VALUES: Row[] = [
  [
    'unknown_key',
    { text: HOSTED.replace('mode:', 'mod: parallel, mode:') },
    /^execution\.mod \(conf\/eval\.yaml:1\): .*"mod" under execution, and ignores it$/,
    /^did you mean "mode"\?$/,
    {},
  ],
  [
    'unknown_key',
    set(`${PARAMS}.max_tokens=10`),
    /^overrides line 1 sets .*params\.max_tokens, but neither the config nor the launcher knows/,
    /check the spelling/,
    set(`${PARAMS}.extra.max_tokens=10`),
  ],
  [
    'unknown_key',
    { text: HOSTED.replace('params: {', 'params: {max_token: 1, ') },
    /params\.max_token \(conf\/eval\.yaml:8\): .*the evaluator refuses it inside its container/,
    /max_retries|check the spelling|did you mean/,
    { text: HOSTED.replace('params: {', 'params: {max_new_tokens: 1, ') },
  ],
  [
    'unknown_key',
    { text: HOSTED.replace('{config: {params', '{config: {parms: {a: 1}, params') },
    /config\.parms\.a \(conf\/eval\.yaml:8\): .*"parms" under .* the evaluator refuses it/,
    /did you mean "params"/,
    { text: HOSTED.replace('{config: {params', '{config: {type: mmlu_instruct, params') },
  ],
  [
    'unknown_key',
    { text: HOSTED.replace('- name: mmlu_instruct', '- {name: mmlu_instruct, images: a}') },
    /evaluation\.tasks\[0\]\.images .*refuses the config for it/,
    /name|check the spelling/,
    {},
  ],
  [
    // The launcher hands it to no evaluator.
    'unknown_key',
    { text: HOSTED.replace('model_id: m', 'model_id: m\n    adapter_config: {use_system_prompt: true}') },
    /^target\.api_endpoint\.adapter_config\.use_system_prompt \(conf\/eval\.yaml:7\): .* and ignores it$/,
    /^write it as evaluation\.nemo_evaluator_config\.target\.api_endpoint\.adapter_config\.use_system_prompt$/,
    set(`${ADAPTER}={use_system_prompt: true}`),
  ],
  [
    'override_without_effect',
    set('target.api_endpoint.model_id=m'),
    /^overrides line 1 changes nothing: target\.api_endpoint\.model_id has this value/,
    /take the line out/,
    set('target.api_endpoint.model_id=n'),
  ],
  [
    'missing_value',
    { text: HOSTED.replace('model_id: m', 'model_id: ???') },
    /^target\.api_endpoint\.model_id \(conf\/eval\.yaml:6\) is \?\?\?/,
    /target\.api_endpoint\.model_id=VALUE/,
    set('target.api_endpoint.model_id="?"'),
  ],
  [
    'invalid_parameter',
    set(`${PARAMS}.max_new_tokens=12.5`),
    /params\.max_new_tokens \(overrides line 1\) is 12\.5: allowed is a whole number of at least 1/,
    /give such a number/,
    set(`${PARAMS}.max_new_tokens="12"`),
  ],
  [
    'invalid_parameter',
    set(`${PARAMS}.limit_samples=0`),
    /limit_samples .* is 0: allowed is a number above 0/,
    /give such a number/,
    set(`${PARAMS}.limit_samples=0.1`),
  ],
  [
    'invalid_parameter',
    set(`${PARAMS}.top_p=1.5`),
    /top_p .* is 1\.5: allowed is a number from 0 to 1/,
    /give such a number/,
    set(`${PARAMS}.top_p=null\n${PARAMS}.temperature=0`),
  ],
  [
    'invalid_setting',
    set('execution.extra_docker_args=null'),
    /^execution\.extra_docker_args \(overrides line 1\) is null, where the launcher takes a text only/,
    /execution\.extra_docker_args=""/,
    set('execution.extra_docker_args=""'),
  ],
  ...[
    ['execution.auto_export=null', 'execution.auto_export.destinations=null'],
    ['export=null', 'export={}'],
    ['auxiliary_deployments=null', 'auxiliary_deployments={}'],
    ['execution.mounts.evaluation=null', 'execution.mounts=null'],
    ['evaluation.env_vars=null', 'env_vars=null'],
    [`${TASK}.nemo_evaluator_config=null`, `${TASK}.nemo_evaluator_config={}`],
    [`${TASK}.dataset_mount_path=null`, `${TASK}.endpoint_type=null`],
    ['execution.auto_export.destinations=wandb', 'execution.auto_export.destinations=[local]'],
  ].map(
    ([bad, good]): Row => [
      'invalid_setting',
      set(bad!),
      /\(overrides line 1\) (is null|has a value of another kind), where the launcher takes a (mapping|text|list) only/,
      /take the key out, or set [a-z_.[\]0-9]+=(\{\}|""|\[\]) in overrides/,
      set(good!),
    ],
  ),
  [
    'invalid_setting',
    deployed('target=null'),
    /^target \(overrides line 1\) is null/,
    /target=\{\}/,
    deployed('target={api_endpoint: {api_key_name: null}}'),
  ],
  [
    'adapter_settings_mixed',
    set(`${ADAPTER}={interceptors: [caching], use_caching: true}`),
    /adapter_config\.use_caching \(overrides line 1\) mixes interceptors with use_caching/,
    /one of the two forms/,
    set(`${ADAPTER}={interceptors: [], use_caching: true}`),
  ],
  [
    'adapter_settings_mixed',
    set(
      `${ADAPTER}={html_report_size: 3}\n${TASK}.${ADAPTER.slice('evaluation.'.length)}={interceptors: [caching]}`,
    ),
    /^evaluation\.tasks\[0\]\..*adapter_config\.interceptors \(.*\) mixes interceptors with html_report_size/,
    /one of the two forms/,
    set(`${ADAPTER}={interceptors: [caching], log_failed_requests: true}`),
  ],
  ...(
    [
      [
        'execution.extra_docker_args="--gpus all; id"',
        `execution.extra_docker_args='-e "A=b; c|d&e" -v $HOME/x:/y'`,
      ],
      ['execution.extra_docker_args="-v a:b\\n-e C"', 'execution.extra_docker_args="-v a:b \\\\\\n -e C"'],
      ['execution.extra_docker_args="-e A=$(id)"', `execution.extra_docker_args="-e 'A=$(id)'"`],
      [`${TASK}.dataset_dir="/$(id)"`, `${TASK}.dataset_dir="/a (b); c"`],
      [`evaluation.env_vars={A: 'lit:{"a": 1}'}`, `evaluation.env_vars={A: 'lit:{\\"a\\": $B}'}`],
      ['evaluation.env_vars={A: "lit:`id`"}', `evaluation.env_vars={A: "lit:it's; all | right"}`],
    ] as const
  ).map(
    ([bad, good]): Row => [
      'unsafe_shell_text',
      set(bad),
      /\(overrides line 1\) (has|is) .*script/,
      /quote it|without it|backslash/,
      set(good),
    ],
  ),
  ...(
    [
      ['deployment.cache_path="/a b"', 'deployment.cache_path="/a\\\\ b"'],
      ['deployment.cache_path=/a:b', 'deployment.cache_path=$HOME/b'],
      ['deployment.port="80|id"', 'deployment.port="8000"'],
      ['execution.mounts.deployment={"/a(1)": /b}', 'execution.mounts.deployment={"/a": "/b:ro"}'],
    ] as const
  ).map(
    ([bad, good]): Row => [
      'unsafe_shell_text',
      deployed(bad),
      /\(overrides line 1\) is .*script/,
      /without it/,
      deployed(good),
    ],
  ),
  [
    'untrusted_command',
    set(`${TASK}.pre_cmd="pip install x"`),
    /^evaluation\.tasks\[0\]\.pre_cmd \(overrides line 1\) is a shell command$/,
    /trust-pre-cmd/,
    { ...set(`${TASK}.pre_cmd="pip install x"`), inputs: { 'trust-pre-cmd': 'true' } },
  ],
];

const ENVIRONMENT: Row[] = [
  [
    'env_var_prefix',
    set('evaluation.env_vars={HF_HOME: HF_HOME}'),
    /^evaluation\.env_vars\.HF_HOME \(overrides line 1\) needs a prefix/,
    /^write host:HF_HOME, or lit:HF_HOME$/,
    set('evaluation.env_vars={HF_HOME: lit:/cache}'),
  ],
  [
    'env_var_prefix',
    set('env_vars={K: hf_abcdefghijklmnopqrstuvwx}'),
    /^env_vars\.K .* needs a prefix/,
    /^write lit:VALUE$/,
    set(`${PARAMS}.extra.env_vars={K: plain}`),
  ],
  [
    'env_var_prefix',
    set(`${TASK}.env_vars={K: 5}`),
    /^evaluation\.tasks\[0\]\.env_vars\.K .* needs a prefix/,
    /lit:VALUE/,
    set(`${TASK}.env_vars={K: "lit:5"}`),
  ],
  [
    'execution_env_vars',
    set('execution.env_vars={A: lit:b}'),
    /^execution\.env_vars .*refused by the launcher since 0\.2\.5/,
    /evaluation\.env_vars/,
    set('env_vars={A: lit:b}'),
  ],
  [
    'invalid_variable_name',
    set('target.api_endpoint.api_key_name=nvapi-abcdef'),
    /^target\.api_endpoint\.api_key_name \(overrides line 1\) must be the NAME of an environment variable(?!.*nvapi)/,
    /its name here/,
    {
      ...set('target.api_endpoint.api_key_name=NVIDIA_Api_Key_Team2'),
      env: { NVIDIA_Api_Key_Team2: SECRET },
    },
  ],
  [
    'invalid_variable_name',
    set('evaluation.env_vars={MY-VAR: lit:1}'),
    /^evaluation\.env_vars\.MY-VAR .* is no name of an environment variable/,
    /rename it/,
    set('evaluation.env_vars={MY_VAR: "runtime:OTHER"}'),
  ],
  [
    'missing_variable',
    set('target.api_endpoint.api_key_name=MODEL_KEY'),
    /^target\.api_endpoint\.api_key_name \(overrides line 1\) names the environment variable MODEL_KEY, which is not set$/,
    /env: of the step/,
    set('target.api_endpoint.api_key_name=MODEL_KEY\nevaluation.env_vars.MODEL_KEY=lit:none'),
  ],
  [
    'missing_variable',
    { ...set('evaluation.env_vars={HF_TOKEN: host:HF_TOKEN}'), env: { HF_TOKEN: '' } },
    /^evaluation\.env_vars\.HF_TOKEN .* HF_TOKEN, which is empty$/,
    /fork\?, or take it out with evaluation\.env_vars\.HF_TOKEN=null/,
    { ...set('evaluation.env_vars={HF_TOKEN: host:HF_TOKEN}'), env: { HF_TOKEN: SECRET } },
  ],
  [
    'missing_variable',
    set('target.api_endpoint.api_key_name=MODEL_KEY\nevaluation.env_vars.MODEL_KEY=host:MODEL_KEY'),
    /names the environment variable MODEL_KEY/,
    /env: of the step/,
    { ...set('target.api_endpoint.api_key_name=MODEL_KEY'), inputs: { 'dry-run': 'true' } },
  ],
  [
    'unsafe_variable_value',
    { ...set('evaluation.env_vars={K: host:K}'), env: { K: `${SECRET}$(id)` } },
    /^evaluation\.env_vars\.K \(overrides line 1\) takes the value of K: it has the character \$/,
    /use a key without it/,
    { ...set('evaluation.env_vars={K: host:K}'), env: { K: SECRET } },
  ],
  [
    'unsafe_variable_value',
    { ...set('execution.extra_docker_args="-e A=${oc.env:A_TOKEN}"'), env: { A_TOKEN: `${SECRET}\n` } },
    /^execution\.extra_docker_args .* A_TOKEN: it has a line break/,
    /remove it from the secret/,
    { ...set(`${PARAMS}.extra.header="Basic \${oc.env:A_TOKEN}"`), env: { A_TOKEN: `${SECRET}$\\` } },
  ],
  [
    'secret_in_config',
    { ...set(`${PARAMS}.extra.header="Basic \${oc.env:A_TOKEN}"`), env: { A_TOKEN: SECRET } },
    /params\.extra\.header \(overrides line 1\) takes a secret into the config/,
    /api_key_name, or as host:NAME/,
    { ...set('evaluation.env_vars.A="${oc.env:A_TOKEN}"'), env: { A_TOKEN: SECRET } },
  ],
];

const SLURM_ROWS: Row[] = [
  ...['hostname', 'username', 'account', 'partition', 'walltime'].map(
    (key): Row => [
      'missing_slurm_setting',
      slurm(`execution.${key}=null`),
      new RegExp(`^execution\\.${key} \\(overrides line 1\\) is missing`),
      new RegExp(`execution\\.${key}=…`),
      slurm(''),
    ],
  ),
  [
    'missing_slurm_setting',
    slurm('execution.output_dir=null'),
    /^execution\.output_dir is missing: results are written on the cluster/,
    /absolute path of the cluster/,
    { text: SLURM.replace('/lustre/evals/{run_id}', '/lustre/{date}') },
  ],
  [
    'missing_slurm_setting',
    slurm('execution.output_dir=results/{run_id}'),
    /^output_dir \(overrides line 1\) is results\/\{run_id\}, which is relative/,
    /absolute path of the cluster/,
    { text: SLURM, inputs: { 'output-dir': '/lustre/{run_id}' } },
  ],
  [
    'integer_walltime',
    slurm('execution.walltime=12:00:00'),
    /^execution\.walltime .* is the number 43200, which Slurm takes for minutes/,
    /quotes/,
    slurm('execution.walltime="12:00:00"'),
  ],
  [
    'integer_walltime',
    slurm('execution.max_walltime=120'),
    /^execution\.max_walltime \(overrides line 1\) is the number 120/,
    /quotes/,
    slurm('execution.max_walltime="1-00:00:00"'),
  ],
  ...['2-00', '90:00', '1:60:00', '00:00:00', '12h', '-1:00:00'].map(
    (time): Row => [
      'invalid_walltime',
      slurm(`execution.walltime="${time}"`),
      /^execution\.walltime \(overrides line 1\) is .*: allowed are hours:minutes:seconds and days-hours:minutes:seconds/,
      /"04:00:00" or "1-12:00:00"/,
      slurm('execution.walltime="2-00:00:00"'),
    ],
  ),
  [
    'endless_resumes',
    slurm('execution.max_walltime=null'),
    /^execution\.max_walltime \(overrides line 1\) is null: .* without end/,
    /max_walltime="24:00:00"/,
    slurm('execution.max_walltime="24:00:00"'),
  ],
  ...(
    [
      ['hostname="-oProxyCommand=id"', 'hostname=login-1.cluster_a.example.com'],
      ['hostname="h;id"', 'hostname=10.0.0.7'],
      ['username="-l"', 'username=first.last-2'],
      ['username="$(id)"', 'username=_svc'],
      ['account="a b"', 'account=proj_12-eval.x'],
      ['partition="p;id"', 'partition="gpu,gpu-long"'],
      ['subproject="s/../x"', 'subproject=ci.nightly'],
      ['gres="gpu:8\\nid"', 'gres="gpu:a100:8(S:0-1),tmpdisk:1"'],
      ['output_dir="/lustre/a b"', 'output_dir="/lustre/a_b-1.2/{run_id}"'],
      ['output_dir="/lustre/(id)"', 'output_dir="/lustre/../x/{run_id}"'],
      ['evaluation_gpu_visible="0;id"', 'evaluation_gpu_visible="0,1"'],
    ] as const
  ).map(
    ([bad, good]): Row => [
      'unsafe_cluster_value',
      slurm(`execution.${bad}`),
      /\(overrides line 1\) is ".*", which the launcher puts unquoted into the cluster's login shell/,
      /^allowed (are|is) /,
      slurm(`execution.${good}`),
    ],
  ),
  [
    'unsafe_cluster_value',
    slurm('execution.sbatch_extra_flags={"qos x": y}'),
    /sbatch_extra_flags\.qos x .*"qos x" is no name of an option/,
    /without dashes in front/,
    slurm('execution.sbatch_extra_flags={qos: y}'),
  ],
  [
    'unsafe_cluster_value',
    slurm('execution.sbatch_extra_flags={constraint: "a\\nid"}'),
    /sbatch_extra_flags\.constraint .* is no text of one line/,
    /on one line/,
    slurm('execution.sbatch_extra_flags={constraint: "a&b", exclusive: true, "time-min": null, mem: 0}'),
  ],
  ...['array: 0-3', 'arr: "0-1"', 'ar: 5', 'array: true'].map(
    (flag): Row => [
      'sbatch_array',
      slurm(`execution.sbatch_extra_flags={${flag}}`),
      /--array makes many jobs of each task/,
      /take ar\w* out of execution\.sbatch_extra_flags/,
      slurm('execution.sbatch_extra_flags={array: null, arr: false, acctg-freq: 30}'),
    ],
  ),
  ...(
    [
      ['job-name: x', /--job-name is what jobs are matched to tasks by/],
      ['clusters: x', /--clusters sends the job to another cluster/],
      ['wait: true', /--wait has the submission wait/],
      ['parsable: true', /--parsable changes the answer/],
      ['dependency: "17"', /is "17", which is no dependency of Slurm/],
      ['dependency: "afterok:$(id)"', /which is no dependency of Slurm/],
    ] as const
  ).map(
    ([flag, says]): Row => [
      'sbatch_flag',
      slurm(`execution.sbatch_extra_flags={${flag}}`),
      says,
      /take .* out of execution\.sbatch_extra_flags|afterok:JOBID/,
      slurm(
        'execution.sbatch_extra_flags={dependency: "afterok:17:18,singleton", reservation: r, array: null}',
      ),
    ],
  ),
  [
    'sbatch_flag',
    slurm('execution.sbatch_extra_flags={time: "01:00:00"}'),
    /sbatch_extra_flags\.time \(overrides line 1\) takes the place of execution\.walltime/,
    /set execution\.walltime/,
    slurm('execution.sbatch_extra_flags={time-min: "01:00:00"}'),
  ],
  ...(['num_nodes="2"', 'num_nodes=0', 'ntasks_per_node=1.5', 'num_instances=null'] as const).map(
    (bad): Row => [
      'invalid_setting',
      slurm(`execution.${bad}`),
      /^execution\.\w+ \(overrides line 1\) is .*, where the launcher takes a whole number of at least 1 only/,
      /=1 in overrides/,
      slurm('execution.num_nodes=4'),
    ],
  ),
  [
    'invalid_setting',
    slurm('execution.sbatch_extra_flags=null'),
    /^execution\.sbatch_extra_flags \(overrides line 1\) is null/,
    /sbatch_extra_flags=\{\}/,
    slurm('execution.sbatch_extra_flags={}'),
  ],
  [
    'invalid_setting',
    { text: ON_CLUSTER, overrides: 'execution.num_instances=2\nexecution.num_nodes=2' },
    /^execution\.num_instances \(overrides line 1\) is 2, but no model is deployed/,
    /num_instances=1/,
    { text: ON_CLUSTER, overrides: 'execution.num_instances=1\nexecution.num_nodes=2' },
  ],
  [
    'unused_gpus',
    { text: ON_CLUSTER, overrides: 'execution.gres=gpu:8' },
    /^execution\.gres \(overrides line 1\) is gpu:8, but no model is deployed/,
    /execution\.gres=null in overrides/,
    // A benchmark that compiles for a GPU needs one itself.
    { text: ON_CLUSTER, overrides: 'execution.gres=gpu:8\nexecution.evaluation_gpu_visible=true' },
  ],
  [
    'unused_gpus',
    { text: ON_CLUSTER, overrides: 'execution.gpus_per_node=1' },
    /^execution\.gpus_per_node \(overrides line 1\) is 1, but/,
    /execution\.gpus_per_node=null/,
    { text: ON_CLUSTER, overrides: 'execution.gpus_per_node=0\nexecution.gres=tmpdisk:10' },
  ],
  ...(
    [
      ['evaluation={data: /data}', 'evaluation={/data: /data}'],
      ['evaluation={/data: data}', 'evaluation={/data: "/data:ro"}'],
      ['evaluation={"/a b": /data}', 'evaluation={/a-b: "/data:ro"}'],
      ['deployment={/a: 5}', 'deployment={/a: /b}'],
      ['auxiliary={judge: {"/a;id": /b}}', 'auxiliary={judge: {/a: /b}}'],
    ] as const
  ).map(
    ([bad, good]): Row => [
      'invalid_mount',
      slurm(`execution.mounts.${bad}`),
      /^execution\.mounts\..* \(overrides line 1\) mounts ".*": allowed are absolute paths/,
      /folder\/of\/the\/cluster/,
      slurm(`execution.mounts.${good}`),
    ],
  ),
  ...(
    [
      ['deployment.checkpoint_path=runs/iter_1', 'deployment.checkpoint_path=/lustre/runs/iter_1'],
      ['deployment.checkpoint_path="/lustre/a,b"', 'deployment.checkpoint_path=null'],
      ['deployment.cache_path=$HOME/cache', 'deployment.cache_path=/lustre/cache'],
      [`${TASK}.dataset_dir="/data sets"`, `${TASK}.dataset_dir=/data-sets`],
    ] as const
  ).map(
    ([bad, good]): Row => [
      'invalid_mount',
      slurm(bad),
      /\(overrides line 1\) is ".*": allowed is an absolute path/,
      /as it is on the cluster/,
      slurm(good),
    ],
  ),
  [
    'hf_cache_not_mounted',
    slurm('execution.mounts={mount_home: false}\nevaluation.env_vars={HF_HOME: "lit:/cache/hf"}'),
    /^evaluation\.env_vars\.HF_HOME \(overrides line 2\) is \/cache\/hf, which is on no mount/,
    /execution\.mounts\.evaluation/,
    slurm(
      'execution.mounts={mount_home: false, evaluation: {/lustre/hf: "/cache:rw"}}\nevaluation.env_vars={HF_HOME: "lit:/cache/hf"}',
    ),
  ],
  [
    'hf_cache_not_mounted',
    slurm('execution.mounts={mount_home: false}'),
    /^evaluation\.env_vars\.HF_HOME \(conf\/eval\.yaml\) is not set, and the home directory is not mounted/,
    /HF_HOME=lit:/,
    slurm('execution.mounts={mount_home: true}'),
  ],
  [
    'invalid_image',
    set(`${TASK}.container=/lustre/images/bench.sqsh`),
    /container \(overrides line 1\) is not an image reference/,
    /in full/,
    slurm(`${TASK}.container=/lustre/images/bench.sqsh`),
  ],
  [
    'invalid_image',
    slurm(`${TASK}.container="nvcr.io#team/b:1; id"`),
    /container \(overrides line 1\) is not an image reference/,
    /in full/,
    slurm(`${TASK}.container="nvcr.io#team/b:1"`),
  ],
  [
    'unreachable_loopback',
    { text: ON_CLUSTER, overrides: 'target.api_endpoint.url=http://127.0.0.1:8000/v1/chat/completions' },
    /127\.0\.0\.1:8000\/v1\/chat\/completions: where the evaluation runs that is the compute node itself/,
    /that compute nodes reach/,
    { text: ON_CLUSTER },
  ],
  [
    'disk_space',
    { facts: { freeBytes: () => 2 ** 30 } },
    /where the results go/,
    /free some space/,
    { text: ON_CLUSTER, facts: { freeBytes: () => 2 ** 30 } },
  ],
  [
    'export_unavailable',
    set('execution.auto_export.destinations=[mlflow]\nexport={mlflow: {}}'),
    /lacks the launcher's extra mlflow/,
    /supply it/,
    { text: ON_CLUSTER, overrides: 'execution.auto_export.destinations=[mlflow]' },
  ],
  [
    'output_dir_not_unique',
    set('execution.output_dir=/lustre/evals'),
    /is the same in every run/,
    /run_id/,
    { text: ON_CLUSTER, overrides: 'execution.output_dir=/lustre/evals' },
  ],
  [
    'override_without_effect',
    slurm('execution.extra_docker_args="-v /a:/b"'),
    /^execution\.extra_docker_args \(overrides line 1\) has no effect on Slurm/,
    /execution\.mounts\.evaluation/,
    slurm('execution.extra_docker_args=""'),
  ],
];

const EXECUTION: Row[] = [
  [
    'unsupported_executor',
    set('execution.type=dgxcloud'),
    /^execution\.type \(overrides line 1\) is "dgxcloud": this action knows the executors local, slurm and lepton$/,
    /execution\.type=local/,
    set('execution.type=local'),
  ],
  [
    'invalid_execution_mode',
    set('execution.mode=serial'),
    /^execution\.mode \(overrides line 1\) is "serial": allowed are sequential and parallel/,
    /choose one/,
    set('execution.mode=parallel'),
  ],
  [
    'invalid_execution_mode',
    set('execution.mode=null'),
    /^execution\.mode \(overrides line 1\) is null: allowed/,
    /choose one/,
    { text: HOSTED.replace(', mode: sequential', '') },
  ],
  [
    'invalid_execution_mode',
    { text: DEPLOYED.replace(' mode: sequential,', '') },
    /^execution\.mode .* must be sequential where the config deploys/,
    /execution\.mode=sequential/,
    { text: DEPLOYED },
  ],
  [
    'missing_deployment_type',
    { text: HOSTED.replace('deployment: {type: none}', 'deployment: {}') },
    /^deployment\.type \(conf\/eval\.yaml\) is missing/,
    /deployment\.type: none/,
    {},
  ],
  [
    'missing_deployment_type',
    set('deployment.type=null'),
    /^deployment\.type \(overrides line 1\) is missing/,
    /deployment\.type: none/,
    set('deployment={type: none}'),
  ],
  [
    'missing_deployment_setting',
    { text: DEPLOYED.replace('  port: 8000\n', '') },
    /^deployment\.port \(conf\/eval\.yaml\) is missing, which the launcher needs to start a model$/,
    /deployment\.port=…/,
    { text: DEPLOYED },
  ],
  [
    'missing_deployment_setting',
    deployed(`${TASK}.name=hellaswag\ndeployment.endpoints.completions=null`),
    /^deployment\.endpoints\.completions \(.*\) is missing, .* and hellaswag asks such an endpoint/,
    /deployment\.endpoints\.completions=…/,
    deployed('deployment.endpoints.completions=null'),
  ],
  [
    'multiple_instances',
    slurm('deployment.multiple_instances=false'),
    /^deployment\.multiple_instances .* since 0\.2\.3/,
    /execution\.num_instances/,
    deployed('deployment.multiple_instances=false'),
  ],
  ...SLURM_ROWS,
  [
    'gpu_count',
    { text: DEPLOYED, facts: { gpus: 2 } },
    /^the parallel sizes in deployment\.command \(conf\/eval\.yaml:5\) need 4 GPUs, and this runner has 2/,
    /smaller sizes/,
    // What the command does not say the server does not see.
    { ...deployed('deployment.command=serve\ndeployment.tensor_parallel_size=8'), facts: { gpus: 2 } },
  ],
  [
    'gpu_count',
    deployed('deployment.command="deploy --num_gpus 4 --tensor_model_parallel_size 8"'),
    /^deployment\.command .* has --num_gpus 4, but .* need 8/,
    /divides the number of GPUs/,
    deployed('deployment.command="deploy --num_gpus 4 --nnodes 2 --tensor_model_parallel_size 8"'),
  ],
  [
    'gpu_count',
    { ...deployed('deployment.command="serve --tp-size 4 --dp-size 4"'), facts: { gpus: 4 } },
    /need 16 GPUs, and this runner has 4/,
    /smaller sizes/,
    {
      ...deployed('deployment.command="serve --tp-size 4 --dp-size 4 --enable-dp-attention"'),
      facts: { gpus: 4 },
    },
  ],
  [
    'gpu_count',
    slurm('execution.num_instances=3'),
    /^execution\.num_nodes .* is 2, which execution\.num_instances 3 does not divide/,
    /multiple of num_instances/,
    slurm('execution.num_instances=2'),
  ],
  [
    'gpu_count',
    slurm('execution.gpus_per_node=null'),
    /^execution\.gpus_per_node .* and execution\.gres are missing/,
    /execution\.gres=gpu:8/,
    slurm('execution.gpus_per_node=null\nexecution.gres=gpu:h100:8'),
  ],
  [
    'gpu_count',
    slurm('execution.gpus_per_node=null\ndeployment.type=vllm\ndeployment.command=serve'),
    /Slurm would start the model without GPUs$/,
    /execution\.gpus_per_node=8/,
    slurm('execution.gpus_per_node=null\ndeployment.type=generic\ndeployment.command=serve'),
  ],
  [
    'no_gpu',
    slurm('execution.gpus_per_node=null\ndeployment.command=serve'),
    /^execution\.gpus_per_node .* Slurm would start the model without GPUs$/,
    /, or go on where the server needs none$/,
    slurm(
      'execution.gpus_per_node=null\ndeployment.command=serve\nexecution.sbatch_extra_flags.exclusive=true',
    ),
  ],
  [
    'gpu_count',
    slurm(
      'execution.gpus_per_node=null\ndeployment.type=vllm\nexecution.sbatch_extra_flags={gpus-per-node: 1}',
    ),
    /need 4 GPUs, and an instance has 2 \(1 on each of 2 nodes, by execution\.sbatch_extra_flags\.gpus-per-node \(overrides line 3\)\)/,
    /more nodes|execution\.gres=gpu:8/,
    slurm(
      'execution.gpus_per_node=null\ndeployment.type=vllm\nexecution.sbatch_extra_flags={gpus-per-node: 8}',
    ),
  ],
  [
    'gpu_count',
    slurm(
      'execution.gpus_per_node=null\ndeployment.type=vllm\nexecution.sbatch_extra_flags={gres: "gpu:h100:1"}',
    ),
    /an instance has 2 \(1 on each of 2 nodes, by execution\.sbatch_extra_flags\.gres/,
    /more nodes|execution\.gres=gpu:8/,
    slurm(
      'execution.gpus_per_node=null\ndeployment.type=vllm\nexecution.sbatch_extra_flags={gres: "gpu:h100:2"}',
    ),
  ],
  [
    'gpu_count',
    slurm('execution.gpus_per_node=null\ndeployment.type=vllm\nexecution.sbatch_extra_flags={gpus: 3}'),
    /an instance has 3 \(3 in all, by execution\.sbatch_extra_flags\.gpus/,
    /more nodes|execution\.gres=gpu:8/,
    slurm(
      'execution.gpus_per_node=null\ndeployment.type=vllm\nexecution.sbatch_extra_flags={gpus: "h100:4"}',
    ),
  ],
  [
    'gpu_count',
    slurm(
      'execution.gpus_per_node=null\ndeployment.type=vllm\nexecution.sbatch_extra_flags={gres: "nvme:8"}',
    ),
    /are missing: Slurm would start the model without GPUs/,
    /more nodes|execution\.gres=gpu:8/,
    slurm(
      'execution.gpus_per_node=null\ndeployment.type=vllm\nexecution.sbatch_extra_flags={tres-per-node: "gres:gpu:1"}',
    ),
  ],
  [
    'gpu_count',
    slurm('execution.gpus_per_node=null\ndeployment.type=vllm\nexecution.sbatch_extra_flags={gpus: null}'),
    /are missing: Slurm would start the model without GPUs/,
    /more nodes|execution\.gres=gpu:8/,
    slurm(
      'execution.gpus_per_node=null\ndeployment.type=vllm\nexecution.sbatch_extra_flags={exclusive: true}',
    ),
  ],
  [
    'gpu_count',
    slurm('execution.gpus_per_node=8\nexecution.sbatch_extra_flags={gpus-per-node: 1}'),
    /an instance has 2 \(1 on each of 2 nodes, by/,
    /more nodes/,
    slurm('execution.gpus_per_node=1\nexecution.sbatch_extra_flags={gpus-per-node: 8}'),
  ],
  [
    'gpu_count',
    slurm('deployment.command="serve --tensor-parallel-size 32"'),
    /need 32 GPUs, and an instance has 16 \(8 on each of 2 nodes\)/,
    /more nodes/,
    slurm('deployment.command="serve --tensor-parallel-size 16"'),
  ],
  [
    'no_gpu',
    { text: DEPLOYED, facts: { gpus: 0 } },
    /^deployment\.type \(conf\/eval\.yaml:3\) deploys a model, but this runner has no NVIDIA device/,
    /runner with GPUs/,
    { facts: { gpus: 0 } },
  ],
  [
    'readiness_timeout',
    { text: DEPLOYED.replace(', endpoint_readiness_timeout: 3600', '') },
    /^execution\.endpoint_readiness_timeout \(conf\/eval\.yaml\) is 600 s/,
    /endpoint_readiness_timeout=3600/,
    { text: DEPLOYED },
  ],
  [
    'readiness_timeout',
    deployed('execution.endpoint_readiness_timeout=null'),
    /^execution\.endpoint_readiness_timeout \(overrides line 1\) is null, no whole number: .* without end/,
    /endpoint_readiness_timeout=3600/,
    deployed('execution.endpoint_readiness_timeout=900'),
  ],
  [
    'bad_megatron_checkpoint_path',
    deployed('deployment.checkpoint_path=/no/such/folder'),
    /^deployment\.checkpoint_path \(overrides line 1\) is \/no\/such\/folder, which is not there/,
    /check the path; set the input checkpoint/,
    deployed('deployment.checkpoint_path=$HOME/checkpoint'),
  ],
  [
    'export_unavailable',
    { ...set('execution.auto_export.destinations=[wandb]'), inputs: { 'launcher-extras': 'exporters' } },
    /^execution\.auto_export\.destinations\[0\] \(overrides line 1\) exports to "wandb", which lacks the variable WANDB_API_KEY/,
    /execution\.auto_export\.destinations=null/,
    {
      ...set(
        'execution.auto_export.destinations=[wandb]\nexport.env_vars={WANDB_API_KEY: host:TEAM_WANDB}\nexport.wandb={project: p}',
      ),
      inputs: { 'launcher-extras': 'wandb' },
      env: { TEAM_WANDB: SECRET },
    },
  ],
  [
    'export_unavailable',
    set('execution.auto_export.destinations=[mlflow]\nexport={wandb: {}}'),
    /exports to "mlflow", which lacks the launcher's extra mlflow \(input launcher-extras\) and settings in export\.mlflow/,
    /destinations=null$/,
    set('execution.auto_export.destinations=[local]'),
  ],
  [
    'export_unavailable',
    set('execution.auto_export.destinations=[s3]'),
    /exports to "s3", which lacks an exporter of that name/,
    /destinations=null/,
    set('execution.auto_export.destinations=[]'),
  ],
  [
    'output_dir_not_unique',
    { inputs: { 'output-dir': 'results' } },
    /^output_dir \(input output-dir\) is the same in every run/,
    /\{date\} or \{run_id\}/,
    { inputs: { 'output-dir': 'results/{run_id}' } },
  ],
  [
    'output_dir_not_unique',
    set('execution.output_dir=results/all'),
    /^output_dir \(overrides line 1\)/,
    /\{date\}/,
    { ...set('execution.output_dir="results/${oc.env:GITHUB_RUN_ID}"'), env: { GITHUB_RUN_ID: '9911' } },
  ],
  [
    'disk_space',
    { facts: { freeBytes: () => 2 ** 30 } },
    /^1\.0 GiB are free where the results go \(\/ws\//,
    /free some space/,
    { inputs: { 'dry-run': 'true' }, facts: { freeBytes: () => 2 ** 30 } },
  ],
];

const ENDPOINT: Row[] = [
  [
    'missing_endpoint',
    { text: HOSTED.replace('    url: https://host/v1/chat/completions\n', '') },
    /^target\.api_endpoint\.url \(conf\/eval\.yaml\) is missing/,
    /the input endpoint-url/,
    {},
  ],
  [
    'missing_endpoint',
    set('target.api_endpoint.model_id=""'),
    /^target\.api_endpoint\.model_id \(overrides line 1\) is missing/,
    /the input model/,
    // The launcher makes text of it.
    set('target.api_endpoint.model_id=70'),
  ],
  [
    'invalid_endpoint_url',
    set('target.api_endpoint.url="host/v1?key=zq8-canary-of-a-secret"'),
    /^target\.api_endpoint\.url \(overrides line 1\) is "host\/v1"$/,
    /it needs a scheme and a host/,
    set('target.api_endpoint.url=http://host/v1'),
  ],
  [
    'invalid_endpoint_url',
    set('target.api_endpoint.url="https://host/v1?api_key=zq8-canary-of-a-secret"'),
    /has the parameter "api_key", which looks like a key/,
    /api-key-name/,
    set('target.api_endpoint.url="https://host/v1/chat/completions?api-version=2"'),
  ],
  [
    'endpoint_with_deployment',
    deployed('target.api_endpoint.url=null'),
    /^target\.api_endpoint\.url must be left out .*\(deployment\.type \(conf\/eval\.yaml:3\)\)/,
    /deployment\.type=none/,
    deployed('target.api_endpoint.api_key_name=null'),
  ],
  [
    'unreachable_loopback',
    set('target.api_endpoint.url="http://localhost:8000/v1/chat/completions?x=1"'),
    /^target\.api_endpoint\.url \(overrides line 1\) is http:\/\/localhost:8000\/v1\/chat\/completions, on this machine/,
    /--network host/,
    set(
      'target.api_endpoint.url=http://localhost:8000/v1/chat/completions\nexecution.extra_docker_args="--network=host"',
    ),
  ],
  [
    'wrong_endpoint_type',
    task('hellaswag', `${PARAMS}.extra={tokenizer: t, tokenizer_backend: huggingface}`),
    /^evaluation\.tasks\[0\]\.name .* hellaswag asks a completions endpoint, but target\.api_endpoint\.url \(conf\/eval\.yaml:5\) says chat/,
    /input endpoint-type/,
    // The task's evaluator is given an address of its own.
    task(
      'hellaswag',
      `${PARAMS}.extra={tokenizer: t, tokenizer_backend: huggingface}\n${TASK}.nemo_evaluator_config.target.api_endpoint.url=https://host/v1/completions`,
    ),
  ],
  [
    'wrong_endpoint_type',
    { inputs: { 'endpoint-type': 'completions' } },
    /mmlu_instruct asks a chat endpoint, but target\.api_endpoint\.type \(input endpoint-type\) says completions/,
    /endpoint-type/,
    { inputs: { 'endpoint-type': 'chat' } },
  ],
  [
    'wrong_endpoint_type',
    set(`${TASK}.endpoint_type=completion`),
    /^evaluation\.tasks\[0\]\.endpoint_type \(overrides line 1\) is "completion": allowed are chat/,
    /correct it/,
    set(`${TASK}.endpoint_type=chat`),
  ],
  [
    'wrong_endpoint_type',
    set(`${TASK}.endpoint_type=completions\ntarget.api_endpoint.url=https://host/v1/completions`),
    /endpoint_type \(overrides line 1\) is completions, but mmlu_instruct takes chat only: the evaluator refuses it/,
    /take it out/,
    completions('mmlu_instruct_completions'),
  ],
];

const TASKS: Row[] = [
  [
    'invalid_task_name',
    task('"a;id"'),
    /^evaluation\.tasks\[0\]\.name \(overrides line 1\) is "a;id": a task name has/,
    /ls tasks/,
    task('byob_my-bench.q_1', `${TASK}.container=example.com/a/b:1`),
  ],
  [
    // Docker takes no @ in the name of a container.
    'invalid_task_name',
    task('a@b', `${TASK}.container=example.com/a/b:1`),
    /is "a@b"/,
    /ls tasks/,
    task('a.b', `${TASK}.container=example.com/a/b:1`),
  ],
  [
    'invalid_image',
    set(`${TASK}.container="example.com/a b"`),
    /^evaluation\.tasks\[0\]\.container \(overrides line 1\) is not an image reference/,
    /in full/,
    set(`${TASK}.container=example.com:5000/a/b@sha256:00`),
  ],
  [
    'invalid_image',
    set(`${TASK}.container=null`),
    /container \(overrides line 1\) is null, which the launcher takes for the name of an image/,
    /leave the key out/,
    {},
  ],
  [
    'unknown_task',
    task('mmlu_instuct'),
    /^evaluation\.tasks\[0\]\.name .* is "mmlu_instuct", which the launcher does not list/,
    /^did you mean "mmlu_instruct"\?$/,
    task('mmlu_instuct', `${TASK}.container=example.com/a/b:1`),
  ],
  [
    'ambiguous_task',
    task('ifeval'),
    /is "ifeval", which \d+ harnesses have/,
    /write one of lm-evaluation-harness\.ifeval, /,
    task('lm-evaluation-harness.ifeval'),
  ],
  [
    'unlisted_task',
    task('lm-evaluation-harness.my_task'),
    /is "lm-evaluation-harness\.my_task", which is not in the launcher's list/,
    /trust-unlisted-tasks/,
    { ...task('lm-evaluation-harness.my_task'), inputs: { 'trust-unlisted-tasks': 'true' } },
  ],
  [
    'unlisted_task',
    task('my_task', `${TASK}.container=localhost:5000/a/b:1`),
    /container .* has a port, so that the launcher cannot read/,
    /trust-unlisted-tasks/,
    task('my_task', `${TASK}.container=example.com/a/b:1`),
  ],
  [
    'unlisted_task',
    task('my_task', `${TASK}.container=example.com/a/b@sha256:00`),
    /container .* has a digest/,
    /registry\/image:tag/,
    task('my_task', `${TASK}.container=team/b`),
  ],
  [
    'image_architecture',
    { ...task('helm.medcalc_bench'), facts: { arch: 'arm64' } },
    /is "helm\.medcalc_bench", whose image is for amd only, and this runner is arm64/,
    /runner of that architecture/,
    task('helm.medcalc_bench'),
  ],
  [
    'missing_tokenizer_for_logprobs',
    completions('hellaswag'),
    /^evaluation\.tasks\[0\]\.name .* hellaswag counts in the model's own tokens/,
    /the input tokenizer/,
    completions('gsm8k'),
  ],
  [
    'missing_tokenizer_for_logprobs',
    completions('hellaswag', `${PARAMS}.extra.tokenizer=my-org/t`),
    /params\.extra\.tokenizer_backend .* is None, with which hellaswag does not load the tokenizer/,
    /tokenizer_backend=huggingface/,
    { ...completions('hellaswag'), inputs: { tokenizer: 'my-org/t' } },
  ],
  [
    'tokenizer_not_found',
    { inputs: { tokenizer: '/no/such/tokenizer' } },
    /params\.extra\.tokenizer \(input tokenizer\) is "\/no\/such\/tokenizer", which is not on this machine/,
    /absolute path/,
    {
      ...set('execution.extra_docker_args="-v /data/t:/no/such:ro"'),
      inputs: { tokenizer: '/no/such/tokenizer' },
    },
  ],
  [
    'tokenizer_not_found',
    { inputs: { tokenizer: './tokenizer' } },
    /is "\.\/tokenizer", which is relative/,
    /absolute path/,
    { inputs: { tokenizer: 'my-org/tokenizer' } },
  ],
  [
    'missing_judge_key',
    task('AA_math_test_500'),
    /name .* AA_math_test_500 asks a judge or user model with the key in JUDGE_API_KEY/,
    /evaluation\.env_vars\.JUDGE_API_KEY=host:JUDGE_API_KEY .*judge\.api_key=null$/,
    task('AA_math_test_500', `${PARAMS}.extra.judge.api_key=null`),
  ],
  [
    'missing_judge_key',
    task('AA_math_test_500', `${PARAMS}.extra.judge.api_key=TEAM_KEY`),
    /with the key in TEAM_KEY/,
    /host:TEAM_KEY/,
    {
      ...task(
        'AA_math_test_500',
        `${PARAMS}.extra.judge.api_key=TEAM_KEY\ntarget.api_endpoint.api_key_name=TEAM_KEY`,
      ),
      env: { TEAM_KEY: SECRET },
    },
  ],
  [
    'missing_judge_key',
    task('medcalc_bench'),
    /medcalc_bench may ask a judge or user model with the key in GPT_JUDGE_API_KEY/,
    /gpt_judge_api_key=null/,
    task(
      'medcalc_bench',
      'execution.extra_docker_args="-e GPT_JUDGE_API_KEY -e LLAMA_JUDGE_API_KEY -e CLAUDE_JUDGE_API_KEY"',
    ),
  ],
  [
    'dataset_not_found',
    set(`${TASK}.dataset_dir=/no/such/data`),
    /^evaluation\.tasks\[0\]\.dataset_dir \(overrides line 1\) is "\/no\/such\/data", which is not there/,
    /absolute path/,
    set(`${TASK}.dataset_dir=/tmp`),
  ],
  [
    'gated_dataset',
    task('gpqa_diamond_cot'),
    /^evaluation\.env_vars\.HF_TOKEN .* is missing for gpqa_diamond_cot/,
    /HF_TOKEN=host:HF_TOKEN/,
    { ...task('gpqa_diamond_cot', 'evaluation.env_vars={HF_TOKEN: host:MY_HF}'), env: { MY_HF: SECRET } },
  ],
  [
    'default_request_timeout',
    set(`${PARAMS}.request_timeout=30`),
    /params\.request_timeout \(overrides line 1\) is 30 s for mmlu_instruct/,
    /input request-timeout/,
    set(`${PARAMS}.request_timeout=60`),
  ],
  [
    'samples_at_temperature_zero',
    task('AA_AIME_2024', `evaluation.env_vars={JUDGE_API_KEY: lit:none}\n${PARAMS}.temperature=0`),
    /params\.temperature \(overrides line 3\) is 0 for AA_AIME_2024, with several samples/,
    /extra\.n_samples=1/,
    task('AA_AIME_2024', `${PARAMS}.temperature=0.6`),
  ],
  [
    'limit_samples_ignored',
    task('garak', `${PARAMS}.limit_samples=5`),
    /params\.limit_samples \(overrides line 2\) does nothing for garak, which evaluates all items/,
    /take the task out/,
    set(`${PARAMS}.limit_samples=5`),
  ],
  [
    'duplicate_task',
    { text: `${HOSTED}    - name: mmlu_instruct\n` },
    /^evaluation\.tasks\[1\]\.name \(conf\/eval\.yaml:11\) mmlu_instruct is the same as evaluation\.tasks\[0\]/,
    /take one of them out/,
    { text: `${HOSTED}    - {name: mmlu_instruct, endpoint_type: chat}\n` },
  ],
  [
    'task_not_in_baseline',
    { facts: { baselineTasks: ['gsm8k'] } },
    /name .* mmlu_instruct has no scores in the baseline/,
    /baseline's model/,
    { facts: { baselineTasks: ['lm-evaluation-harness.mmlu_instruct'] } },
  ],
];

const ROWS = [...PATHS_AND_VALUES, ...ENVIRONMENT, ...EXECUTION, ...DEPLOYMENT, ...ENDPOINT, ...TASKS];

export const CASES: Case[] = ROWS.map(([id, finds, says, recovery, passes]) => ({
  id,
  finds,
  says,
  recovery,
  passes,
}));
