import { isUtf8 } from 'node:buffer';
import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs';

/** Far above any row; a longer line would only fill the memory. */
const LONGEST_LINE = 64 << 20;
const NEWLINE = 0x0a;

/** A file that cannot be read line by line; `line` is where it goes wrong, from 1. */
export class BrokenLines extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** What lies at a path is no file; the message says what it is. */
export class NoFile extends Error {}

/**
 * Streams the lines of a UTF-8 file. Only `\n` ends a line: rows may hold U+2028, at which Node's own reader splits.
 * A last line without an end counts.
 * @throws BrokenLines for text that is not UTF-8 and for a line of more than 64 MiB; NoFile for a folder, pipe or device;
 *   the system's error for a file that cannot be read.
 */
export async function forEachLine(file: string, visit: (text: string, line: number) => void): Promise<void> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let line = 0;
  const emit = (bytes: Buffer): void => {
    line += 1;
    if (!isUtf8(bytes)) throw new BrokenLines('is not UTF-8 text', line);
    visit(bytes.toString('utf8'), line);
  };
  const stream = createReadStream(file, { fd: openFile(file), highWaterMark: 1 << 20 });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const rest = chunk.subarray(start, end);
      emit(pending.length === 0 ? rest : Buffer.concat([...pending, rest]));
      pending = [];
      pendingBytes = 0;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    pending.push(chunk.subarray(start));
    pendingBytes += chunk.length - start;
    if (pendingBytes > LONGEST_LINE)
      throw new BrokenLines(`is longer than ${LONGEST_LINE >> 20} MiB`, line + 1);
  }
  if (pendingBytes > 0) emit(Buffer.concat(pending));
}

/** The handle of a file, and of nothing else: a pipe would be waited for, and a device has no end. */
function openFile(file: string): number {
  // Without O_NONBLOCK the opening of a pipe waits already.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = fstatSync(handle);
  if (stats.isFile()) return handle;
  closeSync(handle);
  throw new NoFile(`is ${stats.isDirectory() ? 'a folder' : 'a pipe or device'}, not a file`);
}
