import { ConfigError } from '../errors.js';
import {
  type Element,
  type Expression,
  parseElement,
  parseTemplate,
  type Template,
} from './expression-grammar.js';
import { ExpressionError, type Token, tokenText, tokenValue } from './expression-tokens.js';
import { Budget, Kept, type Outcome, unresolved } from './kept.js';
import { listIndex, Place, splitKey } from './place.js';
import { keyText, pythonText } from './python-text.js';
import { Blocked, callResolver, pathOf, type Resolving, type Spot } from './resolvers.js';
import { brief, type ConfigPath, type ConfigValue, isMap } from './value.js';
import type { Surroundings } from './variables.js';
import { escapeExpressions } from './write-yaml.js';

/** References of references, containers and arguments inside one another; OmegaConf itself gives up before. */
const MAX_DEPTH = 200;

/** Marks what is being resolved: to meet it again is a cycle. */
const OPEN = Symbol('open');

/** Resolves one value at a time, as OmegaConf's nodes do: what a container holds is left as it is. */
export class Evaluator implements Resolving {
  readonly secrets = new Set<string>();
  readonly budget = new Budget();
  private readonly outcomes = new Map<object, Map<string | number, Outcome | typeof OPEN>>();
  private depth = 0;

  /** @param describe names a path for errors. */
  constructor(
    readonly around: Surroundings,
    private readonly describe: (path: ConfigPath) => string,
  ) {}

  /** The value at a spot; where it is a reference, what it refers to. @throws ConfigError that names the spot. */
  follow(spot: Spot): Outcome {
    const raw = valueAt(spot);
    if (isMap(raw) || Array.isArray(raw)) return new Place(raw, pathOf(spot), spot.place);
    if (typeof raw !== 'string' || !raw.includes('${')) return raw ?? null;
    return this.located(pathOf(spot), () => {
      const known =
        this.outcomes.get(spot.place.content) ?? new Map<string | number, Outcome | typeof OPEN>();
      this.outcomes.set(spot.place.content, known);
      const before = known.get(spot.key);
      if (before === OPEN) throw new ExpressionError('refers to itself through ${…}: break the cycle');
      if (before !== undefined) return before;
      known.set(spot.key, OPEN);
      const outcome = this.deeper(() => this.template(parseTemplate(raw), spot));
      known.set(spot.key, outcome);
      return outcome;
    });
  }

  select(key: string, spot: Spot, present: boolean): Outcome | Blocked | undefined {
    const shown = brief(key);
    const start = spot.place.start(key);
    if (!start) throw new ExpressionError(`refers to \${${shown}}, which climbs above the top level`);
    const parts = start.rest === '' ? [] : splitKey(start.rest);
    let found: Outcome = start.from;
    for (const part of parts) {
      if (!(found instanceof Place))
        return new Blocked(
          `refers to \${${shown}}, but what has to hold "${brief(part)}" is not a mapping or list`,
        );
      const step: string | number | undefined = isMap(found.content) ? part : listIndex(part);
      if (step === undefined)
        throw new ExpressionError(`refers to \${${shown}}, but "${brief(part)}" is no index of a list`);
      const raw = valueAt({ place: found, key: step });
      if (raw === undefined) return undefined;
      if (raw === '???' && present)
        throw new ExpressionError(`refers to \${${shown}}, which is ??? (missing)`);
      found = this.follow({ place: found, key: step });
    }
    return found;
  }

  decode(text: string, spot: Spot): Outcome {
    return this.element(parseElement(text), spot);
  }

  /** Counts how deep the work is. @throws ExpressionError where it does not end. */
  deeper<T>(work: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new ExpressionError('unfolds without end: break the cycle');
    const result = work();
    this.depth -= 1;
    return result;
  }

  /** Says of an error where it is. */
  located<T>(path: ConfigPath, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof ExpressionError) throw new ConfigError(`${this.describe(path)} ${error.message}`);
      throw error;
    }
  }

  private template(parts: Template, spot: Spot): Outcome {
    const only = parts[0];
    if (parts.length > 1 || only === undefined) return this.join(parts, spot);
    return typeof only === 'string' ? only : this.evaluate(only, spot);
  }

  private join(parts: Template, spot: Spot): string | Kept {
    const values = parts.map((part) => (typeof part === 'string' ? part : this.evaluate(part, spot)));
    const kept = values.some((value) => value instanceof Kept);
    const text = values.map((value, index) => {
      if (value instanceof Kept) return value.text;
      const own = pythonText(unresolved(value, this.budget));
      if (!kept) return own;
      // Backslashes before an expression that stays would take it for a literal.
      const escaped = escapeExpressions(own);
      return values[index + 1] instanceof Kept ? escaped.replace(/\\+$/, '$&$&') : escaped;
    });
    const joined = text.join('');
    this.budget.spend(joined.length);
    return kept ? new Kept(joined) : joined;
  }

  private evaluate(expression: Expression, spot: Spot): Outcome {
    return this.deeper(() => {
      if (expression.kind === 'call') {
        const name = this.word(expression.name, spot);
        const args = expression.args.map((arg) => this.element(arg, spot));
        return callResolver(name, args, spot, this);
      }
      const key = this.word(expression.key, spot);
      const found = this.select(key, spot, true);
      if (found instanceof Blocked) throw new ExpressionError(found.why);
      if (found === undefined)
        throw new ExpressionError(`refers to \${${brief(key)}}, which the config does not have`);
      if (found instanceof Place && spot.place.isInside(found))
        throw new ExpressionError(`refers to itself through \${${brief(key)}}: break the cycle`);
      return found;
    });
  }

  /** A key or the name of a resolver; expressions in it must come to text. */
  private word(parts: Template, spot: Spot): string {
    const values = parts.map((part) =>
      unresolved(typeof part === 'string' ? part : this.evaluate(part, spot), this.budget),
    );
    if (values.every((value) => typeof value === 'string')) return values.join('');
    throw new ExpressionError(
      'has an expression in a key that does not come to text: put its value in quotes',
    );
  }

  private element(element: Element, spot: Spot): Outcome {
    switch (element.kind) {
      case 'scalar':
        return element.value;
      case 'text':
        return this.template(element.template, spot);
      case 'quoted':
        return this.join(element.template, spot);
      case 'list':
        return this.deeper(() => element.items.map((item) => this.element(item, spot)));
      case 'map':
        return this.deeper(
          () => new Map(element.entries.map(([key, item]) => [keyOf(key), this.element(item, spot)])),
        );
    }
  }
}

function keyOf(tokens: Token[]): string {
  const value = tokens.length === 1 ? tokenValue(tokens[0]!) : tokens.map(tokenText).join('');
  if (value === null) throw new ExpressionError('has null for a key of a mapping: name it otherwise');
  return keyText(value);
}

function valueAt({ place: { content }, key }: Spot): ConfigValue | undefined {
  return isMap(content) ? content.get(String(key)) : content[Number(key)];
}
