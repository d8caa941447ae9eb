import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { discoverBundles } from '../../src/results/bundle/discover-bundles.js';
import { parsePythonJson } from '../../src/results/bundle/python-json.js';
import { toPythonFloat, toPythonInt } from '../../src/results/bundle/python-numbers.js';
import { readRows } from '../../src/results/bundle/read-rows.js';
import { NO_CATEGORY, RowTable } from '../../src/results/bundle/row-table.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const rows = (content: string | Uint8Array): ReturnType<typeof readRows> =>
  readRows(dir.write('results.jsonl', content), 'r.jsonl');

describe('rows', () => {
  it('hold U+2028 escaped, CRLF ends, a last line without an end, and more than one chunk', async () => {
    const long = 'x'.repeat(1 << 20);
    const read = await rows(
      `{"problem_idx": 0, "reward": 1, "t": "\\u2028"}\r\n{"problem_idx": 1, "reward": 0.5, "t": "${long}"}\n\n{"problem_idx": 2}`,
    );
    expect(read.table.problems).toEqual([0, 1, 2]);
    expect([...read.table.reward.subarray(0, 3)]).toEqual([1, 0.5, 0]);
    expect([read.skipped.count, read.fatal]).toEqual([0, []]);
  });

  it('are named with their line where they are no rows', async () => {
    const read = await rows(
      '{"problem_idx": 0}\n{"prob\n\n{"a": 1}\n{"problem_idx": "x"}\n{"problem_idx": 1, "repeat": null}\n',
    );
    expect(read.skipped).toEqual({
      count: 4,
      last: 6,
      first: [
        { line: 2, message: 'is not JSON' },
        { line: 4, message: 'has no problem_idx' },
        { line: 5, message: 'has a problem_idx that is not an integer' },
        { line: 6, message: 'has a repeat that is not an integer' },
      ],
    });
  });

  it('with U+2028 in a text are lost to nel gate, once each', async () => {
    const read = await rows('{"problem_idx": 0, "t": "a\u2028b\u2029c"}\n{"problem_idx": 1}\r\n');
    expect(read.table.problems).toEqual([1]);
    expect(read.skipped).toMatchObject({
      count: 1,
      first: [{ line: 1, message: expect.stringContaining('U+2028') }],
    });
  });

  it('stop at a list and at what is not UTF-8, each with its line', async () => {
    const read = await rows(
      Buffer.concat([
        Buffer.from('{"problem_idx": 0}\n[1]\nnull\n{"a": "'),
        Buffer.from([0xff]),
        Buffer.from('"}\n'),
      ]),
    );
    expect(read.fatal).toEqual([
      { line: 2, message: 'is a list, not a mapping' },
      { line: 3, message: 'is null, not a mapping' },
      { line: 4, message: 'is not UTF-8 text' },
    ]);
  });

  it('replace those with the same problem and repeat, in their place', async () => {
    const read = await rows(
      '{"problem_idx": 7, "reward": 1}\n{"problem_idx": 3, "reward": 1}\n{"problem_idx": "7", "repeat": 0, "reward": 0.25}\n',
    );
    expect(read.replaced).toBe(1);
    expect([...read.table.reward.subarray(0, read.table.length)]).toEqual([0.25, 1]);
  });

  it('keep ids apart that a double would make one', async () => {
    const read = await rows('{"problem_idx": 9007199254740993}\n{"problem_idx": 9007199254740992}\n');
    expect(read.table.problems).toEqual([9007199254740993n, 9007199254740992n]);
  });

  it('are found by problem and repeat as in a dict, whatever the ids', () => {
    const table = new RowTable();
    const expected = new Map<string, number>();
    const ids = Array.from({ length: 3_000 }, (_, at) => [
      at,
      -at,
      at * 2 ** 32,
      at * 65_536,
      2n ** 60n + BigInt(at),
    ]).flat();
    for (const [at, repeat] of [0, -1, 2 ** 40, 2n ** 70n, 0].entries())
      for (const problem of ids) {
        const reward = (Number(problem) % 7) + at;
        // Zero has no sign in Python.
        const id = problem === 0 ? 0 : problem;
        table.set({ problem: id, repeat, reward, category: NO_CATEGORY, failed: false, line: 1 });
        expected.set(`${id} ${repeat}`, reward);
      }
    expect(table.length).toBe(expected.size);
    expect(table.problems).toEqual([...new Set(ids.map((id) => (id === 0 ? 0 : id)))]);
    expect([...table.reward.subarray(0, table.length)]).toEqual([...expected.values()]);
    const lowest = table.lowestRepeats();
    expect(table.problems.map((_, problem) => table.reward[lowest.row[problem]!])).toEqual(
      table.problems.map((problem) => expected.get(`${problem} -1`)),
    );
  });

  it('a hundred thousand of them, in any order of repeats', async () => {
    const lines = Array.from(
      { length: 100_000 },
      (_, index) =>
        `{"problem_idx": ${index % 50_000}, "repeat": ${Math.floor(index / 50_000)}, "reward": ${index % 2}}`,
    );
    const { table } = await rows(lines.join('\n'));
    expect([table.length, table.problems.length, table.mostRepeats()]).toEqual([100_000, 50_000, 2]);
  });
});

