import { createHash } from 'node:crypto';
import { createReadStream, type Dirent, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What a folder or file of this machine holds: one hash over names and contents, or why there is none. */
export type FilesHash = { hash: string } | { reason: string };

/** A tokenizer has megabytes, a data set rarely more than this. */
const MOST_BYTES = 2 * 2 ** 30;
const MOST_FILES = 20_000;

/**
 * SHA-256 over the files below a path, by their names relative to it and their contents; what else lies there
 * (links to folders, sockets) counts by name. Reads at most 2 GiB.
 */
export async function hashFiles(root: string, signal?: AbortSignal): Promise<FilesHash> {
  try {
    const files = listFiles(root);
    if (files.length > MOST_FILES) return { reason: `more than ${MOST_FILES} files` };
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    if (bytes > MOST_BYTES) return { reason: `${(bytes / 2 ** 30).toFixed(1)} GiB, too much to hash` };
    const all = createHash('sha256');
    for (const { name, file } of files) {
      all.update(`${JSON.stringify(name)}\n`);
      if (file === undefined) continue;
      const one = createHash('sha256');
      await pipeline(createReadStream(file), one, ...(signal ? [{ signal }] : []));
      all.update(one.digest());
    }
    return { hash: all.digest('hex') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return {
      reason: code === 'ENOENT' ? 'not on this machine' : `cannot be read (${code ?? String(error)})`,
    };
  }
}

interface Listed {
  name: string;
  size: number;
  /** Absent for what has no contents to read. */
  file?: string;
}

function listFiles(root: string): Listed[] {
  const stats = statSync(root);
  if (stats.isFile()) return [{ name: '', size: stats.size, file: root }];
  const found: Listed[] = [];
  const visit = (folder: string, prefix: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a: Dirent, b: Dirent) => (a.name < b.name ? -1 : 1))) {
      const [name, file] = [`${prefix}${entry.name}`, path.join(folder, entry.name)];
      if (found.length > MOST_FILES) return;
      const target = entry.isSymbolicLink() ? statSync(file, { throwIfNoEntry: false }) : entry;
      if (entry.isDirectory()) visit(file, `${name}/`);
      // Model hubs keep their files as links to blobs; links to folders may lead round in a circle.
      else if (target?.isFile()) found.push({ name, size: statSync(file).size, file });
      else found.push({ name: `${name}@`, size: 0 });
    }
  };
  visit(root, '');
  return found;
}
