import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { gzipSync, strToU8, Zip, ZipPassThrough, zipSync } from 'fflate';
import { StoreRefusal } from '../../src/baseline/record-store.js';
import { unpackRecord } from '../../src/baseline/unpack-record.js';
import { tempDir } from '../temp-dir.js';
import { recordFiles, recordZip } from './records.js';

const dir = tempDir();
const target = (): string => path.join(dir.path, 'record');

async function unpack(zip: Uint8Array): Promise<string[]> {
  const file = path.join(dir.path, 'a.zip');
  writeFileSync(file, zip);
  await unpackRecord(file, target());
  return readdirSync(target()).sort();
}

async function refusal(zip: Uint8Array): Promise<string> {
  const error = await unpack(zip).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreRefusal);
  expect((error as StoreRefusal).kind).toBe('broken');
  expect(existsSync(path.join(dir.path, 'evil'))).toBe(false);
  return (error as Error).message;
}

/** A zip in which names may be there twice. */
function zipOf(files: [string, Uint8Array][]): Uint8Array {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((_error, chunk) => chunks.push(chunk));
  for (const [name, content] of files) {
    const file = new ZipPassThrough(name);
    zip.add(file);
    file.push(content, true);
  }
  zip.end();
  return Buffer.concat(chunks);
}

it('unpacks the files of a record and no others', async () => {
  expect(
    await unpack(zipSync({ ...recordFiles(), 'run.sh': strToU8('x'), 'a/result.json': strToU8('x') })),
  ).toEqual(['result.json', 'scores.ndjson.gz', 'snapshot.json']);
});

it('finds them in the whole artifact of a run too', async () => {
  const files = Object.entries(recordFiles()).map(([name, bytes]) => [`nemo-eval/${name}`, bytes]);
  expect(
    await unpack(zipSync({ ...Object.fromEntries(files), 'x-1/task.0/logs/a.log': strToU8('x') })),
  ).toEqual(['result.json', 'scores.ndjson.gz', 'snapshot.json']);
});

it('unpacks a record without scores', async () => {
  const { 'result.json': result } = recordFiles();
  expect(await unpack(zipSync({ 'result.json': result! }))).toEqual(['result.json']);
});

it.each<[string, () => Uint8Array, RegExp]>([
  ['what is no zip', () => strToU8('<html>not found</html>'), /end of central directory|not a zip/i],
  ['half a zip', () => recordZip().slice(0, 200), /central directory|not a zip/i],
  ['an empty zip', () => zipSync({}), /^it holds no result.json$/],
  [
    'a name that climbs',
    () => zipSync({ ...recordFiles(), '../evil': strToU8('x') }),
    /invalid relative path/,
  ],
  ['an absolute name', () => zipSync({ ...recordFiles(), '/evil': strToU8('x') }), /absolute path/],
  [
    'a name with backslashes',
    () => zipSync({ ...recordFiles(), '..\\evil': strToU8('x') }),
    /invalid characters/,
  ],
  [
    'a link',
    () => zipSync({ 'result.json': [strToU8('/etc/passwd'), { os: 3, attrs: (0o120777 << 16) >>> 0 }] }),
    /^its result.json is a link/,
  ],
  [
    'a name that is there twice',
    () =>
      zipOf([
        ['result.json', strToU8('{}')],
        ['result.json', strToU8('[]')],
      ]),
    /^it holds result.json twice$/,
  ],
  [
    'a file that is too large',
    () => zipSync({ 'result.json': new Uint8Array(65 << 20) }),
    /^its result.json has 68157440 bytes, and 67108864 is the most$/,
  ],
  ['a file that is larger than it says', lyingZip, /size|bytes/i],
  [
    'damaged scores',
    () => zipSync({ ...recordFiles(), 'scores.ndjson.gz': strToU8('not gzip') }),
    /^its scores.ndjson.gz is damaged/,
  ],
])('refuses %s', async (_, zip, message) => {
  expect(await refusal(zip())).toMatch(message);
});

it('refuses scores that unpack to gigabytes', async () => {
  // A gzip file may have many members, each of zeros.
  const member = Buffer.from(gzipSync(new Uint8Array(64 << 20)));
  const bomb = Buffer.concat(Array.from({ length: 65 }, () => member));
  expect(await refusal(zipSync({ ...recordFiles(), 'scores.ndjson.gz': bomb }, { level: 0 }))).toMatch(
    /unpacks to more than 4 GiB/,
  );
}, 60_000);

/** The directory declares ten bytes; a million come. */
function lyingZip(): Uint8Array {
  const zip = Buffer.from(zipSync({ 'result.json': new Uint8Array(1_000_000) }));
  const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  zip.writeUInt32LE(10, directory + 24);
  return zip;
}
