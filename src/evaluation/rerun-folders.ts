import type { ResolvedConfig } from '../config/resolve.js';
import { executorNameOf } from './executor-name.js';

/** The folder of reruns, below the run's own. */
export const RERUN_FOLDER = 'confirm';

/** Reruns that there may be of one run. */
export const RERUNS = ['candidate', 'baseline'] as const;

/**
 * Where a rerun writes. On a cluster below the run's own output directory, which is known to be writable and may be a
 * mount whose parent is not; elsewhere beside it, where nothing lists it as a part of the run.
 */
export function rerunOutputDir(config: ResolvedConfig, name: (typeof RERUNS)[number]): string {
  const own = config.outputDir.replace(/(?<=.)\/+$/, '');
  return executorNameOf(config) === 'slurm'
    ? `${own}/${RERUN_FOLDER}-${name}`
    : `${own}-${RERUN_FOLDER}-${name}`;
}
