import { ConfigError } from '../errors.js';
import { describeUnknown, STEP_KEYS, suggestKnown, unknownAt } from './known-paths.js';
import type { Finding } from './preflight/finding.js';
import { readYamlValue } from './read-yaml.js';
import {
  type ConfigMap,
  type ConfigValue,
  cloneValue,
  equalValues,
  formatPath,
  getAt,
  isMap,
  splitPath,
  walkLeaves,
} from './value.js';

/** One `dotted.key=value`, parsed. */
export interface Override {
  /** How the user's line is named in tables and errors. */
  label: string;
  path: (string | number)[];
  value: ConfigValue;
}

/**
 * Parses override lines: OmegaConf's dotlist grammar, plus list indices.
 * @throws ConfigError for Hydra's `+ ++ ~` forms, lines without `=`, and keys that the launcher does not know.
 */
export function parseOverrides(lines: readonly { line: number; text: string }[]): Override[] {
  return lines.map(({ line, text }) => {
    const label = `overrides line ${line}`;
    if (/^[+~]/.test(text)) {
      throw new ConfigError(
        `${label} starts with ${text[0]}: only key=value is understood; a key that is missing is added by it`,
      );
    }
    const equals = text.indexOf('=');
    if (equals < 1)
      throw new ConfigError(`${label} has no key=value: write it as evaluation.tasks[0].name=mmlu`);
    const key = text.slice(0, equals).trim();
    if (!/^([^.[\]\s]+|\[[^.[\]\s]+\])(\.[^.[\]\s]+|\[[^.[\]\s]+\])*$/.test(key)) {
      throw new ConfigError(
        `${label} has the key ${JSON.stringify(key)}: write keys with dots and list indices in brackets, a.b[0].c`,
      );
    }
    return {
      label,
      path: splitPath(key),
      value: readYamlValue(text.slice(equals + 1).trim(), label, 'omegaconf'),
    };
  });
}

/** What applying an override changed: paths set, or nothing at all. */
export interface Applied {
  paths: string[];
  changed: boolean;
  /** The keys that neither the config nor the launcher knows. */
  unknown: Finding[];
}

/**
 * Applies one override in place: mappings merge, lists and scalars replace.
 * @throws ConfigError for a path through a scalar, or an index past the end.
 */
export function applyOverride(root: ConfigMap, override: Override): Applied {
  const path = listIndices(root, override.path);
  const unknown = findUnknown(root, path, override);
  const before = getAt(root, path);
  const parent = openParent(root, path, override.label);
  const last = path[path.length - 1]!;
  if (Array.isArray(before) && isMap(override.value)) {
    throw new ConfigError(
      `${override.label} gives a mapping for ${formatPath(path)}, which is a list: give a list, or name an entry as in ${formatPath(path)}[0]`,
    );
  }
  // OmegaConf merges ??? as "not given": what is there stays.
  if (override.value === '???' && before !== undefined) return { paths: [], changed: false, unknown };
  const value = mergeValues(before, override.value);
  if (Array.isArray(parent)) parent[last as number] = value;
  else parent.set(last as string, value);
  const paths: string[] = [];
  walkLeaves(override.value, (leaf) => paths.push(formatPath([...path, ...leaf])));
  const changed = before === undefined || !equalValues(before, value);
  return { paths, changed, unknown };
}

/** `tasks.0` means an index where tasks is a list. */
function listIndices(root: ConfigMap, path: readonly (string | number)[]): (string | number)[] {
  const result: (string | number)[] = [];
  for (const part of path) {
    const isIndex = typeof part === 'string' && /^\d+$/.test(part) && Array.isArray(getAt(root, result));
    result.push(isIndex ? Number(part) : part);
  }
  return result;
}

function findUnknown(
  root: ConfigMap,
  path: readonly (string | number)[],
  { label, value }: Override,
): Finding[] {
  const leaves: (string | number)[][] = [];
  walkLeaves(value, (leaf) => leaves.push([...path, ...leaf]));
  return leaves.flatMap((leaf): Finding[] => {
    if (getAt(root, leaf) !== undefined || STEP_KEYS.some((key) => key === leaf[0])) return [];
    const unknown = unknownAt(leaf);
    if (!unknown || getAt(root, leaf.slice(0, unknown.at + 1)) !== undefined) return [];
    const what = `${formatPath(leaf)}, but neither the config nor the launcher knows ${describeUnknown(leaf, unknown)}`;
    return [
      {
        id: 'unknown_key',
        severity: 'error',
        message: `${label} sets ${what}`,
        recovery: suggestKnown(leaf, unknown),
      },
    ];
  });
}

function openParent(
  root: ConfigMap,
  path: readonly (string | number)[],
  label: string,
): ConfigMap | ConfigValue[] {
  let value: ConfigMap | ConfigValue[] = root;
  for (const [index, part] of path.entries()) {
    const where = formatPath(path.slice(0, index));
    if (Array.isArray(value)) {
      if (typeof part !== 'number')
        throw new ConfigError(`${label} names "${part}" in the list ${where}: use an index, ${where}[0]`);
      if (part >= value.length) {
        throw new ConfigError(
          `${label} sets ${where}[${part}], but the list has ${value.length} entries: indices go from 0`,
        );
      }
    } else if (typeof part === 'number') {
      throw new ConfigError(
        `${label} uses the index [${part}] on ${where || 'the top level'}, which is not a list`,
      );
    }
    if (index === path.length - 1) return value;
    const next: ConfigValue | undefined = getAt(value, [part]);
    if (isMap(next) || Array.isArray(next)) value = next;
    else if (next === undefined || next === null) {
      const made: ConfigMap = new Map();
      if (Array.isArray(value)) value[part as number] = made;
      else value.set(part as string, made);
      value = made;
    } else {
      throw new ConfigError(
        `${label} goes through ${formatPath(path.slice(0, index + 1))}, which is the value ${JSON.stringify(String(next))}, not a mapping`,
      );
    }
  }
  return value;
}

export function mergeValues(before: ConfigValue | undefined, after: ConfigValue): ConfigValue {
  if (!isMap(before) || !isMap(after)) return cloneValue(after);
  const merged: ConfigMap = new Map(before);
  for (const [key, value] of after) merged.set(key, mergeValues(before.get(key), value));
  return merged;
}
