import path from 'node:path';
import { ConfigError } from '../errors.js';
import { DEFAULT_OUTPUT_DIR, type RunFacts, resolveOutputDir } from './output-dir.js';
import { type ConfigMap, getAt, setAt } from './value.js';

/** Where results go, and what said so. */
export interface OutputDir {
  /** Absolute. */
  path: string;
  /** As it was written, with its placeholders. */
  template: string;
  source: string;
  /** Whether it was relative, or not given, and lies below the workspace for that. */
  inWorkspace: boolean;
}

export interface OutputClaims {
  /** The input output-dir. */
  input?: string;
  /** `output_dir` of a step config. */
  step?: string;
  /** Formatted paths that overrides set. */
  overridden: ReadonlySet<string>;
  /** The folder of the cluster that relative ones are below, in place of the workspace. */
  clusterDir?: string;
}

/**
 * Decides the output directory and sets it on the tree: overrides, then the input, then the config, then a step
 * config's own key, then the default.
 * @throws ConfigError for a value that cannot be a folder.
 */
export function chooseOutputDir(
  root: ConfigMap,
  { input, step, overridden, clusterDir }: OutputClaims,
  sources: Map<string, string>,
  facts: RunFacts,
  workspace: string,
): OutputDir {
  const key = 'execution.output_dir';
  const own = getAt(root, ['execution', 'output_dir']);
  if (own !== undefined && own !== null && typeof own !== 'string')
    throw new ConfigError(`${key} (${sources.get(key) ?? 'config'}) must be text`);
  const candidates: [string | null | undefined, string][] = [
    [overridden.has(key) ? own : undefined, sources.get(key) ?? 'overrides'],
    [overridden.has('output_dir') ? step : undefined, sources.get('output_dir') ?? 'overrides'],
    [input, 'input output-dir'],
    [own === '???' ? undefined : own, sources.get(key) ?? 'config'],
    [step, sources.get('output_dir') ?? 'config'],
    [DEFAULT_OUTPUT_DIR, 'default'],
  ];
  const [template, source] = candidates.find(([value]) => typeof value === 'string' && value !== '') as [
    string,
    string,
  ];
  const outputDir = resolveOutputDir(template, `output_dir (${source})`, facts, clusterDir ?? workspace);
  if (outputDir === path.parse(outputDir).root)
    throw new ConfigError(`output_dir (${source}) is the root of the file system: give a folder`);
  setAt(root, ['execution', 'output_dir'], outputDir);
  sources.set(key, source);
  const inWorkspace = clusterDir === undefined && !path.isAbsolute(template);
  return { path: outputDir, template, source, inWorkspace };
}

/** @throws ConfigError where the path would have to show the value of a variable that is taken for a secret. */
export function refuseSecretPath(
  kept: ReadonlyMap<string, string>,
  sources: ReadonlyMap<string, string>,
): void {
  for (const key of ['execution.output_dir', 'output_dir']) {
    const name = /\$\{oc\.env:(\w+)/.exec(kept.get(key) ?? '')?.[1];
    if (name === undefined) continue;
    throw new ConfigError(
      `${key} (${sources.get(key) ?? 'config'}) reads the variable ${name}, which is taken for a secret (by its name, or as it is named as one): use a variable of another name, or the input output-dir`,
    );
  }
}
