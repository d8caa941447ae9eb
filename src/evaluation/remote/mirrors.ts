/** The folder, below a run's, to which the results of a cluster come. */
export const MIRRORS = 'eval_results';
