import { InfrastructureError, messageOf } from '../errors.js';

/** The launcher's name for the endpoint type of a task that names none (common/mapping.py). */
export const DEFAULT_ENDPOINT = 'chat';

/** A harness: the image that holds it, as the launcher runs it. */
export interface Harness {
  name: string;
  /** Empty where the launcher knows none. */
  container: string;
  /** `sha256:…` of the image behind the tag when the launcher was released. */
  digest?: string;
  /** `amd`, `arm` or `multiarch`. */
  arch?: string;
}

/** An environment variable that a judge, user model or ranker reads its API key from. */
export interface ApiKeyName {
  /** Where a config names the variable, below `nemo_evaluator_config`. */
  path: string;
  /** The variable named by default; whether the harness fails without it is the harness's matter. */
  variable: string;
  /** Path of a flag, false by default, without which the key is not used. */
  onlyIf?: string;
}

/** What the launcher knows of a task, as far as checks before a run need it. */
export interface Task {
  name: string;
  harness: string;
  container: string;
  digest?: string;
  arch?: string;
  /** Never empty; the launcher uses the first. */
  endpoints: string[];
  /** `logprobs` where the endpoint must answer log probabilities. */
  capabilities: string[];
  /** The harness's own name for what is evaluated (`params.task`): mmlu is `mmlu_str` in lm-eval. */
  evaluates: string;
  apiKeys: ApiKeyName[];
  /** Whether the command takes `params.extra.tokenizer`, and whether it is broken without one. */
  tokenizer?: 'optional' | 'required';
  /** Whether the command takes `params.limit_samples`. */
  takesLimit: boolean;
  /** The key of `params.extra` that repeats each item, and its default. */
  samples?: { key: string; value?: number };
  requestTimeout?: number;
  temperature?: number;
  maxNewTokens?: number;
  limitSamples?: number;
}

/** Tasks in the order of the launcher's mapping; each pair of harness and name occurs once. */
export interface TaskCatalogue {
  harnesses: Map<string, Harness>;
  tasks: Task[];
}

const NUMBERS = ['requestTimeout', 'temperature', 'maxNewTokens', 'limitSamples'] as const;

/** A task as the file has it: lists in place of small objects, and without what its harness or most tasks say. */
interface StoredTask extends Partial<Omit<Task, 'name' | 'harness' | 'apiKeys' | 'samples'>> {
  endpoints: string[];
  /** Path, variable, and the path of the flag where there is one. */
  apiKeys?: string[][];
  /** Key, and the default where there is one. */
  samples?: [string, number?];
}

/** The file's text: JSON with one task a line, so that differences can be read. */
export function writeCatalogue(catalogue: TaskCatalogue): string {
  const harnesses = [...catalogue.harnesses.values()].map(({ name, ...harness }) => {
    const tasks = catalogue.tasks.filter((task) => task.harness === name);
    const lines = tasks.map((task) => `${JSON.stringify(task.name)}:${JSON.stringify(store(task, harness))}`);
    return `${JSON.stringify(name)}:${JSON.stringify(harness).slice(0, -1)},"tasks":{\n${lines.join(',\n')}\n}}`;
  });
  return `{\n${harnesses.join(',\n')}\n}\n`;
}

