import type { ConfigMap, ConfigPath, ConfigValue } from './value.js';

/** A mapping or list and where it stands, so that relative references can climb from it. */
export class Place {
  constructor(
    readonly content: ConfigMap | ConfigValue[],
    readonly path: ConfigPath,
    readonly parent?: Place,
  ) {}

  /** The container that a key with leading dots starts from (one dot is this one), and the rest of the key. */
  start(key: string): { from: Place; rest: string } | undefined {
    const dots = /^\.*/.exec(key)![0].length;
    let from: Place | undefined = this;
    if (dots === 0) while (from.parent) from = from.parent;
    for (let climbed = 1; climbed < dots; climbed += 1) from = from?.parent;
    return from && { from, rest: key.slice(dots) };
  }

  /** Whether the other one is this container, or one around it. */
  isInside(other: Place): boolean {
    for (let place: Place | undefined = this; place; place = place.parent)
      if (place.content === other.content) return true;
    return false;
  }
}

/**
 * Splits a key as OmegaConf does: `a.b[c].d` is a, b, c, d. What stands between dots may be empty, and what stands
 * in brackets may hold dots.
 */
export function splitKey(key: string): string[] {
  const head = /^\.*[^.[]*/.exec(key)![0];
  const parts = head.split('.');
  if (key[head.length] === '[' && parts.at(-1) === '') parts.pop();
  for (const [, dotted, bracketed] of key.slice(head.length).matchAll(/\.([^.[]*)|\[(.*?)\]/g))
    parts.push(dotted || bracketed || '');
  return parts;
}

/** The index that a key means in a list, as Python's int() reads it, or undefined where it is none. */
export function listIndex(key: string): number | undefined {
  return /^\s*[-+]?\d+(?:_\d+)*\s*$/.test(key) ? Number(key.replaceAll('_', '')) : undefined;
}
