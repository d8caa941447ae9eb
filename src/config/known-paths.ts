import { type ConfigPath, formatPath } from './value.js';

/**
 * The configuration keys that launcher 0.2.6 knows: its pydantic models (common/config_models.py), its
 * configs/** and what its code reads. `FREE` ends the knowledge: anything may follow.
 */
interface Known {
  [key: string]: Known | typeof FREE | typeof LEAF;
}
const FREE = 'free';
const LEAF = 'leaf';
/** In `Known`, stands for any key (environment maps, mounts). */
const ANY = '*';

const leaves = (names: string): Known => Object.fromEntries(names.split(' ').map((name) => [name, LEAF]));

const EVALUATOR_CONFIG: Known = {
  config: {
    output_dir: LEAF,
    type: LEAF,
    supported_endpoint_types: FREE,
    required_capabilities: FREE,
    params: {
      ...leaves(
        'limit_samples max_new_tokens max_retries parallelism task temperature request_timeout top_p',
      ),
      extra: FREE,
    },
  },
  target: { api_endpoint: { ...leaves('api_key_name model_id stream type url'), adapter_config: FREE } },
  metadata: FREE,
};

const KNOWN: Known = {
  user_config_path: LEAF,
  env_vars: { [ANY]: LEAF },
  execution: {
    ...leaves('type mode output_dir extra_docker_args endpoint_readiness_timeout'),
    ...leaves(
      'hostname username account partition cpu_partition num_nodes num_instances ntasks_per_node gres',
    ),
    ...leaves(
      'gpus_per_node walltime max_walltime subproject sbatch_comment evaluation_gpu_visible env_var_names',
    ),
    sbatch_extra_flags: FREE,
    deployment: { n_tasks: LEAF },
    mounts: { deployment: FREE, evaluation: FREE, auxiliary: FREE, mount_home: LEAF },
    proxy: FREE,
    auto_export: FREE,
    lepton_platform: FREE,
    evaluation_tasks: FREE,
    env_vars: FREE,
  },
  deployment: {
    ...leaves('type image command base_command port served_model_name extra_args checkpoint_path cache_path'),
    ...leaves('tensor_parallel_size pipeline_parallel_size data_parallel_size gpu_memory_utilization'),
    ...leaves('distributed_executor_backend multiple_instances health_check_status pre_cmd'),
    ...leaves('hf_model_handle haproxy_port'),
    env_vars: { [ANY]: LEAF },
    endpoints: FREE,
    lepton_config: FREE,
  },
  auxiliary_deployments: FREE,
  // Settings of the evaluator's adapter are read below nemo_evaluator_config only.
  target: { api_endpoint: leaves('url model_id api_key_name type') },
  evaluation: {
    ...leaves('pre_cmd post_cmd'),
    env_vars: { [ANY]: LEAF },
    nemo_evaluator_config: EVALUATOR_CONFIG,
    tasks: {
      '[]': {
        ...leaves('name container endpoint_type dataset_dir dataset_mount_path pre_cmd post_cmd'),
        env_vars: { [ANY]: LEAF },
        nemo_evaluator_config: EVALUATOR_CONFIG,
      },
    },
  },
  export: FREE,
};

/** Keys of a step config that are ours, not the launcher's. */
export const STEP_KEYS = ['run', 'dry_run', 'output_dir', 'task_filters'] as const;

/** Where a path leaves what is known: the index of the part, and the keys known beside it. */
export interface Unknown {
  at: number;
  known: string[];
}

/**
 * Whether the launcher knows a key path.
 * @returns undefined where it does, else the parent path and the keys known there, for a suggestion.
 */
export function unknownAt(path: readonly (string | number)[]): Unknown | undefined {
  let known: Known | typeof FREE | typeof LEAF = KNOWN;
  for (const [index, part] of path.entries()) {
    if (known === FREE) return undefined;
    if (known === LEAF) return { at: index, known: [] };
    const key: string = typeof part === 'number' ? '[]' : part;
    const next: Known | typeof FREE | typeof LEAF | undefined = Object.hasOwn(known, key)
      ? known[key]
      : known[ANY];
    if (next === undefined) return { at: index, known: Object.keys(known).filter((name) => name !== '[]') };
    known = next;
  }
  return undefined;
}

/** The unknown part of a path, and where it is. */
export function describeUnknown(path: ConfigPath, { at }: Unknown): string {
  const inside = at === 0 ? 'at the top level' : `under ${formatPath(path.slice(0, at))}`;
  return `"${String(path[at])}" ${inside}`;
}

/** What may have been meant. */
export function suggestKnown(path: ConfigPath, { at, known }: Unknown): string {
  const below = ['evaluation', 'nemo_evaluator_config'];
  if (path[0] === 'target' && unknownAt([...below, ...path]) === undefined)
    return `write it as ${formatPath([...below, ...path])}`;
  const near = didYouMean(String(path[at]), known);
  return near === undefined ? 'check the spelling, or take it out' : `did you mean "${near}"?`;
}

/** The candidate nearest to a word, where it is near enough to be a slip of the pen. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
