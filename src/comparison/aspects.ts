import { canonicalJson } from '../config/canonical-json.js';
import type { TaskSnapshot } from '../config/snapshot.js';
import type { Benchmark, EvalTask } from '../results/eval-results.js';
import { leavesOf } from '../results/lm-eval-results.js';

/** What one side says of one thing; absent from the map where it says nothing. `reason` says why a value tells nothing. */
export type Fact = { value: unknown } | { reason: string };

/** Facts by field, such as `params.temperature`. */
export type Facts = Map<string, Fact>;

/** Parameters that change how long a run takes, not what it measures, at any depth. */
const SPEED = new Set([
  'parallelism',
  'request_timeout',
  'max_retries',
  'max_concurrent_requests',
  'num_threads',
]);
/** Names of places and keys, which may differ. */
const PLACES = new Set([
  'cache_dir',
  'output_dir',
  'log_dir',
  'logging_dir',
  'api_key',
  'api_key_name',
  'url',
  'base_url',
]);
/** What interceptors do for the log and the reports. */
const LOGGING =
  /^(use_)?(progress_tracking|request_logging|response_logging|logging)|^(log|save)_|^max_(saved|logged|log)_|^html_report|^report_types$/;
/** Interceptors that only watch. */
const WATCHING = new Set([
  'response_stats',
  'endpoint',
  'progress_tracking',
  'request_logging',
  'response_logging',
]);

/** What a snapshot says of a task, as far as a comparison asks. */
export function snapshotFacts(snapshot: TaskSnapshot): Facts {
  const facts: Facts = new Map();
  const value = (name: string): unknown => snapshot.fields[name]?.value;
  const has = (name: string): boolean => snapshot.fields[name] !== undefined;
  const take = (field: string, name: string, wanted: (found: unknown) => boolean = () => true): void => {
    if (has(name) && wanted(value(name))) facts.set(field, { value: value(name) });
  };
  take('harness', 'harness', isGiven);
  take('evaluator_version', 'evaluator_version', isGiven);
  take('endpoint_type', 'endpoint_type', isGiven);
  take('expected_digest', 'expected_digest', isGiven);
  take('image', 'image', isGiven);
  const identity = value('image_digest') as
    | { digest?: string; kind?: string; reason?: string }
    | null
    | undefined;
  if (identity?.digest)
    facts.set('image_digest', { value: { digest: identity.digest, kind: identity.kind } });
  else if (identity?.reason) facts.set('image_digest', { reason: identity.reason });
  addServer(facts, value('server'), value('server_image_digest'));
  for (const name of ['tokenizer', 'dataset']) if (has(name)) facts.set(name, fileFact(value(name)));
  take('sample_limit', 'sample_limit');
  take('adapter', 'adapter');
  take('environment', 'environment');
  take('commands', 'commands');
  const effective = value('effective_parameters');
  if (isRecord(effective)) addParameters(facts, 'params', effective);
  if (isRecord(value('parameters'))) facts.set('asked.params', { value: 'asked for' });
  if (isRecord(value('parameters')))
    addParameters(facts, 'asked.params', value('parameters') as Record<string, unknown>);
  if (isRecord(value('extra_parameters')))
    addParameters(facts, 'asked.params.extra', value('extra_parameters') as Record<string, unknown>);
  return facts;
}

/** Options of a server's command that decide how fast it answers. */
const SERVER_SPEED =
  /--(?:tensor|pipeline|data)[-_]parallel[-_]size|--(?:tp|pp|dp)[-_]size|--gpu[-_]memory[-_]utilization|--max[-_]num[-_]seqs/;

/** What serves the model; how many GPUs it takes, and how much of them, is speed. */
function addServer(facts: Facts, server: unknown, identity: unknown): void {
  if (!isRecord(server)) return;
  for (const name of ['type', 'image', 'pre_cmd'])
    facts.set(`server.${name}`, { value: server[name] ?? null });
  const command = server['command'];
  const slow = new RegExp(`\\s*(?:${SERVER_SPEED.source})[ =]+[\\d.]+`, 'g');
  facts.set('server.command', {
    value: typeof command === 'string' ? command.replace(slow, '').replace(/\s+/g, ' ').trim() : null,
  });
  const { digest, kind } = isRecord(identity) ? identity : {};
  if (digest !== undefined) facts.set('server.image_digest', { value: { digest, kind } });
}

