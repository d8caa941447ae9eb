import type { ResolvedConfig } from '../../src/config/resolve.js';
import { resolveOnly } from '../config/resolving.js';

const TASKS = `evaluation:
  nemo_evaluator_config: {config: {params: {request_timeout: 3600}}}
  tasks:
    - name: mmlu_instruct
`;

/** An evaluation on Lepton of an endpoint that is there, in which there is nothing to find. */
export const HOSTED = `execution:
  type: lepton
  lepton_platform:
    tasks:
      node_group: cpu-group
      mounts:
        - {from: "node-nfs:shared", path: /evals, mount_path: /results}
deployment: {type: none}
target: {api_endpoint: {url: "https://host/v1/chat/completions", model_id: m}}
${TASKS}`;

/** The same at a model that is deployed there. */
export const DEPLOYED = `execution:
  type: lepton
  lepton_platform:
    deployment: {node_group: gpu-group-ab12}
    tasks:
      node_group: cpu-group
      mounts:
        - {from: "node-nfs:shared", path: /evals, mount_path: /results}
deployment:
  type: vllm
  image: vllm/vllm-openai:v0.10
  checkpoint_path: /models/m
  served_model_name: m
  port: 8000
  tensor_parallel_size: 1
  pipeline_parallel_size: 1
  data_parallel_size: 1
  endpoints: {chat: /v1/chat/completions, completions: /v1/completions, health: /health}
  lepton_config: {resource_shape: gpu.1xh200, min_replicas: 1, max_replicas: 1, auto_scaler: {scale_down: {no_traffic_timeout: 3600}}}
${TASKS}`;

export function resolve(text: string, overrides = '', env: Record<string, string> = {}): ResolvedConfig {
  return resolveOnly(overrides === '' ? {} : { overrides }, text, env);
}
