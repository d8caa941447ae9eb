import { createHash } from 'node:crypto';
import { type ResolvedConfig, renderConfig } from './resolve.js';
import { type ConfigValue, getAt, isMap, toPlain } from './value.js';

/** One fact that must be held constant for two runs to be comparable. */
export interface SnapshotField {
  value: unknown;
  /** SHA-256 of the value's canonical JSON. */
  hash: string;
}

/** What was asked of the launcher, in the terms in which two runs are compared (design §4). */
export interface Snapshot {
  schema_version: 1;
  /** SHA-256 over the hashes of all fields that must be equal. */
  hash: string;
  config_file: string | null;
  output_dir: string;
  config_hash: string;
  fields: Record<string, SnapshotField>;
  /** Recorded, and free to differ. */
  context: Record<string, unknown>;
}

export interface SnapshotFacts {
  configFile?: string;
  launcherVersion: string;
  /** Digest by image, where the engine knows one. */
  images: Readonly<Record<string, string>>;
}

/** Takes the snapshot of a resolved config. Kept expressions stay expressions: no secret enters. */
export function takeSnapshot(config: ResolvedConfig, facts: SnapshotFacts): Snapshot {
  const at = (...path: (string | number)[]): unknown => toPlain(getAt(config.root, path) ?? null);
  const global = getAt(config.root, ['evaluation', 'nemo_evaluator_config', 'config', 'params']);
  const fields: Record<string, SnapshotField> = {
    endpoint_type: field(at('target', 'api_endpoint', 'type')),
    adapter: field(withoutProgress(getAt(config.root, ['evaluation', 'nemo_evaluator_config', 'target']))),
    parameters: field(toPlain(global ?? null)),
    tokenizer: field(at('evaluation', 'nemo_evaluator_config', 'config', 'params', 'extra', 'tokenizer')),
    tasks: field(
      config.taskNames.map((_, index) => describeTask(getAt(config.root, ['evaluation', 'tasks', index]))),
    ),
    images: field(facts.images),
    launcher_version: field(facts.launcherVersion),
  };
  return {
    schema_version: 1,
    hash: sha256(JSON.stringify(Object.entries(fields).map(([name, { hash }]) => [name, hash]))),
    config_file: facts.configFile ?? null,
    output_dir: config.outputDir,
    config_hash: sha256(renderConfig(config)),
    fields,
    context: {
      endpoint_url: at('target', 'api_endpoint', 'url'),
      model: at('target', 'api_endpoint', 'model_id'),
    },
  };
}

/** A task without what differs from run to run. */
function describeTask(task: ConfigValue | undefined): unknown {
  if (!isMap(task)) return null;
  const copy = new Map(task);
  const variables = copy.get('env_vars');
  if (isMap(variables)) {
    const kept = new Map(variables);
    kept.delete('ADAPTER_PORT');
    if (kept.size > 0) copy.set('env_vars', kept);
    else copy.delete('env_vars');
  }
  return toPlain(copy);
}

/** Counting requests for the log changes nothing of what is evaluated. */
function withoutProgress(target: ConfigValue | undefined): unknown {
  const plain = JSON.stringify(toPlain(target ?? null), (key, value) =>
    key === 'use_progress_tracking' ? undefined : value,
  );
  return plain === '{"api_endpoint":{"adapter_config":{}}}' ? null : JSON.parse(plain);
}

function field(value: unknown): SnapshotField {
  return { value, hash: sha256(canonical(value)) };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