function store(task: Task, harness: Omit<Harness, 'name'>): StoredTask {
  const { name, harness: _, container, digest, arch, ...rest } = task;
  const { capabilities, evaluates, apiKeys, takesLimit, samples, ...plain } = rest;
  return {
    ...plain,
    ...(container === harness.container ? {} : { container }),
    ...(digest === undefined || digest === harness.digest ? {} : { digest }),
    ...(arch === undefined || arch === harness.arch ? {} : { arch }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(evaluates !== name && { evaluates }),
    ...(apiKeys.length > 0 && {
      apiKeys: apiKeys.map(({ path, variable, onlyIf }) => [path, variable, ...(onlyIf ? [onlyIf] : [])]),
    }),
    ...(samples && { samples: samples.value === undefined ? [samples.key] : [samples.key, samples.value] }),
    ...(takesLimit ? {} : { takesLimit }),
  };
}

/**
 * Reads a catalogue that `writeCatalogue` wrote.
 * @param file the name shown in errors.
 * @throws InfrastructureError with the place where the text is not a catalogue.
 */
export function readCatalogue(text: string, file: string): TaskCatalogue {
  try {
    return readHarnesses(JSON.parse(text));
  } catch (error) {
    throw new InfrastructureError(
      `${file} is not a task catalogue (${messageOf(error)}): check out the action anew`,
    );
  }
}

function readHarnesses(root: unknown): TaskCatalogue {
  const catalogue: TaskCatalogue = { harnesses: new Map(), tasks: [] };
  for (const [name, fields] of entries(root, 'the file')) {
    const from = new Map(entries(fields, name));
    const container = text(from.get('container'), `${name}.container`);
    const harness = { name, container, ...readImage(from, name) };
    catalogue.harnesses.set(name, harness);
    for (const [task, stored] of entries(from.get('tasks'), `${name}.tasks`))
      catalogue.tasks.push(readTask(task, harness, stored));
  }
  if (catalogue.tasks.length === 0) throw new Error('it has no tasks');
  return catalogue;
}

function readImage(from: Map<string, unknown>, where: string): Pick<Harness, 'digest' | 'arch'> {
  const [digest, arch] = [from.get('digest'), from.get('arch')];
  return {
    ...(digest === undefined ? {} : { digest: text(digest, `${where}.digest`) }),
    ...(arch === undefined ? {} : { arch: text(arch, `${where}.arch`) }),
  };
}

function readTask(name: string, harness: Harness, stored: unknown): Task {
  const where = `${harness.name}.${name}`;
  const from = new Map(entries(stored, where));
  const { name: harnessName, ...image } = harness;
  const own = from.get('container');
  const task: Task = {
    name,
    harness: harnessName,
    ...image,
    ...(own === undefined ? {} : { container: text(own, `${where}.container`) }),
    ...readImage(from, where),
    endpoints: texts(from.get('endpoints'), `${where}.endpoints`),
    capabilities: texts(from.get('capabilities') ?? [], `${where}.capabilities`),
    evaluates: text(from.get('evaluates') ?? name, `${where}.evaluates`),
    apiKeys: list(from.get('apiKeys') ?? [], `${where}.apiKeys`).map((key) => readKey(key, where)),
    takesLimit: from.get('takesLimit') !== false,
  };
  if (task.endpoints.length === 0) throw new Error(`${where}.endpoints is empty`);
  const tokenizer = from.get('tokenizer');
  if (tokenizer === 'optional' || tokenizer === 'required') task.tokenizer = tokenizer;
  else if (tokenizer !== undefined) throw new Error(`${where}.tokenizer is neither optional nor required`);
  if (from.has('samples')) {
    const [key, value] = list(from.get('samples'), `${where}.samples`);
    task.samples = {
      key: text(key, `${where}.samples`),
      ...(value === undefined ? {} : { value: number(value, `${where}.samples`) }),
    };
  }
  for (const field of NUMBERS)
    if (from.has(field)) task[field] = number(from.get(field), `${where}.${field}`);
  return task;
}

function readKey(value: unknown, where: string): ApiKeyName {
  const [path, variable, onlyIf] = texts(value, `${where}.apiKeys`);
  if (path === undefined || variable === undefined)
    throw new Error(`${where}.apiKeys has an incomplete entry`);
  return { path, variable, ...(onlyIf !== undefined && { onlyIf }) };
}

function entries(value: unknown, where: string): [string, unknown][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Error(`${where} is not an object`);
  return Object.entries(value);
}

function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${where} is not a list`);
  return value;
}

function texts(value: unknown, where: string): string[] {
  return list(value, where).map((item) => text(item, where));
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new Error(`${where} is not text`);
  return value;
}

function number(value: unknown, where: string): number {
  if (typeof value !== 'number') throw new Error(`${where} is not a number`);
  return value;
}
