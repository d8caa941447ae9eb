import { isMap, isScalar, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { isTimestamp, readPlainScalar } from '../../config/scalar.js';
import { type ConfigPath, formatPath } from '../../config/value.js';

/** Where the keys of a file are. */
export interface KeyLines {
  /** Line (from 1) of each key, by formatted path; of the last, where a key is given twice. */
  lines: Map<string, number>;
  /** Keys given more than once. */
  repeated: { path: ConfigPath; first: number; last: number }[];
  /** Keys that PyYAML reads as something else than text (`2024:`, `yes:`). */
  notText: Set<string>;
}

/** The line of a key, or of the nearest mapping around it (what an alias stands for has no line of its own). */
export function lineOf({ lines }: KeyLines, path: ConfigPath): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(formatPath(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
}

/** Finds the keys of YAML text that readYaml has read. */
export function findYamlKeys(text: string): KeyLines {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    lineCounter: counter,
  });
  const found: KeyLines = { lines: new Map(), repeated: [], notText: new Set() };
  const visit = (node: unknown, path: ConfigPath): void => {
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const here = [...path, String(key.value ?? '')];
      const name = formatPath(here);
      const { line } = counter.linePos((key as Node).range?.[0] ?? 0);
      const first = found.lines.get(name);
      if (first !== undefined) found.repeated.push({ path: here, first, last: line });
      found.lines.set(name, line);
      if (key.type === 'PLAIN' && !isText(key.source ?? '')) found.notText.add(name);
      visit(value, here);
    }
  };
  if (!('empty' in documents)) visit(documents[0]?.contents, []);
  const names = new Set(found.repeated.map(({ path }) => formatPath(path)));
  // What stands under a key that is given twice comes twice with it.
  const isUnderAnother = (path: ConfigPath): boolean =>
    path.some((_, index) => index > 0 && names.has(formatPath(path.slice(0, index))));
  return { ...found, repeated: found.repeated.filter(({ path }) => !isUnderAnother(path)) };
}

function isText(plain: string): boolean {
  return typeof readPlainScalar(plain, 'pyyaml') === 'string' && !isTimestamp(plain);
}

const TOML_KEY = /\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*(\.?)/y;

/** Finds the keys of TOML text, line by line: tables and plain assignments; keys of inline tables have no line. */
export function findTomlKeys(text: string): KeyLines {
  const lines = new Map<string, number>();
  let table: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const header = /^\s*\[\[?/.exec(line);
    const keys = dottedKeys(line, header?.[0].length ?? 0);
    if (keys.length === 0) continue;
    if (header) table = keys;
    const path = header ? keys : [...table, ...keys];
    for (let length = 1; length <= path.length; length += 1) {
      const name = formatPath(path.slice(0, length));
      if (length === path.length || !lines.has(name)) lines.set(name, index + 1);
    }
  }
  return { lines, repeated: [], notText: new Set() };
}

function dottedKeys(line: string, start: number): string[] {
  const keys: string[] = [];
  TOML_KEY.lastIndex = start;
  for (let match = TOML_KEY.exec(line); match; match = match[2] === '.' ? TOML_KEY.exec(line) : null)
    keys.push(match[1]!.replace(/^(["'])(.*)\1$/, '$2'));
  return keys;
}
