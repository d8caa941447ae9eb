import { readPlainScalar, writeFloat } from './scalar.js';
import { type ConfigMap, type ConfigValue, isMap } from './value.js';

/** Wraps the text of an expression that the launcher is to resolve itself, so that it is not escaped. */
export interface WriteOptions {
  /** Whether the string at hand is an expression to keep; every other `${` is written as a literal. */
  isExpression?: (text: string) => boolean;
}

/**
 * Writes a tree as YAML that PyYAML's safe loader, and then OmegaConf, read back as exactly these values.
 * Strings that either could take for something else are put in double quotes.
 */
export function writeYaml(root: ConfigMap, options: WriteOptions = {}): string {
  return root.size === 0 ? '{}\n' : `${mapLines(root, options).join('\n')}\n`;
}

function mapLines(map: ConfigMap, options: WriteOptions): string[] {
  return [...map].flatMap(([key, value]) => entryLines(`${writeKey(key)}:`, value, options));
}

function entryLines(head: string, value: ConfigValue, options: WriteOptions): string[] {
  if (isMap(value) && value.size > 0) return [head, ...indent(mapLines(value, options))];
  if (Array.isArray(value) && value.length > 0)
    return [head, ...indent(value.flatMap((item) => itemLines(item, options)))];
  return [`${head} ${writeScalar(value, options)}`];
}

function itemLines(item: ConfigValue, options: WriteOptions): string[] {
  const lines =
    isMap(item) && item.size > 0
      ? mapLines(item, options)
      : Array.isArray(item) && item.length > 0
        ? item.flatMap((inner) => itemLines(inner, options))
        : [writeScalar(item, options)];
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

function indent(lines: string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function writeScalar(value: ConfigValue, { isExpression }: WriteOptions): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return writeFloat(value);
  if (Array.isArray(value)) return '[]';
  if (isMap(value)) return '{}';
  return writeString(isExpression?.(value) ? value : escapeExpressions(value));
}

/** OmegaConf reads `\${` as a literal `${`; backslashes before it must be doubled to survive. */
export function escapeExpressions(text: string): string {
  return text.replace(/(\\*)\$\{/g, (_, slashes: string) => `${slashes}${slashes}\\\${`);
}

function writeKey(key: string): string {
  return writeString(key);
}

function writeString(text: string): string {
  if (isSafePlain(text)) return text;
  // PyYAML does not join surrogate pairs from \u escapes, so everything printable stays as it is.
  const escaped = text.replace(/["\\\p{Cc}\p{Cs}\u0085\u2028\u2029\ufeff\ufffe\uffff]/gu, (char) =>
    char === '"' || char === '\\' ? `\\${char}` : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}

function isSafePlain(text: string): boolean {
  return (
    /^[A-Za-z/][A-Za-z0-9_./+@-]*(?::[A-Za-z0-9_./+@-]+)*$/.test(text) &&
    typeof readPlainScalar(text, 'pyyaml') === 'string' &&
    typeof readPlainScalar(text, 'omegaconf') === 'string'
  );
}