/** What a result tree says of a benchmark's task. */
export function treeFacts(task: EvalTask, benchmark: Benchmark): Facts {
  const facts: Facts = new Map();
  const { tree, lmEval } = task;
  const set = (field: string, value: unknown): void => {
    if (isGiven(value)) facts.set(field, { value });
  };
  if (tree) {
    set('harness', tree.harness);
    set('evaluator_version', tree.evaluatorVersion);
    set('endpoint_type', tree.endpointType);
    set('image', tree.containers.get(task.name));
    if (tree.parameters) {
      const extra = isRecord(tree.parameters['extra']) ? tree.parameters['extra'] : {};
      facts.set('sample_limit', { value: tree.parameters['limit_samples'] ?? null });
      facts.set('tokenizer', pathFact(extra['tokenizer'] ?? null));
      const dataset = extra['dataset'] ?? null;
      facts.set('dataset', pathFact(isRecord(dataset) ? (dataset['path'] ?? null) : dataset));
      addParameters(facts, 'params', tree.parameters);
    }
    if (tree.adapter) facts.set('adapter.effective', { value: adapterThatMatters(tree.adapter) });
  }
  if (lmEval) {
    const name = benchmark.task.split('/').at(-1)!;
    const leaves = leavesOf(lmEval, name);
    const each = (of: ReadonlyMap<string, unknown>): unknown =>
      Object.fromEntries(leaves.map((leaf) => [leaf, of.get(leaf) ?? null]));
    set('task_version', each(lmEval.versions));
    set('few_shot', each(lmEval.fewShot));
    set('system_instruction', { sha: lmEval.systemInstruction });
    set('chat_template', { sha: lmEval.chatTemplate });
    if (leaves.every((leaf) => lmEval.taskHashes.has(leaf))) set('task_hash', each(lmEval.taskHashes));
  }
  return facts;
}

/** Parameters leaf by leaf; what names the tokenizer, the data set or the limit has a field of its own. */
function addParameters(facts: Facts, prefix: string, parameters: Record<string, unknown>): void {
  const elsewhere = [
    'params.limit_samples',
    'params.task',
    'params.extra.tokenizer',
    'params.extra.dataset',
    'asked.params.limit_samples',
    'asked.params.extra.tokenizer',
    'asked.params.extra.dataset',
  ];
  for (const [key, value] of Object.entries(parameters)) {
    const field = `${prefix}.${key}`;
    if (isIncidental(key) || elsewhere.includes(field)) continue;
    if (isRecord(value) && Object.keys(value).length > 0) addParameters(facts, field, value);
    else facts.set(field, { value });
  }
}

/** Whether a setting of this name changes speed or places alone, not what is measured. */
export function isIncidental(key: string): boolean {
  return SPEED.has(key) || PLACES.has(key);
}

/** The adapter without places, logs and what only watches, so that two runs of one setting are equal. */
export function adapterThatMatters(adapter: Record<string, unknown>): unknown {
  const interceptors = Array.isArray(adapter['interceptors']) ? adapter['interceptors'] : [];
  const acting = interceptors.filter(
    (item) => isRecord(item) && item['enabled'] !== false && !WATCHING.has(String(item['name'])),
  );
  const skipped = new Set(['interceptors', 'post_eval_hooks', 'discovery', 'mode', 'endpoint_type']);
  const rest = Object.entries(adapter).filter(([key, value]) => !skipped.has(key) && isGiven(value));
  return prune({ ...Object.fromEntries(rest), interceptors: acting });
}

function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(prune);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !PLACES.has(key) && !LOGGING.test(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, prune(item)]));
}

/** `{files}`, `{value}` or `{value, reason}` of a snapshot: files of this machine count by their hash, names by themselves. */
function fileFact(value: unknown): Fact {
  if (!isRecord(value)) return { value: value ?? null };
  const { files, reason } = value;
  if (typeof files === 'string' && files !== '') return { value: { hash: files } };
  return typeof reason === 'string' ? { reason } : pathFact(value['value']);
}

/** A path says where files lie, not what is in them; the name of a hub or of nothing says what it means. */
export function pathFact(value: unknown): Fact {
  const isPath = typeof value === 'string' && /^[./~]/.test(value);
  return isPath ? { reason: `what lies at ${value} is not known` } : { value };
}

export function sameValue(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
