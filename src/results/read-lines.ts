import { isUtf8 } from 'node:buffer';
import { createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** One line of a file: its text, its number from 1, and where it starts and ends, in bytes of the unpacked file. */
export type OnLine = (text: string, line: number, start: number, end: number) => void;
/** A line that cannot be text. */
export type OnBadLine = (line: number, message: string) => void;
/** Awaited after the lines of each MiB: what takes them may hold the reading up. */
export type Pause = () => Promise<void>;

/** Far above any prompt with its answer; a longer line would only fill the memory. */
const LONGEST = 64 << 20;
const CHUNK = 1 << 20;
const NEWLINE = 0x0a;

/**
 * Streams the lines of a file of any size; `.gz` is unpacked. Only line feeds end a line: JSON rows may hold U+2028.
 * Empty lines are left out and still counted.
 * @returns whether the last line ended with a line feed, as all writers of JSON lines do.
 * @param mostBytes how far it may unpack: a packed file of blanks is a thousand times as large.
 * @throws Error with one line where the file cannot be read to its end, or is larger than that.
 */
export async function readLines(
  file: string,
  onLine: OnLine,
  onBad: OnBadLine,
  pause?: Pause,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new Error('it is not there');
  if (!stats.isFile()) throw new Error('it is not a file');
  const raw = createReadStream(file, { highWaterMark: CHUNK });
  const splitter = new LineSplitter(onLine, onBad);
  const chunks = file.endsWith('.gz')
    ? raw.on('error', (error) => unpacked.destroy(error)).pipe(createGunzip({ chunkSize: CHUNK }))
    : raw;
  const unpacked = chunks;
  for await (const chunk of inOwnWords(chunks as AsyncIterable<Buffer>)) {
    splitter.push(chunk);
    if (splitter.bytes > mostBytes)
      throw new Error(`it unpacks to more than ${Math.ceil(mostBytes / 2 ** 20)} MiB, far beyond its items`);
    await pause?.();
  }
  return splitter.finish();
}

/** Messages of the system name the whole path, and those of zlib what only it knows. */
async function* inOwnWords(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') throw new Error('it was cut off: its packed end is missing');
    if (code?.startsWith('Z_')) throw new Error('it is not packed with gzip, or damaged');
    throw code === undefined ? error : new Error(`the system refuses it (${code})`);
  }
}

class LineSplitter {
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private skipping = false;
  private line = 1;
  private start = 0;
  private position = 0;

  /** Taken in so far. */
  get bytes(): number {
    return this.position;
  }

  constructor(
    private readonly onLine: OnLine,
    private readonly onBad: OnBadLine,
  ) {}

  push(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      if (at === from && this.position === this.start) {
        from = this.skipEmpty(chunk, from);
        continue;
      }
      this.keep(chunk.subarray(from, at));
      this.position += at - from;
      this.end();
      this.position += 1;
      this.start = this.position;
      from = at + 1;
    }
    this.keep(chunk.subarray(from));
    this.position += chunk.length - from;
  }

  /** Passes over empty lines, which a file may have hundreds of millions of. @returns where the next line starts. */
  private skipEmpty(chunk: Buffer, from: number): number {
    let at = from;
    while (chunk[at] === NEWLINE) at += 1;
    this.line += at - from;
    this.position += at - from;
    this.start = this.position;
    return at;
  }

  finish(): boolean {
    const complete = this.position === this.start;
    if (!complete) this.end();
    return complete;
  }

  private keep(part: Buffer): void {
    if (part.length === 0 || this.skipping) return;
    this.pendingBytes += part.length;
    this.pending.push(part);
    if (this.pendingBytes <= LONGEST) return;
    this.skipping = true;
    this.pending = [];
  }

  private end(): void {
    const bytes = this.pending.length === 1 ? this.pending[0]! : Buffer.concat(this.pending);
    if (this.skipping) this.onBad(this.line, `is longer than ${LONGEST >> 20} MiB`);
    else if (!isUtf8(bytes)) this.onBad(this.line, 'is not UTF-8 text');
    else {
      const text = bytes.toString('utf8');
      if (text.trim() !== '') this.onLine(text, this.line, this.start, this.position);
    }
    this.pending = [];
    this.pendingBytes = 0;
    this.skipping = false;
    this.line += 1;
  }
}
