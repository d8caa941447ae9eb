import { ConfigError } from '../errors.js';
import { ExpressionError } from './expression-tokens.js';
import { referredContainer } from './interpolate.js';
import { Budget, copy } from './kept.js';
import {
  type ConfigMap,
  type ConfigPath,
  type ConfigValue,
  cloneValue,
  formatPath,
  getAt,
  isMap,
} from './value.js';
import type { Surroundings } from './variables.js';

/**
 * The value at a path after merging another into it: mappings merge, lists and scalars replace.
 * @throws ConfigError for a list where there is a mapping, or the other way round.
 */
export function mergeAt(
  root: ConfigMap,
  path: readonly (string | number)[],
  after: ConfigValue,
  how: { label: string; around: Surroundings },
): ConfigValue {
  copyReference(root, path, how.around);
  const before = getAt(root, path);
  if (after === '???' && before !== undefined) return before;
  if (!isMap(after) && !Array.isArray(after)) return after;
  if (isMap(before) !== isMap(after) && (isMap(before) || Array.isArray(before))) {
    const at = formatPath(path);
    throw new ConfigError(
      isMap(before)
        ? `${how.label} gives a list for ${at}, which is a mapping: give a mapping, or name a key of it as in ${at}.key`
        : `${how.label} gives a mapping for ${at}, which is a list: give a list, or name an entry as in ${at}[0]`,
    );
  }
  if (!isMap(before) || !isMap(after)) return cloneValue(after);
  const merged: ConfigMap = new Map(before);
  for (const [key, value] of after) merged.set(key, mergeAt(root, [...path, key], value, how));
  return merged;
}

/** Where the text at a path refers to a mapping or list, puts a copy of that in its place. */
export function copyReference(
  root: ConfigMap,
  path: readonly (string | number)[],
  around: Surroundings,
): void {
  const text = getAt(root, path);
  if (typeof text !== 'string' || !text.includes('${')) return;
  const target = referredContainer(root, path, around);
  const parent = getAt(root, path.slice(0, -1));
  if (target && (isMap(parent) || Array.isArray(parent)))
    replaceIn(parent, path[path.length - 1]!, copyOf(target, root, path));
}

/** Copies of copies may grow without end: all of them in one config are counted together. */
const BUDGETS = new WeakMap<ConfigMap, Budget>();

function copyOf(target: ConfigMap | ConfigValue[], root: ConfigMap, path: ConfigPath): ConfigValue {
  const budget = BUDGETS.get(root) ?? new Budget();
  BUDGETS.set(root, budget);
  try {
    return copy(target, budget);
  } catch (error) {
    if (error instanceof ExpressionError) throw new ConfigError(`${formatPath(path)} ${error.message}`);
    throw error;
  }
}

/** Sets an entry of a mapping or list. */
export function replaceIn(parent: ConfigMap | ConfigValue[], key: string | number, value: ConfigValue): void {
  if (Array.isArray(parent)) parent[key as number] = value;
  else parent.set(key as string, value);
}
