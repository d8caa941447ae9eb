import path from 'node:path';
import { ConfigError } from '../errors.js';
import type { Draft } from './environment-maps.js';
import { interpolate } from './interpolate.js';
import {
  type ConfigMap,
  type ConfigPath,
  type ConfigValue,
  ensureMap,
  formatPath,
  getAt,
  isMap,
  setAt,
} from './value.js';
import type { Surroundings } from './variables.js';

/** What a profile may say of a place that step configs do not refer to. */
const KEYS = [
  'remote_job_dir',
  'gpus_per_node',
  'cpus_per_task',
  'mem',
  'exclusive',
  'qos',
  'mounts',
  'batch_partition',
] as const;

/**
 * Fills a step config that runs on Slurm, in place, with what its `run.env` says of the cluster; the rest of a profile
 * is there to be referred to.
 * @param tree the same config, not interpolated yet.
 * @returns a line for each change, the folder that relative output directories are below, where there is one, and the
 * paths below `run` that were taken without being referred to.
 */
export function layCluster(
  { root, sources }: Pick<Draft, 'root' | 'sources'>,
  tree: ConfigMap,
  around: Surroundings,
  workspace: string,
): { notes: string[]; folder?: string; taken: string[] } {
  if (getAt(root, ['execution', 'type']) !== 'slurm') return { notes: [], taken: [] };
  const environment = readRunEnvironment(tree, around);
  const folder = clusterDirOf(environment, workspace);
  const notes = completeFromProfile(root, environment, sources);
  const set = new Set(sources.values());
  const taken = KEYS.map((key) => `run.env.${key}`).filter((name) => set.has(name));
  return folder === undefined ? { notes, taken } : { notes, folder, taken };
}

/** Resolved values of `run.env`. */
type RunEnvironment = ReadonlyMap<(typeof KEYS)[number], ConfigValue>;

/**
 * Resolves what `run.env` says of the cluster: the rest of `run` need not resolve, and nothing may refer to it.
 * What cannot be resolved, or would show a secret, is left out.
 * @param tree not interpolated yet.
 */
function readRunEnvironment(tree: ConfigMap, around: Surroundings): RunEnvironment {
  const found = new Map<(typeof KEYS)[number], ConfigValue>();
  for (const key of KEYS) {
    if ((getAt(tree, ['run', 'env', key]) ?? null) === null) continue;
    const asked: ConfigMap = new Map([...tree, [ASKED, `\${run.env.${key}}`]]);
    try {
      const { root, kept } = interpolate(asked, { ...around, skip: [...tree.keys()] }, formatPath);
      const value = root.get(ASKED) ?? null;
      if (kept.size === 0 && value !== null) found.set(key, value);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }
  return found;
}

/** No key of a config. */
const ASKED = '\0asked';

/**
 * The folder of the cluster that relative output directories of a step config are below: Nemotron's own command runs
 * the step there. The shipped configs' default lies in the workspace of whoever starts it, which is no such place.
 */
function clusterDirOf(environment: RunEnvironment, workspace: string): string | undefined {
  const folder = environment.get('remote_job_dir');
  if (typeof folder !== 'string' || !path.posix.isAbsolute(folder)) return undefined;
  return folder === workspace || folder.startsWith(`${workspace}/`) ? undefined : folder;
}

/**
 * Lays what a profile says of the cluster into a step config on Slurm, in place, wherever the config says nothing:
 * GPUs, cores, memory and mounts of an evaluation's jobs. `ntasks_per_node` is not among them: it counts the ranks of
 * a training, and the launcher starts one server.
 * @returns a line for each change, for the log.
 */
function completeFromProfile(
  root: ConfigMap,
  environment: RunEnvironment,
  sources: Map<string, string>,
): string[] {
  const notes: string[] = [];
  const put = (to: ConfigPath, value: ConfigValue, from: string): void => {
    setAt(root, to as string[], value);
    const key = formatPath(to);
    sources.set(key, `run.env.${from}`);
    notes.push(`${key}: ${String(value)}, from run.env.${from}`);
  };
  const lacks = (...key: string[]): boolean => (getAt(root, ['execution', ...key]) ?? null) === null;

  const partition = environment.get('batch_partition');
  if (partition !== undefined && lacks('partition'))
    put(['execution', 'partition'], partition, 'batch_partition');
  const gpus = environment.get('gpus_per_node');
  const deploys = ![undefined, null, 'none'].includes(
    getAt(root, ['deployment', 'type']) as string | undefined,
  );
  if (deploys && isPositive(gpus) && lacks('gpus_per_node') && lacks('gres'))
    put(['execution', 'gpus_per_node'], gpus!, 'gpus_per_node');
  for (const [name, flag] of FLAGS) {
    const value = environment.get(name);
    if (value === undefined || !lacks('sbatch_extra_flags', flag)) continue;
    if (['string', 'bigint', 'boolean'].includes(typeof value))
      put(['execution', 'sbatch_extra_flags', flag], value, name);
  }
  return [...notes, ...layMounts(root, environment.get('mounts'), deploys, sources)];
}

const FLAGS = [
  ['cpus_per_task', 'cpus-per-task'],
  ['mem', 'mem'],
  ['exclusive', 'exclusive'],
  ['qos', 'qos'],
] as const;

function isPositive(value: ConfigValue | undefined): boolean {
  return typeof value === 'bigint' && value > 0n;
}

/** A profile's mounts are of the step's one container; here the server and the evaluation have one each. */
function layMounts(
  root: ConfigMap,
  mounts: ConfigValue | undefined,
  deploys: boolean,
  sources: Map<string, string>,
): string[] {
  if (!Array.isArray(mounts)) return [];
  // Others, such as __auto_mount__:git+…, are for Nemotron to prepare.
  const plain = mounts.flatMap((mount) => {
    const match = typeof mount === 'string' ? /^(\/[^:]*):(\/.*)$/.exec(mount) : null;
    return match ? [[match[1]!, match[2]!] as const] : [];
  });
  return ['evaluation', ...(deploys ? ['deployment'] : [])].flatMap((owner) => {
    const given = getAt(root, ['execution', 'mounts', owner]) ?? null;
    if (given !== null && !isMap(given)) return [];
    const map = plain.length > 0 ? ensureMap(root, ['execution', 'mounts', owner]) : new Map();
    return plain
      .filter(([source]) => !map.has(source))
      .map(([source, target]) => {
        map.set(source, target);
        sources.set(formatPath(['execution', 'mounts', owner, source]), 'run.env.mounts');
        return `execution.mounts.${owner}: ${source}:${target}, from run.env.mounts`;
      });
  });
}
