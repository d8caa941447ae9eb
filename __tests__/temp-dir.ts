import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';

export interface TempDir {
  path: string;
  /** Writes a file with the folders on its way. Answers its path. */
  write(name: string, content: string | Uint8Array): string;
}

/** A folder of its own for each test of a file. */
export function tempDir(): TempDir {
  const dir: TempDir = {
    path: '',
    write(name, content) {
      const file = path.join(dir.path, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
  beforeEach(() => {
    dir.path = mkdtempSync(path.join(tmpdir(), 'unit-'));
  });
  afterEach(() => rmSync(dir.path, { recursive: true, force: true }));
  return dir;
}
