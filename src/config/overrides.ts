import { ConfigError } from '../errors.js';
import { parseTemplate } from './expression-grammar.js';
import { ExpressionError } from './expression-tokens.js';
import { describeUnknown, STEP_KEYS, suggestKnown, unknownAt } from './known-paths.js';
import { copyReference, mergeAt, replaceIn } from './merge-override.js';
import type { Finding } from './preflight/finding.js';
import { readYamlValue } from './read-yaml.js';
import { settleRepeats } from './repeated-overrides.js';
import {
  brief,
  type ConfigMap,
  type ConfigValue,
  equalValues,
  formatPath,
  getAt,
  isMap,
  splitPath,
  walkLeaves,
} from './value.js';
import type { Surroundings } from './variables.js';

/** One `dotted.key=value`, parsed. */
export interface Override {
  /** How the user's line is named in tables and errors. */
  label: string;
  path: (string | number)[];
  value: ConfigValue;
  /** The label of the later override that takes this one back, so that it has no effect. */
  replacedBy?: string;
}

const MAX_DEPTH = 100;

/** Each is compared with all others; nobody writes as many by hand. */
const MAX_OVERRIDES = 1000;

/**
 * Parses override lines: OmegaConf's dotlist grammar, plus list indices.
 * @throws ConfigError for Hydra's `+ ++ ~` forms, lines without `=`, and values and expressions that cannot be read.
 */
export function parseOverrides(lines: readonly { line: number; text: string }[]): Override[] {
  if (lines.length > MAX_OVERRIDES)
    throw new ConfigError(`overrides has more than ${MAX_OVERRIDES} lines: put them into a config file`);
  return settleRepeats(
    lines.map(({ line, text }) => {
      const label = `overrides line ${line}`;
      const equals = text.indexOf('=');
      const key = text.slice(0, Math.max(0, equals)).replace(/^[ \t]+|[ \t]+$/g, '');
      if (/^[ \t]*[+~]/.test(text)) {
        throw new ConfigError(
          `${label} starts with ${text.trim()[0]}: only key=value is understood; a key that is missing is added by it`,
        );
      }
      if (key === '')
        throw new ConfigError(`${label} has no key=value: write it as evaluation.tasks[0].name=mmlu`);
      // Before the pattern, which would try each part of megabytes of them.
      if (key.split('.', MAX_DEPTH + 2).length > MAX_DEPTH + 1)
        throw new ConfigError(`${label} has a key of more than ${MAX_DEPTH} parts: no config is as deep`);
      if (!/^([^.[\]]+|\[[^[\]]+\])(\.[^.[\]]+|\[[^[\]]+\])*$/.test(key)) {
        throw new ConfigError(
          `${label} has the key ${JSON.stringify(brief(key))}: write keys with dots and list indices in brackets, a.b[0].c`,
        );
      }
      const path = splitPath(key);
      if (path.length > MAX_DEPTH)
        throw new ConfigError(`${label} has a key of more than ${MAX_DEPTH} parts: no config is as deep`);
      const value = readYamlValue(text.slice(equals + 1), label, 'omegaconf');
      walkLeaves(value, (_, leaf) => refuseBadExpression(leaf, label));
      return { label, path, value };
    }),
  );
}

function refuseBadExpression(leaf: ConfigValue, label: string): void {
  if (typeof leaf !== 'string' || !leaf.includes('${')) return;
  try {
    parseTemplate(leaf);
  } catch (error) {
    if (error instanceof ExpressionError) throw new ConfigError(`${label} ${error.message}`);
    throw error;
  }
}

/** What applying an override changed: paths set, or nothing at all. */
export interface Applied {
  paths: string[];
  changed: boolean;
  /** The keys that neither the config nor the launcher knows. */
  unknown: Finding[];
  /** The label of the later override that takes this one back. */
  replacedBy?: string;
}

/** Without any, a reference that asks for a variable is not followed. */
const NO_VARIABLES: Surroundings = { variable: () => undefined, isSecret: () => false };

/**
 * Applies one override in place: mappings merge, lists and scalars replace. Where a reference to a mapping stands
 * in the way, a copy of that mapping takes its place.
 * @param around what references on the way may ask for.
 * @throws ConfigError for a path through a scalar, an index past the end, or a list for a mapping or the other way
 *   round.
 */
export function applyOverride(
  root: ConfigMap,
  override: Override,
  around: Surroundings = NO_VARIABLES,
): Applied {
  const path = followPath(root, override.path, around);
  const unknown = findUnknown(root, path, override);
  if (override.replacedBy !== undefined)
    return { paths: [], changed: true, unknown, replacedBy: override.replacedBy };
  const before = getAt(root, path);
  const parent = openParent(root, path, override.label);
  copyReference(root, path, around);
  // OmegaConf merges ??? as "not given": what is there stays.
  if (override.value === '???' && before !== undefined) return { paths: [], changed: false, unknown };
  const value = mergeAt(root, path, override.value, { label: override.label, around });
  replaceIn(parent, path[path.length - 1]!, value);
  const paths: string[] = [];
  walkLeaves(override.value, (leaf) => paths.push(formatPath([...path, ...leaf])));
  const changed = before === undefined || !equalValues(before, value);
  return { paths, changed, unknown };
}

/** `tasks.0` means an index where tasks is a list; references on the way become copies. */
function followPath(
  root: ConfigMap,
  path: readonly (string | number)[],
  around: Surroundings,
): (string | number)[] {
  const result: (string | number)[] = [];
  for (const part of path) {
    copyReference(root, result, around);
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
    else if (next === undefined || next === null || next === '???') {
      const made: ConfigMap = new Map();
      if (Array.isArray(value)) value[part as number] = made;
      else value.set(part as string, made);
      value = made;
    } else {
      throw new ConfigError(
        `${label} goes through ${formatPath(path.slice(0, index + 1))}, which is a single value, not a mapping`,
      );
    }
  }
  return value;
}
