import type { Row } from './cases.js';
import { DEPLOYED, type Situation, SLURM } from './situations.js';

const deployed = (overrides: string, more: Situation = {}): Situation => ({
  text: DEPLOYED,
  overrides,
  ...more,
});
const slurm = (overrides: string, more: Situation = {}): Situation => ({ text: SLURM, overrides, ...more });
const VLLM = 'deployment.type=vllm\ndeployment.command=';
const TOKENIZER = 'evaluation.nemo_evaluator_config.config.params.extra.tokenizer';

/** Models that the launcher serves: what would fail once the GPUs are up. */
export const DEPLOYMENT: Row[] = [
  [
    'deployment_mismatch',
    deployed(`${VLLM}"vllm serve /x --port 8001 --served-model-name m"`),
    /^deployment\.command \(overrides line 2\) has --port 8001, but the launcher looks for the server at deployment\.port \(conf\/eval\.yaml:6\) 8000$/,
    /same port/,
    deployed(`${VLLM}"vllm serve /x --port=8000 --served-model-name m"`),
  ],
  [
    // A server of one's own may have another behind the one that is asked.
    'deployment_mismatch',
    deployed('deployment.command="proxy --port 9000"'),
    /has --port 9000/,
    /same port/,
    deployed('deployment.command="proxy --port 9000 -- serve --port 8000"'),
  ],
  [
    'deployment_mismatch',
    deployed(`${VLLM}"vllm serve /x --served-model-name other"`),
    /^deployment\.served_model_name \(conf\/eval\.yaml:7\) is "m", but deployment\.command \(overrides line 2\) serves "other"/,
    /--served-model-name m in the command/,
    deployed(`${VLLM}"vllm serve /x --served-model-name other m --port 8000"`),
  ],
  [
    'deployment_mismatch',
    deployed(`${VLLM}"vllm serve my-org/model"`),
    /is "m", but .* serves "my-org\/model": the server would refuse every request/,
    /--served-model-name m/,
    deployed(`${VLLM}"vllm serve my-org/model"\ndeployment.served_model_name=my-org/model`),
  ],
  [
    'deployment_mismatch',
    slurm(
      'deployment.checkpoint_path=/lustre/run/iter_0000001\ndeployment.command="serve --model /lustre/run/iter_0000001"',
    ),
    /^deployment\.command .* reads "\/lustre\/run\/iter_0000001", which is \/checkpoint in the server's container/,
    /write \/checkpoint/,
    slurm(
      'deployment.checkpoint_path=/lustre/run/iter_0000001\ndeployment.command="serve --model /lustre/run/iter_0000001"\nexecution.mounts.deployment={/lustre: "/lustre:ro"}',
    ),
  ],
  [
    'missing_deployment_setting',
    deployed(`${VLLM}"vllm serve /checkpoint --served-model-name m"`),
    /^deployment\.checkpoint_path \(conf\/eval\.yaml\) is missing, but deployment\.command .* reads \/checkpoint/,
    /input checkpoint/,
    deployed('deployment.command="serve /checkpoint"'),
  ],
  [
    'missing_deployment_setting',
    slurm('deployment.image=null'),
    /^deployment\.image \(overrides line 1\) is missing/,
    /deployment\.image=…/,
    // There the launcher takes /health by itself.
    slurm('deployment.endpoints={chat: /v1/chat/completions}'),
  ],
  ...(['--network host', '-p 9000:9000', '--hostname=box', '--add-host a:1'] as const).map(
    (option): Row => [
      'deployment_network',
      deployed(`execution.extra_docker_args="--ipc host ${option}"`),
      new RegExp(
        `^execution\\.extra_docker_args \\(overrides line 1\\) has ${option.split(/[ =]/)[0]}, which Docker refuses`,
      ),
      /take it out/,
      deployed('execution.extra_docker_args="--ipc host --pids-limit 9 -v /data:/data --shm-size 1g"'),
    ],
  ),
  [
    'mount_not_found',
    deployed('execution.mounts.deployment={/no/such/folder: /data}'),
    /^execution\.mounts\.deployment\.\/no\/such\/folder \(overrides line 1\) is not on this machine: Docker would mount an empty folder/,
    /check the path/,
    deployed('execution.mounts.deployment={/tmp: /data, a-volume: /cache, $HOME: /home}'),
  ],
  [
    'mount_not_found',
    deployed('execution.mounts.deployment={/tmp: data}'),
    /is mounted at no absolute path of the container/,
    /such as \/data/,
    slurm('execution.mounts.deployment={/no/such/folder: /data}'),
  ],
  [
    'missing_server_key',
    deployed(
      `${VLLM}"vllm serve meta-llama/Llama-3.1-8B --served-model-name m"\nevaluation.env_vars.HF_TOKEN=lit:x`,
    ),
    /^deployment\.command \(overrides line 2\) names meta-llama\/Llama-3\.1-8B, .* the server has no HF_TOKEN \(it does not get evaluation\.env_vars\)$/,
    /deployment\.env_vars\.HF_TOKEN=host:HF_TOKEN/,
    deployed(
      `${VLLM}"vllm serve meta-llama/Llama-3.1-8B --served-model-name m"\ndeployment.env_vars.HF_TOKEN=lit:x`,
    ),
  ],
  [
    'missing_server_key',
    deployed('deployment.type=nim\ndeployment.image=nvcr.io/nim/meta/llama:1'),
    /^deployment\.image \(overrides line 2\) is a NIM, .* the server has no NGC_API_KEY$/,
    /NGC_API_KEY=host:NGC_API_KEY/,
    deployed('deployment.type=nim\ndeployment.image=nvcr.io/nim/meta/llama:1\ndeployment.cache_path=/tmp'),
  ],
  [
    'invalid_image',
    deployed('deployment.image="team server:1"'),
    /^deployment\.image \(overrides line 1\) is not an image reference/,
    /in full/,
    slurm('deployment.image=/lustre/images/server.sqsh'),
  ],
  [
    'invalid_setting',
    deployed('deployment.port=80000'),
    /^deployment\.port \(overrides line 1\) is 80000, no port/,
    /from 1024 to 65535/,
    deployed('deployment.port="8000"'),
  ],
  [
    'invalid_setting',
    deployed('deployment.endpoints.health=health'),
    /^deployment\.endpoints\.health \(overrides line 1\) is "health", no path/,
    /begin it with a slash, such as \/health/,
    deployed('deployment.endpoints.health=/v1/health/ready\ndeployment.endpoints.embedding=none'),
  ],
  [
    'unreachable_loopback',
    deployed('', { env: { http_proxy: 'http://proxy:3128', no_proxy: 'localhost' } }),
    /^deployment\.type .* but http_proxy sends that to a proxy/,
    /127\.0\.0\.1 to no_proxy/,
    deployed('', { env: { http_proxy: 'http://proxy:3128', no_proxy: 'localhost, 127.0.0.1' } }),
  ],
  [
    'untrusted_command',
    slurm('deployment.pre_cmd="module load x"'),
    /^deployment\.pre_cmd \(overrides line 1\) is a shell command/,
    /trust-pre-cmd/,
    slurm('deployment.pre_cmd="module load x"', { inputs: { 'trust-pre-cmd': 'true' } }),
  ],
  [
    'tokenizer_not_found',
    slurm(`${TOKENIZER}=/lustre/tokenizer`),
    /tokenizer \(overrides line 1\) is "\/lustre\/tokenizer", which the evaluation's container on the cluster is not given/,
    /execution\.mounts\.evaluation/,
    slurm(`${TOKENIZER}=/lustre/tokenizer\nexecution.mounts.evaluation={/lustre: /lustre}`),
  ],
  [
    'tokenizer_not_found',
    slurm(`${TOKENIZER}=/home/u/tokenizer\nexecution.mounts.mount_home=false`),
    /is not given/,
    /by its absolute path/,
    slurm(`${TOKENIZER}=/home/u/tokenizer`),
  ],
];
