import { ConfigError } from '../errors.js';
import type { Inputs } from '../inputs.js';
import { STEP_KEYS } from './known-paths.js';
import { type ConfigMap, ensureMap, isMap, setAt } from './value.js';

/**
 * The launcher config that the inputs alone make.
 * @throws ConfigError where they are not enough to run anything.
 */
export function inputsTree(inputs: Inputs): ConfigMap {
  const missing = (
    [
      [inputs.tasks.length > 0, 'tasks (benchmark names)'],
      [inputs.model, 'model'],
      [inputs.endpointUrl, 'endpoint-url'],
    ] as const
  ).flatMap(([given, name]) => (given ? [] : [name]));
  if (missing.length > 0) {
    throw new ConfigError(`without the input config these inputs are needed too: ${missing.join(', ')}`);
  }
  const root: ConfigMap = new Map();
  setAt(root, ['execution', 'type'], 'local');
  setAt(root, ['execution', 'mode'], 'sequential');
  // An endpoint on this machine is only seen by a container on the host network.
  if (isLoopback(inputs.endpointUrl!)) setAt(root, ['execution', 'extra_docker_args'], '--network host');
  setAt(root, ['deployment', 'type'], 'none');
  ensureMap(root, ['target', 'api_endpoint']);
  const tasks = inputs.tasks.map((name): ConfigMap => new Map([['name', name]]));
  setAt(root, ['evaluation', 'tasks'], tasks);
  return root;
}

export function isLoopback(url: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/.test(
    URL.canParse(url) ? new URL(url).hostname : '',
  );
}

/** What the step keys of a Nemotron config say to us; they are taken out of the tree. */
export interface StepSettings {
  dryRun: boolean;
  outputDir?: string;
  tasks: string[];
}

/**
 * Takes `run`, `dry_run`, `output_dir` and `task_filters` out of a resolved tree.
 * @throws ConfigError where one has a value of the wrong kind: ignoring it would launch what was not wanted.
 */
export function takeStepKeys(
  root: ConfigMap,
  file: string,
  sources: ReadonlyMap<string, string> = new Map(),
): StepSettings {
  // A slip here would launch what was only to be looked at.
  const slip = [...root.keys()].find((key) => key !== 'dry_run' && /^dry[-_ ]?run$/i.test(key));
  if (slip !== undefined)
    throw new ConfigError(`${slip} (${sources.get(slip) ?? file}) is not known: did you mean dry_run?`);
  const dryRun = root.get('dry_run') ?? false;
  if (typeof dryRun !== 'boolean')
    throw new ConfigError(
      `dry_run (${sources.get('dry_run') ?? file}) must be true or false, without quotes; a variable becomes one as \${oc.decode:\${oc.env:NAME}}`,
    );
  const filters = root.get('task_filters') ?? [];
  const tasks =
    typeof filters === 'string'
      ? filters
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean)
      : filters;
  if (!Array.isArray(tasks) || !tasks.every((name) => typeof name === 'string')) {
    throw new ConfigError(`${file}: task_filters must be a list of task names`);
  }
  const outputDir = root.get('output_dir') ?? undefined;
  if (outputDir !== undefined && typeof outputDir !== 'string')
    throw new ConfigError(`${file}: output_dir must be text`);
  for (const key of STEP_KEYS) root.delete(key);
  return { dryRun, tasks: tasks as string[], ...(outputDir === undefined ? {} : { outputDir }) };
}

/** The task entries of a tree, each a mapping. @throws ConfigError where they are not. */
export function taskEntries(root: ConfigMap, where: string): ConfigMap[] {
  const evaluation = root.get('evaluation');
  const tasks = isMap(evaluation) ? evaluation.get('tasks') : undefined;
  if (!Array.isArray(tasks) || tasks.length === 0)
    throw new ConfigError(`${where} has no evaluation.tasks: list at least one task with a name`);
  return tasks.map((task, index) => {
    if (!isMap(task) || typeof task.get('name') !== 'string') {
      throw new ConfigError(`${where}: evaluation.tasks[${index}] needs a name`);
    }
    return task;
  });
}
