import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One for each copy of this repository: the path of a copy may be too long, or closed to the login. */
export const CLUSTER_DIR = path.join(
  tmpdir(),
  `nea-slurm-${createHash('sha256')
    .update(import.meta.dirname)
    .digest('hex')
    .slice(0, 8)}`,
);
