import { canonicalJson, sha256 } from './canonical-json.js';
import { describeDeployment } from './describe-deployment.js';
import type { FilesHash } from './hash-files.js';
import { type ResolvedConfig, renderConfig } from './resolve.js';
import type { Task } from './task-catalogue.js';
import { type ConfigPath, type ConfigValue, getAt, isMap, mergeMaps, toPlain } from './value.js';

/** One fact that must be held constant for two runs to be comparable. */
export interface SnapshotField {
  value: unknown;
  /** SHA-256 of the value's canonical JSON. */
  hash: string;
}

/** What must be equal for two runs of one task to be comparable. */
export interface TaskSnapshot {
  /** As the config names it. */
  name: string;
  hash: string;
  fields: Record<string, SnapshotField>;
}

/** What was asked of the launcher and what ran, in the terms in which two runs are compared (design §4). */
export interface Snapshot {
  schema_version: 1;
  /** SHA-256 over the hashes of all fields that must be equal. */
  hash: string;
  config_file: { name: string; hash: string } | null;
  output_dir: string;
  /** Of the saved launcher config. */
  config_hash: string;
  /** What all tasks share. */
  fields: Record<string, SnapshotField>;
  tasks: TaskSnapshot[];
  /** Recorded, and free to differ. */
  context: Record<string, unknown>;
}

/** What the engine says of an image: the digest of its repository, else its id, else why neither is known. */
export type ImageIdentity = { digest: string; kind: 'repository' | 'image-id' } | { reason: string };

/** What is known of one task beside the config. */
export interface TaskRunFacts {
  /** What the catalogue knows of it. */
  listed?: Task;
  /** The image that ran, as the launcher recorded it. */
  image?: string;
  identity: ImageIdentity;
  /** From the results: what the evaluator ran with once its own defaults were filled in. */
  effectiveParameters?: unknown;
  evaluatorVersion?: string;
  /** What the harness says that it asked with (few-shot examples, templates, versions), where it says so. */
  harnessSettings?: unknown;
  endpointType?: string;
  harness?: string;
}

export interface SnapshotFacts {
  configFile?: { name: string; text: string };
  launcherVersion: string;
  /** Its own path is no setting: it is written as {workspace}. */
  workspace: string;
  /** By task index. */
  tasks: readonly TaskRunFacts[];
  /** The image of the server, where the config deploys a model on this machine. */
  server?: ImageIdentity;
  /** By path: tokenizers and data sets on this machine. */
  files: ReadonlyMap<string, FilesHash>;
}

/** Takes the snapshot of a resolved config. Kept expressions stay expressions: no secret enters. */
export function takeSnapshot(config: ResolvedConfig, facts: SnapshotFacts): Snapshot {
  const at = (...path: ConfigPath): unknown => toPlain(getAt(config.root, path) ?? null);
  const tasks = config.taskNames.map((name, index): TaskSnapshot => {
    const fields = hashAll(describeTask(config, index, facts));
    return { name, hash: hashOf(fields), fields };
  });
  const fields = hashAll({
    launcher_version: facts.launcherVersion,
    deployment: describeDeployment(getAt(config.root, ['deployment'])),
  });
  return {
    schema_version: 1,
    hash: sha256(canonicalJson([hashOf(fields), tasks.map(({ name, hash }) => [name, hash])])),
    config_file: facts.configFile
      ? { name: facts.configFile.name, hash: sha256(facts.configFile.text) }
      : null,
    output_dir: config.outputDir,
    config_hash: sha256(renderConfig(config)),
    fields,
    tasks,
    context: {
      endpoint_url: at('target', 'api_endpoint', 'url'),
      endpoint_type_declared: at('target', 'api_endpoint', 'type'),
      model: at('target', 'api_endpoint', 'model_id') ?? at('deployment', 'served_model_name'),
      checkpoint: at('deployment', 'checkpoint_path'),
      executor: at('execution', 'type'),
      parallelism: at('evaluation', ...PARAMETERS, 'parallelism'),
    },
  };
}

const CONFIG: ConfigPath = ['nemo_evaluator_config'];
const PARAMETERS: ConfigPath = [...CONFIG, 'config', 'params'];
/** Parameters that change how long a run takes, not what it measures. */
const SPEED = ['parallelism', 'request_timeout', 'max_retries'];

