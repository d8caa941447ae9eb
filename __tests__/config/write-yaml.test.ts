import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { interpolate } from '../../src/config/interpolate.js';
import { readYaml } from '../../src/config/read-yaml.js';
import { type ConfigMap, type ConfigValue, equalValues } from '../../src/config/value.js';
import { escapeExpressions, writeYaml } from '../../src/config/write-yaml.js';

/** What the launcher does with the file: its safe loader, then OmegaConf's resolution. */
function readBack(text: string): ConfigMap {
  const around = { variable: () => 'LEAKED', isSecret: () => false };
  return interpolate(readYaml(text, 'f', 'pyyaml').root, around, (leaf) => leaf.join('.')).root;
}

/** Numbers below n, the same ones at every run. */
function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const PIECES = [
  ...['${', '\\${', '\\\\${', '${a.b}', '${oc.env:HOME}', '}', '\\', '"', "'", '\n', '\r\n', '\t', ' '],
  ...['\u0000', '\u0007', '\u007f', '\u0085', '\u009f', '\u2028', '\u2029', '\ufeff', '\ufffe', '\u00a0'],
  ...['😀', 'é', '中', 'on', 'null', '~', '12:30', '007', '0x10', '1_000', '1e-7', '.5', '2024-01-31'],
  ...[': ', ':', ' #', '- ', '? ', '! ', '&a', '*a', '|', '>', '%', '@', '`', '<<', '=', ',', '[', '{'],
  ...['a', 'Z', '/', '://', '.', '???', 'x'.repeat(3000)],
];
const FLOATS = [0, -0, 1, 1e22, 1e-7, 0.1, -2.5, 5e-324, 1.7976931348623157e308, Infinity, -Infinity];

function generate(below: (n: number) => number): ConfigMap {
  const text = (): string => Array.from({ length: below(6) }, () => PIECES[below(PIECES.length)]).join('');
  const map = (depth: number): ConfigMap =>
    new Map(Array.from({ length: below(4) }, () => [text().slice(0, 500), value(depth - 1)]));
  const value = (depth: number): ConfigValue => {
    const kind = below(depth > 0 ? 9 : 7);
    if (kind === 0) return null;
    if (kind === 1) return below(2) === 1;
    if (kind === 2) return BigInt(below(1000)) * [1n, -1n, 10n ** BigInt(25)][below(3)]!;
    if (kind === 3) return FLOATS[below(FLOATS.length)]!;
    if (kind === 7) return Array.from({ length: below(4) }, () => value(depth - 1));
    return kind === 8 ? map(depth) : text();
  };
  return map(4);
}

describe('what is written', () => {
  it('is read back as exactly the same values', () => {
    const below = numbers(7);
    for (let round = 0; round < 600; round += 1) {
      const root = generate(below);
      const text = writeYaml(root);
      const back = root.size === 0 ? new Map() : readBack(text);
      if (!equalValues(back, root)) throw new Error(`round ${round}:\n${text}`);
    }
  });

  it('is the text that PyYAML and OmegaConf were seen to read as these values', () => {
    const file = path.join(import.meta.dirname, '../fixtures/written-yaml.json');
    const recorded = JSON.parse(readFileSync(file, 'utf8')) as { value: string; yaml: string }[];
    expect(recorded.length).toBeGreaterThan(80);
    for (const { value, yaml } of recorded) expect(writeYaml(new Map([['k', value]]))).toBe(yaml);
  });

  it('is laid out for people', () => {
    const root: ConfigMap = new Map<string, ConfigValue>([
      ['url', 'http://host:8000/v1'],
      ['args', '--network host'],
      ['n', 10n],
      ['t', 0],
      ['none', null],
      [
        'tasks',
        [
          new Map<string, ConfigValue>([
            ['name', 'mmlu'],
            ['params', new Map()],
          ]),
          [1n, []],
        ],
      ],
    ]);
    expect(writeYaml(root)).toBe(
      [
        'url: http://host:8000/v1',
        'args: "--network host"',
        'n: 10',
        't: 0.0',
        'none: null',
        'tasks:',
        '  - name: mmlu',
        '    params: {}',
        '  - - 1',
        '    - []',
        '',
      ].join('\n'),
    );
  });

  it('is an empty mapping where there is nothing', () => {
    expect(writeYaml(new Map())).toBe('{}\n');
  });

  it('keeps the expressions that the launcher is to resolve, and no others', () => {
    const root: ConfigMap = new Map([
      ['kept', '${oc.env:API_KEY}'],
      ['literal', '${oc.env:HOME}'],
    ]);
    expect(writeYaml(root, new Set(['kept']))).toBe(
      'kept: "${oc.env:API_KEY}"\nliteral: "\\\\${oc.env:HOME}"\n',
    );
  });

  it.each([
    ['${a}', '\\${a}'],
    ['x\\${a}', 'x\\\\\\${a}'],
    ['$a {b} \\', '$a {b} \\'],
    ['${${a}}', '\\${\\${a}}'],
  ])('escapes %s as %s', (text, escaped) => {
    expect(escapeExpressions(text)).toBe(escaped);
  });

  it('looks at a long address in no time', () => {
    const started = Date.now();
    const text = `a${':///a'.repeat(40)} `;
    expect(writeYaml(new Map([['k', text]]))).toBe(`k: "${text}"\n`);
    expect(Date.now() - started).toBeLessThan(1000);
  });
});
