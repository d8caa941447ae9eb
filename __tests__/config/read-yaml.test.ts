import { describe, expect, it } from '@jest/globals';
import { readYaml, readYamlValue } from '../../src/config/read-yaml.js';
import type { Dialect } from '../../src/config/scalar.js';
import { toPlain } from '../../src/config/value.js';
import { ConfigError } from '../../src/errors.js';

const plain = (text: string, dialect: Dialect = 'pyyaml'): unknown =>
  toPlain(readYaml(text, 'f.yaml', dialect).root);

function refusal(text: string, dialect: Dialect = 'pyyaml'): ConfigError {
  try {
    readYaml(text, 'f.yaml', dialect);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error as ConfigError;
  }
  throw new Error('accepted');
}

describe('dialects', () => {
  const text = 'f: 1e-7\nd: 2024-01-31\n';

  it('reads a step config as OmegaConf does', () => {
    expect(plain(text, 'omegaconf')).toEqual({ f: 1e-7, d: '2024-01-31' });
  });

  it('reads a raw config as PyYAML does, and refuses the date on which the launcher crashes', () => {
    expect(plain('f: 1e-7\nd: "2024-01-31"\n')).toEqual({ f: '1e-7', d: '2024-01-31' });
    expect(refusal(text)).toMatchObject({
      message: expect.stringMatching(/^f\.yaml:2:4 has the date 2024-01-31/),
    });
  });

  it.each(['pyyaml', 'omegaconf'] as const)('%s: what YAML 1.1 makes of plain scalars', (dialect) => {
    expect(plain('a: on\nb: 12:30\nc: 007\nd: 0x10\ne: 1_000\nf: "on"\ng: \'007\'\nh:\n', dialect)).toEqual({
      a: true,
      b: 750,
      c: 7,
      d: 16,
      e: 1000,
      f: 'on',
      g: '007',
      h: null,
    });
  });

  it('keeps integers and floats apart, however large', () => {
    const { root } = readYaml('a: 1\nb: 1.0\nc: 123456789012345678901\n', 'f', 'pyyaml');
    expect([...root.values()]).toEqual([1n, 1, 123456789012345678901n]);
  });
});

describe('structure', () => {
  it('knows the line of each leaf', () => {
    const { lines } = readYaml('# top\na:\n  - x: 1\n    y:\n      z: 2\nb: {c: 3,\n d: 4}\n', 'f', 'pyyaml');
    expect(Object.fromEntries(lines)).toEqual({ 'a[0].x': 3, 'a[0].y.z': 5, 'b.c': 6, 'b.d': 7 });
  });

  it('resolves anchors, and merges under the keys of the mapping itself', () => {
    expect(plain('base: &b {x: 1, y: 2}\nc:\n  <<: *b\n  y: 3\nd: *b\n')).toEqual({
      base: { x: 1, y: 2 },
      c: { x: 1, y: 3 },
      d: { x: 1, y: 2 },
    });
  });

  it('merges several mappings, as long as they do not contradict each other', () => {
    const text = 'aa: &a {xx: 1}\nbb: &b {xx: 1, yy: 2}\ncc: &c {xx: 3}\n';
    expect(plain(`${text}dd: {<<: [*a, *b], zz: 4}\nee: {<<: *a, xx: 5, <<: *c}\n`)).toMatchObject({
      dd: { xx: 1, yy: 2, zz: 4 },
      ee: { xx: 5 },
    });
  });

  it('takes a quoted << as a key', () => {
    expect(plain('"<<": 1\n')).toEqual({ '<<': 1 });
  });

  it.each(['__proto__', 'constructor', 'toString'])('takes %s as a key like any other', (key) => {
    const { root } = readYaml(`${key}: {polluted: 1}\n`, 'f', 'pyyaml');
    expect([...root.keys()]).toEqual([key]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(toPlain(root) as object)).toEqual([key]);
  });

  it('takes keys as text, spelled as JSON spells what they are', () => {
    const { root } = readYaml('0x10: a\n1.0: b\n"": c\non: d\n"on": e\n12:30: f\n', 'f', 'pyyaml');
    expect([...root.keys()]).toEqual(['16', '1.0', '', 'true', 'on', '750']);
  });

  it.each([
    ['!!str 12', '12'],
    ['!!int "12"', 12],
    ['! 12', 12],
    ['!!str', ''],
    ['"\\u00e9\\x41"', 'éA'],
    ['|\n  one\n  two\n', 'one\ntwo\n'],
    ['>-\n  one\n  two\n', 'one two'],
  ])('value %j', (text, expected) => {
    expect(plain(`a: ${text}`)).toEqual({ a: expected });
  });

  it.each([
    ['CRLF', 'a: 1\r\nb:\r\n  c: x\r\n  d: "y\r\n    z"\r\n', { a: 1, b: { c: 'x', d: 'y z' } }],
    ['lone CR', 'a: 1\rb:\r  c: x\r', { a: 1, b: { c: 'x' } }],
    ['a byte order mark', '\ufeffa: 1\n', { a: 1 }],
    ['a byte order mark further on as a letter', 'a: \ufeff1\n\ufeffb: 2\n', { a: '\ufeff1', '\ufeffb': 2 }],
    ['Unicode line ends', 'a: 1\x85b: 2\u2028c: 3\n', { a: 1, b: 2, c: 3 }],
    ['tabs in quotes and comments', 'a: "\t"\nb: \'x\ty\' #\tc\n', { a: '\t', b: 'x\ty' }],
  ])('reads %s as PyYAML does', (_, text, expected) => {
    expect(plain(text)).toEqual(expected);
  });
});

