import { parse, TomlError, type TomlTable, type TomlValue } from 'smol-toml';
import type { ConfigMap, ConfigPath, ConfigValue } from '../config/value.js';
import { formatPath } from '../config/value.js';
import { ConfigError } from '../errors.js';

/** Deeper than any real file, and far from where recursion ends. */
const MAX_DEPTH = 64;

/**
 * Reads TOML 1.1 text into a configuration tree.
 * Keys that look like numbers come before others in a table: JavaScript orders them so.
 * @param fileName the name shown in errors.
 * @param only the top-level keys to read; what stands under others may be what no configuration can hold.
 * @throws ConfigError with file, line and column for text that is not TOML (values are not shown), and with file and
 *   key for dates and times, which OmegaConf refuses, and for more than 64 levels.
 */
export function readToml(text: string, fileName: string, only?: readonly string[]): ConfigMap {
  const table = parseText(text.replace(/^\ufeff/, ''), fileName);
  const wanted = Object.entries(table).filter(([key]) => only?.includes(key) ?? true);
  return new Map(wanted.map(([key, value]) => [key, convert(value, [key], fileName)]));
}

function parseText(text: string, file: string): TomlTable {
  try {
    return parse(text, { integersAsBigInt: true, maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    // What follows is the line itself, which may hold a secret.
    const what = error.message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '');
    throw new ConfigError(`${file}:${line}:${column} is not valid TOML: ${what}`, { file, line, column });
  }
}

function convert(value: TomlValue, path: ConfigPath, file: string): ConfigValue {
  // Dotted keys nest without brackets, which the parser does not count.
  if (path.length > MAX_DEPTH)
    throw new ConfigError(`${file}: ${path[0]} is nested more than ${MAX_DEPTH} levels deep: flatten it`, {
      file,
    });
  if (typeof value !== 'object') return value;
  if (value instanceof Date)
    throw new ConfigError(`${file}: ${formatPath(path)} is a date or time: put it in quotes`, { file });
  if (Array.isArray(value)) return value.map((item, index) => convert(item, [...path, index], file));
  return new Map(Object.entries(value).map(([key, item]) => [key, convert(item, [...path, key], file)]));
}
