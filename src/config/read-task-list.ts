import { InfrastructureError, messageOf } from '../errors.js';
import { readYaml } from './read-yaml.js';
import {
  type ApiKeyName,
  DEFAULT_ENDPOINT,
  type Harness,
  type Task,
  type TaskCatalogue,
} from './task-catalogue.js';
import {
  type ConfigMap,
  type ConfigPath,
  type ConfigValue,
  formatPath,
  getAt,
  isMap,
  walkLeaves,
} from './value.js';

/** Keys of `params.extra` by which harnesses repeat each item. */
const SAMPLE_KEYS = ['n_samples', 'num_repeats', 'n_repeats'];

/** Fields that hold the name of the variable with a key: `judge.api_key`, `gpt_judge_api_key`, `api_key_name`. */
const KEY_FIELD = /(^|_)api_key(_name)?$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const TOKENIZER = /\bconfig\.params\.extra\.tokenizer\b/;
const GUARDED_TOKENIZER =
  /\{%-?\s*if\s+config\.params\.extra\.tokenizer\s+is\s+(?:not\s+none|defined)\s*-?%\}.*?\{%-?\s*endif\s*-?%\}/gs;

/**
 * Makes a catalogue of `resources/all_tasks_irs.yaml` of an installed launcher, the way the launcher makes its
 * mapping of it (common/container_metadata/loading.py, common/mapping.py): files of older versions name the
 * image with each task and have no harnesses; of a task that occurs twice the last one counts.
 * @param file the name shown in errors.
 * @throws InfrastructureError where the launcher itself would not get on with the file.
 */
export function catalogueFromIrs(text: string, file: string): TaskCatalogue {
  try {
    return convert(readYaml(text, file, 'omegaconf').root);
  } catch (error) {
    throw new InfrastructureError(
      `the launcher's list of tasks cannot be read (${messageOf(error)}): install the launcher anew`,
    );
  }
}

function convert(root: ConfigMap): TaskCatalogue {
  const harnesses = new Map<string, Harness>();
  for (const [index, entry] of listOf(root, 'harnesses').entries()) {
    const name = textOf(entry, 'name', `harnesses[${index}]`);
    // The launcher keeps the first of two harnesses of a name, but the last of two tasks.
    if (!harnesses.has(name)) harnesses.set(name, { name, ...imageOf(entry, 'container_digest', 'arch') });
  }
  const inferred = harnesses.size === 0;
  const tasks = new Map<string, Task>();
  for (const [index, entry] of listOf(root, 'tasks').entries()) {
    const where = `tasks[${index}]`;
    const harness = textOf(entry, 'harness', where);
    const own = imageOf(entry, 'container_digest', 'container_arch');
    if (inferred && harness !== '' && !harnesses.has(harness))
      harnesses.set(harness, { name: harness, ...own });
    const { name: _, ...image } = (inferred ? undefined : harnesses.get(harness)) ?? {
      name: '',
      container: '',
    };
    const task = toTask(entry, textOf(entry, 'name', where), harness, where);
    tasks.set(JSON.stringify([harness, task.name]), {
      ...task,
      ...image,
      ...own,
      container: own.container || image.container,
    });
  }
  if (tasks.size === 0) throw new Error('it has no tasks');
  return { harnesses, tasks: [...tasks.values()] };
}

function listOf(root: ConfigMap, key: string): ConfigMap[] {
  const value = root.get(key) ?? [];
  if (!Array.isArray(value) || !value.every(isMap)) throw new Error(`${key} is not a list of mappings`);
  return value;
}

function textOf(entry: ConfigMap, key: string, where: string): string {
  const value = entry.get(key);
  if (typeof value !== 'string') throw new Error(`${where}.${key} is not text`);
  return value;
}

function imageOf(entry: ConfigMap, digestKey: string, archKey: string): Omit<Harness, 'name'> {
  const given = (key: string): string => {
    const value = entry.get(key) ?? '';
    if (typeof value !== 'string') throw new Error(`${key} is not text`);
    return value;
  };
  const [container, digest, arch] = [given('container'), given(digestKey), given(archKey)];
  return { container, ...(digest && { digest }), ...(arch && { arch }) };
}

/** The task without its image. */
function toTask(entry: ConfigMap, name: string, harness: string, where: string): Omit<Task, 'container'> {
  const defaults = mapAt(entry, ['defaults'], where);
  const config = mapAt(defaults, ['config'], `${where}.defaults`);
  const params = mapAt(config, ['params'], `${where}.defaults.config`);
  const command = defaults.get('command');
  const template = typeof command === 'string' ? command : '';
  const endpoints = textsOf(config.get('supported_endpoint_types'));
  const evaluated = params.get('task');
  const task: Omit<Task, 'container'> = {
    name,
    harness,
    endpoints: endpoints.length > 0 ? endpoints : [DEFAULT_ENDPOINT],
    capabilities: textsOf(config.get('required_capabilities')),
    evaluates: typeof evaluated === 'string' ? evaluated : name,
    apiKeys: findApiKeys(defaults),
    takesLimit: template.includes('config.params.limit_samples'),
  };
  if (TOKENIZER.test(template))
    task.tokenizer = TOKENIZER.test(template.replace(GUARDED_TOKENIZER, '')) ? 'required' : 'optional';
  const key = SAMPLE_KEYS.find((one) => new RegExp(`\\bconfig\\.params\\.extra\\.${one}\\b`).test(template));
  if (key !== undefined) {
    const value = toNumber(getAt(params, ['extra', key]));
    task.samples = { key, ...(value !== undefined && { value }) };
  }
  return { ...task, ...numbersOf(params) };
}

function numbersOf(params: ConfigMap): Partial<Task> {
  const fields = {
    requestTimeout: toNumber(params.get('request_timeout')),
    temperature: toNumber(params.get('temperature')),
    maxNewTokens: toNumber(params.get('max_new_tokens')),
    limitSamples: toNumber(params.get('limit_samples')),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Variables named by default for keys of judges and others; a key that holds no name is none of them. */
function findApiKeys(defaults: ConfigMap): ApiKeyName[] {
  const found: ApiKeyName[] = [];
  walkLeaves(defaults, (path, leaf) => {
    if (path[0] !== 'config' && path[0] !== 'target') return;
    if (typeof leaf !== 'string' || !VARIABLE.test(leaf) || !KEY_FIELD.test(String(path.at(-1)))) return;
    const flag: ConfigPath = [...path.slice(0, -1), 'enabled'];
    const onlyIf = getAt(defaults, flag) === false ? { onlyIf: formatPath(flag) } : {};
    found.push({ path: formatPath(path), variable: leaf, ...onlyIf });
  });
  return found;
}

function mapAt(from: ConfigMap, path: readonly string[], where: string): ConfigMap {
  const value = getAt(from, path) ?? new Map();
  if (!isMap(value)) throw new Error(`${where}.${path.join('.')} is not a mapping`);
  return value;
}

function textsOf(value: ConfigValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function toNumber(value: ConfigValue | undefined): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}