function describeTask(config: ResolvedConfig, index: number, facts: SnapshotFacts): Record<string, unknown> {
  const own: ConfigPath = ['evaluation', 'tasks', index];
  const run = facts.tasks[index];
  const listed = run?.listed;
  const parameters = mergeMaps(
    getAt(config.root, ['evaluation', ...PARAMETERS]),
    getAt(config.root, [...own, ...PARAMETERS]),
  );
  const extra = isMap(parameters.get('extra'))
    ? (parameters.get('extra') as Map<string, ConfigValue>)
    : new Map<string, ConfigValue>();
  const rest = new Map([...extra].filter(([key]) => key !== 'tokenizer'));
  const tokenizer = extra.get('tokenizer') ?? null;
  const dataset = getAt(config.root, [...own, 'dataset_dir']) ?? null;
  const adapter = mergeMaps(
    getAt(config.root, ['evaluation', ...CONFIG, 'target']),
    getAt(config.root, [...own, ...CONFIG, 'target']),
  );
  const container = getAt(config.root, [...own, 'container']);
  const type = getAt(config.root, [...own, 'endpoint_type']) ?? listed?.endpoints[0] ?? null;
  // By what it holds, where that is known: the same tokenizer may lie beside each checkpoint.
  const files = (path: ConfigValue): unknown => {
    if (typeof path !== 'string') return null;
    const known = facts.files.get(path);
    return known && 'hash' in known ? { files: known.hash } : { value: path, ...(known ?? {}) };
  };
  return {
    task: listed ? `${listed.harness}.${listed.name}` : config.taskNames[index],
    harness: run?.harness ?? listed?.harness ?? null,
    endpoint_type: toPlain(type) ?? run?.endpointType ?? null,
    image: run?.image ?? (typeof container === 'string' ? container : (listed?.container ?? null)),
    expected_digest: container ? null : (listed?.digest ?? null),
    image_digest: run?.identity ?? { reason: 'nothing ran' },
    evaluator_version: run?.evaluatorVersion ?? null,
    tokenizer: files(tokenizer),
    parameters: toPlain(
      new Map([...parameters].filter(([key]) => ![...SPEED, 'limit_samples', 'extra'].includes(key))),
    ),
    extra_parameters: toPlain(rest),
    sample_limit: toPlain(parameters.get('limit_samples') ?? null),
    effective_parameters: withoutSpeed(run?.effectiveParameters),
    harness_settings: run?.harnessSettings ?? null,
    adapter: withoutProgress(adapter),
    dataset: files(dataset),
    environment: describeEnvironment(config, own, facts.workspace),
    commands: ['pre_cmd', 'post_cmd'].map((key) =>
      toPlain(getAt(config.root, [...own, key]) ?? getAt(config.root, ['evaluation', key]) ?? null),
    ),
    ...describeServer(config, facts),
  };
}

/** Of each task, since legs of a matrix may be served by different ones. */
function describeServer({ root }: ResolvedConfig, { server }: SnapshotFacts): Record<string, unknown> {
  if ((getAt(root, ['deployment', 'type']) ?? 'none') === 'none') return {};
  return {
    server: describeDeployment(getAt(root, ['deployment'])),
    server_image_digest: server ?? { reason: 'the image of the server was not looked at' },
  };
}

/** Variables by name, with the values that are literal; those of the host are not known here. */
function describeEnvironment(config: ResolvedConfig, own: ConfigPath, workspace: string): unknown {
  const maps = [['env_vars'], ['evaluation', 'env_vars'], [...own, 'env_vars']];
  const all = maps.reduce<Map<string, ConfigValue>>(
    (below, path) => mergeMaps(below, getAt(config.root, path)),
    new Map(),
  );
  // Chosen anew for each run.
  all.delete('ADAPTER_PORT');
  return toPlain(
    new Map(
      [...all].map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replaceAll(workspace, '{workspace}') : value,
      ]),
    ),
  );
}

/** Counting requests for the log changes nothing of what is evaluated. */
function withoutProgress(target: Map<string, ConfigValue>): unknown {
  const text = JSON.stringify(toPlain(target), (key, value) =>
    key.startsWith('use_progress_tracking') || key.startsWith('progress_tracking_') ? undefined : value,
  );
  return text === '{"api_endpoint":{"adapter_config":{}}}' || text === '{}' ? null : JSON.parse(text);
}

function withoutSpeed(parameters: unknown): unknown {
  if (!isRecord(parameters)) return null;
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([key, value]): [string, unknown][] => {
      if (SPEED.includes(key)) return [];
      // The tokenizer is a field of its own, where its files are known by what they hold.
      return [[key, key === 'extra' && isRecord(value) ? { ...value, tokenizer: undefined } : value]];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hashAll(values: Record<string, unknown>): Record<string, SnapshotField> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, hash: sha256(canonicalJson(value)) }]),
  );
}

function hashOf(fields: Record<string, SnapshotField>): string {
  return sha256(canonicalJson(Object.entries(fields).map(([name, { hash }]) => [name, hash])));
}
