import { type ConfigMap, type ConfigPath, cloneValue, isMap } from '../config/value.js';
import { ConfigError } from '../errors.js';

/**
 * Merges a table over another in place as OmegaConf.merge does: tables merge, everything else replaces, and `???`
 * leaves what is there. A table over an expression is refused: OmegaConf merges it with what the expression refers to at
 * that moment, which depends on the order of keys.
 * @param name names a path of `over` for errors, with its file.
 * @throws ConfigError also for a table over a list or the reverse, which OmegaConf refuses.
 */
export function mergeTable(
  base: ConfigMap,
  over: ConfigMap,
  name: (path: ConfigPath) => string,
  path: ConfigPath = [],
): void {
  for (const [key, value] of over) {
    const here = [...path, key];
    const before = base.get(key);
    if (before === undefined) base.set(key, cloneValue(value));
    else if (isMap(before) && isMap(value)) mergeTable(before, value, name, here);
    else if (value !== '???') {
      if ((isMap(before) && Array.isArray(value)) || (Array.isArray(before) && isMap(value)))
        throw new ConfigError(
          `${name(here)} is a ${isMap(value) ? 'table' : 'list'} where the profile it extends has a ${isMap(value) ? 'list' : 'table'}: use one kind`,
        );
      if (isMap(value) && typeof before === 'string' && before.includes('${'))
        throw new ConfigError(
          `${name(here)} is a table where the profile it extends has an expression: write that out, or use another key`,
        );
      base.set(key, cloneValue(value));
    }
  }
}
