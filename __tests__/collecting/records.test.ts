import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Zippable, zipSync } from 'fflate';
import { compilePattern } from '../../src/collecting/match-pattern.js';
import { UnreadableRecord } from '../../src/collecting/record-source.js';
import { unpackRecord } from '../../src/collecting/unpack-record.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();

describe('a pattern of names', () => {
  it.each([
    ['eval_results-*', 'eval_results-mmlu-0123abcd', true],
    ['eval_results-*', 'eval_results', false],
    ['eval_results-*', 'my-eval_results-x', false],
    ['eval_results?x', 'eval_results-x', true],
    ['eval_results?x', 'eval_resultsx', false],
    ['*', '', true],
    ['*-b-*', 'a-b-b-c', true],
    ['*x*y', 'axbycz', false],
    ['a.c', 'abc', false],
    ['(a+)+$', '(a+)+$', true],
    ['?', '🤖', true],
  ])('%s and %s: %s', (pattern, name, fits) => {
    expect(compilePattern(pattern)(name)).toBe(fits);
  });

  it('takes no time that hangs on its stars', () => {
    const start = performance.now();
    expect(compilePattern(`${'*a'.repeat(60)}b`)('a'.repeat(2000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('an artifact with a record', () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const unpack = async (files: Zippable): Promise<string> => {
    const dir = path.join(temp.path, 'record');
    await unpackRecord(temp.write('a.zip', zipSync(files)), dir);
    return dir;
  };

  it('is unpacked, its three files and nothing else', async () => {
    const dir = await unpack({
      'result.json': text('{}'),
      'snapshot.json': text('{"a":1}'),
      'scores.ndjson.gz': text('x'),
      'other.json': text('{}'),
      'nested/result.json': text('{"no":1}'),
      'Result.JSON': text('{"no":1}'),
      __proto__: text('x'),
    });
    expect(readdirSync(dir).sort()).toEqual(['result.json', 'scores.ndjson.gz', 'snapshot.json']);
    expect(readFileSync(path.join(dir, 'result.json'), 'utf8')).toBe('{}');
  });

  it.each<[string, Zippable, RegExp]>([
    ['without a result', { 'snapshot.json': new Uint8Array(2) }, /holds no result\.json/],
    [
      'that climbs out',
      { 'result.json': new Uint8Array(2), '../result.json': new Uint8Array(2) },
      /no zip file that can be read/,
    ],
    [
      'with a result of 65 MiB',
      { 'result.json': [new Uint8Array(65 << 20), { level: 1 }] },
      /result\.json of more than 64 MiB/,
    ],
  ])('%s is refused, and leaves nothing', async (_, files, message) => {
    const attempt = unpack(files);
    await expect(attempt).rejects.toThrow(UnreadableRecord);
    await expect(attempt).rejects.toThrow(message);
    expect(existsSync(path.join(temp.path, 'record'))).toBe(false);
    expect(existsSync(path.join(temp.path, 'result.json'))).toBe(false);
  });

  it('that lies about its size is refused', async () => {
    const zip = Buffer.from(zipSync({ 'result.json': [new Uint8Array(1 << 20), { level: 9 }] }));
    // The sizes in the central directory and in the local header.
    for (let at = zip.indexOf('PK\u0001\u0002'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 1))
      zip.writeUInt32LE(100, at + 24);
    const dir = path.join(temp.path, 'record');
    await expect(unpackRecord(temp.write('a.zip', zip), dir)).rejects.toThrow(UnreadableRecord);
    expect(existsSync(dir)).toBe(false);
  });

  it('that holds a file twice is refused', async () => {
    const zip = Buffer.from(zipSync({ 'result.json': text('{"a":1}'), 'result.jsoX': text('{"b":2}') }));
    const twice = Buffer.from(zip.toString('latin1').replaceAll('result.jsoX', 'result.json'), 'latin1');
    await expect(unpackRecord(temp.write('a.zip', twice), path.join(temp.path, 'record'))).rejects.toThrow(
      'has result.json twice',
    );
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['no zip', Buffer.from('<html>'.repeat(100))],
    ['cut off', Buffer.from(zipSync({ 'result.json': new Uint8Array(1000) })).subarray(0, 60)],
  ])('that is %s is refused', async (_, bytes) => {
    await expect(unpackRecord(temp.write('a.zip', bytes), path.join(temp.path, 'record'))).rejects.toThrow(
      /is no zip file that can be read/,
    );
  });
});
