import path from 'node:path';
import { parse } from 'yaml';
import { readIfThere } from './invocation.js';

/** What the evaluator itself says it ran with, once its own defaults were filled in. */
export interface RunFacts {
  parameters?: unknown;
  evaluatorVersion?: string;
  harness?: string;
  /** The type of endpoint that it asked. */
  endpointType?: string;
}

/** Reads what results.yml, else run_config.yml, of a task's folder say; files that are not there say nothing. */
export function readRunFacts(taskDir: string): RunFacts {
  const read = (name: string): unknown => {
    const text = readIfThere(path.join(taskDir, 'artifacts', name));
    if (text === undefined) return undefined;
    try {
      return parse(text, { version: '1.1', maxAliasCount: 100, logLevel: 'error' });
    } catch {
      // Whether the results can be read is judged elsewhere; here they only add facts.
      return undefined;
    }
  };
  const [results, asked] = [read('results.yml'), read('run_config.yml')];
  const parameters = dig(results, 'config', 'params') ?? dig(asked, 'config', 'params');
  const version = dig(results, 'metadata', 'versioning', 'nemo_evaluator');
  const harness = dig(asked, 'framework_name');
  const type = dig(results, 'target', 'api_endpoint', 'type') ?? dig(asked, 'target', 'api_endpoint', 'type');
  return {
    ...(parameters === undefined ? {} : { parameters }),
    ...(typeof version === 'string' ? { evaluatorVersion: version } : {}),
    ...(typeof harness === 'string' ? { harness } : {}),
    ...(typeof type === 'string' ? { endpointType: type } : {}),
  };
}

function dig(value: unknown, ...keys: string[]): unknown {
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
