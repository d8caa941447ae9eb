/**
 * Every finding of preflight: how much it weighs, and whether it stands even with `preflight: warn` or `off`, because
 * going on would run foreign shell text, or cannot work at all. docs/preflight.md explains each.
 */
export const FINDINGS = {
  // Paths and values
  unknown_key: 'error or warning',
  override_without_effect: 'warning',
  missing_value: 'error',
  invalid_parameter: 'error',
  invalid_setting: 'error',
  adapter_settings_mixed: 'error',
  unsafe_shell_text: 'error',
  untrusted_command: 'always',
  // Environment
  env_var_prefix: 'error',
  execution_env_vars: 'error',
  invalid_variable_name: 'always',
  missing_variable: 'error',
  unsafe_variable_value: 'always',
  secret_in_config: 'warning',
  // Where and how it runs
  unsupported_executor: 'always',
  invalid_execution_mode: 'error',
  missing_deployment_type: 'error',
  missing_deployment_setting: 'error',
  multiple_instances: 'error',
  missing_slurm_setting: 'always',
  integer_walltime: 'error',
  invalid_walltime: 'error',
  endless_resumes: 'warning',
  unsafe_cluster_value: 'always',
  sbatch_flag: 'error or warning',
  comment_replaced: 'warning',
  unused_gpus: 'warning',
  invalid_mount: 'error',
  hf_cache_not_mounted: 'warning',
  gpu_count: 'error',
  no_gpu: 'warning',
  readiness_timeout: 'warning',
  bad_megatron_checkpoint_path: 'error',
  framework_cli_not_found: 'always',
  export_unavailable: 'error',
  output_dir_not_unique: 'warning',
  disk_space: 'warning',
  // The cluster
  cluster_command_missing: 'always',
  cluster_account: 'error',
  cluster_partition: 'error or warning',
  cluster_walltime: 'error',
  cluster_refuses_job: 'error',
  cluster_dependency: 'error',
  cluster_path_missing: 'error',
  cluster_output_dir: 'error',
  cluster_disk_space: 'warning',
  cluster_accounting: 'warning',
  cluster_submit_limit: 'warning',
  // The endpoint
  missing_endpoint: 'error',
  invalid_endpoint_url: 'error',
  endpoint_with_deployment: 'error',
  unreachable_loopback: 'error or warning',
  wrong_endpoint_type: 'error',
  endpoint_unreachable: 'error or warning',
  endpoint_tls: 'error',
  endpoint_redirects: 'error',
  endpoint_unauthorized: 'error',
  endpoint_forbidden: 'error',
  endpoint_not_found: 'error',
  endpoint_rate_limited: 'warning',
  endpoint_error: 'error or warning',
  model_not_listed: 'error or warning',
  max_new_tokens_exceeds_context: 'error or warning',
  // Tasks
  invalid_task_name: 'always',
  invalid_image: 'always',
  unknown_task: 'error',
  ambiguous_task: 'error',
  unlisted_task: 'warning',
  image_architecture: 'error',
  missing_tokenizer_for_logprobs: 'error',
  tokenizer_not_found: 'error',
  missing_judge_key: 'error or warning',
  dataset_not_found: 'error',
  gated_dataset: 'warning',
  default_request_timeout: 'warning',
  samples_at_temperature_zero: 'warning',
  limit_samples_ignored: 'warning',
  duplicate_task: 'warning',
  task_not_in_baseline: 'warning',
} as const;

export type FindingId = keyof typeof FINDINGS;

/** Whether a finding refuses the run whatever the input preflight says. */
export function standsAlways(id: string): boolean {
  return Object.hasOwn(FINDINGS, id) && FINDINGS[id as FindingId] === 'always';
}
