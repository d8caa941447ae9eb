import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { interpolate } from '../../src/config/interpolate.js';
import { applyOverride, parseOverrides } from '../../src/config/overrides.js';
import { pythonText } from '../../src/config/python-text.js';
import { readYaml } from '../../src/config/read-yaml.js';
import { type ConfigValue, isMap, walkLeaves } from '../../src/config/value.js';

const FOLDER = path.join(import.meta.dirname, '../fixtures/omegaconf');

interface Recorded {
  overrides: string[];
  result?: unknown;
  merge_error?: string;
  resolve_error?: string;
}

const cases: Recorded[] = readFileSync(path.join(FOLDER, 'dotlist.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const { env, base } = JSON.parse(readFileSync(path.join(FOLDER, 'base.json'), 'utf8')) as {
  env: Record<string, string>;
  base: unknown;
};

/** Our answer in the form of the recordings: floats as repr, everything else as JSON. */
function ours(overrides: string[]): unknown {
  const { root } = readYaml(
    JSON.stringify(base).replace('"temperature":0', '"temperature":0.0').replace('"top_p":0', '"top_p":0.0'),
    'base',
    'omegaconf',
  );
  const lines = overrides.map((text, index) => ({ line: index + 1, text }));
  for (const override of parseOverrides(lines)) applyOverride(root, override);
  const resolved = interpolate(root, { variable: (name) => env[name], isSecret: () => false }, (at) =>
    at.join('.'),
  ).root;
  walkLeaves(resolved, (_, leaf) => {
    if (leaf === '???') throw new Error('missing value');
  });
  return record(resolved);
}

function record(value: ConfigValue): unknown {
  if (typeof value === 'number') return { $float: pythonText(value) };
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (Array.isArray(value)) return value.map(record);
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [key, record(item)]));
  return value;
}

type Difference = (text: string) => boolean;

/** Of the 188 recorded cases, those with OmegaConf's own answer. */
const AGREEING = 178;

/** Where the action means to differ (docs/configuration.md): overrides, and why. */
const DELIBERATE: [Difference, string][] = [
  [(text) => /^[+~]/.test(text), 'a form of Hydra, which OmegaConf takes for a key of that name'],
  [(text) => /\[\d+\]|\.\d+(?:[.=]|$)/.test(text), 'a list index, which OmegaConf refuses'],
  [(text) => /^a\.(?:b|s|n|t)\./.test(text), 'a path through a scalar, which OmegaConf replaces'],
  [(text) => !text.includes('='), 'no =, which OmegaConf reads as null'],
  [(text) => text.startsWith('='), 'no key, which OmegaConf takes for the empty one'],
  [(text) => /^\s/.test(text), 'space before the key, which OmegaConf takes for a part of it'],
];

/** Why our answer is not OmegaConf's, or undefined where it is. */
function disagreement({ overrides, result, merge_error, resolve_error }: Recorded): string | undefined {
  const recorded = JSON.stringify(sort(result) ?? merge_error ?? resolve_error);
  try {
    const answer = JSON.stringify(sort(ours(overrides)));
    return answer === recorded ? undefined : `recorded ${recorded}\nours ${answer}`;
  } catch (error) {
    return result === undefined ? undefined : `recorded ${recorded}\nours ${error}`;
  }
}

describe("OmegaConf's recorded answers to dotlists", () => {
  it.each(cases.map((recorded): [string, Recorded] => [recorded.overrides.join(' '), recorded]))(
    'agree, or differ for a reason: %s',
    (_, recorded) => {
      const why = disagreement(recorded);
      const deliberate = DELIBERATE.some(([applies]) => recorded.overrides.some((text) => applies(text)));
      if (why !== undefined && !deliberate) throw new Error(why);
    },
  );

  it.each(DELIBERATE.map(([applies, why]): [string, Difference] => [why, applies]))(
    'differ where there is %s',
    (_, applies) => {
      const differing = cases.filter((recorded) => disagreement(recorded) !== undefined);
      expect(differing.some(({ overrides }) => overrides.some((text) => applies(text)))).toBe(true);
    },
  );

  it('agree in most', () => {
    expect(cases.filter((recorded) => disagreement(recorded) === undefined).length).toBe(AGREEING);
  });

  it('are counted in the documents', () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
    expect(text).toContain(`Of ${cases.length} dotlists`);
    expect(text).toContain(`${AGREEING} get the same one here`);
  });
});

function sort(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sort);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sort(item)]),
  );
}
