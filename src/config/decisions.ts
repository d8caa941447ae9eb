import { existsSync } from 'node:fs';
import { findTask } from './find-task.js';
import { listedTask } from './preflight/context.js';
import { isMountedBy } from './preflight/shell-text.js';
import { type ResolvedConfig, setDecided } from './resolve.js';
import type { TaskCatalogue } from './task-catalogue.js';
import { type ConfigPath, type ConfigValue, formatPath, getAt, isMap } from './value.js';

const ADAPTER = ['target', 'api_endpoint', 'adapter_config'];
const GLOBAL_CONFIG = ['evaluation', 'nemo_evaluator_config'];

/** No address: the evaluator refuses to send anything there, and keeps its count in a file all the same. */
const NOWHERE = 'none';
/** Requests between two counts: of each the evaluator complains in its log that it could not send it. */
const REQUESTS_PER_COUNT = 10;

/**
 * Has the evaluator's adapter count requests in a file, unless the config says anything of it. A config that lists
 * interceptors is left alone: the short form may not be mixed with it. Left to itself the evaluator would post each count
 * to port 8000 of its host, where a model that was deployed may listen.
 */
export function trackProgress(config: ResolvedConfig): void {
  const bases: ConfigPath[] = [
    GLOBAL_CONFIG,
    ...config.taskNames.map(
      (_, index): ConfigPath => ['evaluation', 'tasks', index, 'nemo_evaluator_config'],
    ),
  ];
  const adapters = bases.map((base) => getAt(config.root, [...base, ...ADAPTER]));
  const spoken = adapters.some(
    (adapter) => isMap(adapter) && ['use_progress_tracking', 'interceptors'].some((key) => adapter.has(key)),
  );
  if (spoken) return;
  const decided: [string, ConfigValue][] = [
    ['use_progress_tracking', true],
    ['progress_tracking_url', NOWHERE],
    ['progress_tracking_interval', REQUESTS_PER_COUNT],
  ];
  const [shared] = adapters;
  for (const [key, value] of decided)
    if (!isMap(shared) || !shared.has(key))
      setDecided(config, [...GLOBAL_CONFIG, ...ADAPTER, key], value, 'action: progress in the log');
}

/**
 * Tells the launcher what the endpoint is, for tasks of which its catalogue knows no type, or several: it takes a task
 * it does not list for a chat task.
 * @returns a line for each task.
 */
export function declareEndpointType(
  config: ResolvedConfig,
  declared: string | undefined,
  catalogue: TaskCatalogue | undefined,
): string[] {
  if (declared === undefined) return [];
  return config.taskNames.flatMap((name, index): string[] => {
    const task = getAt(config.root, ['evaluation', 'tasks', index]);
    if (!isMap(task) || task.has('endpoint_type')) return [];
    const container = task.get('container');
    const match = catalogue
      ? findTask(catalogue, name, typeof container === 'string' ? container : undefined)
      : undefined;
    const offered = listedTask(match)?.endpoints;
    // A mismatch is for preflight to say; where the launcher takes it anyway nothing needs saying.
    if (offered && (!offered.includes(declared) || offered[0] === declared)) return [];
    task.set('endpoint_type', declared);
    const key = formatPath(['evaluation', 'tasks', index, 'endpoint_type']);
    config.sources.set(key, 'input endpoint-type');
    return [`${key}: ${declared}`];
  });
}

/**
 * Mounts tokenizers for the evaluation containers, under their own path: the launcher mounts the checkpoint for the server
 * only, and scoring would fail once the GPUs are up. On Slurm only those beside the model, which must be there.
 * @returns a line for each.
 */
export function mountTokenizers(config: ResolvedConfig): string[] {
  const executor = getAt(config.root, ['execution', 'type']);
  if (executor === 'slurm') return mountOnSlurm(config);
  if (executor !== 'local') return [];
  // What is not there would be made, as an empty folder that belongs to root.
  const wanted = tokenizerPaths(config).filter((folder) => existsSync(folder));
  const given = getAt(config.root, ['execution', 'extra_docker_args']) ?? '';
  if (typeof given !== 'string') return [];
  const mounts = wanted
    .filter((folder) => !given.includes(`${folder}:`))
    .map((folder) => `-v ${folder}:${folder}:ro`);
  if (mounts.length === 0) return [];
  const all = [given, ...mounts].filter(Boolean).join(' ');
  setDecided(
    config,
    ['execution', 'extra_docker_args'],
    all,
    'action: the tokenizer, for the evaluation containers',
  );
  return mounts.map(
    (mount) => `execution.extra_docker_args: ${mount}, so that evaluation containers see the tokenizer`,
  );
}

