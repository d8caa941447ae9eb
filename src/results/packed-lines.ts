import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync, type WriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';

/**
 * Writes lines into a packed file that gets its name only when it is whole; without a line there is no file. It is the
 * caller's to `drain` often enough: until then lines are kept.
 */
export class PackedLines {
  private pending: string[] = [];
  private packer: Gzip | undefined;
  private output: WriteStream | undefined;
  private written: Promise<void> | undefined;
  private failure: unknown;

  constructor(private readonly file: string) {}

  add(line: string): void {
    this.pending.push(line);
  }

  /** Hands over what was added, and waits until there is room for more. Never throws: see `throwIfBroken`. */
  async drain(): Promise<void> {
    const lines = this.pending;
    this.pending = [];
    if (lines.length === 0 || this.failure !== undefined) return;
    this.packer ??= this.open();
    const hasRoom = this.packer.write(`${lines.join('\n')}\n`);
    // What breaks later on ends the waiting too.
    if (!hasRoom) await Promise.race([once(this.packer, 'drain').catch(() => undefined), this.written]);
  }

  throwIfBroken(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  /** Ends the file and gives it its name. @throws Error where it could not be written. */
  async close(): Promise<void> {
    await this.drain();
    this.packer?.end();
    await this.written;
    this.throwIfBroken();
    if (this.packer) renameSync(this.part, this.file);
    else rmSync(this.file, { force: true });
  }

  /** Leaves nothing behind. Never throws: what kept the file from being written says more. */
  async discard(): Promise<void> {
    this.failure ??= new Error('it was given up');
    this.packer?.destroy();
    await this.written;
    // A file that is still being opened would come back.
    if (this.output && !this.output.closed) await once(this.output, 'close');
    for (const name of [this.part, this.file]) {
      try {
        rmSync(name, { force: true });
      } catch {
        // A folder in its place, or a disk that takes no change: it is none of ours.
      }
    }
  }

  private get part(): string {
    return `${this.file}.part`;
  }

  private open(): Gzip {
    const packer = createGzip({ level: LEVEL });
    this.output = createWriteStream(this.part, { mode: 0o600 });
    this.written = pipeline(packer, this.output).catch((error) => {
      this.failure ??= error;
    });
    return packer;
  }
}

/** Hashes do not get smaller by trying harder: the default saves a twentieth, for more of the time. */
const LEVEL = 1;
