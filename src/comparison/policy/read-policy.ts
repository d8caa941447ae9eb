import { didYouMean } from '../../config/known-paths.js';
import type { TextFile } from '../../config/read-text-file.js';
import { readYaml } from '../../config/read-yaml.js';
import { type ConfigMap, type ConfigPath, type ConfigValue, formatPath, isMap } from '../../config/value.js';
import { readToml } from '../../contract/read-toml.js';
import { ConfigError } from '../../errors.js';
import { DEFAULT_THRESHOLDS, type GatePolicy, type Thresholds } from './gate-policy.js';
import { findTomlKeys, findYamlKeys, type KeyLines, lineOf } from './key-lines.js';
import { FieldError, isVersionOne, readField, THRESHOLD_FIELDS } from './policy-fields.js';

/**
 * Reads the policy of a gate: the YAML that `nel gate` takes (YAML 1.1, as PyYAML's safe loader reads it), or TOML
 * with the same fields where the file's name ends in .toml.
 * @throws ConfigError with file, key and line for everything that `nel gate` refuses.
 */
export function readPolicy(file: TextFile): GatePolicy {
  const isToml = /\.toml$/i.test(file.name);
  const root = isToml
    ? readToml(file.text, file.name)
    : readYaml(file.text, file.name, 'pyyaml', 'last wins').root;
  const keys = isToml ? findTomlKeys(file.text) : findYamlKeys(file.text);
  return new PolicyReader(file.name, keys).read(root);
}

class PolicyReader {
  private readonly limits: string[] = [];

  constructor(
    private readonly file: string,
    private readonly keys: KeyLines,
  ) {}

  read(root: ConfigMap): GatePolicy {
    this.checkKeys(root, [], ['version', 'defaults', 'benchmarks']);
    const version = root.get('version');
    if (version !== undefined && !isVersionOne(version))
      throw this.error(['version'], 'is not a version that is known: write version: 1');
    const written = this.thresholds(root.get('defaults'), ['defaults'], false);
    const defaults = { ...DEFAULT_THRESHOLDS, ...written };
    const directed = written.direction !== undefined;
    const benchmarks = new Map<string, Partial<Thresholds>>();
    // By their spelling in the file: what was read of a key such as `on` is another text.
    for (const key of this.keys.notText) {
      const [, name] = /^benchmarks\.([^.[]+)$/.exec(key) ?? [];
      if (name !== undefined)
        throw this.error(['benchmarks', name], `is not a text to nel gate: write "${name}" in quotes`);
    }
    const lines = new Map<string, number>();
    for (const [name, entry] of this.mapping(root.get('benchmarks'), ['benchmarks'])) {
      const path = ['benchmarks', name];
      if (entry === null)
        throw this.error(path, 'has nothing under it: write {} to give it the defaults, or take it out');
      benchmarks.set(name, this.thresholds(entry, path, true));
      const line = lineOf(this.keys, path);
      if (line !== undefined) lines.set(name, line);
    }
    return { file: this.file, defaults, directed, benchmarks, lines, notes: this.notes() };
  }

  private thresholds(
    value: ConfigValue | undefined,
    path: ConfigPath,
    inherits: boolean,
  ): Partial<Thresholds> {
    const map = this.mapping(value, path);
    this.checkKeys(map, path, Object.keys(THRESHOLD_FIELDS));
    const read: Partial<Thresholds> = {};
    for (const [key, item] of map) {
      // Null inherits: it cannot switch off what the defaults set.
      if (item === null && inherits) continue;
      try {
        const field = readField(key, item);
        Object.assign(read, field);
        this.noteLimit([...path, key], Object.values(field)[0]);
      } catch (error) {
        if (error instanceof FieldError) throw this.error([...path, key], error.message);
        throw error;
      }
    }
    return read;
  }

  private mapping(value: ConfigValue | undefined, path: ConfigPath): ConfigMap {
    if (value === undefined) return new Map();
    if (isMap(value)) return value;
    throw this.error(path, 'must be a mapping: write its keys under it, or take it out');
  }

  private checkKeys(map: ConfigMap, path: ConfigPath, known: readonly string[]): void {
    for (const key of map.keys()) {
      if (known.includes(key)) continue;
      const near = didYouMean(key, known);
      throw this.error(
        [...path, key],
        `is not a key of a gate policy: ${near ? `did you mean "${near}"?` : `known here are ${known.join(', ')}`}`,
      );
    }
  }

  private notes(): string[] {
    const repeated = this.keys.repeated.map(
      ({ path, first, last }) =>
        `${this.file}:${last}: ${formatPath(path)} was given on line ${first} already: the last one counts`,
    );
    return [...repeated, ...this.limits];
  }

  /** YAML has words for numbers that limit nothing. */
  private noteLimit(path: ConfigPath, value: unknown): void {
    if (typeof value !== 'number' || Number.isFinite(value)) return;
    const what = Number.isNaN(value)
      ? 'not a number, and nothing passes by it'
      : 'infinite, and nothing is above it';
    this.limits.push(`${this.where(path)}: ${formatPath(path)} is ${what}`);
  }

  private where(path: ConfigPath): string {
    const line = lineOf(this.keys, path);
    return line === undefined ? this.file : `${this.file}:${line}`;
  }

  private error(path: ConfigPath, what: string): ConfigError {
    const line = lineOf(this.keys, path);
    return new ConfigError(`${this.where(path)}: ${formatPath(path)} ${what}`, {
      file: this.file,
      ...(line === undefined ? {} : { line }),
    });
  }
}
