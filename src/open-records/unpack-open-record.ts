import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import { messageOf } from '../errors.js';
import { OPEN_RECORD_FILE, RecordRefusal } from './record.js';

/** Of the file: thousands of tasks with their config. */
const MOST_BYTES = 32 * 2 ** 20;
/** Of the artifact: the file in it is text, which packs well. */
export const MOST_ZIP_BYTES = 8 * 2 ** 20;
const MOST_ENTRIES = 100;

/**
 * Reads the record out of the zip of an artifact, and nothing else. Whoever made the run wrote the zip: a file that is
 * there twice, is no file or is larger than a record is refused.
 * @throws RecordRefusal
 */
export async function unpackOpenRecord(zip: string): Promise<string> {
  const { openPromise } = await import('yauzl');
  let archive: ZipFile | undefined;
  try {
    archive = await openPromise(zip, { autoClose: false, strictFileNames: true, validateEntrySizes: true });
    if (archive.entryCount > MOST_ENTRIES) throw new RecordRefusal(`it holds ${archive.entryCount} files`);
    const entry = await findEntry(archive);
    if (entry.isEncrypted()) throw new RecordRefusal(`its ${OPEN_RECORD_FILE} is encrypted`);
    if (entry.uncompressedSize > MOST_BYTES)
      throw new RecordRefusal(
        `its ${OPEN_RECORD_FILE} has ${entry.uncompressedSize} bytes, and ${MOST_BYTES} is the most`,
      );
    return await readText(await archive.openReadStreamPromise(entry));
  } catch (error) {
    throw error instanceof RecordRefusal
      ? error
      : new RecordRefusal(`it cannot be unpacked: ${messageOf(error)}`);
  } finally {
    archive?.close();
  }
}

async function findEntry(archive: ZipFile): Promise<Entry> {
  let found: Entry | undefined;
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName !== OPEN_RECORD_FILE) continue;
    if (found) throw new RecordRefusal(`it holds ${OPEN_RECORD_FILE} twice`);
    found = entry;
  }
  if (!found) throw new RecordRefusal(`it holds no ${OPEN_RECORD_FILE}`);
  return found;
}

/** The reader stops a stream that gives more than its entry declares. */
async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new RecordRefusal(`its ${OPEN_RECORD_FILE} is no UTF-8`);
  }
}
