import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../errors.js';
import { UnreadableRecord } from './record-source.js';

const MIB = 1 << 20;

/** The files of a record, and how many bytes each may have, unpacked: far more than 200 benchmarks and 10 million items. */
const LARGEST: Readonly<Record<string, number>> = {
  'result.json': 64 * MIB,
  'snapshot.json': 64 * MIB,
  'scores.ndjson.gz': 1024 * MIB,
};

/**
 * Unpacks the files of a record from an artifact, and nothing else that lies in it.
 * @param dir is made. @throws UnreadableRecord where the artifact is none, and leaves no folder behind.
 */
export async function unpackRecord(zipFile: string, dir: string): Promise<void> {
  const { openPromise } = await import('yauzl');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  try {
    const zip = await openPromise(zipFile, { autoClose: true, validateEntrySizes: true });
    try {
      const seen = new Set<string>();
      for await (const entry of zip.eachEntry()) {
        const limit = Object.hasOwn(LARGEST, entry.fileName) ? LARGEST[entry.fileName] : undefined;
        if (limit === undefined) continue;
        if (seen.has(entry.fileName)) throw new UnreadableRecord(`has ${entry.fileName} twice`);
        seen.add(entry.fileName);
        if (entry.uncompressedSize > limit) throw new UnreadableRecord(tooLarge(entry.fileName, limit));
        const target = path.join(dir, entry.fileName);
        const bytes = await zip.openReadStreamPromise(entry);
        // What an entry says of its size is not to be believed.
        await pipeline(bytes, atMost(entry.fileName, limit), createWriteStream(target, { mode: 0o600 }));
      }
      if (!seen.has('result.json')) throw new UnreadableRecord('holds no result.json');
    } finally {
      zip.close();
    }
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    if (error instanceof UnreadableRecord || isOfDisk(error)) throw error;
    throw new UnreadableRecord(`is no zip file that can be read (${messageOf(error)})`);
  }
}

function atMost(name: string, limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > limit) done(new UnreadableRecord(tooLarge(name, limit)));
      else done(null, chunk);
    },
  });
}

const tooLarge = (name: string, limit: number): string => `has a ${name} of more than ${limit / MIB} MiB`;

/** A disk that is full or closed is no fault of the record. */
function isOfDisk(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && ['ENOSPC', 'EROFS', 'EACCES', 'EMFILE', 'EDQUOT', 'EIO'].includes(code);
}
