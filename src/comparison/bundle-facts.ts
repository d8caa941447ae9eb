import { createHash } from 'node:crypto';
import type { BundleFacts } from '../results/bundle/bundle.js';
import { isMapping } from '../results/bundle/parse-line.js';
import { adapterThatMatters, type Facts, isIncidental, pathFact } from './aspects.js';

/**
 * Fields that are asked for of any two bundles. `nel eval run` 0.3.0 writes no parameters, endpoint type, system prompt,
 * data set or interceptors into its bundles: of these nothing is known, and that is said.
 */
export const ASKED_OF_BUNDLES: Record<string, string[]> = {
  evaluator_version: [],
  endpoint_type: [],
  params: [],
  sample_limit: [],
  repeats: [],
  dataset: [],
  system_instruction: [],
  adapter: [],
};

/** How answers are sampled, where a config has it beside everything else. */
const SAMPLING = new Set([
  'temperature',
  'max_tokens',
  'max_new_tokens',
  'top_p',
  'top_k',
  'min_p',
  'seed',
  'stop',
  'frequency_penalty',
  'presence_penalty',
  'reasoning_effort',
]);
/**
 * What has a field of its own, and what changes no score: the model, the benchmark (bundles are paired by it), further
 * scorers, which add metrics and leave the reward alone, and the shards that a merged bundle was made of.
 */
const ELSEWHERE = new Set([
  ...['benchmark', 'task', 'model', 'model_id', 'framework', 'scorers', 'shard', 'shard_range', 'n_shards'],
  ...['repeats', 'n_repeats', 'max_problems', 'limit_samples', 'shuffle', 'shuffle_seed', '_sandbox_config'],
  ...['params', 'generation', 'system_prompt', 'endpoint_type', 'protocol', 'dataset', 'tokenizer', 'image'],
  'adapter_config',
]);
/** Names of runs, places and times. */
const OCCASION = /(^|_)(id|url|uri|dir|timestamp|date|at|host|port)$/;
/** What may hold a secret, which no report may show. */
const SECRET =
  /secret|password|credential|authorization|headers|api_?key|(^|[_-])(keys?|env|environment|token)([_-]|$)/i;
/** Of a sandbox, what decides on what runs in it. Its other fields are places, speed and variables. */
const SANDBOX =
  /(?:^|\s)(type|image|image_template|stateful|network|memory|cpus?|timeout|verify_timeout)=('[^']*'|[^\s,]+)/g;

/** What a bundle says of how it came about, by the fields that result trees use as well. */
export function bundleFacts({ config, version }: BundleFacts): Facts {
  const facts: Facts = new Map();
  const set = (field: string, ...values: unknown[]): void => {
    const value = values.find((found) => found !== undefined && found !== null);
    if (value !== undefined) facts.set(field, { value });
  };
  const setLimit = (field: string, ...names: string[]): void => {
    const name = names.find((found) => Object.hasOwn(config, found));
    if (name !== undefined) facts.set(field, { value: config[name] ?? null });
  };
  set('evaluator_version', version);
  set('harness', config['framework']);
  set('endpoint_type', config['endpoint_type'], config['protocol']);
  set('repeats', config['repeats'], config['n_repeats']);
  set('image', config['image']);
  setLimit('sample_limit', 'max_problems', 'limit_samples');
  for (const name of ['dataset', 'tokenizer'])
    if (Object.hasOwn(config, name)) facts.set(name, pathFact(config[name] ?? null));
  if (Object.hasOwn(config, 'system_prompt'))
    facts.set('system_instruction', { value: { sha: digest(config['system_prompt']) } });
  if (isMapping(config['adapter_config']))
    facts.set('adapter.effective', { value: adapterThatMatters(config['adapter_config']) });
  set('sandbox', describeSandbox(config['_sandbox_config']));
  addSelection(facts, config);
  for (const [key, value] of Object.entries(config))
    if (SAMPLING.has(key)) facts.set(`params.${key}`, { value });
  for (const name of ['params', 'generation'])
    if (isMapping(config[name])) addLeaves(facts, 'params', config[name]);
  const others = Object.entries(config).filter(([key]) => !SAMPLING.has(key) && !ELSEWHERE.has(key));
  addLeaves(facts, 'config', Object.fromEntries(others));
  return facts;
}

/** Which items of the data set were asked. The order of all of them is of no matter; that of a limited run selects. */
function addSelection(facts: Facts, config: BundleFacts['config']): void {
  const { shuffle, max_problems } = config;
  if (isMapping(shuffle)) {
    if (shuffle['ds_full_size'] !== undefined) facts.set('dataset_size', { value: shuffle['ds_full_size'] });
    const isLimited = max_problems !== undefined && max_problems !== null;
    if (isLimited && shuffle['applied'] === true)
      facts.set('shuffle_seed', { value: shuffle['seed'] ?? null });
  }
  // A merged bundle has the config of its first shard.
  if (config['n_shards'] === undefined && Object.hasOwn(config, 'shuffle'))
    facts.set('sample_range', { value: config['shard_range'] ?? null });
}

function addLeaves(facts: Facts, prefix: string, mapping: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(mapping)) {
    if (isIncidental(key) || OCCASION.test(key) || SECRET.test(key)) continue;
    if (isMapping(value)) addLeaves(facts, `${prefix}.${key}`, value);
    else facts.set(`${prefix}.${key}`, pathFact(value));
  }
}

/** A sandbox is written as Python shows it: `type='docker' image='…' …`. */
function describeSandbox(sandbox: unknown): unknown {
  if (typeof sandbox !== 'string') return undefined;
  const found = [...sandbox.replace(/\{[^}]*\}/g, '{}').matchAll(SANDBOX)].map(([, name, value]) => [
    name,
    value!.replaceAll("'", ''),
  ]);
  const fields: Record<string, string> = Object.fromEntries(found);
  return fields['type'] === 'none' ? 'none' : fields;
}

function digest(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
