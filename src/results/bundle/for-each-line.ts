import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

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

/**
 * Streams the lines of a UTF-8 file. Only `\n` ends a line: rows may hold U+2028, at which Node's own reader splits.
 * A last line without an end counts.
 * @throws BrokenLines for text that is not UTF-8 and for a line of more than 64 MiB; the system's error for a file that
 *   cannot be read.
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
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
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
