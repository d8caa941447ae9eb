import { interpolate } from '../config/interpolate.js';
import { didYouMean } from '../config/known-paths.js';
import {
  type ConfigMap,
  type ConfigPath,
  type ConfigValue,
  formatPath,
  getAt,
  isMap,
} from '../config/value.js';
import { namedVariables, type Surroundings } from '../config/variables.js';
import { escapeExpressions } from '../config/write-yaml.js';
import { ConfigError } from '../errors.js';
import { quote } from '../input-values.js';
import { mergeTable } from './merge-table.js';

/** Tables of env.toml that are settings of Nemotron, not profiles. */
const RESERVED = ['wandb', 'cli', 'cache', 'artifacts'];
const MAX_LISTED = 20;
const MAX_COMPARED = 100;
const MAX_CANDIDATES = 1000;

/**
 * The profile of that name with what it `extends`, the nearer winning, and its expressions resolved against itself,
 * as Nemotron does (nemo_runspec/env.py).
 * @param tables a whole env.toml.
 * @param around what expressions may ask for. A secret stays `${oc.env:NAME}`.
 * @returns a tree to lay into a config that is yet to be interpolated: a `${` that is not an expression is escaped, so
 *   that what came from a variable is not taken for one.
 * @throws ConfigError for a profile that is not there, a cycle, tables that do not merge, and bad expressions.
 */
export function resolveProfile(
  tables: ConfigMap,
  name: string,
  fileName: string,
  around: Surroundings,
): ConfigMap {
  const chain = inheritance(tables, name, fileName);
  const merged: ConfigMap = new Map();
  for (const ancestor of [...chain].reverse()) {
    const table = new Map(tables.get(ancestor) as ConfigMap);
    table.delete('extends');
    mergeTable(merged, table, (path) => `${fileName}: ${formatPath([ancestor, ...path])}`);
  }
  const owner = (path: ConfigPath): string =>
    chain.find((ancestor) => getAt(tables, [ancestor, ...path]) !== undefined) ?? name;
  return resolveAlone(merged, around, fileName, owner);
}

/**
 * The `[wandb]` table, resolved like a profile; undefined where there is none.
 * @throws ConfigError where it is not a table, and for bad expressions.
 */
export function resolveWandb(
  tables: ConfigMap,
  fileName: string,
  around: Surroundings,
): ConfigMap | undefined {
  const table = tables.get('wandb');
  if (table === undefined) return undefined;
  if (!isMap(table)) throw new ConfigError(`${fileName}: wandb must be a table, [wandb]`, { file: fileName });
  return resolveAlone(table, around, fileName, () => 'wandb');
}

/** The names from a profile to its last ancestor. */
function inheritance(tables: ConfigMap, name: string, file: string): string[] {
  const chain = new Set<string>();
  let wanted = `profile ${quote(name)}`;
  for (let next = name; ; ) {
    if (chain.has(next)) {
      const circle = [...chain, next].map((each) => quote(each)).join(' → ');
      throw new ConfigError(`${file}: profiles extend each other in a circle, ${circle}: break it`, { file });
    }
    const parent = profileTable(tables, next, wanted, file).get('extends');
    chain.add(next);
    if (parent === undefined) return [...chain];
    const key = formatPath([next, 'extends']);
    if (typeof parent !== 'string')
      throw new ConfigError(`${file}: ${key} must be the name of one profile`, { file });
    wanted = `${key} ${quote(parent)}`;
    next = parent;
  }
}

function profileTable(tables: ConfigMap, name: string, wanted: string, file: string): ConfigMap {
  const table = tables.get(name);
  if (isMap(table) && !RESERVED.includes(name)) return table;
  const problem = RESERVED.includes(name)
    ? `names a table of settings (${RESERVED.join(', ')}), not a profile`
    : table === undefined
      ? 'is not there'
      : 'is a value, not a profile: a profile is a table';
  throw new ConfigError(`${file}: ${wanted} ${problem}${adviseProfile(tables, name)}`, { file });
}

function adviseProfile(tables: ConfigMap, name: string): string {
  const profiles = [...tables.keys()].filter((key) => isMap(tables.get(key)) && !RESERVED.includes(key));
  if (profiles.length === 0) return ': there are no profiles';
  // Comparing costs the product of the lengths.
  const short = profiles.filter((each) => each.length <= MAX_COMPARED).slice(0, MAX_CANDIDATES);
  const near = name.length <= MAX_COMPARED ? didYouMean(name, short) : undefined;
  const listed = profiles.slice(0, MAX_LISTED).map((each) => quote(each));
  const rest = profiles.length > MAX_LISTED ? ` and ${profiles.length - MAX_LISTED} more` : '';
  return `: ${near === undefined ? '' : `did you mean ${quote(near)}? `}the profiles are ${listed.join(', ')}${rest}`;
}

function resolveAlone(
  table: ConfigMap,
  { variable, isSecret, mayBeUnset = false }: Surroundings,
  file: string,
  owner: (path: ConfigPath) => string,
): ConfigMap {
  const named = new Set(namedVariables(table).map(({ name }) => name));
  const { root, kept } = interpolate(
    table,
    {
      variable,
      mayBeUnset,
      isSecret: (name, leaf) =>
        isSecret(name, leaf) || (named.has(name) && leaf[leaf.length - 1] !== 'api_key_name'),
    },
    (path) => `${formatPath([owner(path), ...path])} (${file}, resolved by itself)`,
  );
  return escapeLiterals(root, kept);
}

/** What is resolved becomes literal text to whoever resolves the whole tree; kept expressions stay expressions. */
function escapeLiterals(root: ConfigMap, kept: Map<string, string>): ConfigMap {
  const escapeValue = (value: ConfigValue, path: ConfigPath): ConfigValue => {
    if (Array.isArray(value)) return value.map((item, index) => escapeValue(item, [...path, index]));
    if (isMap(value)) return escapeMap(value, path);
    // The text is compared too: a dotted key and a nested one are written alike.
    return typeof value === 'string' && kept.get(formatPath(path)) !== value
      ? escapeExpressions(value)
      : value;
  };
  const escapeMap = (map: ConfigMap, path: ConfigPath): ConfigMap =>
    new Map([...map].map(([key, item]) => [key, escapeValue(item, [...path, key])]));
  return escapeMap(root, []);
}
