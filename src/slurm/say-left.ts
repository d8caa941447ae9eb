/** What may go on on a cluster, or be left there, as far as it is known. */
export interface LeftThere {
  user: string;
  host: string;
  tag: string;
  /** Every id that is known; jobs may have submitted further ones since. */
  jobIds: readonly string[];
  /** Why it is not known to be gone. */
  problem?: string;
  /** Folders in which the tasks' keys may be. */
  dirs: readonly string[];
}

/** One line by which somebody can stop and clear by hand what could not be stopped. */
export function sayLeft({ user, host, tag, jobIds, problem, dirs }: LeftThere): string {
  const why = problem === undefined ? '' : ` (${problem})`;
  const known = jobIds.length === 0 ? '' : `${jobIds.join(' ')}, and `;
  const stop = `scancel ${known}all jobs with the comment ${tag} (squeue -u ${user} -o "%i %k")`;
  const keys = dirs.length === 0 ? '' : `; then ${sayKeys(dirs)}`;
  return `jobs may still run on ${user}@${host}${why}: as ${user} there, ${stop}${keys}`;
}

/** @param dirs folders of tasks, or of invocations. */
export function sayKeys(dirs: readonly string[]): string {
  return `delete .secrets.env in ${dirs.join(', ')}`;
}
