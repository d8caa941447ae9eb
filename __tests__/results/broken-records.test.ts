import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { EvalResults } from '../../src/results/eval-results.js';
import { openItems } from '../../src/results/open-items.js';
import { readLines } from '../../src/results/read-lines.js';
import { readResults } from '../../src/results/read-results.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const read = (dir: string): Promise<EvalResults> => readResults({ path: dir, name: 'given' });

describe('a record', () => {
  const entry = {
    name: 't/pass@1/correct',
    task: 'arith',
    task_index: 0,
    harness_task: 't',
    score_name: 'correct',
    metric: 'pass@1',
    score: 0.5,
    n: 2,
    n_source: 'items',
    repeats: 1,
    role: 'benchmark',
    scale: 'fraction',
    metric_kind: 'binary',
    direction: 'higher_is_better',
    is_group: false,
    primary: true,
  };
  const task = { task: 'arith', index: 0, state: 'success', harness: 'byob_t', notes: [] };
  const rows = [true, false].map((correct, item) =>
    JSON.stringify({ benchmark: 'arith', item: String(item), repeat: 0, scores: { correct } }),
  );

  function write(result: object | Uint8Array | string, packed?: string | Uint8Array): string {
    const content =
      typeof result === 'string' || result instanceof Uint8Array
        ? result
        : JSON.stringify({ schema_version: 1, tasks: [task], benchmarks: [entry], ...result });
    const file = temp.write('record/result.json', content);
    if (packed !== undefined) temp.write('record/scores.ndjson.gz', packed);
    return path.dirname(file);
  }

  it.each<[object | string | Uint8Array, string]>([
    [{ benchmarks: null }, 'given/result.json: "benchmarks" is null, not a list'],
    [{ benchmarks: { a: 1 } }, 'given/result.json: "benchmarks" is {"a":1}, not a list'],
    [{ benchmarks: [entry, null] }, 'given/result.json: "benchmarks[1]" is null, not an object'],
    [{ benchmarks: [{ ...entry, name: 5 }] }, 'given/result.json: "benchmarks[0].name" is 5, not a text'],
    [{ tasks: null }, 'given/result.json: "tasks" is null, not a list'],
    [Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 'given/result.json is not UTF-8 text (line 1)'],
    ['{"a": 1,\n "b" 2}', 'given/result.json is not JSON: line 2, column 6'],
    ['{"a": NaN}', 'given/result.json is not JSON: line 1 may have NaN, which JSON has not'],
    ['', 'given/result.json is empty'],
    ['[]', 'given/result.json is a list, not an object'],
  ])('is refused, with file and key: %#', async (content, message) => {
    await expect(read(write(content))).rejects.toMatchObject({
      state: 'config-error',
      message: expect.stringContaining(message),
    });
  });

  it('is refused by its size before it is read', async () => {
    const dir = write(Buffer.alloc((64 << 20) + 1, 0x20));
    await expect(read(dir)).rejects.toThrow('given/result.json is larger than 64 MiB (65 MiB)');
  });

  it.each<[object, string]>([
    [{ score: '0.5' }, 't/pass@1/correct is "0.5", not a finite number, in result.json'],
    [
      { score: 92 },
      't/pass@1/correct is 92 in result.json, outside of the scale 0–1 that its harness declares',
    ],
    [{ score: null }, 't/pass@1/correct has no score'],
    [{ n: -5 }, 't/pass@1/correct has -5 for n in result.json'],
    [{ repeats: 0 }, 't/pass@1/correct has 0 for repeats in result.json'],
    [{ stderr: -1 }, 't/pass@1/correct has -1 for stderr in result.json'],
  ])('has a score that proves nothing: %j', async (change, reason) => {
    const { benchmarks } = await read(write({ benchmarks: [{ ...entry, ...change }] }));
    expect(benchmarks[0]!.invalid).toEqual([reason]);
  });

  it.each([
    ['{"schema_version": 1, "tas', 'is not JSON: it ends too early, in line 1'],
    ['', 'is empty'],
    ['[]', 'is a list, not an object'],
    ['{"schema_version": 1, "tasks": {}}', 'has "tasks" that are no list'],
  ])('notes a snapshot that is broken, and takes its settings for unknown: %j', async (text, why) => {
    const dir = write({}, gzipSync(`${rows.join('\n')}\n`));
    temp.write('record/snapshot.json', text);
    const results = await read(dir);
    expect(results).toMatchObject({ benchmarks: [{ invalid: [] }] });
    expect(results.snapshot).toBeUndefined();
    expect(results.notes).toEqual([
      `given/snapshot.json ${why}: it is left out, and settings that it alone tells are unknown`,
    ]);
  });

  it.each([
    [[], 'its task is failed: its record does not say why'],
    [[{ task: 'arith', index: 0, reasons: ['exit code 1'] }], 'its task is failed: exit code 1'],
  ])('has no valid score of a task that failed: %j', async (invalid, reason) => {
    const dir = write({ tasks: [{ ...task, state: 'failed' }], invalid });
    expect((await read(dir)).benchmarks).toMatchObject([{ invalid: [reason] }]);
    const said = { ...entry, invalid: [{ side: 'candidate', reason: 'said' }] };
    write({ tasks: [{ ...task, state: 'failed' }], benchmarks: [said], invalid });
    expect((await read(dir)).benchmarks).toMatchObject([{ invalid: ['said'] }]);
  });

  it('notes a snapshot of another version', async () => {
    const dir = write({});
    temp.write('record/snapshot.json', '{"schema_version": 2, "tasks": []}');
    const results = await read(dir);
    expect(results.snapshot).toBeUndefined();
    expect(results.notes).toEqual([
      expect.stringMatching(/^given\/snapshot\.json has schema_version 2: this version/),
    ]);
  });

  const problems = async (dir: string): Promise<string[]> => {
    const results = await read(dir);
    return (await openItems(results).load(results.benchmarks[0]!))!.problems;
  };

  it('unpacks no further than its items need', async () => {
    expect(await problems(write({}, gzipSync(`${rows.join('\n')}\n`)))).toEqual([]);
    const bomb = gzipSync(`${rows.join('\n')}\n${'\n'.repeat(60 << 20)}`);
    expect(await problems(write({}, bomb))).toEqual([
      'scores.ndjson.gz cannot be read: it unpacks to more than 17 MiB, far beyond its items',
    ]);
  });

  it('that is cut off or not packed says so in words', async () => {
    const whole = gzipSync(`${rows.join('\n')}\n`);
    expect(await problems(write({}, whole.subarray(0, whole.length - 12)))).toEqual([
      'scores.ndjson.gz cannot be read: it was cut off: its packed end is missing',
    ]);
    expect(await problems(write({}, 'plain'))).toEqual([
      'scores.ndjson.gz cannot be read: it is not packed with gzip, or damaged',
    ]);
  });
});

describe('lines', () => {
  it('keep their numbers and places behind empty ones, in any chunks', async () => {
    const blanks = '\n'.repeat((1 << 20) + 3);
    const file = temp.write('lines.jsonl', `\n\na\n${blanks}b\n \nc`);
    const found: [string, number, number][] = [];
    const complete = await readLines(
      file,
      (text, line, start) => found.push([text, line, start]),
      () => {},
    );
    expect(complete).toBe(false);
    expect(found).toEqual([
      ['a', 3, 2],
      ['b', 4 + blanks.length, 4 + blanks.length],
      ['c', 6 + blanks.length, 8 + blanks.length],
    ]);
  });
});
