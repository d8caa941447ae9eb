import { describe, expect, it } from '@jest/globals';
import { interpolate } from '../../src/config/interpolate.js';
import { applyOverride, parseOverrides } from '../../src/config/overrides.js';
import { readYaml } from '../../src/config/read-yaml.js';
import { type ConfigMap, type ConfigValue, toPlain } from '../../src/config/value.js';
import { writeYaml } from '../../src/config/write-yaml.js';
import { ConfigError } from '../../src/errors.js';

/** As large as a config may be. */
const SIZE = 1024 * 1024;
const fill = (piece: string): string => piece.repeat(Math.floor(SIZE / piece.length));
const many = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n');

function resolve(root: ConfigMap): ConfigMap {
  return interpolate(root, { variable: () => undefined, isSecret: () => false }, (at) => String(at[0])).root;
}

function override(root: ConfigMap, ...texts: string[]): ConfigMap {
  const lines = texts.map((text, index) => ({ line: index + 1, text }));
  for (const line of parseOverrides(lines)) applyOverride(root, line);
  return root;
}

/** The message of the ConfigError, which must be one that a person can read. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message.length).toBeLessThan(2000);
    return (error as Error).message;
  }
  throw new Error('accepted');
}

describe('YAML that does not end is refused', () => {
  it.each<[string, string, RegExp]>([
    ['brackets', `a: ${fill('[')}`, /nested more than 100 levels deep/],
    ['closed brackets', `a: ${'['.repeat(1e5)}${']'.repeat(1e5)}`, /nested more than 100 levels deep/],
    ['braces', fill('{a: '), /nested more than 100 levels deep/],
    ['dashes in a line', fill('- '), /nested more than 100 levels deep/],
    ['question marks', fill('? '), /nested more than 100 levels deep/],
    ['lines of brackets', fill('a: [\n'), /nested more than 100 levels deep/],
    ['indentation', many(500, (n) => `${' '.repeat(n)}a:`), /nested more than 100 levels deep/],
    ['lines of dashes', fill('-\n'), /holds more than 200000 values/],
    ['a list', `a: [${fill('1,')}]`, /holds more than 200000 values/],
    ['commas', `a: [${fill(',')}`, /lacks a value/],
    ['colons', fill(':'), /has a second :/],
    ['tabs', `a:${fill('\t')}`, /has a tab/],
    ['an open quote', `a: "${fill('x ')}`, /has a " that nothing closes/],
    ['a key', `${fill('x')}: 1`, /has a second :/],
    ['an anchor', fill('&a '), /does not belong/],
    ['a number', `a: ${fill('9')}`, /has a number that Python cannot read/],
    ['a clock', `a: 1${fill(':1')}`, /has a number that Python cannot read/],
    ['a tag', `a: !${fill('x')} 1`, /has the tag !x+…/],
    ['directives', fill('%a\n'), /has a directive/],
    ['comments', fill('#\n'), /is empty/],
    ['line ends', fill('\r'), /is empty/],
    [
      'aliases',
      many(12, (n) => `a${n}: &a${n} [${Array(10).fill(n === 0 ? 'x' : `*a${n - 1}`)}]`),
      /unfolds into more than 100000 values/,
    ],
    [
      'deep aliases',
      many(200, (n) => `a${n}: ${n === 0 ? '&a0 1' : `&a${n} [*a${n - 1}]`}`),
      /nested more than 100 levels deep/,
    ],
    [
      'merges',
      many(60, (n) => `a${n}: &a${n} ${n === 0 ? '{x: 1}' : `{<<: [*a${n - 1}, *a${n - 1}]}`}`),
      /unfolds into more than 100000 values/,
    ],
    ['an alias in itself', 'a: &a\n  b: *a\n', /has the alias \*a inside its own anchor/],
    ['a merge of itself', 'a: &a {<<: *a}\n', /has the alias \*a inside its own anchor/],
  ])('%s', (_, text, message) => {
    expect(refusal(() => readYaml(text, 'f', 'omegaconf'))).toMatch(message);
  });

  it.each<[string, string]>([
    ['text', `a: ${fill('x')}`],
    ['words', `a: ${fill('x ')}`],
    ['text in lines', `a: x\n${fill('  y\n')}`],
    ['text in quotes', `a: '${fill("''")}'`],
    ['escapes', `a: "${fill('\\x41')}"`],
    ['a block', `a: |\n${fill('  x\n')}`],
    ['blank lines', `a: |\n${fill('\n')}`],
    ['spaces', `a:${fill(' ')}1`],
    ['digits behind a point', `a: 1.${fill('9')}`],
    ['an exponent', `a: 1e${fill('9')}`],
    ['an anchor', `a: &${fill('x')} 1`],
    ['keys', many(90_000, (n) => `k${n}: &a${n} 1`)],
  ])('but much of it is read: %s', (_, text) => {
    expect(readYaml(text, 'f', 'omegaconf').root.size).toBeGreaterThan(0);
  });
});

describe('expressions that do not end are refused', () => {
  it.each<[string, string, RegExp]>([
    ['openings', fill('${'), /nests \$\{…\} more than 50 deep/],
    ['resolvers', fill('${oc.env:'), /nests \$\{…\} more than 50 deep/],
    ['lists', `\${oc.create:${fill('[')}}`, /nests \$\{…\} more than 50 deep/],
    ['mappings', `\${oc.create:${fill('{a:')}}`, /nests \$\{…\} more than 50 deep/],
    ['arguments', `\${oc.env:X,${'a,'.repeat(1e5)}}`, /gives oc\.env 100002 arguments/],
    ['quotes', `\${oc.env:X,${fill('"')}}`, /belongs, inside/],
    ['a key', `\${${fill('a.')}a}`, /refers to \$\{a\.a.*…\}, which the config does not have/],
    ['dots', `\${${fill('.')}a}`, /climbs above the top level/],
    ['an integer', `\${oc.env:X,${fill('9')}}`, /has a number that Python cannot read/],
    ['references', '${b}'.repeat(1000), /unfolds into more than any config holds/],
    ['backslashes', `${fill('\\')}\${b}`, /unfolds into more than any config holds/],
  ])('%s', (_, text, message) => {
    const root = new Map<string, ConfigValue>([
      ['b', 'y'.repeat(2000)],
      ['v', text],
    ]);
    expect(refusal(() => resolve(root))).toMatch(message);
  });

  it.each<[string, (n: number) => ConfigValue, RegExp]>([
    ['a chain', (n) => `\${k${n + 1}}`, /unfolds without end/],
    ['copies', (n) => (n === 0 ? [1n] : `\${oc.create:[\${k${n - 1}},\${k${n - 1}}]}`), /unfolds into more/],
    ['texts', (n) => (n === 0 ? [1n] : `\${oc.decode:"[\${k${n - 1}},\${k${n - 1}}]"}`), /unfolds into more/],
    [
      'values',
      (n) => new Map(['a', 'b'].map((key) => [key, n === 0 ? 1n : `\${oc.dict.values:k${n - 1}}`])),
      /unfolds into more|without end/,
    ],
  ])('%s', (_, value, message) => {
    const root: ConfigMap = new Map(Array.from({ length: 1000 }, (__, n) => [`k${n}`, value(n)]));
    expect(refusal(() => resolve(root))).toMatch(message);
  });

  it('and a long chain back is none', () => {
    const root: ConfigMap = new Map(
      Array.from({ length: 50_000 }, (_, n) => [`k${n}`, n === 0 ? 1n : `\${k${n - 1}}`]),
    );
    expect(resolve(root).get('k49999')).toBe(1n);
  });
});

describe('overrides that do not end are refused', () => {
  it.each<[string, string[], RegExp]>([
    ['lines', Array(5000).fill('a=1'), /more than 1000 lines/],
    ['a key', [`${fill('a.')}a=1`], /has a key of more than 100 parts/],
    ['brackets', [`${fill('[')}=1`], /has the key/],
    ['a value', [`a=${fill('[')}`], /nested more than 100 levels deep/],
    ['expressions', [`a=${fill('${')}`], /nests/],
  ])('%s', (_, texts, message) => {
    expect(refusal(() => override(new Map(), ...texts))).toMatch(message);
  });

  it('copies of copies', () => {
    const parts = (other: string): ConfigMap =>
      new Map(Array.from({ length: 300 }, (_, n) => [`c${n}`, `\${${other}}`]));
    const root: ConfigMap = new Map([
      ['s', parts('q')],
      ['q', parts('s')],
    ]);
    const texts = Array.from({ length: 300 }, (_, n) => [`s.c${n}.x=1`, `q.c${n}.x=1`]).flat();
    expect(refusal(() => override(root, ...texts))).toMatch(/unfolds into more than any config holds/);
  });
});

const HOSTILE = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];

describe.each(HOSTILE)('the key %s is a key like any other', (key) => {
  const own = (value: unknown): object => Object.fromEntries([[key, value]]);

  it('in files, values and what is written', () => {
    const { root } = readYaml(`${key}: {${key}: [1]}\n`, 'f', 'omegaconf');
    expect(toPlain(root)).toEqual(own(own([1])));
    expect(toPlain(readYaml(writeYaml(root), 'f', 'pyyaml').root)).toEqual(own(own([1])));
  });

  it('in overrides', () => {
    expect(toPlain(override(new Map(), `a.${key}.x=1`, `${key}={${key}: 2}`, `${key}.y=3`))).toEqual(
      Object.fromEntries([
        [key, { ...own(2), y: 3 }],
        ['a', own({ x: 1 })],
      ]),
    );
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('in expressions, which do not find what is not there', () => {
    for (const text of [`\${${key}}`, `\${a.${key}}`, `\${${key}.name}`, `\${l.${key}}`, `\${${key}:x}`]) {
      const root: ConfigMap = new Map([
        ['a', new Map()],
        ['l', []],
        ['v', text],
      ] as [string, ConfigValue][]);
      refusal(() => resolve(root));
    }
    const { root } = readYaml(
      `${key}: {${key}: 5}\nv: "\${${key}.${key}}"\nw: "\${oc.create:{${key}: 1}}"\n`,
      'f',
      'omegaconf',
    );
    expect(resolve(root).get('v')).toBe(5n);
    expect(toPlain(resolve(root).get('w')!)).toEqual(own(1));
  });
});
