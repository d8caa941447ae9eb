import { ConfigError } from '../errors.js';
import { readPlainScalar } from './scalar.js';
import {
  type ConfigMap,
  type ConfigPath,
  type ConfigValue,
  formatPath,
  getAt,
  isMap,
  showValue,
} from './value.js';

/** What interpolations may ask of the world outside the file. */
export interface Surroundings {
  /** The value of an environment variable, or undefined. */
  variable: (name: string) => string | undefined;
  /** Whether a variable is a secret: its value then never enters our files. */
  isSecret: (name: string, leaf: ConfigPath) => boolean;
  /** Whether a secret that is not set is kept as an expression instead of refused. */
  mayBeUnset?: boolean;
}

/** A resolved tree, and the strings in it that still hold an expression for the launcher to resolve. */
export interface Interpolated {
  root: ConfigMap;
  /** Formatted paths of leaves that keep `${oc.env:SECRET}`. */
  kept: Map<string, string>;
  /** Names of the secret variables that kept expressions read. */
  secrets: Set<string>;
}

const MAX_DEPTH = 32;

/**
 * Resolves `${a.b}`, `${oc.env:NAME[,default]}`, `${oc.select:path[,default]}` and `${oc.decode:text}` as OmegaConf 2.3 does.
 * Secret variables are left as expressions, so that their values stay out of the file.
 * @param describe names a path for errors, with the file and line where they are known.
 * @throws ConfigError for what cannot be resolved.
 */
export function interpolate(
  root: ConfigMap,
  around: Surroundings,
  describe: (path: ConfigPath) => string,
): Interpolated {
  return new Interpolator(root, around, describe).run();
}

class Interpolator {
  private readonly kept = new Map<string, string>();
  private readonly secrets = new Set<string>();

  constructor(
    private readonly root: ConfigMap,
    private readonly around: Surroundings,
    private readonly describe: (path: ConfigPath) => string,
  ) {}

  run(): Interpolated {
    return { root: this.resolve(this.root, [], 0) as ConfigMap, kept: this.kept, secrets: this.secrets };
  }

  private resolve(value: ConfigValue, path: ConfigPath, depth: number): ConfigValue {
    if (Array.isArray(value)) return value.map((item, index) => this.resolve(item, [...path, index], depth));
    if (isMap(value))
      return new Map([...value].map(([key, item]) => [key, this.resolve(item, [...path, key], depth)]));
    if (typeof value !== 'string' || !value.includes('${')) return value;
    return this.text(value, path, depth);
  }

  private text(text: string, path: ConfigPath, depth: number): ConfigValue {
    if (depth > MAX_DEPTH)
      throw new ConfigError(`${this.describe(path)} refers to itself through \${…}: break the cycle`);
    const parts = this.parse(text, path);
    const secret = parts.some((part) => typeof part !== 'string' && this.readsSecret(part.expression, path));
    if (secret) {
      this.kept.set(formatPath(path), text);
      return text;
    }
    const values = parts.map((part) =>
      typeof part === 'string' ? part : this.evaluate(part.expression, path, depth + 1),
    );
    if (values.length === 1) return values[0]!;
    return values.map((value) => (value === null ? 'None' : pythonText(value))).join('');
  }

