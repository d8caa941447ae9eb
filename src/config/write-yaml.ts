import { readPlainScalar, writeFloat } from './scalar.js';
import { type ConfigMap, type ConfigPath, type ConfigValue, formatPath, isMap } from './value.js';

/**
 * Writes a tree as YAML that PyYAML's safe loader, and then OmegaConf, read back as exactly these values.
 * Strings that either could take for something else are put in double quotes.
 * @param kept formatted paths of strings that are expressions for the launcher; every other `${` is a literal.
 */
export function writeYaml(root: ConfigMap, kept: { has(path: string): boolean } = new Set()): string {
  return root.size === 0 ? '{}\n' : `${new Writer(kept).map(root, []).join('\n')}\n`;
}

class Writer {
  constructor(private readonly kept: { has(path: string): boolean }) {}

  map(map: ConfigMap, path: ConfigPath): string[] {
    return [...map].flatMap(([key, value]) => this.entry(`${writeString(key)}:`, value, [...path, key]));
  }

  private entry(head: string, value: ConfigValue, path: ConfigPath): string[] {
    if (isMap(value) && value.size > 0) return [head, ...indent(this.map(value, path))];
    if (Array.isArray(value) && value.length > 0) return [head, ...indent(this.list(value, path))];
    return [`${head} ${this.scalar(value, path)}`];
  }

  private list(items: ConfigValue[], path: ConfigPath): string[] {
    return items.flatMap((item, index) => this.item(item, [...path, index]));
  }

  private item(item: ConfigValue, path: ConfigPath): string[] {
    const lines =
      isMap(item) && item.size > 0
        ? this.map(item, path)
        : Array.isArray(item) && item.length > 0
          ? this.list(item, path)
          : [this.scalar(item, path)];
    return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
  }

  private scalar(value: ConfigValue, path: ConfigPath): string {
    if (value === null) return 'null';
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'number') return writeFloat(value);
    if (Array.isArray(value)) return '[]';
    if (isMap(value)) return '{}';
    return writeString(this.kept.has(formatPath(path)) ? value : escapeExpressions(value));
  }
}

function indent(lines: string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** OmegaConf reads `\${` as a literal `${`; backslashes before it must be doubled to survive. */
export function escapeExpressions(text: string): string {
  return text.replace(/(\\*)\$\{/g, (_, slashes: string) => `${slashes}${slashes}\\\${`);
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
