import { ConfigError } from '../errors.js';
import type { ConfigMode, Inputs } from '../inputs.js';
import { STEP_KEYS } from './known-paths.js';
import { readYaml, type YamlFile } from './read-yaml.js';
import { type ConfigMap, type ConfigValue, ensureMap, isMap, setAt } from './value.js';

/** Where a configuration started from. */
export type Origin = 'inputs' | 'step' | 'raw';

export interface Base {
  origin: Origin;
  root: ConfigMap;
  /** Line of each leaf in the file, by formatted path. */
  lines: Map<string, number>;
}

/** The configuration file as read from disk; `name` is how the user wrote its path. */
export interface ConfigFile {
  name: string;
  text: string;
}

/**
 * The tree that inputs and overrides are laid upon: the file's, or an empty launcher config.
 * @throws ConfigError where there is neither a file nor enough inputs to run anything.
 */
export function baseConfig(inputs: Inputs, file: ConfigFile | undefined): Base {
  if (!file) return { origin: 'inputs', root: fromInputs(inputs), lines: new Map() };
  const origin = fileOrigin(file, inputs.configMode);
  const { root, lines }: YamlFile = readYaml(
    file.text,
    file.name,
    origin === 'step' ? 'omegaconf' : 'pyyaml',
  );
  if (root.has('defaults')) {
    throw new ConfigError(
      `${file.name} has a defaults list, which is not composed here: write the composed config (nemo-evaluator-launcher run --dry-run prints it) and give that`,
      { file: file.name, line: firstLine(lines, 'defaults') },
    );
  }
  const stepKey = STEP_KEYS.find((key) => root.has(key));
  if (origin === 'raw' && stepKey) {
    throw new ConfigError(
      `${file.name} has the step key "${stepKey}" but config-mode is raw: use config-mode step or auto`,
    );
  }
  return { origin, root, lines };
}

function firstLine(lines: Map<string, number>, key: string): number {
  return Math.min(
    ...[...lines].filter(([path]) => path === key || path.startsWith(key)).map(([, line]) => line),
    1e9,
  );
}

function fileOrigin(file: ConfigFile, mode: ConfigMode): 'step' | 'raw' {
  if (mode !== 'auto') return mode;
  const { root } = readYaml(file.text, file.name, 'omegaconf');
  return STEP_KEYS.some((key) => root.has(key)) || isStringDefaults(root.get('defaults')) ? 'step' : 'raw';
}

function isStringDefaults(value: ConfigValue | undefined): boolean {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  );
}

function fromInputs(inputs: Inputs): ConfigMap {
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
export function takeStepKeys(root: ConfigMap, file: string): StepSettings {
  const dryRun = root.get('dry_run') ?? false;
  if (typeof dryRun !== 'boolean') throw new ConfigError(`${file}: dry_run must be true or false`);
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
