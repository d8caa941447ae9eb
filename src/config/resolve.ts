import path from 'node:path';
import { ConfigError } from '../errors.js';
import type { Inputs } from '../inputs.js';
import { applyInputs } from './apply-inputs.js';
import {
  type Base,
  baseConfig,
  type ConfigFile,
  type Origin,
  type StepSettings,
  takeStepKeys,
  taskEntries,
} from './base.js';
import { checkConfig } from './checks.js';
import { filterTasks } from './filter-tasks.js';
import { interpolate } from './interpolate.js';
import { DEFAULT_OUTPUT_DIR, type RunFacts, resolveOutputDir } from './output-dir.js';
import { applyOverride, parseOverrides } from './overrides.js';
import {
  type ConfigMap,
  type ConfigPath,
  type ConfigValue,
  formatPath,
  getAt,
  isMap,
  setAt,
  walkLeaves,
} from './value.js';
import { hasSecretName, isEnvironmentLeaf, type NamedVariable, namedVariables } from './variables.js';
import { writeYaml } from './write-yaml.js';

export interface ResolveRequest {
  inputs: Inputs;
  file?: ConfigFile;
  /** Absolute. */
  workspace: string;
  facts: RunFacts;
  variable: (name: string) => string | undefined;
}

/** One leaf of the launcher config and what set it. */
export interface SourcedLeaf {
  path: ConfigPath;
  value: ConfigValue;
  source: string;
}

/** One launcher config, ready to save and run. */
export interface ResolvedConfig {
  origin: Origin;
  root: ConfigMap;
  /** Absolute. */
  outputDir: string;
  dryRun: boolean;
  taskNames: string[];
  warnings: string[];
  /** Variables that the config tells the launcher to read. */
  variables: NamedVariable[];
  /** Secret variables that stay as `${oc.env:…}` expressions in the file. */
  expressionSecrets: string[];
  /** What set each leaf, by formatted path; a parent's entry covers its children. */
  sources: Map<string, string>;
  /** The strings that the launcher resolves itself, by formatted path. */
  kept: Map<string, string>;
}

/**
 * Lays defaults, file, inputs and overrides over one another and resolves the result.
 * @throws ConfigError for whatever is wrong, before anything has been written or started.
 */
export function resolveConfig(request: ResolveRequest): ResolvedConfig {
  const { inputs, file } = request;
  const base = baseConfig(inputs, file);
  const where = file?.name ?? 'the inputs';
  const sources = new Map<string, string>();
  walkLeaves(base.root, (leaf) => sources.set(formatPath(leaf), leafSource(base, file, leaf)));

  const warnings: string[] = [];
  for (const [key, source] of applyInputs(base.root, inputs)) sources.set(key, source);
  const overrides = parseOverrides(inputs.overrides);
  for (const override of overrides) {
    const { paths, changed } = applyOverride(base.root, override);
    if (!changed)
      warnings.push(`${override.label} changes nothing: ${formatPath(override.path)} has this value already`);
    for (const key of paths) sources.set(key, override.label);
  }

  const describe = (leaf: ConfigPath): string => {
    const source = sourceOf(sources, leaf);
    return `${formatPath(leaf)} (${source})`;
  };
  const protectedNames = secretNames(base.root, inputs);
  const dryRun = inputs.dryRun || base.root.get('dry_run') === true;
  const { root, kept, secrets } = interpolate(
    base.root,
    {
      variable: (name) => (name === 'PWD' ? request.workspace : request.variable(name)),
      // A dry run needs no key: a secret that is not set stays an expression.
      mayBeUnset: dryRun,
      // `run` is there to be referred to; what nothing refers to need not resolve.
      skip: ['run'],
      isSecret: (name, leaf) =>
        leaf[leaf.length - 1] !== 'api_key_name' && (protectedNames.has(name) || hasSecretName(name)),
    },
    describe,
  );
  hostReferences(root, kept, secrets);

  // A raw file has no step keys, but overrides may bring them whatever the origin.
  const step: StepSettings = takeStepKeys(root, where);
  const overridden = new Set(overrides.map(({ path: key }) => formatPath(key)));
  const outputDir = chooseOutputDir(request, root, step, overridden, sources);
  const filters = file ? (inputs.tasks.length > 0 ? inputs.tasks : step.tasks) : [];
  filterTasks(root, filters, where, sources, kept);

  const resolved: ResolvedConfig = {
    origin: base.origin,
    root,
    outputDir,
    dryRun: inputs.dryRun || step.dryRun,
    taskNames: taskEntries(root, where).map((task) => task.get('name') as string),
    warnings,
    variables: namedVariables(root),
    expressionSecrets: [...secrets],
    sources,
    kept,
  };
  checkConfig(resolved, { where, trustPreCmd: inputs.trustPreCmd, variable: request.variable });
  return resolved;
}

