import { mergeTable } from '../contract/merge-table.js';
import { ConfigError } from '../errors.js';
import type { ConfigMode } from '../inputs.js';
import { STEP_KEYS } from './known-paths.js';
import { readYaml, type YamlFile } from './read-yaml.js';
import { type ConfigMap, formatPath, isMap, walkLeaves } from './value.js';

/** A configuration file as read from disk. */
export interface ConfigFile {
  /** How the user wrote its path, for messages. */
  name: string;
  text: string;
}

/** Reads a file that another one names in `defaults`, by its path relative to that one. @throws ConfigError */
export type ReadBase = (from: ConfigFile, name: string) => ConfigFile;

/** How a file is meant to be read. */
export type FileKind = 'step' | 'raw' | 'hydra';

/** A tree and what set each of its leaves, by formatted path: `file.yaml:12`. */
export interface SourcedTree {
  root: ConfigMap;
  sources: Map<string, string>;
}

/**
 * Tells what kind of config a file is: a mapping entry in `defaults` is Hydra's; `defaults` of strings only, or a
 * step key, is Nemotron's; everything else is the launcher's own, complete form.
 * @throws ConfigError where the file contradicts `config-mode`, or has `defaults` of no known form.
 */
export function detectKind(file: ConfigFile, mode: ConfigMode): FileKind {
  // The wider dialect: what only the narrower one refuses is refused when the file is read for good.
  const { root, lines } = readYaml(file.text, file.name, 'omegaconf');
  const defaults = root.get('defaults');
  const at = { file: file.name, ...lineOf(lines, 'defaults') };
  const isHydra = Array.isArray(defaults) && defaults.some((item) => isMap(item));
  const isBases = typeof defaults === 'string' || (Array.isArray(defaults) && !isHydra);
  if (defaults !== undefined && mode !== 'hydra') {
    if (!isHydra && !isBases)
      throw new ConfigError(
        `${file.name} has defaults that are neither the name of a base config nor a list`,
        at,
      );
    if (Array.isArray(defaults) && !isHydra && !defaults.every((item) => typeof item === 'string'))
      throw new ConfigError(
        `${file.name} has an entry in defaults that is neither a name nor a group: name`,
        at,
      );
    if (mode === 'raw')
      throw new ConfigError(
        `${file.name} has a defaults list, which a raw config cannot have: leave config-mode empty, or take the list out`,
        at,
      );
    if (mode === 'step' && isHydra)
      throw new ConfigError(
        `${file.name} has groups in its defaults list, which is Hydra's form: set config-mode to hydra, or leave it empty`,
        at,
      );
  }
  const stepKey = STEP_KEYS.find((key) => root.has(key));
  if (mode === 'raw' && stepKey)
    throw new ConfigError(
      `${file.name} has the step key "${stepKey}" but config-mode is raw: use config-mode step or auto`,
      { file: file.name, ...lineOf(lines, stepKey) },
    );
  if (mode !== 'auto') return mode;
  if (isHydra) return 'hydra';
  return stepKey !== undefined || isBases ? 'step' : 'raw';
}

/**
 * Reads a step config with the bases that its `defaults` name, as Nemotron's command does: bases in their order, the
 * file itself last; mappings merge, lists and scalars replace; `_self_` is skipped.
 * @throws ConfigError for a base that is missing, or a file that is its own base.
 */
export function loadStepFile(
  file: ConfigFile,
  readBase: ReadBase,
  chain: readonly string[] = [],
): SourcedTree {
  if (chain.includes(file.name))
    throw new ConfigError(
      `${file.name} is its own base through defaults: ${[...chain, file.name].join(' -> ')}`,
      { file: file.name },
    );
  const own = sourced(readYaml(file.text, file.name, 'omegaconf'), file);
  const defaults = own.root.get('defaults');
  if (chain.length > 0 && Array.isArray(defaults) && defaults.some((item) => isMap(item)))
    throw new ConfigError(
      `${file.name} is a Hydra config, with groups in its defaults, and the base of ${chain.at(-1)}: set config-mode to hydra`,
      { file: file.name },
    );
  const names = (typeof defaults === 'string' ? [defaults] : Array.isArray(defaults) ? defaults : [])
    .filter((name): name is string => typeof name === 'string')
    .filter((name) => name !== '_self_');
  if (names.length === 0) {
    own.root.delete('defaults');
    return own;
  }
  const merged: SourcedTree = { root: new Map(), sources: new Map() };
  for (const name of names) {
    const base = readBase(file, /\.[^/.]+$/.test(name) ? name : `${name}.yaml`);
    layOver(merged, loadStepFile(base, readBase, [...chain, file.name]), base.name);
  }
  own.root.delete('defaults');
  layOver(merged, own, file.name);
  return merged;
}

/** Reads a complete launcher config as the launcher does. */
export function loadRawFile(file: ConfigFile): SourcedTree {
  return sourced(readYaml(file.text, file.name, 'pyyaml'), file);
}

/** A tree that the launcher composed; leaves that are in the file itself have its line. */
export function sourceComposed(root: ConfigMap, file: ConfigFile): SourcedTree {
  const { lines } = readYaml(file.text, file.name, 'omegaconf');
  return sourced({ root, lines }, file, `${file.name} (composed)`);
}

/** @param elsewhere what set a leaf that has no line in the file. */
function sourced({ root, lines }: YamlFile, file: ConfigFile, elsewhere = file.name): SourcedTree {
  const sources = new Map<string, string>();
  walkLeaves(root, (path) => {
    const line = lines.get(formatPath(path));
    sources.set(formatPath(path), line === undefined ? elsewhere : `${file.name}:${line}`);
  });
  return { root, sources };
}

function layOver(below: SourcedTree, above: SourcedTree, name: string): void {
  mergeTable(below.root, above.root, (path) => `${name}: ${formatPath(path)}`);
  walkLeaves(above.root, (path) => {
    const key = formatPath(path);
    below.sources.set(key, above.sources.get(key)!);
  });
}

/** The first line of what a key at the top holds. */
function lineOf(lines: Map<string, number>, key: string): { line?: number } {
  const inside = [...lines].filter(
    ([path]) => path.startsWith(key) && /^(?:$|[.[])/.test(path.slice(key.length)),
  );
  return inside.length > 0 ? { line: Math.min(...inside.map(([, line]) => line)) } : {};
}
