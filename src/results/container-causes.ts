/** Slurm and what starts containers under it; srun may put the task's number in front. */
const BY_SLURM = /^(?:\d+:\s)?(?:slurmstepd\S*|srun|sbatch|pyxis|enroot\S*):/;
/** pyxis reports through slurmstepd, enroot's log among what it reports. */
const PYXIS = /^(?:\d+:\s)?slurmstepd\S*: error: pyxis:\s*(.*)$/;
const ENROOT = /(?:(?:^|\s)\[ERROR\]|enroot-\w+:(?:\s\[ERROR\])?)\s+(.*)$/;
/** Lines of pyxis that lead to others. */
const LEADS = /^(?:child \d+ failed|printing |couldn't start container$|\[(?:INFO|WARN)\])/;

/**
 * Why a container did not start on a compute node, by the words of pyxis and enroot.
 * @param log of a job's step.
 * @returns undefined where they complain of nothing, or the program in the container has written something since.
 */
export function explainContainer(log: string): string | undefined {
  const lines = log.split('\n').map((line) => line.trim());
  const last = lines.findLastIndex(
    (line) => PYXIS.test(line) || /^(?:\d+:\s)?enroot\S*:.*\[ERROR\]/.test(line),
  );
  if (last < 0 || lines.slice(last + 1).some((line) => line !== '' && !BY_SLURM.test(line))) return undefined;
  const said = lines.slice(0, last + 1).flatMap((line) => PYXIS.exec(line)?.[1] ?? []);
  const what = said.find((line) => line !== '' && !LEADS.test(line) && !ENROOT.test(line));
  const why = lines.slice(0, last + 1).flatMap((line) => ENROOT.exec(line)?.[1] ?? [])[0];
  if (what === undefined && why === undefined) return undefined;
  const quoted = [what && `pyxis: ${what}`, why && `enroot: ${why}`].filter(Boolean).join('; ');
  if (/\bimport\b/.test(what ?? '') || /returned error code|credentials/.test(why ?? ''))
    return `the compute node could not get the image (${quoted}): check its name, and for a registry that asks for a login ~/.config/enroot/.credentials on the cluster`;
  return `the container did not start (${quoted})${/mount/.test(quoted) ? ': check execution.mounts' : ''}`;
}
