import { type ResolvedConfig, setDecided } from './resolve.js';
import { type ConfigPath, type ConfigValue, getAt, isMap } from './value.js';

const ADAPTER = ['target', 'api_endpoint', 'adapter_config'];
const GLOBAL_CONFIG = ['evaluation', 'nemo_evaluator_config'];

/**
 * Has the evaluator's adapter count requests, unless the config says anything of it. A config that lists
 * interceptors is left alone: the short form may not be mixed with it.
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
  setDecided(
    config,
    [...GLOBAL_CONFIG, ...ADAPTER, 'use_progress_tracking'],
    true,
    'action: progress in the log',
  );
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

/**
 * Pins the port of the adapter of each task. On the host network adapters of any job on the machine would pick the
 * first free port by themselves, and two that pick at once send one's requests through the other's adapter.
 * @param ports by task index.
 */
export function pinPorts(config: ResolvedConfig, ports: ReadonlyMap<number, number>): void {
  for (const [index, port] of ports) {
    const task = getAt(config.root, ['evaluation', 'tasks', index]);
    if (!isMap(task)) continue;
    const variables = task.get('env_vars');
    const map = isMap(variables) ? variables : new Map<string, ConfigValue>();
    map.set('ADAPTER_PORT', `lit:${port}`);
    task.set('env_vars', map);
    config.sources.set(`evaluation.tasks[${index}].env_vars.ADAPTER_PORT`, 'action: a free port of its own');
  }
}
