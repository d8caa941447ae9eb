import {
  type ConfigMap,
  type ConfigPath,
  type ConfigValue,
  cloneValue,
  formatPath,
  isMap,
  walkLeaves,
} from '../config/value.js';
import { ConfigError } from '../errors.js';

/** A config knows the image and the shape that it needs, a profile knows the place. */
const CONFIG_WINS = ['container_image', 'nodes', 'gpus_per_node', 'ntasks_per_node', 'nproc_per_node'];

/**
 * Lays a profile over `run.env` and `[wandb]` over `run.wandb`, in place, as Nemotron's build_job_config does:
 * keys replace, `env_vars` merge by name, `mounts` are appended, and the config's own image and shape stay.
 * @param root a config tree, not interpolated yet.
 * @returns the formatted paths of the leaves that were set.
 * @throws ConfigError where the config's `run`, or what has to merge, is of another kind.
 */
export function applyProfile(
  root: ConfigMap,
  profile: ConfigMap | undefined,
  wandb: ConfigMap | undefined,
): string[] {
  const set: string[] = [];
  if (profile && profile.size > 0) {
    const env = mapAt(mapAt(root, ['run']), ['run', 'env']);
    for (const [key, value] of profile) {
      if (CONFIG_WINS.includes(key) && env.has(key)) continue;
      if (key === 'env_vars') set.push(...mergeVariables(env, value));
      else if (key === 'mounts') set.push(...joinMounts(env, value));
      else set.push(...put(env, ['run', 'env', key], value));
    }
  }
  // An empty [wandb] says nothing, as with Nemotron.
  if (wandb && wandb.size > 0) set.push(...put(mapAt(root, ['run']), ['run', 'wandb'], wandb));
  return set;
}

/** Sets the last key of a path. @returns the formatted paths of the leaves under it. */
function put(parent: ConfigMap, path: readonly string[], value: ConfigValue): string[] {
  parent.set(path[path.length - 1]!, cloneValue(value));
  return leavesOf(value, path);
}

function leavesOf(value: ConfigValue, path: ConfigPath): string[] {
  const leaves: string[] = [];
  walkLeaves(value, (leaf) => leaves.push(formatPath(leaf)), path);
  return leaves;
}

function mergeVariables(env: ConfigMap, value: ConfigValue): string[] {
  const path = ['run', 'env', 'env_vars'];
  const added = value ?? new Map();
  if (!isMap(added)) throw new ConfigError("the profile's env_vars must be a table of names and values");
  const variables = mapAt(env, path);
  return [...added].flatMap(([name, item]) => put(variables, [...path, name], item));
}

function joinMounts(env: ConfigMap, value: ConfigValue): string[] {
  const path = ['run', 'env', 'mounts'];
  const mounts = listOf(env.get('mounts'), "the config's");
  const added = listOf(value, "the profile's");
  env.set('mounts', [...mounts, ...added.map(cloneValue)]);
  return added.flatMap((item, index) => leavesOf(item, [...path, mounts.length + index]));
}

function listOf(value: ConfigValue | undefined, whose: string): ConfigValue[] {
  const list = value ?? [];
  if (!Array.isArray(list))
    throw new ConfigError(
      `${whose} mounts (run.env.mounts) must be a list, since profile and config join theirs`,
    );
  return list;
}

/** The mapping under the last key of a path, made where there is none or null. */
function mapAt(parent: ConfigMap, path: readonly string[]): ConfigMap {
  const key = path[path.length - 1]!;
  const value = parent.get(key) ?? new Map();
  if (!isMap(value))
    throw new ConfigError(
      `${formatPath(path)} in the config must be a mapping, since a profile is laid over it: write it out`,
    );
  parent.set(key, value);
  return value;
}
