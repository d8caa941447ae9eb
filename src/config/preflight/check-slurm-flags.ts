import { quote } from '../../input-values.js';
import { type ConfigValue, formatPath, isMap } from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** Options of sbatch that the action or the launcher could not work with. */
const REFUSED: Readonly<Record<string, string>> = {
  'job-name': 'is what jobs are matched to tasks by',
  clusters: 'sends the job to another cluster, where it would not be found again',
  'test-only': 'submits nothing',
  wait: 'has the submission wait for the end of the job',
  parsable: 'changes the answer that the launcher reads the id of the job from',
  quiet: 'hides the answer that the launcher reads the id of the job from',
  wrap: 'takes the place of the job script',
};

/** Options that the launcher has keys for. What stands here is written behind them, and wins. */
const KEYS: Readonly<Record<string, string>> = {
  time: 'execution.walltime',
  account: 'execution.account',
  partition: 'execution.partition',
  nodes: 'execution.num_nodes',
  'ntasks-per-node': 'execution.ntasks_per_node',
};

/** `execution.sbatch_extra_flags`: given to Slurm as they are, but for what breaks matching, watching or stopping. */
export function checkSbatchFlags(context: CheckContext): Finding[] {
  const flags = context.at('execution', 'sbatch_extra_flags');
  const key = 'execution.sbatch_extra_flags';
  if (flags === undefined || flags === '???') return [];
  if (!isMap(flags)) return [noMapping(context, flags)];
  return [...flags].flatMap(([name, value]): Finding[] => {
    // Neither becomes an option.
    if (value === false || value === null) return [];
    return checkFlag(context, formatPath(['execution', 'sbatch_extra_flags', name]), name, value, key);
  });
}

/** The launcher asks even a null for its items. */
function noMapping({ from }: CheckContext, flags: ConfigValue): Finding {
  return error(
    'invalid_setting',
    `${from('execution.sbatch_extra_flags')} ${flags === null ? 'is null' : 'has a value of another kind'}, where the launcher takes a mapping only`,
    'take the key out, or set execution.sbatch_extra_flags={} in overrides',
  );
}

function checkFlag(
  { from }: CheckContext,
  key: string,
  name: string,
  value: ConfigValue,
  parent: string,
): Finding[] {
  if (!/^[a-z][a-z0-9-]*$/i.test(name))
    return [
      error(
        'unsafe_cluster_value',
        `${from(key)}: ${quote(name)} is no name of an option, and the launcher writes it as it is into the job's script`,
        'write the name of an option of sbatch without dashes in front, and its value behind the colon',
      ),
    ];
  if (typeof value === 'object' || (typeof value === 'string' && /[\r\n\0]/.test(value)))
    return [
      error(
        'unsafe_cluster_value',
        `${from(key)} is no text of one line: what follows would be run on the compute node`,
        'give one value on one line',
      ),
    ];
  if (name.length > 1 && 'array'.startsWith(name))
    return [
      error(
        'sbatch_array',
        `${from(key)}: --array makes many jobs of each task, all of which would write into one folder`,
        `take ${name} out of ${parent}`,
      ),
    ];
  const option = longOption(name);
  const why = REFUSED[option];
  if (why !== undefined)
    return [error('sbatch_flag', `${from(key)}: --${option} ${why}`, `take ${option} out of ${parent}`)];
  if (option === 'dependency' && !isDependency(value))
    return [
      error(
        'sbatch_flag',
        `${from(key)} is ${quote(String(value).slice(0, 100))}, which is no dependency of Slurm`,
        'write it as afterok:JOBID, afterany:JOBID or singleton',
      ),
    ];
  const own = KEYS[option];
  if (own === undefined) return [];
  return [
    warning(
      'sbatch_flag',
      `${from(key)} takes the place of ${own}, which is what is checked and shown`,
      `set ${own} in its place`,
    ),
  ];
}

/** Sbatch takes an option's name shortened too, as far as it is no other's. */
function longOption(name: string): string {
  const full = [...Object.keys(REFUSED), ...Object.keys(KEYS), 'dependency', 'comment'];
  if (full.includes(name) || name.length < 3) return name;
  return full.find((option) => option.startsWith(name)) ?? name;
}

function isDependency(value: ConfigValue): boolean {
  const one =
    '(?:singleton|(?:after|afterany|afterok|afternotok|aftercorr|afterburstbuffer)(?::\\d+(?:_\\d+|_\\*)?(?:\\+\\d+)?)+)';
  return typeof value === 'string' && new RegExp(`^${one}(?:[,?]${one})*$`).test(value);
}
