import path from 'node:path';
import type { Inputs } from '../inputs.js';
import { applyInputs } from './apply-inputs.js';
import { inputsTree, type StepSettings, takeStepKeys, taskEntries } from './base.js';
import { chooseOutputDir, type OutputDir, refuseSecretPath } from './choose-output-dir.js';
import {
  type ConfigFile,
  detectKind,
  type FileKind,
  loadRawFile,
  loadStepFile,
  type ReadBase,
  type SourcedTree,
  sourceComposed,
} from './config-file.js';
import { deleteNullVariables, referToHost } from './environment-maps.js';
import { filterTasks } from './filter-tasks.js';
import { interpolate } from './interpolate.js';
import { layOverrides } from './lay-overrides.js';
import { migrateStep, moveEnvironment } from './migrate-step.js';
import type { RunFacts } from './output-dir.js';
import type { Finding } from './preflight/finding.js';
import { bareVariables, referredPaths, textLeaves } from './scan-expressions.js';
import { layCluster } from './slurm-profile.js';
import { type ConfigMap, type ConfigPath, type ConfigValue, formatPath, setAt, walkLeaves } from './value.js';
import { hasSecretName, type NamedVariable, namedVariables, type Surroundings } from './variables.js';
import { writeYaml } from './write-yaml.js';

/** Where a configuration started from. */
export type Origin = 'inputs' | FileKind;

