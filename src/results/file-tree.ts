import path from 'node:path';
import { listIfThere } from './invocation.js';

const MOST_LINES = 200;
/** A cache of requests may have more files than anyone can wait for. */
const MOST_ENTRIES = 100_000;

/**
 * The files below a folder, by their paths relative to it, in order of their names; as `find . -type f | sort`, up to
 * 200 lines, with the number of those left out.
 */
export function listFileTree(root: string): string[] {
  const found: string[] = [];
  let seen = 0;
  const pending = [''];
  while (pending.length > 0 && seen < MOST_ENTRIES) {
    const folder = pending.pop()!;
    for (const entry of listIfThere(path.join(root, folder))) {
      seen += 1;
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) pending.push(name);
      else if (entry.isFile()) found.push(name);
    }
  }
  found.sort();
  const more = found.length - MOST_LINES;
  const cut = seen >= MOST_ENTRIES ? [`… counting stopped at ${MOST_ENTRIES} entries`] : [];
  return [...found.slice(0, MOST_LINES), ...(more > 0 ? [`… and ${more} more`] : []), ...cut];
}
