import { pythonText } from './python-text.js';
import { type ConfigMap, type ConfigPath, formatPath, getAt, isMap, setAt, walkLeaves } from './value.js';
import { isEnvironmentLeaf, looksLikeKey } from './variables.js';

/** A tree on its way to the launcher, with the tables that are kept beside it by formatted path. */
export interface Draft {
  root: ConfigMap;
  /** Texts that hold an expression for the launcher to resolve. */
  kept: Map<string, string>;
  /** What set each leaf. */
  sources: Map<string, string>;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PREFIXED = /^(?:host|lit|runtime):/;

/** Environment maps of a tree: `env_vars` wherever the launcher reads one. */
function environmentLeaves(root: ConfigMap): ConfigPath[] {
  const found: ConfigPath[] = [];
  walkLeaves(root, (path) => {
    if (isEnvironmentLeaf(path)) found.push(path);
  });
  return found;
}

/**
 * Takes out variables that are null, which the launcher rejects: `env_vars.X=null` means that X is not wanted.
 * @returns a line for each.
 */
export function deleteNullVariables({ root, sources }: Draft): string[] {
  return environmentLeaves(root).flatMap((path) => {
    const holder = getAt(root, path.slice(0, -1));
    const name = path[path.length - 1] as string;
    if (!isMap(holder) || holder.get(name) !== null) return [];
    holder.delete(name);
    return [`${formatPath(path)} is null (${sources.get(formatPath(path)) ?? 'config'}): taken out`];
  });
}

/**
 * An environment map takes `host:NAME` instead of an expression: the launcher would write the expression's value in
 * plain text into its scripts and logs.
 * @param secrets names that kept expressions read; those that no longer do are taken out.
 */
export function referToHost({ root, kept }: Draft, secrets: Set<string>): void {
  for (const path of environmentLeaves(root)) {
    const key = formatPath(path);
    const whole = /^\$\{oc\.env:([A-Za-z_]\w*)\}$/.exec(kept.get(key) ?? '');
    const holder = getAt(root, path.slice(0, -1));
    if (!whole || !isMap(holder)) continue;
    holder.set(path[path.length - 1] as string, `host:${whole[1]}`);
    kept.delete(key);
    if (![...kept.values()].some((text) => text.includes(whole[1]!))) secrets.delete(whole[1]!);
  }
}

/**
 * Gives values of environment maps the prefix that the launcher demands since 0.1.89, as its own migration tool
 * decides it: the name of a variable is `host:`, everything else `lit:`.
 * @param isText whether a leaf is known to be a value, not a name, however it looks.
 * @returns a line for each.
 */
export function addPrefixes(draft: Draft, isText: (key: string) => boolean): string[] {
  const { root, kept } = draft;
  return environmentLeaves(root).flatMap((path) => {
    const key = formatPath(path);
    const holder = getAt(root, path.slice(0, -1));
    const name = path[path.length - 1] as string;
    const value = isMap(holder) ? holder.get(name) : undefined;
    if (!isMap(holder) || value === undefined || value === null || typeof value === 'object') return [];
    const text = typeof value === 'string' ? value : pythonText(value);
    // A key where a name belongs is for preflight to refuse.
    if (PREFIXED.test(text) || looksLikeKey(text)) return [];
    if (kept.has(key)) {
      kept.set(key, `lit:${text}`);
      holder.set(name, `lit:${text}`);
      return [`${key}: prefix lit: added`];
    }
    const variable = isText(key) ? undefined : bareName(text);
    holder.set(name, variable === undefined ? `lit:${text}` : `host:${variable}`);
    // A literal may be a secret that was pasted: it is not repeated here.
    return [`${key}: ${variable === undefined ? 'prefix lit: added' : `host:${variable}`}`];
  });
}

/** The variable that a value without a prefix names, or undefined. */
export function bareName(text: string): string | undefined {
  const name = text.trim().replace(/^\$/, '');
  return NAME.test(name) ? name : undefined;
}

/**
 * Moves the variables of one environment map into another. Where both have one, the target's stays, unless only the
 * other was given as an override.
 * @returns a line for each.
 */
export function moveVariables(draft: Draft, from: readonly string[], to: readonly string[]): string[] {
  const { root, kept, sources } = draft;
  const source = getAt(root, from);
  if (!isMap(source)) return [];
  const notes: string[] = [];
  for (const [name, value] of source) {
    const [oldKey, newKey] = [formatPath([...from, name]), formatPath([...to, name])];
    const isOverride = (key: string): boolean => (sources.get(key) ?? '').startsWith('overrides');
    const there = getAt(root, [...to, name]) !== undefined;
    if (there && !(isOverride(oldKey) && !isOverride(newKey))) {
      notes.push(`${oldKey} dropped: ${newKey} is set too, and stays`);
      continue;
    }
    setAt(root, [...to, name], value);
    const text = kept.get(oldKey);
    if (text === undefined) kept.delete(newKey);
    else kept.set(newKey, text);
    sources.set(newKey, sources.get(oldKey) ?? 'config');
    notes.push(`${oldKey} → ${newKey}`);
  }
  for (const name of source.keys()) kept.delete(formatPath([...from, name]));
  return notes;
}
