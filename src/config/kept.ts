import { ExpressionError } from './expression-grammar.js';
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

/** A value on the way to be resolved. */
export type Value = null | boolean | string | bigint | number | Kept | Value[] | Map<string, Value>;

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

/** A value without secrets in it. @throws ExpressionError where one is needed as text: it cannot stay an expression then. */
export function plain(value: Value, budget: Budget): ConfigValue {
  budget.spend(1);
  if (value instanceof Kept) {
    throw new ExpressionError(
      'works on a secret inside ${…}: use ${oc.env:NAME} by itself or inside plain text',
    );
  }
  if (Array.isArray(value)) return value.map((item) => plain(item, budget));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, plain(item, budget)]));
  return value;
}
