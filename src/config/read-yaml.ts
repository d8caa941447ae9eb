import { ConfigError } from '../errors.js';
import { keyText } from './python-text.js';
import { type Dialect, isBadInteger, isTimestamp, readPlainScalar, readTagged } from './scalar.js';
import {
  brief,
  type ConfigMap,
  type ConfigPath,
  type ConfigValue,
  equalValues,
  formatPath,
} from './value.js';
import { type Mark, YamlError } from './yaml-cursor.js';
import { type MapNode, parseYaml, type ScalarNode, type YamlNode } from './yaml-nodes.js';

/** Aliases can make a small file unfold into a huge or endless tree; no real configuration comes near these. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 100;

/** A parsed file: its tree, and the line (from 1) of each leaf, keyed by formatted path. */
export interface YamlFile {
  root: ConfigMap;
  lines: Map<string, number>;
}

/**
 * Reads YAML text into a configuration tree, in the dialect that its users' tool reads it in.
 * @param file the name shown in errors.
 * @param repeatedKeys what a key that is given twice does: an error, or, as in PyYAML, the last one wins.
 * @throws ConfigError with file, line and column for anything that cannot be read as one mapping.
 */
export function readYaml(
  text: string,
  file: string,
  dialect: Dialect,
  repeatedKeys: 'refused' | 'last wins' = 'refused',
): YamlFile {
  try {
    const node = parseYaml(text);
    const reader = new Reader(dialect, repeatedKeys === 'refused');
    const root = node && reader.read(node, []);
    if (root instanceof Map) return { root, lines: reader.lines };
    if (node && root !== null) throw new YamlError('must be a YAML mapping at its top level', node.mark);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const line = error.mark.line + 1;
    const column = error.mark.column + 1;
    throw new ConfigError(`${file}:${line}:${column} ${error.message}`, { file, line, column });
  }
  throw new ConfigError(`${file} is empty: it must be a YAML mapping`, { file });
}

/** Reads one YAML value, as an override gives it. @throws ConfigError that starts with `where`. */
export function readYamlValue(text: string, where: string, dialect: Dialect): ConfigValue {
  try {
    const node = parseYaml(text);
    return node ? new Reader(dialect).read(node, []) : null;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const [what] = error.message.split(': ');
    throw new ConfigError(`${where} has a value that is not valid YAML (it ${what}): put it in quotes`);
  }
}

/** Makes values of nodes, as PyYAML's constructors do. */
class Reader {
  readonly lines = new Map<string, number>();
  private nodes = 0;

  constructor(
    private readonly dialect: Dialect,
    private readonly uniqueKeys = true,
  ) {}

  read(node: YamlNode, path: ConfigPath): ConfigValue {
    this.nodes += 1;
    if (this.nodes > MAX_NODES)
      throw new YamlError(`unfolds into more than ${MAX_NODES} values: check its aliases`, node.mark);
    if (path.length > MAX_DEPTH)
      throw new YamlError(`is nested more than ${MAX_DEPTH} levels deep: check its aliases`, node.mark);
    if (node.kind === 'scalar') {
      this.lines.set(formatPath(path), node.mark.line + 1);
      return this.scalar(node);
    }
    const own = node.kind === 'list' ? 'tag:yaml.org,2002:seq' : 'tag:yaml.org,2002:map';
    if (node.tag !== undefined && node.tag !== own) throw strangeTag(node.tag, node.mark);
    return node.kind === 'list'
      ? node.items.map((item, index) => this.read(item, [...path, index]))
      : this.map(node, path);
  }

  /** Keys of the mapping itself win over those that it merges, and come behind them. */
  private map(node: MapNode, path: ConfigPath): ConfigMap {
    const own = new Map<string, { value: YamlNode; mark: Mark }>();
    for (const [key, value] of node.entries) {
      if (isMergeKey(key)) continue;
      const name = this.key(key);
      const first = own.get(name);
      if (first && this.uniqueKeys) {
        throw new YamlError(
          `has the key ${JSON.stringify(brief(name))} twice in one mapping: the first is in line ${first.mark.line + 1}`,
          key.mark,
        );
      }
      own.set(name, { value, mark: key.mark });
    }
    const map: ConfigMap = new Map();
    for (const [key, value] of node.entries) if (isMergeKey(key)) this.merge(map, value, path, own);
    for (const [name, { value }] of own) map.set(name, this.read(value, [...path, name]));
    return map;
  }

  private merge(map: ConfigMap, value: YamlNode, path: ConfigPath, own: { has(key: string): boolean }): void {
    for (const source of value.kind === 'list' ? value.items : [value]) {
      if (source.kind !== 'map')
        throw new YamlError('merges (<<) something that is not a mapping', source.mark);
      this.nodes += 1;
      for (const [key, item] of this.map(source, path)) {
        const before = map.get(key);
        // PyYAML 6.0.4 takes the first or the last of them, by the length of the key; versions before it the first.
        if (before !== undefined && !own.has(key) && !equalValues(before, item)) {
          throw new YamlError(
            `merges (<<) two values for the key ${JSON.stringify(brief(key))}: write the one that is meant into the mapping itself`,
            value.mark,
          );
        }
        if (before === undefined) map.set(key, item);
      }
    }
  }

  private key(node: YamlNode): string {
    if (node.kind !== 'scalar') throw new YamlError('has a key that is not plain text', node.mark);
    if (node.plain && node.tag === undefined && node.text === '=') return '=';
    const value = this.scalar(node);
    if (value !== null) return keyText(value);
    throw new YamlError('has null for a key, which OmegaConf refuses: put it in quotes', node.mark);
  }

  private scalar({ text, tag, plain, mark }: ScalarNode): null | boolean | string | bigint | number {
    if (tag !== undefined) return this.tagged(text, tag, mark);
    if (!plain) return text;
    if (text === '=' || text === '<<')
      throw new YamlError(`has a lone ${text}, which PyYAML refuses: put it in quotes`, mark);
    if (this.dialect === 'pyyaml' && isTimestamp(text))
      throw new YamlError(`has the date ${text}, on which the launcher fails: put it in quotes`, mark);
    if (isBadInteger(text))
      throw new YamlError('has a number that Python cannot read: put it in quotes', mark);
    return readPlainScalar(text, this.dialect);
  }

  private tagged(text: string, tag: string, mark: Mark): null | boolean | string | bigint | number {
    const kind = /^tag:yaml\.org,2002:(str|int|float|bool|null)$/.exec(tag)?.[1];
    if (kind === undefined) throw strangeTag(tag, mark);
    const value = readTagged(text, kind);
    if (value === undefined)
      throw new YamlError(`has a text with the tag !!${kind}, which it is not: leave the tag out`, mark);
    return value;
  }
}

function isMergeKey(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.plain && node.tag === undefined && node.text === '<<';
}

function strangeTag(tag: string, mark: Mark): YamlError {
  return new YamlError(`has the tag ${brief(tag)}: only plain YAML values can be used`, mark);
}
