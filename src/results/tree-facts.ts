import path from 'node:path';
import { parse } from 'yaml';
import { readIfThere } from './invocation.js';

/** What a result tree says of how its evaluation ran; undefined where it does not say. */
export interface TreeFacts {
  /** The evaluation's type (`config.type`). */
  type?: string;
  harness?: string;
  evaluatorVersion?: string;
  endpointType?: string;
  model?: string;
  /** With the evaluator's own defaults filled in. */
  parameters?: Record<string, unknown>;
  adapter?: Record<string, unknown>;
  /** Images that the launcher's config names, by task name. */
  containers: Map<string, string>;
}

/** Reads results.yml, run_config.yml and metadata.yaml of an artifacts folder; files that cannot be read say nothing. */
export function readTreeFacts(artifactsDir: string): TreeFacts {
  const [results, asked, metadata] = ['results.yml', 'run_config.yml', 'metadata.yaml'].map((name) =>
    readYamlIfThere(path.join(artifactsDir, name)),
  );
  const first = (...keys: string[]): unknown => dig(results, ...keys) ?? dig(asked, ...keys);
  const text = (name: string, value: unknown): Record<string, string> =>
    typeof value === 'string' ? { [name]: value } : {};
  const map = (name: string, value: unknown): Record<string, unknown> =>
    isRecord(value) ? { [name]: value } : {};
  return {
    ...text('type', first('config', 'type')),
    ...text('harness', dig(asked, 'framework_name')),
    ...text(
      'evaluatorVersion',
      dig(results, 'metadata', 'versioning', 'nemo_evaluator') ??
        dig(metadata, 'versioning', 'nemo_evaluator'),
    ),
    ...text('endpointType', first('target', 'api_endpoint', 'type')),
    ...text('model', first('target', 'api_endpoint', 'model_id')),
    ...map('parameters', first('config', 'params')),
    ...map('adapter', first('target', 'api_endpoint', 'adapter_config')),
    containers: readContainers(dig(metadata, 'launcher_resolved_config', 'evaluation', 'tasks')),
  };
}

function readContainers(tasks: unknown): Map<string, string> {
  const named = (Array.isArray(tasks) ? tasks : []).map((task) => [
    dig(task, 'name'),
    dig(task, 'container'),
  ]);
  return new Map(
    named.filter((pair): pair is [string, string] => pair.every((value) => typeof value === 'string')),
  );
}

function readYamlIfThere(file: string): unknown {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return parse(text, { version: '1.1', maxAliasCount: 100, logLevel: 'error' });
  } catch {
    // Whether the results can be read is judged elsewhere; here they only add facts.
    return undefined;
  }
}

function dig(value: unknown, ...keys: string[]): unknown {
  let at = value;
  for (const key of keys) {
    if (!isRecord(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
