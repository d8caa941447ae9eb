/** The folder of reruns, below the run's own. */
export const RERUN_FOLDER = 'confirm';

/** Reruns that there may be of one run. */
export const RERUNS = ['candidate', 'baseline'] as const;
