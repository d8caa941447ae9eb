import { writeFloat } from './scalar.js';

/**
 * A configuration tree. Integers are bigint and floats are number, so that 1 and 1.0 stay what they were;
 * mappings are Maps, so that a key such as `__proto__` is a key like any other.
 */
export type ConfigValue = null | boolean | string | bigint | number | ConfigValue[] | ConfigMap;
export type ConfigMap = Map<string, ConfigValue>;

/** Keys and list indices from the root to a value. */
export type ConfigPath = readonly (string | number)[];

export function isMap(value: ConfigValue | undefined): value is ConfigMap {
  return value instanceof Map;
}

/** Writes a path the way an override spells it: `evaluation.tasks[0].name`. No two paths are written alike. */
export function formatPath(path: ConfigPath): string {
  return path
    .map((part, index) => (index === 0 ? formatPart(part).replace(/^\./, '') : formatPart(part)))
    .join('');
}

function formatPart(part: string | number): string {
  if (typeof part === 'number') return `[${part}]`;
  if (part !== '' && !/[.[\]]/.test(part)) return `.${part}`;
  return /^[^[\]"]*\D[^[\]"]*$/.test(part) ? `[${part}]` : `[${JSON.stringify(part)}]`;
}

/** A text as it fits into a message. */
export function brief(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** The value at a path, or undefined where there is none. */
export function getAt(root: ConfigValue, path: ConfigPath): ConfigValue | undefined {
  let value: ConfigValue | undefined = root;
  for (const part of path) {
    if (typeof part === 'string' && isMap(value)) value = value.get(part);
    else if (typeof part === 'number' && Array.isArray(value)) value = value[part];
    else return undefined;
  }
  return value;
}

/** The mapping at a path, made (with its parents) where there is none or null. */
export function ensureMap(root: ConfigMap, path: readonly string[]): ConfigMap {
  let map = root;
  for (const key of path) {
    const next = map.get(key);
    if (isMap(next)) map = next;
    else {
      const made: ConfigMap = new Map();
      map.set(key, made);
      map = made;
    }
  }
  return map;
}

/** Sets a value under string keys, making the mappings on the way. */
export function setAt(root: ConfigMap, path: readonly string[], value: ConfigValue): void {
  ensureMap(root, path.slice(0, -1)).set(path[path.length - 1]!, value);
}

/** Whether two values are equal in type and content; the order of keys does not count. */
export function equalValues(a: ConfigValue | undefined, b: ConfigValue | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equalValues(item, b[index]));
  }
  if (isMap(a) && isMap(b)) {
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && equalValues(value, b.get(key)));
  }
  return Object.is(a, b);
}

export function cloneValue(value: ConfigValue): ConfigValue {
  if (Array.isArray(value)) return value.map(cloneValue);
  if (isMap(value)) return cloneMap(value);
  return value;
}

export function cloneMap(map: ConfigMap): ConfigMap {
  return new Map([...map].map(([key, item]) => [key, cloneValue(item)]));
}

/** A mapping laid over another: mappings merge, everything else replaces. What is not a mapping counts as empty. */
export function mergeMaps(below: ConfigValue | undefined, above: ConfigValue | undefined): ConfigMap {
  const result: ConfigMap = new Map(isMap(below) ? below : []);
  for (const [key, value] of isMap(above) ? above : []) {
    const there = result.get(key);
    result.set(key, isMap(there) && isMap(value) ? mergeMaps(there, value) : value);
  }
  return result;
}

/** Calls `visit` for each leaf: scalars, and mappings and lists that are empty. */
export function walkLeaves(
  value: ConfigValue,
  visit: (path: ConfigPath, leaf: ConfigValue) => void,
  path: ConfigPath = [],
): void {
  const entries: [string | number, ConfigValue][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : isMap(value)
      ? [...value]
      : [];
  if (entries.length === 0) visit(path, value);
  for (const [part, item] of entries) walkLeaves(item, visit, [...path, part]);
}

/** A plain JavaScript copy for JSON: integers become numbers where they are exact, else text. */
export function toPlain(value: ConfigValue): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(toPlain);
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [key, toPlain(item)]));
  return value;
}

/** A scalar as a person reads it in a table or message. */
export function showValue(value: ConfigValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return writeFloat(value);
  return JSON.stringify(toPlain(value));
}

/** `a.b[0].c` as a path; a number in brackets is a list index. */
export function splitPath(text: string): (string | number)[] {
  return [...text.matchAll(/\[(\d+)\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(([, index, key, plain]) =>
    index !== undefined ? Number(index) : (key ?? plain ?? ''),
  );
}
