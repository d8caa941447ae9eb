import {
  type Document,
  isAlias,
  isScalar,
  isSeq,
  isMap as isYamlMap,
  LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml';
import { ConfigError } from '../errors.js';
import { type Dialect, isTimestamp, readPlainScalar } from './scalar.js';
import { type ConfigMap, type ConfigPath, type ConfigValue, formatPath } from './value.js';

/** Aliases can make a small file unfold into a huge tree; no real configuration comes near this. */
const MAX_NODES = 100_000;

/** A parsed file: its tree, and the line (from 1) of each leaf, keyed by formatted path. */
export interface YamlFile {
  root: ConfigMap;
  lines: Map<string, number>;
}

/**
 * Reads YAML text into a configuration tree, in the dialect that its users' tool reads it in.
 * @param file the name shown in errors.
 * @throws ConfigError with file, line and column for anything that cannot be read as one mapping.
 */
export function readYaml(text: string, file: string, dialect: Dialect): YamlFile {
  const { counter, count, document } = parse(text);
  if (count > 1) throw new ConfigError(`${file} has ${count} YAML documents: keep one`, { file });
  const reader = new Reader(file, dialect, counter, document);
  const problem = document?.errors[0];
  if (problem) throw reader.error(`is not valid YAML: ${problem.message}`, problem.pos[0]);
  const contents = document?.contents as Node | null | undefined;
  if (!contents || (isScalar(contents) && reader.read(contents, []) === null)) {
    throw new ConfigError(`${file} is empty: it must be a YAML mapping`, { file });
  }
  if (!isYamlMap(contents))
    throw reader.error('must be a YAML mapping at its top level', contents.range?.[0] ?? 0);
  return { root: reader.read(contents, []) as ConfigMap, lines: reader.lines };
}

/** Scalars stay text here: what they mean is up to the dialect. */
function parse(text: string): { counter: LineCounter; count: number; document: Document.Parsed | undefined } {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    merge: true,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: counter,
  });
  return { counter, count: documents.length, document: 'empty' in documents ? undefined : documents[0] };
}

/** Reads one YAML value, as an override gives it. @throws ConfigError that starts with `where`. */
export function readYamlValue(text: string, where: string, dialect: Dialect): ConfigValue {
  const { counter, count, document } = parse(text);
  const problem = document?.errors[0];
  if (problem || count > 1) {
    throw new ConfigError(
      `${where} has a value that is not valid YAML (${problem?.message ?? 'more than one document'}): put it in quotes`,
    );
  }
  // A directive is no value: the parser would take the rest of the line for it and answer nothing.
  if (/^%/.test(text)) throw new ConfigError(`${where} has a value that begins with %: put it in quotes`);
  return document ? new Reader(where, dialect, counter, document).read(document.contents, []) : null;
}

class Reader {
  readonly lines = new Map<string, number>();
  private nodes = 0;

  constructor(
    private readonly file: string,
    private readonly dialect: Dialect,
    private readonly counter: LineCounter,
    private readonly document: Document.Parsed | Document | undefined,
  ) {}

  error(what: string, offset: number): ConfigError {
    const { line, col } = this.counter.linePos(offset);
    return new ConfigError(`${this.file}:${line}:${col} ${what}`, { file: this.file, line, column: col });
  }

  read(node: unknown, path: ConfigPath): ConfigValue {
    this.nodes += 1;
    const offset = (node as Node | null)?.range?.[0] ?? 0;
    if (this.nodes > MAX_NODES)
      throw this.error(`unfolds into more than ${MAX_NODES} values: check its aliases`, offset);
    if (node === null || node === undefined) return null;
    if (isAlias(node)) {
      const target = this.document && node.resolve(this.document as Document);
      if (!target) throw this.error(`has an alias *${node.source} without an anchor`, offset);
      if (path.length > 64) throw this.error('is nested more than 64 levels deep: check its aliases', offset);
      return this.read(target, path);
    }
    if (isScalar(node)) {
      this.lines.set(formatPath(path), this.counter.linePos(offset).line);
      return this.scalar(
        node.type === 'PLAIN' ? (node.source ?? '') : undefined,
        String(node.value ?? ''),
        node.tag,
        offset,
      );
    }
    if (
      node instanceof Object &&
      'tag' in node &&
      node.tag !== undefined &&
      !/:(map|seq)$/.test(String(node.tag))
    ) {
      throw this.error(`has the tag ${String(node.tag)}: only plain YAML values can be used`, offset);
    }
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index]));
    if (isYamlMap(node)) return this.mapping(node.items, path);
    throw this.error('has a YAML construct that a configuration cannot hold', offset);
  }

  private mapping(items: readonly { key: unknown; value: unknown }[], path: ConfigPath): ConfigMap {
    const map: ConfigMap = new Map();
    const merged: ConfigMap[] = [];
    for (const { key, value } of items) {
      if (!isScalar(key))
        throw this.error('has a key that is not plain text', (key as Node | null)?.range?.[0] ?? 0);
      if (key.type === 'PLAIN' && key.source === '<<') merged.push(...this.mergeSources(value, path));
      else map.set(String(key.value ?? ''), this.read(value, [...path, String(key.value ?? '')]));
    }
    for (const source of merged) for (const [key, value] of source) if (!map.has(key)) map.set(key, value);
    return map;
  }

  /** The mappings behind a `<<` key; keys of the mapping itself win over theirs. */
  private mergeSources(value: unknown, path: ConfigPath): ConfigMap[] {
    const read = this.read(value, path);
    const sources = Array.isArray(read) ? read : [read];
    return sources.map((source) => {
      if (source instanceof Map) return source;
      throw this.error(
        'merges (<<) something that is not a mapping',
        (value as Node | null)?.range?.[0] ?? 0,
      );
    });
  }

  private scalar(
    plain: string | undefined,
    text: string,
    tag: string | undefined,
    offset: number,
  ): ConfigValue {
    if (tag !== undefined && tag !== '!' && !/^tag:yaml\.org,2002:(str|int|float|bool|null)$/.test(tag)) {
      throw this.error(`has the tag ${tag}: only plain YAML values can be used`, offset);
    }
    if (tag !== undefined && tag !== '!') return this.tagged(text, tag, offset);
    if (plain === undefined) return text;
    if (plain === '=' || plain.includes('\t')) {
      throw this.error(
        `has ${plain === '=' ? 'a lone =' : 'a tab in a text'}, which PyYAML refuses: put it in quotes`,
        offset,
      );
    }
    if (this.dialect === 'pyyaml' && isTimestamp(plain)) {
      throw this.error(`has the date ${plain}, on which the launcher fails: put it in quotes`, offset);
    }
    return readPlainScalar(plain, this.dialect);
  }

  /** `!!float 3` is what its tag says, whatever it would be without. */
  private tagged(text: string, tag: string, offset: number): ConfigValue {
    const kind = tag.slice('tag:yaml.org,2002:'.length);
    if (kind === 'str') return text;
    // A tag names the type, so that both dialects read the text in the wider way.
    const value = readPlainScalar(text, 'omegaconf');
    if (kind === 'float' && typeof value === 'bigint') return Number(value);
    const fits = {
      int: typeof value === 'bigint',
      float: typeof value === 'number',
      bool: typeof value === 'boolean',
      null: value === null,
    };
    if (!fits[kind as keyof typeof fits])
      throw this.error(`has ${JSON.stringify(text)} with the tag !!${kind}, which it is not`, offset);
    return value;
  }
}
