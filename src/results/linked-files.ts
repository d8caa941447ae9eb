import { type Dirent, realpathSync } from 'node:fs';
import path from 'node:path';

/** Links and pipes are listed, so that one which cannot be read is said, and not passed over. */
export function mayBeFile(entry: Dirent): boolean {
  return !entry.isDirectory();
}

/**
 * Why a per-item file is not read, in words that follow its name; undefined where it may be. A link must stay in the
 * folder of the results: what it leads to otherwise is no part of them, and was not written by the harness.
 */
export function whyRefused(file: string, folder: string): string | undefined {
  try {
    const inside = path.relative(realpathSync(folder), realpathSync(file));
    return inside.startsWith('..') || path.isAbsolute(inside)
      ? 'is a link that leads out of the results: put the file itself there'
      : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'is a link to nothing' : `cannot be read (${code ?? 'for a reason unknown'})`;
  }
}
