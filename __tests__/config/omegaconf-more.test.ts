import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { interpolate } from '../../src/config/interpolate.js';
import { applyOverride, parseOverrides } from '../../src/config/overrides.js';
import { pythonText } from '../../src/config/python-text.js';
import { readYaml } from '../../src/config/read-yaml.js';
import type { Dialect } from '../../src/config/scalar.js';
import { type ConfigMap, type ConfigValue, getAt, isMap, walkLeaves } from '../../src/config/value.js';
import type { Surroundings } from '../../src/config/variables.js';
import { ConfigError } from '../../src/errors.js';

const FOLDER = path.join(import.meta.dirname, '../fixtures/omegaconf-more');
const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');
const bases = JSON.parse(read('bases.json')) as {
  env: Record<string, string>;
  expressions: string;
  merges: string;
};
const around: Surroundings = { variable: (name) => bases.env[name], isSecret: () => false };

interface Recorded {
  expression?: string;
  value?: string;
  yaml?: string;
  dialect?: Dialect;
  overrides?: string[];
  result?: unknown;
  error?: string;
}

const recorded = (name: string): Recorded[] =>
  read(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);

function resolved(root: ConfigMap): ConfigMap {
  const whole = interpolate(root, around, (at) => at.join('.')).root;
  walkLeaves(whole, (_, leaf) => {
    if (leaf === '???') throw new ConfigError('missing');
  });
  return whole;
}

function overridden(text: string, overrides: string[]): ConfigMap {
  const { root } = readYaml(text, 'base', 'omegaconf');
  const lines = overrides.map((line, index) => ({ line: index + 1, text: line }));
  for (const override of parseOverrides(lines)) applyOverride(root, override, around);
  return resolved(root);
}

/** As the recordings spell values. */
function spell(value: ConfigValue | undefined): unknown {
  if (typeof value === 'number') return { $float: pythonText(value) };
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (Array.isArray(value)) return value.map(spell);
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [key, spell(item)]));
  return value;
}

/** Answers that differ, each with what was recorded; `on purpose` says of which refusals that is meant. */
function differences(
  cases: Recorded[],
  ours: (recorded: Recorded) => unknown,
  onPurpose: RegExp = /^$/,
): unknown[] {
  return cases.flatMap((recorded): unknown[] => {
    try {
      const answer = ours(recorded);
      if (recorded.error === undefined && equal(answer, recorded.result)) return [];
      return [{ ...recorded, ours: answer }];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      if (recorded.error !== undefined || onPurpose.test(error.message)) return [];
      return [{ ...recorded, refused: error.message }];
    }
  });
}

function equal(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}

describe('the real OmegaConf and PyYAML answer the same to', () => {
  it('expressions, at the top, in a mapping and in a list', () => {
    const cases = recorded('expressions.jsonl');
    expect(cases.length).toBeGreaterThan(300);
    const ours = ({ expression }: Recorded): unknown => {
      const text = bases.expressions.replaceAll('@@', () => JSON.stringify(expression));
      const root = resolved(readYaml(text, 'base', 'omegaconf').root);
      return [['v'], ['o', 'v'], ['list', 0]].map((at) => spell(getAt(root, at)));
    };
    expect(differences(cases, ours)).toEqual([]);
  });

  it('values of overrides', () => {
    const cases = recorded('values.jsonl');
    expect(cases.length).toBeGreaterThan(800);
    const ours = ({ value }: Recorded): unknown => spell(overridden('y: 1\n', [`x=${value}`]).get('x'));
    expect(differences(cases, ours)).toEqual([]);
  });

  it('YAML documents, but for those that are no config', () => {
    const cases = recorded('documents.jsonl');
    expect(cases.length).toBeGreaterThan(500);
    const ours = ({ yaml, dialect }: Recorded): unknown =>
      spell(resolved(readYaml(yaml!, 'f', dialect!).root));
    const onPurpose =
      /must be a YAML mapping at its top level|is empty|twice in one mapping|the tag \S+(?:binary|omap)/;
    expect(differences(cases, ours, onPurpose)).toEqual([]);
  });

  it('overrides of overrides, of references and of what is missing, but for paths through single values', () => {
    const cases = recorded('merges.jsonl');
    expect(cases.length).toBeGreaterThan(200);
    const ours = ({ overrides }: Recorded): unknown => spell(overridden(bases.merges, overrides!));
    expect(differences(cases, ours, /goes through .*single value/)).toEqual([]);
  });
});
