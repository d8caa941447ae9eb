import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { FlipText } from '../comparison/flips.js';
import { flipLine } from '../report/flips-ndjson.js';

/** Writes flips.ndjson as benchmarks are compared. A disk that is full costs this file, and no verdict. */
export class FlipsFile {
  private handle: number | undefined;
  private started = false;
  private reason: string | undefined;

  constructor(
    readonly file: string,
    private readonly redact: (text: string) => string,
  ) {}

  /** Whether there is a file, whole. */
  get isWritten(): boolean {
    return this.started && this.reason === undefined;
  }

  add(benchmark: string, flips: readonly FlipText[]): void {
    if (this.reason !== undefined) return;
    try {
      this.handle ??= openSync(this.file, 'w', 0o600);
      this.started = true;
      const lines = flips.map((flip) => flipLine(benchmark, flip, this.redact));
      writeSync(this.handle, `${lines.join('\n')}\n`);
    } catch (error) {
      this.reason = (error as Error).message;
      this.close();
      rmSync(this.file, { force: true });
    }
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
  }

  /** Why the file could not be written; undefined where it was, or nothing changed. */
  get failure(): string | undefined {
    return this.reason;
  }
}
