import { ExpressionError } from './expression-tokens.js';
import { Place } from './place.js';
import { type ConfigPath, type ConfigValue, formatPath } from './value.js';

/** A text that holds `${oc.env:SECRET}` for the launcher; everything else in it is escaped. */
export class Kept {
  constructor(readonly text: string) {}
}

/** What resolving may unfold into: values copied and characters joined. References share what they refer to. */
export class Budget {
  private spent = 0;

  spend(amount: number): void {
    this.spent += amount;
    if (this.spent > MOST)
      throw new ExpressionError('unfolds into more than any config holds: check its references');
  }
}

/** No real config comes near, and a bomb passes it at once. */
const MOST = 500_000;

/** A resolved value; what is kept in it stays an expression. */
export type Value = null | boolean | string | bigint | number | Kept | Value[] | Map<string, Value>;

/** What an expression comes to: a value, or a container of the config, whose own expressions are not looked at yet. */
export type Outcome = Exclude<Value, Value[] | Map<string, Value>> | Place | Outcome[] | Map<string, Outcome>;

/** Puts the texts of kept expressions in their places, and records where those are. */
export function settle(
  value: Value,
  path: ConfigPath,
  kept: Map<string, string>,
  budget: Budget,
): ConfigValue {
  budget.spend(1);
  if (value instanceof Kept) {
    kept.set(formatPath(path), value.text);
    return value.text;
  }
  if (Array.isArray(value)) return value.map((item, index) => settle(item, [...path, index], kept, budget));
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [key, settle(item, [...path, key], kept, budget)]));
  return value;
}

/** A copy that stands by itself: what is in two places is resolved in each. */
export function copy<T extends ConfigValue>(value: T, budget: Budget): T;
export function copy(value: ConfigValue, budget: Budget): ConfigValue {
  budget.spend(1);
  if (Array.isArray(value)) return value.map((item) => copy(item, budget));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, copy(item, budget)]));
  return value;
}

/**
 * An outcome as it stands, with the expressions in containers of the config unresolved: what OmegaConf writes
 * into a text, and what oc.create copies.
 * @param keep what becomes of a secret; without it one is refused, since it cannot stay an expression then.
 */
export function unresolved(outcome: Outcome, budget: Budget, keep?: (kept: Kept) => string): ConfigValue {
  budget.spend(1);
  if (outcome instanceof Place) return outcome.content;
  if (outcome instanceof Kept) {
    if (keep) return keep(outcome);
    throw new ExpressionError(
      'works on a secret inside ${…}: use ${oc.env:NAME} by itself or inside plain text',
    );
  }
  if (Array.isArray(outcome)) return outcome.map((item) => unresolved(item, budget, keep));
  if (outcome instanceof Map)
    return new Map([...outcome].map(([key, item]) => [key, unresolved(item, budget, keep)]));
  return outcome;
}
