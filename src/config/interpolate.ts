import { ConfigError } from '../errors.js';
import { Evaluator } from './evaluate.js';
import { ExpressionError } from './expression-tokens.js';
import { Kept, type Outcome, settle, type Value } from './kept.js';
import { Place } from './place.js';
import { pathOf, type Spot } from './resolvers.js';
import { type ConfigMap, type ConfigPath, type ConfigValue, isMap } from './value.js';
import type { Surroundings } from './variables.js';

/** A resolved tree, and the strings in it that still hold an expression for the launcher to resolve. */
export interface Interpolated {
  root: ConfigMap;
  /** Formatted paths of leaves that keep `${oc.env:SECRET}`, with their text. */
  kept: Map<string, string>;
  /** Names of the secret variables that kept expressions read. */
  secrets: Set<string>;
}

/** Marks a container that is being resolved: to meet it again is a cycle. */
const OPEN = Symbol('open');

/**
 * Resolves expressions as OmegaConf 2.3 does: references (absolute, relative, indexed, nested) and its own
 * resolvers. Secret variables are left as expressions, so that their values stay out of the file.
 * @param describe names a path for errors, with the file and line where they are known.
 * @throws ConfigError for what cannot be resolved.
 */
export function interpolate(
  root: ConfigMap,
  around: Surroundings,
  describe: (path: ConfigPath) => string,
): Interpolated {
  return new Interpolator(new Evaluator(around, describe)).run(root, around.skip ?? []);
}

/**
 * The mapping or list that the text at a path refers to, unresolved, or undefined where it refers to none.
 * An override of a part of it works on a copy of it in that place.
 */
export function referredContainer(
  root: ConfigMap,
  path: ConfigPath,
  around: Surroundings,
): ConfigMap | ConfigValue[] | undefined {
  const evaluator = new Evaluator(around, () => '');
  let outcome: Outcome = new Place(root, []);
  try {
    for (const key of path) {
      if (!(outcome instanceof Place)) return undefined;
      outcome = evaluator.follow({ place: outcome, key });
    }
  } catch (error) {
    // What cannot be resolved yet is no container yet; resolving says later what is wrong with it.
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
  return outcome instanceof Place ? outcome.content : undefined;
}

/** Resolves a whole tree, down to its leaves. */
class Interpolator {
  private readonly wholes = new Map<object, Value | typeof OPEN>();

  constructor(private readonly evaluator: Evaluator) {}

  run(tree: ConfigMap, skip: readonly string[]): Interpolated {
    const { budget, secrets } = this.evaluator;
    const kept = new Map<string, string>();
    const root: ConfigMap = new Map();
    for (const key of tree.keys()) {
      if (skip.includes(key)) continue;
      const resolved = this.child({ place: new Place(tree, []), key });
      root.set(
        key,
        this.evaluator.located([key], () => settle(resolved, [key], kept, budget)),
      );
    }
    // Only what stays in the file must be handed to the launcher.
    const text = [...kept.values()].join('\n');
    return {
      root,
      kept,
      secrets: new Set([...secrets].filter((name) => text.includes(`\${oc.env:${name}}`))),
    };
  }

  private child(spot: Spot): Value {
    return this.evaluator.located(pathOf(spot), () => this.whole(this.evaluator.follow(spot)));
  }

  private whole(outcome: Outcome): Value {
    this.evaluator.budget.spend(1);
    if (outcome instanceof Kept || typeof outcome !== 'object' || outcome === null) return outcome;
    const key = outcome instanceof Place ? outcome.content : outcome;
    const known = this.wholes.get(key);
    if (known === OPEN) throw new ExpressionError('contains itself through ${…}: break the cycle');
    if (known !== undefined) return known;
    this.wholes.set(key, OPEN);
    const value = this.evaluator.deeper(() => this.inside(outcome));
    this.wholes.set(key, value);
    return value;
  }

  private inside(outcome: Place | Outcome[] | Map<string, Outcome>): Value {
    if (Array.isArray(outcome)) return outcome.map((item) => this.whole(item));
    if (!(outcome instanceof Place))
      return new Map([...outcome].map(([name, item]) => [name, this.whole(item)]));
    const { content } = outcome;
    return isMap(content)
      ? new Map([...content.keys()].map((key) => [key, this.child({ place: outcome, key })]))
      : content.map((_, key) => this.child({ place: outcome, key }));
  }
}
