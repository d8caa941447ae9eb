import { ConfigError } from '../errors.js';
import {
  type CallExpression,
  type Element,
  type Expression,
  ExpressionError,
  parseTemplate,
  type Template,
} from './expression-grammar.js';
import { Budget, Kept, plain, settle, type Value } from './kept.js';
import { pythonText } from './python-text.js';
import { readPrimitive } from './scalar.js';
import { type ConfigMap, type ConfigPath, type ConfigValue, formatPath, isMap, splitPath } from './value.js';
import type { Surroundings } from './variables.js';
import { escapeExpressions } from './write-yaml.js';

/** A resolved tree, and the strings in it that still hold an expression for the launcher to resolve. */
export interface Interpolated {
  root: ConfigMap;
  /** Formatted paths of leaves that keep `${oc.env:SECRET}`, with their text. */
  kept: Map<string, string>;
  /** Names of the secret variables that kept expressions read. */
  secrets: Set<string>;
}

const MAX_DEPTH = 100;

/**
 * Resolves expressions as OmegaConf 2.3 does: references (absolute, relative, indexed, nested) and the resolvers
 * oc.env, oc.select, oc.decode, oc.create, oc.dict.keys and oc.dict.values. Secret variables are left as
 * expressions, so that their values stay out of the file.
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
  private readonly secrets = new Set<string>();
  private readonly done = new Map<string, Value>();
  private readonly open = new Set<string>();
  private readonly budget = new Budget();

  constructor(
    private readonly root: ConfigMap,
    private readonly around: Surroundings,
    private readonly describe: (path: ConfigPath) => string,
  ) {}

  run(): Interpolated {
    const kept = new Map<string, string>();
    const root: ConfigMap = new Map();
    for (const [key, value] of this.root) {
      if (this.around.skip?.includes(key)) continue;
      const resolved = this.resolve(value, [key]);
      root.set(
        key,
        this.located([key], () => settle(resolved, [key], kept, this.budget)),
      );
    }
    // Only what stays in the file must be handed to the launcher.
    const text = [...kept.values()].join('\n');
    return {
      root,
      kept,
      secrets: new Set([...this.secrets].filter((name) => text.includes(`\${oc.env:${name}}`))),
    };
  }

  private resolve(value: ConfigValue, path: ConfigPath): Value {
    return this.located(path, () => {
      this.budget.spend(1);
      if (path.length > MAX_DEPTH) throw new ExpressionError('unfolds without end: break the cycle');
      if (Array.isArray(value)) return value.map((item, index) => this.resolve(item, [...path, index]));
      if (isMap(value))
        return new Map([...value].map(([key, item]) => [key, this.resolve(item, [...path, key])]));
      return typeof value === 'string' && value.includes('${') ? this.text(value, path) : value;
    });
  }

  /** Says of an error where it is. */
  private located<T>(path: ConfigPath, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof ExpressionError) throw new ConfigError(`${this.describe(path)} ${error.message}`);
      throw error;
    }
  }

  private text(text: string, path: ConfigPath): Value {
    const key = formatPath(path);
    const known = this.done.get(key);
    if (known !== undefined) return known;
    if (this.open.has(key)) throw new ExpressionError('refers to itself through ${…}: break the cycle');
    this.open.add(key);
    try {
      const resolved = this.template(parseTemplate(text), path);
      this.done.set(key, resolved);
      return resolved;
    } finally {
      this.open.delete(key);
    }
  }

  private template(parts: Template, path: ConfigPath): Value {
    if (parts.length === 1) return typeof parts[0] === 'string' ? parts[0] : this.evaluate(parts[0]!, path);
    const values = parts.map((part) => (typeof part === 'string' ? part : this.evaluate(part, path)));
    const kept = values.some((value) => value instanceof Kept);
    const text = values.map((value, index) => {
      if (value instanceof Kept) return value.text;
      const own = this.word(value);
      if (!kept) return own;
      // Backslashes before an expression that stays would take it for a literal.
      const escaped = escapeExpressions(own);
      return values[index + 1] instanceof Kept ? escaped.replace(/\\+$/, '$&$&') : escaped;
    });
    const joined = text.join('');
    this.budget.spend(joined.length);
    return kept ? new Kept(joined) : joined;
  }

  private evaluate(expression: Expression, path: ConfigPath): Value {
    if (expression.kind === 'call') return this.call(expression, path);
    const text = this.word(this.template(expression.path, path));
    const found = this.select(text, path);
    if (found === undefined)
      throw new ExpressionError(`refers to \${${text}}, which the config does not have`);
    return found;
  }

  private call({ name, args }: CallExpression, path: ConfigPath): Value {
    if (name === 'oc.env') return this.environment(args, path);
    const values = args.map((arg) => this.element(arg, path));
    switch (name) {
      case 'oc.select': {
        const found = this.select(this.word(values[0] ?? ''), path);
        return found === undefined || found === '???' ? (values[1] ?? null) : found;
      }
      case 'oc.decode': {
        const text = plain(values[0] ?? null, this.budget);
        return typeof text === 'string' ? this.decode(text, path) : text;
      }
      case 'oc.create':
        return values[0] ?? null;
      case 'oc.dict.keys':
      case 'oc.dict.values': {
        const map = this.select(this.word(values[0] ?? ''), path);
        if (!(map instanceof Map))
          throw new ExpressionError(`asks ${name} of something that is not a mapping`);
        return name === 'oc.dict.keys' ? [...map.keys()] : [...map.values()];
      }
      default:
        throw new ExpressionError(
          `uses the resolver \${${name}:…}, which is not known here: write its value into the config or set it in overrides`,
        );
    }
  }

  private environment(args: readonly Element[], path: ConfigPath): Value {
    const first = args[0];
    const name = first ? this.word(this.element(first, path)) : '';
    // A default is only looked at where it is needed: it may refer to what is not there.
    const fallback = args[1];
    const value = this.around.variable(name);
    if (this.around.isSecret(name, path) && (value !== undefined || (this.around.mayBeUnset && !fallback))) {
      if (!/^[A-Za-z_]\w*$/.test(name))
        throw new ExpressionError(
          `reads a secret under the name ${JSON.stringify(name)}: use letters, digits and _`,
        );
      this.secrets.add(name);
      return new Kept(`\${oc.env:${name}}`);
    }
    if (value !== undefined) return value;
    if (fallback) {
      const replaced = this.element(fallback, path);
      return replaced === null || replaced instanceof Kept
        ? replaced
        : pythonText(plain(replaced, this.budget));
    }
    throw new ExpressionError(
      `reads the environment variable ${name}, which is not set: set it in env:, or give a default as in \${oc.env:${name},value}`,
    );
  }

  /** Absolute `a.b[0]`, or relative with leading dots (`.x` is a sibling). References on the way are followed. */
  private select(text: string, from: ConfigPath): Value | undefined {
    const dots = /^\.*/.exec(text)![0].length;
    const steps = [
      ...(dots === 0 ? [] : from.slice(0, Math.max(0, from.length - dots))),
      ...splitPath(text.slice(dots)),
    ];
    let raw: ConfigValue | undefined = this.root;
    let value: Value | undefined;
    let path: (string | number)[] = [];
    for (const step of steps) {
      const holder: unknown = raw ?? value;
      const part: string | number =
        typeof step === 'string' && /^\d+$/.test(step) && Array.isArray(holder) ? Number(step) : step;
      path = [...path, part];
      const next: unknown =
        holder instanceof Map
          ? holder.get(String(part))
          : Array.isArray(holder) && typeof part === 'number'
            ? holder[part]
            : undefined;
      if (next === undefined) return undefined;
      if (raw === undefined) value = next as Value;
      else if (typeof next === 'string' && next.includes('${')) {
        value = this.resolve(next, path);
        raw = undefined;
      } else raw = next as ConfigValue;
    }
    return raw === undefined ? value : this.resolve(raw, path);
  }

  private element(element: Element, path: ConfigPath): Value {
    if (element.kind === 'list') return element.items.map((item) => this.element(item, path));
    if (element.kind === 'map') {
      return new Map(
        element.entries.map(([key, item]) => [this.word(this.element(key, path)), this.element(item, path)]),
      );
    }
    const value = this.template(element.template, path);
    return element.kind === 'plain' &&
      typeof value === 'string' &&
      element.template.every((part) => typeof part === 'string')
      ? readPrimitive(value)
      : value;
  }

  private decode(text: string, path: ConfigPath): Value {
    const wrapped = parseTemplate(`\${oc.create:${text}}`)[0];
    if (typeof wrapped !== 'object' || wrapped.kind !== 'call' || wrapped.args.length !== 1) {
      throw new ExpressionError(`decodes ${JSON.stringify(text)}, which is not one value`);
    }
    return this.element(wrapped.args[0]!, path);
  }

  private word(value: Value): string {
    return pythonText(plain(value, this.budget));
  }
}
