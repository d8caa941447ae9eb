import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { messageOf } from '../errors.js';
import { StoreRefusal } from './record-store.js';

const MIB = 1 << 20;

/** The files of a record, with the bytes that each may have: far more than 200 benchmarks and ten million items need. */
export const RECORD_FILES: Readonly<Record<string, number>> = {
  'result.json': 64 * MIB,
  'snapshot.json': 64 * MIB,
  'scores.ndjson.gz': 1024 * MIB,
  'trend.ndjson.gz': 8 * MIB,
};
/** What scores.ndjson.gz may hold once unpacked: tens of millions of items. */
const UNPACKED_SCORES = 4 * 1024 * MIB;
/** A whole artifact has a file per task and log, not more. */
const MOST_ENTRIES = 100_000;
/** Where the files lie: in a record, and in the whole artifact of a run. */
const PLACES = ['', 'nemo-eval/'];

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const UNIX = 3;

/**
 * Unpacks the files of a record, and nothing else, from the zip of an artifact. Whoever made the run wrote the zip: names
 * that lead elsewhere, links, files that are there twice or too large are refused.
 * @param dir is made.
 * @throws StoreRefusal with one line: `broken`, or `unavailable` where the disk does not take it.
 */
export async function unpackRecord(zip: string, dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const { openPromise } = await import('yauzl');
  let archive: ZipFile | undefined;
  try {
    archive = await openPromise(zip, { autoClose: false, strictFileNames: true, validateEntrySizes: true });
    const entries = await listEntries(archive);
    const place = PLACES.find((prefix) => entries.has(`${prefix}result.json`));
    if (place === undefined) throw new Error('it holds no result.json');
    for (const name of Object.keys(RECORD_FILES)) {
      const entry = entries.get(place + name);
      if (entry) await unpackEntry(archive, entry, name, path.join(dir, name));
    }
    if (entries.has(`${place}scores.ndjson.gz`)) await measureScores(path.join(dir, 'scores.ndjson.gz'));
  } catch (error) {
    const kind = isOfDisk(error) ? 'unavailable' : 'broken';
    throw new StoreRefusal(kind, messageOf(error).replace(/\s+/g, ' ').slice(0, 200));
  } finally {
    archive?.close();
  }
}

/** A disk that is full or closed is no fault of the record. */
function isOfDisk(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && ['ENOSPC', 'EROFS', 'EACCES', 'EMFILE', 'EDQUOT', 'EIO'].includes(code);
}

async function listEntries(archive: ZipFile): Promise<Map<string, Entry>> {
  if (archive.entryCount > MOST_ENTRIES) throw new Error(`it holds ${archive.entryCount} files`);
  const wanted = new Set(PLACES.flatMap((place) => Object.keys(RECORD_FILES).map((name) => place + name)));
  const found = new Map<string, Entry>();
  for await (const entry of archive.eachEntry()) {
    if (!wanted.has(entry.fileName)) continue;
    if (found.has(entry.fileName)) throw new Error(`it holds ${entry.fileName} twice`);
    found.set(entry.fileName, entry);
  }
  return found;
}

async function unpackEntry(archive: ZipFile, entry: Entry, name: string, target: string): Promise<void> {
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  const isUnix = entry.versionMadeBy >>> 8 === UNIX;
  if (isUnix && type !== 0 && type !== REGULAR) throw new Error(`its ${name} is a link, or no file`);
  if (entry.isEncrypted()) throw new Error(`its ${name} is encrypted`);
  const limit = RECORD_FILES[name]!;
  if (entry.uncompressedSize > limit)
    throw new Error(`its ${name} has ${entry.uncompressedSize} bytes, and ${limit} is the most`);
  // The reader stops a stream that gives more than the entry declares.
  const stream = await archive.openReadStreamPromise(entry);
  await pipeline(stream, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
}

/** Some kilobytes can unpack to what no disk and no reader holds. */
async function measureScores(file: string): Promise<void> {
  let bytes = 0;
  const count = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(
        bytes > UNPACKED_SCORES ? new Error('its scores.ndjson.gz unpacks to more than 4 GiB') : undefined,
      );
    },
  });
  try {
    await pipeline(createReadStream(file), createGunzip({ chunkSize: MIB }), count);
  } catch (error) {
    const told = messageOf(error);
    throw told.startsWith('its ') ? error : new Error(`its scores.ndjson.gz is damaged (${told})`);
  }
}