describe('Python as the files were written by it', () => {
  it.each([
    [
      '[NaN, -Infinity, "NaN", "a\\"NaN", {"k": Infinity}]',
      [Number.NaN, -Infinity, 'NaN', 'a"NaN', { k: Infinity }],
    ],
    ['{"__proto__": NaN}', JSON.parse('{"__proto__": 0}')],
  ])('JSON: %s', (text, expected) => {
    const read = parsePythonJson(text);
    if (Array.isArray(expected)) expect(read).toEqual(expected);
    else expect(Object.keys(read as object)).toEqual(Object.keys(expected));
  });

  it.each(['-NaN', 'nan', '[NaN', '{"a": NaNa}', '"unclosed NaN'])('JSON: not %s', (text) => {
    expect(() => parsePythonJson(text)).toThrow(SyntaxError);
  });

  it.each([
    [' 1_000.5 ', 1000.5],
    ['1__0', undefined],
    ['.5', 0.5],
    ['5.', 5],
    ['.', undefined],
    ['', undefined],
    ['+inf', Infinity],
    ['-Infinity', -Infinity],
    ['nan', Number.NaN],
    ['0x10', undefined],
    ['\ufeff1', undefined],
    ['\u00851', 1],
    [true, 1],
    [null, undefined],
    [[1], undefined],
  ])('float(%j) is %s', (value, expected) => {
    expect(toPythonFloat(value)).toBe(expected);
  });

  it.each([
    ['7', 7],
    [' -7 ', -7],
    ['7.0', undefined],
    [-7.9, -7],
    [-0.5, 0],
    [Number.NaN, undefined],
    [false, 0],
    ['12345678901234567890', 12345678901234567890n],
  ])('int(%j) is %s', (value, expected) => {
    expect(toPythonInt(value)).toBe(expected);
  });
});

describe('bundles of a folder', () => {
  const bundle = (name: unknown): string => JSON.stringify({ benchmark: { name } });

  it('are found flat and one level down, not deeper, and not where a folder has two', () => {
    dir.write('eval-1.json', bundle('flat'));
    dir.write('other.json', bundle('other'));
    dir.write('sub/eval-x.json', bundle('nested'));
    dir.write('sub/deep/eval-x.json', bundle('deep'));
    dir.write('two/eval-1.json', bundle('one'));
    dir.write('two/eval-2.json', bundle('two'));
    mkdirSync(path.join(dir.path, 'eval-folder.json'));
    const { bundles, ignored, broken } = discoverBundles(dir.path, 'base');
    expect([...bundles.values()].map(({ name }) => name)).toEqual([
      'base/eval-1.json',
      'base/sub/eval-x.json',
    ]);
    expect(ignored).toEqual([
      'base/eval-folder.json is not a file: it is not read',
      'base/two has 2 bundles (eval-1.json, eval-2.json): none of them is read, keep one',
    ]);
    expect(broken).toEqual([]);
  });

  it.each([
    ['', 'is not JSON'],
    ['{"benchmark": ', 'is not JSON'],
    ['{}', 'names no benchmark'],
    [`\ufeff${bundle('a')}`, 'is not JSON'],
  ])('are passed over with a word: %j', (text, why) => {
    dir.write('eval-1.json', text);
    expect(discoverBundles(dir.path, 'b').ignored[0]).toContain(`b/eval-1.json ${why}`);
  });

  it.each([
    ['[]', 'no mapping'],
    ['null', 'no mapping'],
    ['{"benchmark": null}', 'not a mapping'],
    ['{"benchmark": {"name": 5}}', 'not text'],
    [Uint8Array.of(0x7b, 0xff), 'not UTF-8'],
  ])('stop the gate: %j', (content, why) => {
    dir.write('eval-1.json', content);
    expect(discoverBundles(dir.path, 'b').broken[0]!.message).toContain(why);
  });
});
