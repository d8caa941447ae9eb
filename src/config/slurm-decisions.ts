import { parseWalltime } from '../slurm/walltime.js';
import { pinPorts, portOfJob, tasksWithoutPort } from './decisions.js';
import { warning } from './preflight/finding.js';
import { type ResolvedConfig, setDecided } from './resolve.js';
import { type ConfigValue, getAt, isMap } from './value.js';

const EXECUTION = ['execution'];

/** Whether the launcher submits the evaluation to a Slurm cluster. */
export function runsOnSlurm({ root }: ResolvedConfig): boolean {
  return getAt(root, [...EXECUTION, 'type']) === 'slurm';
}

/**
 * Fills in what the launcher's Slurm executor must be given and what is the same for most: one node, one task on it,
 * the launcher's own subproject. The whole chain of resumes may take no longer than one walltime, unless the config
 * says so itself: the launcher's own 120 hours are five days of a cluster for a job that was given four hours.
 * Does nothing for another executor.
 * @returns a line for each, for the log.
 */
export function decideSlurm(config: ResolvedConfig): string[] {
  if (!runsOnSlurm(config)) return [];
  const { sources } = config;
  const at = (key: string): ConfigValue | undefined => getAt(config.root, [...EXECUTION, key]);
  const notes: string[] = [];
  const decide = (key: string, value: ConfigValue, why: string): void => {
    setDecided(config, [...EXECUTION, key], value, `action: ${why}`);
    notes.push(`execution.${key}: ${String(value)}, ${why}`);
  };
  const defaults: [string, ConfigValue, string][] = [
    ['num_nodes', 1n, 'one node'],
    ['ntasks_per_node', 1n, 'one task on each node'],
    ['subproject', 'nemo-evaluator-launcher', "the launcher's own default"],
  ];
  for (const [key, value, why] of defaults) if ((at(key) ?? null) === null) decide(key, value, why);
  const walltime = at('walltime');
  if (!isUsersOwn(sources.get('execution.max_walltime')) || at('max_walltime') === undefined) {
    if (
      typeof walltime === 'string' &&
      parseWalltime(walltime) !== undefined &&
      walltime !== at('max_walltime')
    )
      decide('max_walltime', walltime, 'as walltime: a job that ran out of it is not resumed');
  }
  return notes;
}

/** What the launcher's Hydra defaults composed has no line in a file, and nobody asked for it. */
function isUsersOwn(source: string | undefined): boolean {
  return source !== undefined && !source.endsWith('(composed)');
}

/**
 * Marks every job of the submission, so that it is found whatever the launcher recorded, and stopped by no name that
 * somebody else's jobs have too. The mark must be the whole comment: another one is replaced, and that is a finding.
 * @param tag without quotes and line breaks, as src/slurm/tag.ts writes it.
 */
export function tagSubmission(config: ResolvedConfig, tag: string): void {
  const flags = getAt(config.root, [...EXECUTION, 'sbatch_extra_flags']);
  const own = getAt(config.root, [...EXECUTION, 'sbatch_comment']) ?? null;
  const replaced: string[] = own === null || own === '' || own === tag ? [] : ['execution.sbatch_comment'];
  if (isMap(flags)) {
    // It is written behind the other and would win.
    for (const name of [...flags.keys()].filter(isComment)) {
      flags.delete(name);
      replaced.push(`execution.sbatch_extra_flags.${name}`);
    }
  }
  for (const key of replaced) {
    const source = config.sources.get(key) ?? 'config';
    config.findings.push(
      warning(
        'comment_replaced',
        `${key} (${source}) is replaced by ${tag}, by which the jobs of this run are found and stopped`,
        'take it out; execution.subproject is part of the jobs’ names, and free',
      ),
    );
  }
  setDecided(config, [...EXECUTION, 'sbatch_comment'], tag, 'action: marks the jobs of this run');
}

/** Sbatch takes the name shortened too. */
function isComment(name: string): boolean {
  return name.length >= 3 && 'comment'.startsWith(name);
}

/**
 * Pins an adapter port for each task that has none of the user's, reckoned by each job from its own id as it starts. Jobs
 * that share a node share its ports: two adapters that look for a free one at once may answer each other's requests, and a
 * job that resumes another on its node would find that one's port held for a minute.
 * @param seed of the run, a whole number of at least 0.
 * @returns the indices of the tasks.
 */
export function spreadPorts(config: ResolvedConfig, seed: number): number[] {
  if (!runsOnSlurm(config)) return [];
  const tasks = tasksWithoutPort(config);
  // Jobs of a run have different ids, so one number will do for all of its tasks.
  pinPorts(config, new Map(tasks.map((index) => [index, portOfJob(seed)])));
  return tasks;
}