  /** Splits a text at its outermost `${…}`; `\${` is a literal. */
  private parse(text: string, path: ConfigPath): (string | { expression: string })[] {
    const parts: (string | { expression: string })[] = [];
    let literal = '';
    let at = 0;
    while (at < text.length) {
      const escaped = /^(\\*)\$\{/.exec(text.slice(at));
      if (!escaped) {
        literal += text[at];
        at += 1;
        continue;
      }
      const slashes = escaped[1]!.length;
      literal += '\\'.repeat(Math.floor(slashes / 2));
      at += slashes;
      if (slashes % 2 === 1) {
        literal += '${';
        at += 2;
        continue;
      }
      const end = closingBrace(text, at + 2);
      if (end < 0)
        throw new ConfigError(
          `${this.describe(path)} has a \${ without its }: close it, or write \\\${ for the text itself`,
        );
      if (literal) parts.push(literal);
      literal = '';
      parts.push({ expression: text.slice(at + 2, end) });
      at = end + 1;
    }
    if (literal || parts.length === 0) parts.push(literal);
    return parts;
  }

  private readsSecret(expression: string, path: ConfigPath): boolean {
    const inner = /^\s*oc\.env\s*:\s*([^,}]+)/.exec(expression);
    const name = inner?.[1]?.trim().replace(/^(['"])(.*)\1$/, '$2') ?? '';
    if (inner && this.around.isSecret(name, path) && this.isKept(name, expression)) {
      this.secrets.add(name);
      return true;
    }
    // An expression nested in an argument keeps the whole value.
    return [...expression.matchAll(/\$\{\s*oc\.env\s*:\s*([^,}]+)/g)].some(([, nested]) =>
      this.readsSecret(`oc.env:${nested}`, path),
    );
  }

  /** A secret that is set is kept; one that is not falls to its default, if it has one. */
  private isKept(name: string, expression: string): boolean {
    return (
      this.around.variable(name) !== undefined ||
      (this.around.mayBeUnset === true && !expression.includes(','))
    );
  }

  private evaluate(expression: string, path: ConfigPath, depth: number): ConfigValue {
    const call = /^\s*([A-Za-z_][\w.]*)\s*:(.*)$/s.exec(expression);
    if (!call) return this.node(expression.trim(), path, depth);
    const [, name, rest] = call;
    const args = splitArguments(rest!).map((arg) => this.argument(arg, path, depth));
    switch (name) {
      case 'oc.env':
        return this.environment(args, path);
      case 'oc.select': {
        const found = this.select(String(args[0] ?? ''), path);
        return found === undefined ? (args[1] ?? null) : this.resolve(found.value, found.path, depth);
      }
      case 'oc.decode':
        return typeof args[0] === 'string' ? readPlainScalar(args[0], 'omegaconf') : (args[0] ?? null);
      default:
        throw new ConfigError(
          `${this.describe(path)} uses the resolver \${${name}:…}, which is not known here: write its value into the config or set it in overrides`,
        );
    }
  }

  private environment(args: ConfigValue[], path: ConfigPath): ConfigValue {
    const name = String(args[0] ?? '');
    const value = this.around.variable(name);
    if (value !== undefined && this.around.isSecret(name, path)) {
      throw new ConfigError(
        `${this.describe(path)} reads the secret ${name} under a name that is itself computed: write \${oc.env:${name}}, so that its value stays out of the file`,
      );
    }
    if (value !== undefined) return value;
    if (args.length > 1) return args[1] === null ? null : pythonText(args[1]!);
    throw new ConfigError(
      `${this.describe(path)} reads the environment variable ${name}, which is not set: set it in env:, or give a default as in \${oc.env:${name},value}`,
    );
  }

  private node(text: string, path: ConfigPath, depth: number): ConfigValue {
    const found = this.select(text, path);
    if (found === undefined) {
      throw new ConfigError(`${this.describe(path)} refers to \${${text}}, which the config does not have`);
    }
    return this.resolve(found.value, found.path, depth);
  }

  /** Absolute `a.b[0]`, or relative with leading dots (`.x` is a sibling). */
  private select(text: string, from: ConfigPath): { value: ConfigValue; path: ConfigPath } | undefined {
    const dots = /^\.*/.exec(text)![0].length;
    const base = dots === 0 ? [] : from.slice(0, Math.max(0, from.length - dots));
    const path = [...base, ...splitPath(text.slice(dots))].map((part, index, all) =>
      typeof part === 'string' && /^\d+$/.test(part) && Array.isArray(getAt(this.root, all.slice(0, index)))
        ? Number(part)
        : part,
    );
    const value = getAt(this.root, path);
    return value === undefined ? undefined : { value, path };
  }

  private argument(text: string, path: ConfigPath, depth: number): ConfigValue {
    const trimmed = text.trim();
    const quoted = /^'((?:[^'\\]|\\.)*)'$|^"((?:[^"\\]|\\.)*)"$/s.exec(trimmed);
    if (quoted) return (quoted[1] ?? quoted[2] ?? '').replace(/\\(['"])/g, '$1');
    if (trimmed.includes('${')) return this.text(trimmed, path, depth);
    return readPlainScalar(trimmed, 'omegaconf');
  }
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** Splits resolver arguments at commas outside quotes, brackets and nested expressions. */
function splitArguments(text: string): string[] {
  const args = [''];
  let depth = 0;
  let quote = '';
  for (const char of text) {
    if (quote) quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if ('{[('.includes(char)) depth += 1;
    else if ('}])'.includes(char)) depth -= 1;
    if (char === ',' && depth === 0 && !quote) args.push('');
    else args[args.length - 1] += char;
  }
  return args;
}

/** `a.b[0].c` as a path; a number in brackets is a list index. */
export function splitPath(text: string): (string | number)[] {
  return [...text.matchAll(/\[(\d+)\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(([, index, key, plain]) =>
    index !== undefined ? Number(index) : (key ?? plain ?? ''),
  );
}

function pythonText(value: ConfigValue): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return showValue(value);
}
