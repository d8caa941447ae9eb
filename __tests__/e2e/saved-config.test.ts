import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { pythonText } from '../../src/config/python-text.js';
import { type ConfigMap, type ConfigValue, isMap } from '../../src/config/value.js';
import { writeYaml } from '../../src/config/write-yaml.js';
import { launcherPython } from './launcher-python.js';

jest.setTimeout(10 * 60_000);

const COUNT = 2_500;

/** Reads each file as the launcher does, and answers the values with their types spelled out. */
const READER = `
import json, sys, yaml
from omegaconf import OmegaConf
def spell(v):
    if v is None or isinstance(v, (bool, str)): return v
    if isinstance(v, int): return {"$int": str(v)}
    if isinstance(v, float): return {"$float": repr(v)}
    if isinstance(v, list): return [spell(i) for i in v]
    if isinstance(v, dict): return {"$map": [[spell(k), spell(i)] for k, i in v.items()]}
    return {"$other": type(v).__name__}
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as f:
        value = OmegaConf.to_container(OmegaConf.create(yaml.safe_load(f)), resolve=True, throw_on_missing=True)
    print(json.dumps(spell(value)))
`;

const PIECES = [
  ...'on off yes no y n true null ~ 12:30 007 0x1f 0b11 1_000 1e-7 1.0e+22 .5 5. .inf .nan 2024-01-01 2024-01-01T00:00:00Z'.split(
    ' ',
  ),
  '',
  ' ',
  '  lead',
  'trail  ',
  '=',
  '<<',
  '- a',
  'a: b',
  'a #b',
  '#c',
  '{x',
  '[y',
  '&a',
  '*b',
  '!t',
  '%d',
  '@e',
  '`f',
  '|',
  '>',
  "'",
  '"',
  '\\',
  '${',
  '\\${',
  '\\\\${x}',
  '${oc.env:HOME}',
  '${a.b}',
  'x${y}z',
  '$',
  '}',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\u0007',
  '\u001b[31m',
  '\u0085',
  '\u2028',
  '\ufeff',
  '😀',
  'é',
  '日本',
  '\ud83d',
  '\udc00',
  '__proto__',
  'constructor',
  'x'.repeat(300),
  ' a\n b\n',
  'key: |\n  text\n',
  '---',
  '...',
  '? q',
];

/** Deterministic: a failure can be found again. (mulberry32) */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Generator {
  constructor(private readonly next: () => number) {}

  private pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }

  text(): string {
    const pieces = Array.from({ length: 1 + Math.floor(this.next() * 3) }, () => this.pick(PIECES));
    const joined = pieces.join(this.pick(['', '', ' ', ':', ',']));
    // OmegaConf takes this text for a missing value; the action refuses it.
    return joined === '???' ? '??' : joined;
  }

  value(depth: number): ConfigValue {
    const kind = this.next();
    if (depth > 0 && kind < 0.15)
      return Array.from({ length: Math.floor(this.next() * 4) }, () => this.value(depth - 1));
    if (depth > 0 && kind < 0.35) return this.map(depth - 1);
    if (kind < 0.45) return this.pick([null, true, false]);
    if (kind < 0.55) return this.pick([0n, -1n, 7n, 2n ** 70n, -(2n ** 63n)]);
    if (kind < 0.65)
      return this.pick([0, -0, 1, 0.1, 1e-7, 1e22, 1.5e300, -5e-324, Number.POSITIVE_INFINITY]);
    return this.text();
  }

  map(depth: number): ConfigMap {
    return new Map(
      Array.from({ length: 1 + Math.floor(this.next() * 3) }, (_, index) => [
        `${this.pick(['k', this.text()])}${index}`,
        this.value(depth),
      ]),
    );
  }
}

function spell(value: ConfigValue): unknown {
  if (typeof value === 'bigint') return { $int: value.toString() };
  if (typeof value === 'number') return { $float: pythonText(value) };
  if (Array.isArray(value)) return value.map(spell);
  if (isMap(value)) return { $map: [...value].map(([key, item]) => [key, spell(item)]) };
  return value;
}

let folder: string;
let python: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'saved-config-'));
  python = await launcherPython(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a saved config', () => {
  it(`is read back by the launcher's PyYAML and OmegaConf as exactly our values, ${COUNT} times`, () => {
    const next = random(20_261_124);
    const files = path.join(folder, 'files');
    mkdirSync(files);
    const roots = Array.from({ length: COUNT }, (_, index) => {
      const root = new Generator(next).map(3);
      writeFileSync(path.join(files, `${String(index).padStart(5, '0')}.yaml`), writeYaml(root));
      return root;
    });
    const names = readdirSync(files)
      .sort()
      .map((name) => path.join(files, name));
    const answers = execFileSync(python, ['-I', '-c', READER, ...names], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
      .trim()
      .split('\n');
    expect(answers).toHaveLength(COUNT);
    for (const [index, answer] of answers.entries()) {
      expect({ file: index, value: JSON.parse(answer) }).toEqual({
        file: index,
        value: JSON.parse(JSON.stringify(spell(roots[index]!))),
      });
    }
  });
});
