import { describe, expect, it } from '@jest/globals';
import { type ConfigMap, getAt } from '../../src/config/value.js';
import { readToml } from '../../src/contract/read-toml.js';
import { refusal } from './refusal.js';

const read = (text: string): ConfigMap => readToml(text, 'env.toml');

describe('values', () => {
  it('keeps integers apart from floats, whatever their size', () => {
    const root = read(
      'a = 1\nb = 1.0\nc = 9007199254740993\nd = 0xff\ne = 1e3\nf = -0\ng = true\nh = "x"\ni = inf\nj = [1, 2.5]',
    );
    expect([...root.values()]).toEqual([
      1n,
      1,
      9007199254740993n,
      255n,
      1000,
      0n,
      true,
      'x',
      Number.POSITIVE_INFINITY,
      [1n, 2.5],
    ]);
  });

  it('makes a Map of each kind of table', () => {
    const root = read('[a.b]\nc = {d = "e"}\n[[f]]\ng.h = 1\n[[f]]\n');
    expect(root).toEqual(
      new Map<string, unknown>([
        ['a', new Map([['b', new Map([['c', new Map([['d', 'e']])]])]])],
        ['f', [new Map([['g', new Map([['h', 1n]])]]), new Map()]],
      ]),
    );
  });

  it('accepts a byte order mark and Windows line ends', () => {
    expect(read('\ufeffa = "x"\r\n[t]\r\nb = """\r\ny\r\n"""\r\n')).toEqual(
      new Map<string, unknown>([
        ['a', 'x'],
        ['t', new Map([['b', 'y\r\n']])],
      ]),
    );
  });

  it('leaves out what was not asked for, whatever stands there', () => {
    expect(readToml('[mine]\na = 1\n[theirs]\nwhen = 2026-01-02\n', 'f', ['mine', 'none'])).toEqual(
      new Map([['mine', new Map([['a', 1n]])]]),
    );
  });
});

describe('hostile keys', () => {
  it.each([
    ['a header', '[__proto__]\npolluted = 1\n[constructor.prototype]\npolluted = 1\n'],
    ['dotted keys', '__proto__.polluted = 1\nconstructor.prototype.polluted = 1\n'],
    ['inline tables', '"__proto__" = {polluted = 1}\nconstructor = {"prototype" = {"\\u0070olluted" = 1}}\n'],
  ])('are keys like any other in %s', (_, text) => {
    const root = read(text);
    expect([...root.keys()]).toEqual(['__proto__', 'constructor']);
    expect(getAt(root, ['__proto__', 'polluted'])).toBe(1n);
    expect(getAt(root, ['constructor', 'prototype', 'polluted'])).toBe(1n);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((Object as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('are deep in lists and tables too', () => {
    const root = read('[[a]]\n__proto__ = [{__proto__ = {toString = 1}}]\n');
    expect(getAt(root, ['a', 0, '__proto__', 0, '__proto__', 'toString'])).toBe(1n);
  });

  it('keeps a quoted dot apart from a dotted key', () => {
    const root = read('"a.b" = 1\na.b = 2\n"" = 3\n');
    expect(root.get('a.b')).toBe(1n);
    expect(getAt(root, ['a', 'b'])).toBe(2n);
    expect(root.get('')).toBe(3n);
  });
});

describe('refusals', () => {
  it.each([
    ['a key without value', '# top\nkey\n', 2, 4],
    ['an open string', 'a = 1\n  b = "x\n', 2, 9],
    ['Windows line ends', 'a = 1\r\nb = tru\r\n', 2, 5],
    ['a byte order mark', '\ufeffab = @\n', 1, 6],
    ['a key given twice', '[t]\na = 1\na = 2\n', 3, 1],
    ['a table given twice', '[t]\n[u]\n[t]\n', 3, 2],
    ['a bare YAML line', 'a: 1\n', 1, 2],
    ['a control character', 'a = "x\u0001"\n', 1, 7],
    ['a lone carriage return', 'a = 1\rb = 2\n', 1, 6],
  ])('says where: %s', (_, text, line, column) => {
    const error = refusal(() => read(text));
    expect(error.message).toMatch(
      new RegExp(`^env\\.toml:${line}:${column} is not valid TOML: [a-z][^\\n]*$`),
    );
    expect(error.location).toEqual({ file: 'env.toml', line, column });
  });

  it('shows no text of the file, which may hold a secret', () => {
    expect(refusal(() => read('password = "hunter2" x\n')).message).not.toContain('hunter2');
    expect(refusal(() => read('password = "hunter2\n')).message).not.toContain('hunter2');
  });

  it.each([
    ['when = 2026-01-02', 'when'],
    ['[t]\nwhen = [1, 2026-01-02T03:04:05Z]', 't.when[1]'],
    ['a = {b = 03:04:05}', 'a.b'],
    ['a = 2026-01-02 03:04:05.5', 'a'],
  ])('names the key of a date: %s', (text, key) => {
    const error = refusal(() => read(text));
    expect(error.message).toBe(`env.toml: ${key} is a date or time: put it in quotes`);
    expect(error.location).toEqual({ file: 'env.toml' });
  });

  it.each([
    ['brackets', `a = ${'['.repeat(1_000_000)}`],
    ['closed brackets', `a = ${'['.repeat(100)}${']'.repeat(100)}`],
    ['inline tables', `a = ${'{a = '.repeat(100_000)}`],
    ['dotted keys', `a${'.a'.repeat(500_000)} = 1`],
    ['a header', `[a${'.a'.repeat(500_000)}]`],
    ['both', `a = ${'['.repeat(60)}{a${'.a'.repeat(60)} = 1}${']'.repeat(60)}`],
  ])('ends in one line for what is nested without end: %s', (_, text) => {
    expect(refusal(() => read(text)).message).toMatch(
      /^env\.toml(:1:\d+ is not valid TOML: .*nested|: a is nested)/,
    );
  });

  it('reads what is nested as deep as any file is', () => {
    expect(read(`a = ${'['.repeat(60)}${']'.repeat(60)}`).has('a')).toBe(true);
  });
});
