import { error, type Finding } from '../config/preflight/finding.js';
import { type ConfigMap, getAt } from '../config/value.js';
import type { ClusterFacts } from './preflight-findings.js';
import { codeOf, firstSaid, type Said } from './preflight-shell.js';

const KEY = 'execution.sbatch_extra_flags.dependency';

/** Whether a config's jobs start only when other jobs have ended. */
export function waitsForJobs(root: ConfigMap): boolean {
  return (getAt(root, ['execution', 'sbatch_extra_flags', 'dependency']) ?? null) !== null;
}

interface Dependency {
  /** `afterok` and the like. */
  type: string;
  jobId: string;
}

/** The jobs that a config's own jobs wait for. */
function dependenciesOf(root: ConfigMap): Dependency[] {
  const value = getAt(root, ['execution', 'sbatch_extra_flags', 'dependency']);
  if (typeof value !== 'string') return [];
  return value.split(/[,?]/).flatMap((part) => {
    const [type = '', ...ids] = part.split(':');
    return ids
      .map((id) => id.replace(/\+\d+$/, ''))
      .filter((id) => /^\d+(?:_\d+)?$/.test(id))
      .map((jobId): Dependency => ({ type, jobId }));
  });
}

/** Lines of a script, behind its prelude, that ask for the state of each of these jobs. */
export function renderDependencies(root: ConfigMap): string[] {
  return [...new Set(dependenciesOf(root).map(({ jobId }) => jobId))].flatMap((id) => [
    `has squeue && ask queue.${id} squeue -h -t all -j ${id} -o %T`,
    `has sacct && ask acct.${id} sacct -n -X -P -j ${id} -o State`,
  ]);
}

const BAD = /^(?:FAILED|CANCELLED|TIMEOUT|NODE_FAIL|OUT_OF_MEMORY|BOOT_FAIL|DEADLINE|PREEMPTED)/;

/**
 * Slurm takes a job that it does not know for one that has ended, and starts at once what waits for it: a slip in the
 * id would have an older checkpoint evaluated.
 */
export function judgeDependencies(said: Said, { root, name, from }: ClusterFacts): Finding[] {
  return dependenciesOf(root).flatMap(({ type, jobId }): Finding[] => {
    const queued = codeOf(said, `queue.${jobId}`) === 0 ? firstSaid(said, `queue.${jobId}`) : '';
    const answers = codeOf(said, `acct.${jobId}`) === 0;
    const state = queued || (answers ? firstSaid(said, `acct.${jobId}`) : '');
    const found = (what: string, recovery: string): Finding[] => [
      error('cluster_dependency', `${from(KEY)}: job ${jobId} ${what}`, recovery),
    ];
    if (state === '')
      return answers
        ? found(
            `is not known to ${name}: Slurm takes it for one that has ended, and would start the evaluation at once`,
            'correct the id of the job, or take the dependency out',
          )
        : [];
    const never = (type === 'afterok' && BAD.test(state)) || (type === 'afternotok' && state === 'COMPLETED');
    if (!never) return [];
    return found(
      `has ended as ${state.split(' ')[0]}, so that ${type} would never be met: the evaluation would wait for ever`,
      'name another job, or take the dependency out',
    );
  });
}
