import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_USER } from '../../../tools/slurm/places.js';

/** One for each copy of this repository: the path of a copy may be too long, or closed to the login. */
const PREFIX = `nea-slurm-${createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex')
  .slice(0, 8)}`;
/** Files that run at once have a cluster each, since each expects its queue to be its own. */
const WORKER = process.env['JEST_WORKER_ID'] ?? '1';

export const CLUSTER_DIR = path.join(tmpdir(), `${PREFIX}-w${WORKER}`);
export const CLUSTER_USER = WORKER === '1' ? DEFAULT_USER : `${DEFAULT_USER}${WORKER}`;

/** The folders of all workers' clusters that are there. */
export function clusterDirs() {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => path.join(tmpdir(), name));
}