function mountOnSlurm(config: ResolvedConfig): string[] {
  const checkpoint = getAt(config.root, ['deployment', 'checkpoint_path']);
  const mounts = getAt(config.root, ['execution', 'mounts', 'evaluation']) ?? new Map();
  if (typeof checkpoint !== 'string' || !checkpoint.startsWith('/') || !isMap(mounts)) return [];
  const model = checkpoint.replace(/\/+$/, '');
  const isBeside = (file: string): boolean => file === model || file.startsWith(`${model}/`);
  const wanted = tokenizerPaths(config).filter((file) => isBeside(file) && !isMountedBy(mounts, file));
  return wanted.map((file) => {
    const path = ['execution', 'mounts', 'evaluation', file];
    setDecided(config, path, `${file}:ro`, 'action: the tokenizer, for the evaluation containers');
    return `execution.mounts.evaluation: ${file}, so that evaluation containers see the tokenizer`;
  });
}

/** Tokenizers that the config gives as absolute paths; what is no plain path is shell text. */
function tokenizerPaths(config: ResolvedConfig): string[] {
  const bases: ConfigPath[] = [
    ['evaluation'],
    ...config.taskNames.map((_, index): ConfigPath => ['evaluation', 'tasks', index]),
  ];
  const wanted = bases.flatMap((base) => {
    const path = [...base, 'nemo_evaluator_config', 'config', 'params', 'extra', 'tokenizer'];
    const value = getAt(config.root, path);
    const isPlain = typeof value === 'string' && /^\/[\w./@+-]+$/.test(value);
    return isPlain && !config.kept.has(formatPath(path)) ? [value] : [];
  });
  return [...new Set(wanted)];
}

/** Whether the evaluation containers share the network of the host. */
export function usesHostNetwork(config: ResolvedConfig): boolean {
  const args = getAt(config.root, ['execution', 'extra_docker_args']);
  return typeof args === 'string' && /--net(?:work)?[ =]["']?host(?![\w.-])/.test(args);
}

/** Indices of the tasks whose adapter port nothing pins yet. */
export function tasksWithoutPort(config: ResolvedConfig): number[] {
  const shared = [['env_vars'], ['evaluation', 'env_vars']].some((path) => hasPort(getAt(config.root, path)));
  if (shared) return [];
  return config.taskNames.flatMap((_, index) =>
    hasPort(getAt(config.root, ['evaluation', 'tasks', index, 'env_vars'])) ? [] : [index],
  );
}

function hasPort(variables: ConfigValue | undefined): boolean {
  return isMap(variables) && variables.has('ADAPTER_PORT');
}

/** Below what the system gives out, above what the adapters begin with. */
const PORTS = { from: 20_000, count: 12_000 };

/**
 * The port of the adapter of a Slurm job, for its shell to reckon: each job of a chain reads the launcher's `.secrets.env`
 * anew, which has the values in double quotes.
 * @param first of the run: clusters may share a node, and number their jobs alike.
 */
export function portOfJob(first: number): string {
  return `$((${PORTS.from} + (${first % PORTS.count} + SLURM_JOB_ID) % ${PORTS.count}))`;
}

/** Whether a value is what `portOfJob` makes. */
export function isPortOfJob(value: string): boolean {
  return /^\$\(\(20000 \+ \(\d{1,5} \+ SLURM_JOB_ID\) % 12000\)\)$/.test(value);
}

/**
 * Pins the port of the adapter of each task. On the host network adapters of any job on the machine would pick the
 * first free port by themselves, and two that pick at once send one's requests through the other's adapter.
 * @param ports by task index; a text is for the shell that starts the task.
 */
export function pinPorts(config: ResolvedConfig, ports: ReadonlyMap<number, number | string>): void {
  for (const [index, port] of ports) {
    const task = getAt(config.root, ['evaluation', 'tasks', index]);
    if (!isMap(task)) continue;
    const variables = task.get('env_vars');
    const map = isMap(variables) ? variables : new Map<string, ConfigValue>();
    map.set('ADAPTER_PORT', `lit:${port}`);
    task.set('env_vars', map);
    config.sources.set(portPath(index), OWN_PORT);
  }
}

/** Indices of the tasks whose adapter port was pinned by `pinPorts`: for another launch they need others. */
export function pinnedTasks({ taskNames, sources }: ResolvedConfig): number[] {
  return taskNames.flatMap((_, index) => (sources.get(portPath(index)) === OWN_PORT ? [index] : []));
}

const OWN_PORT = 'action: a free port of its own';
const portPath = (index: number): string => `evaluation.tasks[${index}].env_vars.ADAPTER_PORT`;
