import { type ConfigMap, type ConfigValue, isMap } from '../config/value.js';
import { ConfigError } from '../errors.js';
import { quote } from '../input-values.js';
import { readToml } from './read-toml.js';

/** What a Nemotron step says of itself in its `step.toml`, as far as it concerns an evaluation. */
export interface StepContract {
  /** As in `eval/model_eval`. */
  id: string;
  produces: { type: string; description: string }[];
  /** By dotted name. */
  parameters: Map<string, StepParameter>;
  /** How to recover, by the error's name. */
  errors: Map<string, string>;
  /** The file that it was read from, as shown to the user. */
  source: string;
}

export interface StepParameter {
  description: string;
  default?: ConfigValue;
}

/**
 * Reads a step contract. Tables and keys that it does not name belong to other tools and are ignored.
 * @param fileName the name shown in errors.
 * @throws ConfigError naming file and key where it is not TOML, has no `[step] id`, has a value of the wrong type, or
 *   names a parameter or an error twice.
 */
export function readStepContract(text: string, fileName: string): StepContract {
  const root = readToml(text, fileName, ['step', 'produces', 'parameters', 'errors']);
  const reader = new ContractReader(root, fileName);
  return {
    id: reader.id(),
    produces: reader.entries('produces').map(({ table, key }) => ({
      type: reader.text(table, key, 'type'),
      description: reader.description(table, key),
    })),
    parameters: reader.named('parameters', (table, key) => {
      const preset = table.get('default');
      return {
        description: reader.description(table, key),
        ...(preset === undefined ? {} : { default: preset }),
      };
    }),
    errors: reader.named('errors', (table, key) => reader.text(table, key, 'recovery')),
    source: fileName,
  };
}

/** One table of a `[[list]]`, and how errors name it: `errors[0]`. */
interface Entry {
  table: ConfigMap;
  key: string;
}

class ContractReader {
  constructor(
    private readonly root: ConfigMap,
    private readonly file: string,
  ) {}

  id(): string {
    const step = this.root.get('step');
    if (step === undefined)
      throw this.error('has no [step] table with an id, so it is no step contract: check the path');
    if (!isMap(step)) throw this.error('step must be a table, [step]');
    return this.text(step, 'step', 'id');
  }

  entries(list: string): Entry[] {
    const items = this.root.get(list) ?? [];
    if (!Array.isArray(items)) throw this.error(`${list} must be a list of tables, [[${list}]]`);
    return items.map((table, index) => {
      if (!isMap(table)) throw this.error(`${list}[${index}] must be a table, [[${list}]]`);
      return { table, key: `${list}[${index}]` };
    });
  }

  /** The entries of a list by their names. */
  named<T>(list: string, read: (table: ConfigMap, key: string) => T): Map<string, T> {
    const found = new Map<string, T>();
    for (const { table, key } of this.entries(list)) {
      const name = this.text(table, key, 'name');
      if (found.has(name))
        throw this.error(`${key}.name is ${quote(name)}, which an entry before it has: keep one`);
      found.set(name, read(table, key));
    }
    return found;
  }

  text(table: ConfigMap, key: string, field: string): string {
    const value = table.get(field);
    if (value === undefined) throw this.error(`${key}.${field} is missing: write it as text`);
    if (typeof value !== 'string' || value.trim() === '')
      throw this.error(`${key}.${field} must be text that is not empty`);
    return value;
  }

  description(table: ConfigMap, key: string): string {
    const value = table.get('description') ?? '';
    if (typeof value !== 'string') throw this.error(`${key}.description must be text`);
    return value;
  }

  private error(what: string): ConfigError {
    return new ConfigError(`${this.file}${what.startsWith('has ') ? '' : ':'} ${what}`, { file: this.file });
  }
}
