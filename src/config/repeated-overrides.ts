import { ConfigError } from '../errors.js';
import type { Override } from './overrides.js';
import { type ConfigValue, formatPath, isMap } from './value.js';

/** What an override says below a path: the way to its value that is left to go, and the value. */
interface Branch {
  rest: readonly (string | number)[];
  value: ConfigValue;
  /** A part of the value that was given. */
  nested?: boolean;
}

const GONE = Symbol('gone');

/**
 * Takes back what later overrides give anew. OmegaConf merges all overrides with each other before it merges them
 * into the config: `a=null` and then `a.b=1` is `a.b=1`, and leaves the rest of `a` alone. Applied one after the
 * other, what is answered here comes to the same.
 * @throws ConfigError for a list and a mapping in the same place, and for a path through a single value.
 */
export function settleRepeats(overrides: readonly Override[]): Override[] {
  const settled: Override[] = [];
  for (const later of overrides) {
    for (const [index, earlier] of settled.entries()) {
      if (earlier.replacedBy !== undefined) continue;
      const left = remains(branch(earlier), branch(later), (what) => clash(earlier, later, what));
      if (left === GONE) settled[index] = { ...earlier, replacedBy: later.label };
      else if (left !== earlier.value) settled[index] = { ...earlier, value: left };
    }
    settled.push(later);
  }
  return inMergeOrder(settled, 0);
}

/**
 * The order in which OmegaConf merges: what is under the same key comes together, where the key came first. It
 * matters where a reference to a mapping is overridden, which copies the mapping as it is by then.
 */
function inMergeOrder(overrides: Override[], depth: number): Override[] {
  if (overrides.length < 2) return overrides;
  const ordered: Override[] = [];
  let groups = new Map<string, Override[]>();
  const flush = (): void => {
    for (const group of groups.values()) ordered.push(...inMergeOrder(group, depth + 1));
    groups = new Map();
  };
  for (const override of overrides) {
    const key = override.path[depth];
    if (key === undefined) {
      flush();
      ordered.push(override);
    } else groups.set(String(key), [...(groups.get(String(key)) ?? []), override]);
  }
  flush();
  return ordered;
}

function branch({ path, value }: Override): Branch {
  return { rest: path, value };
}

function clash(earlier: Override, later: Override, what: string): ConfigError {
  return new ConfigError(
    `${later.label} (${formatPath(later.path)}) ${what} ${earlier.label} (${formatPath(earlier.path)}): keep one of the two`,
  );
}

type Clash = (what: string) => ConfigError;
const TWO_KINDS = 'gives a list where there is a mapping, or the other way round, from';

/** What is left of the earlier value when the later one has been given. */
function remains(earlier: Branch, later: Branch, clash: Clash): ConfigValue | typeof GONE {
  const [from, to] = [earlier.rest[0], later.rest[0]];
  if (from !== undefined && to !== undefined) {
    return String(from) === String(to) ? remains(inner(earlier), inner(later), clash) : earlier.value;
  }
  if (later.value === '???' && later.nested) return earlier.value;
  if (from !== undefined) return underValue(earlier, from, later, clash);
  if (to !== undefined) return aroundPath(earlier.value, to, later, clash);
  if (isMap(earlier.value) && isMap(later.value)) {
    const left = new Map(earlier.value);
    for (const [key, value] of later.value) takeBack(left, key, { rest: [], value, nested: true }, clash);
    return left;
  }
  if (isContainer(earlier.value) && isContainer(later.value) && !bothLists(earlier.value, later.value))
    throw clash(TWO_KINDS);
  return GONE;
}

/** The earlier override gave a part of what the later one gives the whole of. */
function underValue(
  earlier: Branch,
  key: string | number,
  later: Branch,
  clash: Clash,
): ConfigValue | typeof GONE {
  if (isMap(later.value)) {
    const value = later.value.get(String(key));
    if (value === undefined) return earlier.value;
    return remains(inner(earlier), { rest: [], value, nested: true }, clash);
  }
  if (Array.isArray(later.value) && !isIndex(key)) throw clash(TWO_KINDS);
  return GONE;
}

/** The later override gives a part of what the earlier one gave the whole of. */
function aroundPath(
  value: ConfigValue,
  key: string | number,
  later: Branch,
  clash: Clash,
): ConfigValue | typeof GONE {
  if (isMap(value)) {
    const left = new Map(value);
    takeBack(left, String(key), inner(later), clash);
    return left;
  }
  if (value === null || value === '???') return GONE;
  if (!Array.isArray(value)) throw clash('goes through the single value of');
  if (!isIndex(key)) throw clash('names a key in the list of');
  return value;
}

function takeBack(map: Map<string, ConfigValue>, key: string, later: Branch, clash: Clash): void {
  const value = map.get(key);
  if (value === undefined) return;
  const left = remains({ rest: [], value, nested: true }, later, clash);
  if (left === GONE) map.delete(key);
  else map.set(key, left);
}

function inner({ rest, value }: Branch): Branch {
  return { rest: rest.slice(1), value };
}

function isIndex(key: string | number): boolean {
  return /^\d+$/.test(String(key));
}

function isContainer(value: ConfigValue): boolean {
  return isMap(value) || Array.isArray(value);
}

function bothLists(a: ConfigValue, b: ConfigValue): boolean {
  return Array.isArray(a) && Array.isArray(b);
}