describe('refusals name file, line and column', () => {
  it.each([
    [
      'a: 1\nb:\n  c: 1\n  c: 2\n',
      /^f\.yaml:4:3 has the key "c" twice in one mapping: the first is in line 3/,
    ],
    ['a: [1, 2\n', /^f\.yaml:2:1 has \[ without its \], or lacks a comma/],
    ['a: "x\n', /^f\.yaml:1:4 has a " that nothing closes/],
    ['a:\n\t- b\n', /^f\.yaml:2:1 has a tab where a value cannot begin: use spaces/],
    ['a: b\t\n', /^f\.yaml:1:5 has a tab/],
    ['a: b: c\n', /^f\.yaml:1:5 has a second : in one line/],
    ['a: *nowhere\n', /^f\.yaml:1:4 .*nowhere/],
    ['a: 1\nb: !!python/name:os.system x\n', /^f\.yaml:2:\d+ has the tag .*only plain YAML values/],
    ['a: !!binary aGk=\n', /^f\.yaml:1:\d+ has the tag/],
    ['- a\n', /^f\.yaml:1:1 must be a YAML mapping at its top level/],
    ['just text\n', /^f\.yaml:1:1 must be a YAML mapping at its top level/],
    ['? [a, b]\n: 1\n', /^f\.yaml:1:3 has a key that is not plain text/],
    ['a: {<<: 1}\n', /^f\.yaml:1:9 merges \(<<\) something that is not a mapping/],
    ['', /^f\.yaml is empty: it must be a YAML mapping/],
    ['# only a comment\n', /^f\.yaml is empty/],
    ['~\n', /^f\.yaml is empty/],
    ['a: 1\n---\nb: 2\n', /^f\.yaml:2:1 has more than one YAML document: keep one/],
    ['a: 1\nb: x\0y\n', /^f\.yaml:2:5 has the character U\+0000, which YAML does not allow/],
    ['a: \ud83d\n', /^f\.yaml:1:4 has the character U\+D83D/],
    ['a: "\\q"\n', /^f\.yaml:1:5 has an escape in double quotes that YAML does not know/],
    ['a: &x 1\nb: &x 2\n', /^f\.yaml:2:4 has the anchor &x twice/],
    ['~: 1\n', /^f\.yaml:1:1 has null for a key/],
    ['a: <<\n', /^f\.yaml:1:4 has a lone <</],
    ['a: 0x_\n', /^f\.yaml:1:4 has a number that Python cannot read/],
    ['%TAG ! x\n---\na: 1\n', /^f\.yaml:1:1 begins a line with %/],
    ['a: 1\n b: 2\n', /^f\.yaml:2:3 has a second : in one line/],
    [
      'aa: &x {bb: 1}\ncc: &y {bb: 2}\ndd: {<<: [*x, *y]}\n',
      /^f\.yaml:3:10 merges \(<<\) two values for the key "bb"/,
    ],
  ])('%j', (text, message) => {
    for (const dialect of ['pyyaml', 'omegaconf'] as const) {
      const error = refusal(text, dialect);
      expect(error.message).toMatch(message);
      expect(error.location?.file).toBe('f.yaml');
      const [, line] = /^f\.yaml:(\d+)/.exec(error.message) ?? [];
      if (line) expect(error.location?.line).toBe(Number(line));
    }
  });
});

describe('values of overrides', () => {
  it.each([
    ['', null],
    ['null', null],
    ['1e-7', 1e-7],
    ['2024-01-31', '2024-01-31'],
    ['[a, 1, {b: c}]', ['a', 1, { b: 'c' }]],
    ['{x:1}', { 'x:1': null }],
    ['a=b=c', 'a=b=c'],
    ['a#b', 'a#b'],
    ['"a # b"', 'a # b'],
    ["'it''s'", "it's"],
    ['C:\\x', 'C:\\x'],
    ['a,b', 'a,b'],
    ['host:8000', 'host:8000'],
    ['__proto__: 1', Object.fromEntries([['__proto__', 1]])],
  ])('%j', (text, expected) => {
    expect(toPlain(readYamlValue(text, 'overrides line 1', 'omegaconf'))).toEqual(expected);
  });

  it.each(['[a', '"a', '@x', '`x', '*x', 'a: b: c', '{a: 1, a: 2}', 'a\n---\nb'])('refuses %j', (text) => {
    expect(() => readYamlValue(text, 'overrides line 7', 'omegaconf')).toThrow(/^overrides line 7/);
  });
});
