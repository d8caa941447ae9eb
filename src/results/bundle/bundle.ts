/** A value of JSON, with NaN and infinities as Python writes them. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** One evaluation of generation 0.3: an `eval-*.json` file. Its items are in results.jsonl beside it. */
export interface Bundle {
  benchmark: string;
  /** The path to open. */
  path: string;
  /** The path as shown: relative to the folder that was named. */
  name: string;
  /** The whole file. */
  content: JsonObject;
}

/** What a bundle says of how it came about; which of it matters is decided where two are compared. */
export interface BundleFacts {
  /** Its `config`. */
  config: JsonObject;
  /** Of nemo-evaluator. */
  version?: string;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
