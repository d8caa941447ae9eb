import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder and its parents, one by one: Node's recursive mkdir never returns where the system refuses with
 * ENOENT, as below /proc.
 * @returns the topmost folder that had to be made, if any.
 */
export function makeFolders(dir: string, mode?: number): string | undefined {
  const missing: string[] = [];
  for (let folder = dir; !existsSync(folder); folder = path.dirname(folder)) missing.unshift(folder);
  for (const folder of missing) {
    // Another job may make the same folder at the same time.
    if (!existsSync(folder)) mkdirSync(folder, mode === undefined ? {} : { mode });
  }
  return missing[0];
}
