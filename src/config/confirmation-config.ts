import { filterTasks } from './filter-tasks.js';
import { type ResolvedConfig, setDecided } from './resolve.js';
import { type ConfigMap, type ConfigPath, cloneMap, ensureMap, formatPath, getAt, isMap } from './value.js';

const ADAPTER = ['nemo_evaluator_config', 'target', 'api_endpoint', 'adapter_config'];
const SOURCE = 'action: confirm asks the model once more';

/**
 * The config of a rerun that is to confirm a result: some of the tasks, into another folder, and no answer from a cache
 * of responses. The config given stays as it is.
 * @param indices of the tasks that are run again, ascending.
 * @param outputDir absolute, and not the first run's.
 * @param model asked instead of the config's, where it is given.
 */
export function confirmationConfig(
  config: ResolvedConfig,
  indices: readonly number[],
  outputDir: string,
  model?: string,
): ResolvedConfig {
  const rerun: ResolvedConfig = {
    ...config,
    root: cloneMap(config.root),
    sources: new Map(config.sources),
    kept: new Map(config.kept),
    taskNames: indices.map((index) => config.taskNames[index]!),
    output: { ...config.output, path: outputDir },
    outputDir,
  };
  const filters = indices.map((index) => `${config.taskNames[index]}.${index}`);
  filterTasks(rerun.root, filters, 'the config', rerun.sources, rerun.kept);
  decide(rerun, ['execution', 'output_dir'], outputDir);
  if (model !== undefined) decide(rerun, ['target', 'api_endpoint', 'model_id'], model);
  askAnew(rerun);
  return rerun;
}

function decide(config: ResolvedConfig, path: string[], value: string): void {
  config.kept.delete(formatPath(path));
  setDecided(config, path, value, SOURCE);
}

/** Takes caches of responses out of every adapter: the same answers once more would confirm nothing. */
function askAnew({ root, taskNames, sources }: ResolvedConfig): void {
  const shared = getAt(root, ['evaluation', ...ADAPTER]);
  const listsShared = dropCaches(shared);
  for (const [index] of taskNames.entries()) {
    const place: ConfigPath = ['evaluation', 'tasks', index];
    const task = getAt(root, place);
    if (!isMap(task)) continue;
    // The evaluator refuses a list of interceptors beside the short form.
    if (dropCaches(getAt(task, ADAPTER)) || listsShared) continue;
    ensureMap(task, ADAPTER).set('use_caching', false);
    sources.set(formatPath([...place, ...ADAPTER, 'use_caching']), SOURCE);
  }
}

/** Whether an adapter lists its interceptors, of which those that cache are taken out. */
function dropCaches(adapter: ReturnType<typeof getAt>): boolean {
  const listed = isMap(adapter) ? adapter.get('interceptors') : undefined;
  if (!Array.isArray(listed)) return false;
  (adapter as ConfigMap).set(
    'interceptors',
    listed.filter((entry) => !(isMap(entry) && entry.get('name') === 'caching')),
  );
  return true;
}