export interface ResolveRequest {
  inputs: Inputs;
  file?: ConfigFile;
  /** What kind of file it is, where that has been looked at already. */
  kind?: FileKind;
  readBase?: ReadBase;
  /** What the launcher composed of a Hydra config, with the overrides in it. */
  composed?: ConfigMap;
  /** Lays a profile of env.toml over the tree; answers paths set, with the table that set each. */
  applyProfile?: (root: ConfigMap) => [string, string][];
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

/** One launcher config, ready to check, save and run. */
export interface ResolvedConfig {
  origin: Origin;
  root: ConfigMap;
  /** Absolute. */
  outputDir: string;
  output: OutputDir;
  dryRun: boolean;
  taskNames: string[];
  /** What was seen on the way; the checks of preflight add to it. */
  findings: Finding[];
  /** What was changed for the launcher, a line each. */
  notes: string[];
  /** Variables that the config tells the launcher to read. */
  variables: NamedVariable[];
  /** Secret variables that stay as `${oc.env:…}` expressions in the file. */
  expressionSecrets: string[];
  /** What set each leaf, by formatted path; a parent's entry covers its children. */
  sources: Map<string, string>;
  /** Overrides of what lies below `run`, which is taken out. */
  runOverrides: { key: string; label: string }[];
  /** Paths that expressions refer to, or that we take from `run`: what nothing else reads may be there for them. */
  references: ReadonlySet<string>;
  /** The strings that the launcher resolves itself, by formatted path. */
  kept: Map<string, string>;
}

/**
 * Lays defaults, file, profile, inputs and overrides over one another and resolves the result.
 * @throws ConfigError for what cannot be made into a config at all, before anything has been written or started.
 */
export function resolveConfig(request: ResolveRequest): ResolvedConfig {
  const { inputs, file } = request;
  const where = file?.name ?? 'the inputs';
  const { origin, tree } = startTree(request);
  const { sources } = tree;
  const isHydra = origin === 'hydra';
  for (const [key, source] of request.applyProfile?.(tree.root) ?? []) sources.set(key, source);
  // Hydra has the overrides already, and they are the strongest.
  const hydraKeys = isHydra ? inputs.overrides.map(({ text }) => hydraKey(text)) : [];
  for (const key of hydraKeys) sources.set(key, 'overrides');
  const isTaken = (key: string): boolean =>
    hydraKeys.some((taken) => key === taken || key.startsWith(`${taken}.`));
  for (const [key, source] of applyInputs(tree.root, inputs, isTaken)) sources.set(key, source);
  const findings: Finding[] = [];
  const overridden = new Set(
    isHydra
      ? hydraKeys
      : layOverrides(tree, inputs, surroundings(request, tree.root, true, origin), findings).map((key) =>
          formatPath(key),
        ),
  );

  const isText = textLeaves(tree.root);
  const referred = referredPaths(tree.root);
  const dryRun = inputs.dryRun || tree.root.get('dry_run') === true;
  const { root, kept, secrets } = interpolate(
    tree.root,
    surroundings(request, tree.root, dryRun, origin),
    (leaf) => `${formatPath(leaf)} (${sourceOf(sources, leaf)})`,
  );
  const draft = { root, kept, sources };
  // Variables are in their places before it is asked what they are.
  const notes = origin === 'step' ? moveEnvironment(draft) : [];
  notes.push(...deleteNullVariables(draft));
  referToHost(draft, secrets);
  if (origin === 'step') notes.push(...migrateStep(draft, isText));
  const cluster =
    origin === 'step'
      ? layCluster(draft, tree.root, surroundings(request, tree.root, dryRun, origin), request.workspace)
      : { notes: [], taken: [] };
  notes.push(...cluster.notes);

  // Overrides may bring step keys whatever the origin.
  const step: StepSettings = takeStepKeys(root, where, sources);
  const claims = {
    overridden,
    ...(inputs.outputDir === undefined ? {} : { input: inputs.outputDir }),
    ...(step.outputDir === undefined ? {} : { step: step.outputDir }),
    ...('folder' in cluster ? { clusterDir: cluster.folder } : {}),
  };
  refuseSecretPath(kept, sources);
  const output = chooseOutputDir(root, claims, sources, request.facts, request.workspace);
  const isBelowCluster = claims.clusterDir !== undefined && !path.isAbsolute(output.template);
  const filters = file ? (inputs.tasks.length > 0 ? inputs.tasks : step.tasks) : [];
  filterTasks(root, filters, where, sources, kept);

  return {
    origin,
    root,
    outputDir: output.path,
    output,
    dryRun: inputs.dryRun || step.dryRun,
    taskNames: taskEntries(root, where).map((task) => task.get('name') as string),
    findings,
    notes,
    variables: namedVariables(root),
    expressionSecrets: [...secrets],
    sources,
    references: new Set([
      ...referred,
      ...cluster.taken,
      ...(isBelowCluster ? ['run.env.remote_job_dir'] : []),
    ]),
    runOverrides: [...overridden]
      .filter((key) => key.startsWith('run.'))
      .map((key) => ({ key, label: sources.get(key) ?? 'overrides' })),
    kept,
  };
}

function startTree({ inputs, file, kind: known, readBase, composed }: ResolveRequest): {
  origin: Origin;
  tree: SourcedTree;
} {
  if (!file) {
    const root = inputsTree(inputs);
    const sources = new Map<string, string>();
    walkLeaves(root, (leaf) =>
      sources.set(formatPath(leaf), leaf[0] === 'evaluation' ? 'input tasks' : 'default'),
    );
    return { origin: 'inputs', tree: { root, sources } };
  }
  const kind = known ?? (composed ? 'hydra' : detectKind(file, inputs.configMode));
  const noBase: ReadBase = (from, name) => {
    throw new Error(`${from.name} names the base ${name}, and nothing can read it`);
  };
  if (kind === 'step') return { origin: kind, tree: loadStepFile(file, readBase ?? noBase) };
  if (kind === 'raw') return { origin: kind, tree: loadRawFile(file) };
  if (!composed) throw new Error(`${file.name} is a Hydra config that nothing has composed`);
  return { origin: kind, tree: sourceComposed(composed, file) };
}

/** The key of an override in Hydra's grammar: `++a.b=1` sets a.b. */
function hydraKey(text: string): string {
  return text
    .replace(/^(?:\+\+|\+|~)/, '')
    .split('=')[0]!
    .trim();
}

/** What expressions may ask for. A secret is what is named as one, anywhere, or looks like one. */
function surroundings(
  { inputs, workspace, variable }: ResolveRequest,
  root: ConfigMap,
  mayBeUnset: boolean,
  origin: Origin,
): Surroundings {
  const named = [...inputs.passEnv, ...namedVariables(root).map(({ name }) => name)];
  const secret = new Set([...named, ...(origin === 'step' ? bareVariables(root) : [])]);
  return {
    variable: (name) => (name === 'PWD' ? workspace : variable(name)),
    // A dry run needs no key: a secret that is not set stays an expression.
    mayBeUnset,
    // `run` is there to be referred to; what nothing refers to need not resolve.
    skip: ['run'],
    isSecret: (name, leaf) =>
      leaf[leaf.length - 1] !== 'api_key_name' && (secret.has(name) || hasSecretName(name)),
  };
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

function sourceOf(sources: Map<string, string>, leaf: ConfigPath): string {
  for (let length = leaf.length; length > 0; length -= 1) {
    const source = sources.get(formatPath(leaf.slice(0, length)));
    if (source !== undefined) return source;
  }
  return 'default';
}