/** The text to save: literals escaped, kept expressions as they are. */
export function renderConfig(config: ResolvedConfig): string {
  return writeYaml(config.root, config.kept);
}

/** Every leaf with what set it, in the order of the file. */
export function sourcedLeaves(config: ResolvedConfig): SourcedLeaf[] {
  const leaves: SourcedLeaf[] = [];
  walkLeaves(config.root, (leaf, value) =>
    leaves.push({ path: leaf, value, source: sourceOf(config.sources, leaf) }),
  );
  return leaves;
}

/** Sets a leaf that the action itself decides, such as a port, and says so. */
export function setDecided(
  config: ResolvedConfig,
  key: readonly string[],
  value: ConfigValue,
  source: string,
): void {
  setAt(config.root, key, value);
  config.sources.set(formatPath(key), source);
}

function leafSource(base: Base, file: ConfigFile | undefined, leaf: ConfigPath): string {
  if (!file) return leaf[0] === 'evaluation' ? 'input tasks' : 'default';
  const line = base.lines.get(formatPath(leaf));
  return line === undefined ? file.name : `${file.name}:${line}`;
}

function sourceOf(sources: Map<string, string>, leaf: ConfigPath): string {
  for (let length = leaf.length; length > 0; length -= 1) {
    const source = sources.get(formatPath(leaf.slice(0, length)));
    if (source !== undefined) return source;
  }
  return 'default';
}

function secretNames(root: ConfigMap, inputs: Inputs): Set<string> {
  return new Set([...inputs.passEnv, ...namedVariables(root).map(({ name }) => name)]);
}

/**
 * An environment map takes `host:NAME` instead of an expression: the launcher would write the expression's
 * value in plain text into its scripts and logs.
 */
function hostReferences(root: ConfigMap, kept: Map<string, string>, secrets: Set<string>): void {
  walkLeaves(root, (leaf) => {
    const whole = /^\$\{oc\.env:([A-Za-z_]\w*)\}$/.exec(kept.get(formatPath(leaf)) ?? '');
    if (!whole || !isEnvironmentLeaf(leaf)) return;
    const parent = getAt(root, leaf.slice(0, -1));
    if (isMap(parent)) parent.set(leaf[leaf.length - 1] as string, `host:${whole[1]}`);
    kept.delete(formatPath(leaf));
    if (![...kept.values()].some((text) => text.includes(whole[1]!))) secrets.delete(whole[1]!);
  });
}

function chooseOutputDir(
  { inputs, facts, workspace }: ResolveRequest,
  root: ConfigMap,
  step: StepSettings,
  overridden: Set<string>,
  sources: Map<string, string>,
): string {
  const own = getAt(root, ['execution', 'output_dir']);
  if (own !== undefined && own !== null && typeof own !== 'string') {
    throw new ConfigError(
      `execution.output_dir (${sourceOf(sources, ['execution', 'output_dir'])}) must be text`,
    );
  }
  const stepOverride = overridden.has('output_dir') ? step.outputDir : undefined;
  const candidates: [string | null | undefined, string][] = [
    [
      overridden.has('execution.output_dir') ? own : undefined,
      sources.get('execution.output_dir') ?? 'overrides',
    ],
    [stepOverride, sources.get('output_dir') ?? 'overrides'],
    [inputs.outputDir, 'input output-dir'],
    [own === '???' ? undefined : own, sources.get('execution.output_dir') ?? 'config'],
    [step.outputDir, sources.get('output_dir') ?? 'config'],
    [DEFAULT_OUTPUT_DIR, 'default'],
  ];
  const [template, source] = candidates.find(([value]) => typeof value === 'string' && value !== '') as [
    string,
    string,
  ];
  const outputDir = resolveOutputDir(template, `output_dir (${source})`, facts, workspace);
  if (outputDir === path.parse(outputDir).root)
    throw new ConfigError(`output_dir (${source}) is the root of the file system: give a folder`);
  setAt(root, ['execution', 'output_dir'], outputDir);
  sources.set('execution.output_dir', source);
  return outputDir;
}
