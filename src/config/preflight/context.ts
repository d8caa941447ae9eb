import { aboutParameter } from '../../contract/built-in-contract.js';
import type { StepContract } from '../../contract/step-contract.js';
import type { Inputs } from '../../inputs.js';
import { findTask, type TaskAnswer } from '../find-task.js';
import type { ResolvedConfig } from '../resolve.js';
import type { Task, TaskCatalogue } from '../task-catalogue.js';
import {
  type ConfigMap,
  type ConfigPath,
  type ConfigValue,
  formatPath,
  getAt,
  isMap,
  mergeMaps,
} from '../value.js';

/** What preflight knows beside the config. */
export interface PreflightFacts {
  /** The name of the config file, or of the inputs. */
  where: string;
  inputs: Inputs;
  contract: StepContract;
  /** Tasks of the launcher version in use; undefined where its list is not known. */
  catalogue?: TaskCatalogue;
  /** The value of an environment variable of the job. */
  variable: (name: string) => string | undefined;
  /** `process.arch` of the runner. */
  arch: string;
  /** NVIDIA devices of this machine; counted in /dev where it is not given. */
  gpus?: number;
  /** Bytes free in a folder; asked of the system where it is not given. */
  freeBytes?: (folder: string) => number;
  /** Tasks that the baseline has scores of, where one is given. */
  baselineTasks?: readonly string[];
}

/** One task of the config. */
export interface TaskFacts {
  index: number;
  /** As the config names it. */
  name: string;
  /** `evaluation.tasks[0]`. */
  key: string;
  /** What the launcher would make of its name. */
  match: TaskAnswer | undefined;
  /** What the catalogue knows of it. */
  listed: Task | undefined;
  /** A setting below nemo_evaluator_config: the task's own, else that of all tasks. */
  setting: (...path: ConfigPath) => ConfigValue | undefined;
  /** The key that `setting` takes its value from; that of all tasks where there is none. */
  settingKey: (...path: ConfigPath) => string;
  /** `config.params`, the task's own over those of all tasks, as the launcher merges them. */
  parameters: ConfigMap;
  /** A parameter of `config.params`, as `setting`. */
  parameter: (...path: ConfigPath) => ConfigValue | undefined;
  /** What it asks for: the type that its evaluator is given, else the task's own endpoint_type, else the catalogue's. */
  endpointType: string | undefined;
  /** The key that decides the endpoint type; the task's name where the catalogue does. */
  typeKey: string;
  /** The key of the address that its requests go to: its evaluator's own, else that of the target. */
  urlKey: string;
  url: ConfigValue | undefined;
  /** Names of the variables that its container is given. */
  variables: ReadonlySet<string>;
}

/** What every check is given. */
export interface CheckContext extends PreflightFacts {
  config: ResolvedConfig;
  tasks: readonly TaskFacts[];
  at: (...path: ConfigPath) => ConfigValue | undefined;
  /** A path with what set it: `a.b (file.yaml:3)`. */
  from: (key: string) => string;
  /** Whether the config has the launcher start a model. */
  deploys: boolean;
  /** What the step contract says of a parameter, to be added to a recovery; empty where it says nothing. */
  about: (key: string) => string;
}

const CONFIG = 'nemo_evaluator_config';
const ENDPOINT = ['target', 'api_endpoint'];

export function openContext(config: ResolvedConfig, facts: PreflightFacts): CheckContext {
  const at = (...path: ConfigPath): ConfigValue | undefined => getAt(config.root, path);
  const from = (key: string): string => `${key} (${config.sources.get(key) ?? facts.where})`;
  const tasks = config.taskNames.map((name, index) => describeTask(config, facts, name, index));
  const deployment = at('deployment', 'type') ?? 'none';
  const deploys = deployment !== 'none' && deployment !== '???';
  return { ...facts, config, tasks, at, from, deploys, about: (key) => aboutParameter(facts.contract, key) };
}

function describeTask(
  config: ResolvedConfig,
  { catalogue }: PreflightFacts,
  name: string,
  index: number,
): TaskFacts {
  const own: ConfigPath = ['evaluation', 'tasks', index];
  const get = (...path: ConfigPath): ConfigValue | undefined => getAt(config.root, path);
  const text = (...path: ConfigPath): string | undefined => textAt(config, path);
  const match = catalogue ? findTask(catalogue, name, text(...own, 'container')) : undefined;
  const listed = listedTask(match);
  const holder = (path: ConfigPath): ConfigPath =>
    get(...own, CONFIG, ...path) === undefined ? ['evaluation', CONFIG, ...path] : [...own, CONFIG, ...path];
  const setting = (...path: ConfigPath): ConfigValue | undefined => get(...holder(path));
  const [ownType, ownUrl] = [holder([...ENDPOINT, 'type']), holder([...ENDPOINT, 'url'])];
  const type: ConfigPath = text(...ownType) === undefined ? [...own, 'endpoint_type'] : ownType;
  const url: ConfigPath = text(...ownUrl) === undefined ? [...ENDPOINT, 'url'] : ownUrl;
  const maps = [get('env_vars'), get('evaluation', 'env_vars'), get(...own, 'env_vars')];
  // The launcher hands the key's variable to each container by itself.
  const key = text(...ENDPOINT, 'api_key_name');
  return {
    index,
    name,
    key: formatPath(own),
    match,
    listed,
    setting,
    settingKey: (...path) => formatPath(holder(path)),
    parameters: mergeMaps(
      get('evaluation', CONFIG, 'config', 'params'),
      get(...own, CONFIG, 'config', 'params'),
    ),
    parameter: (...path) => setting('config', 'params', ...path),
    endpointType: text(...type) ?? listed?.endpoints[0],
    typeKey: formatPath(text(...type) === undefined ? [...own, 'name'] : type),
    urlKey: formatPath(url),
    url: get(...url),
    variables: new Set([
      ...maps.flatMap((map) => (isMap(map) ? [...map.keys()] : [])),
      ...(key === undefined ? [] : [key]),
    ]),
  };
}

function textAt(config: ResolvedConfig, path: ConfigPath): string | undefined {
  const value = getAt(config.root, path);
  return typeof value === 'string' && value !== '' && value !== '???' ? value : undefined;
}

/** The catalogue's entry behind an answer, also where the config repeats the image that it has. */
export function listedTask(match: TaskAnswer | undefined): Task | undefined {
  if (match?.kind === 'found') return match.task;
  return match?.kind === 'unlisted' ? match.known : undefined;
}
