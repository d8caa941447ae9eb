import { parseWalltime } from '../../slurm/walltime.js';
import { showValue } from '../value.js';
import { checkSbatchFlags } from './check-slurm-flags.js';
import { checkSlurmPlaces } from './check-slurm-places.js';
import { checkSlurmTexts } from './check-slurm-texts.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** What can be told of a config for a Slurm cluster without asking the cluster. */
export function checkSlurm(context: CheckContext): Finding[] {
  return [
    ...checkGiven(context),
    ...checkOutputDir(context),
    ...checkCounts(context),
    ...checkWalltime(context),
    ...checkResumes(context),
    ...checkInstances(context),
    ...checkUnusedGpus(context),
    ...checkSlurmTexts(context),
    ...checkSbatchFlags(context),
    ...checkSlurmPlaces(context),
    ...checkDockerOptions(context),
  ];
}

/** Only the user knows these; the others have defaults (slurm-decisions.ts). */
const NEEDED = ['hostname', 'username', 'account', 'partition', 'walltime'];

function checkGiven({ at, from }: CheckContext): Finding[] {
  return NEEDED.filter((key) => ['', null].includes((at('execution', key) ?? null) as string | null)).map(
    (key) =>
      error(
        'missing_slurm_setting',
        `${from(`execution.${key}`)} is missing, which the launcher's Slurm executor needs`,
        `set execution.${key}=… in overrides`,
      ),
  );
}

/** The folder is the cluster's: nothing of this machine can be put before a relative one. */
function checkOutputDir({ config: { output } }: CheckContext): Finding[] {
  if (!output.inWorkspace) return [];
  const what =
    output.source === 'default'
      ? 'execution.output_dir is missing'
      : `output_dir (${output.source}) is ${showValue(output.template)}, which is relative`;
  return [
    error(
      'missing_slurm_setting',
      `${what}: results are written on the cluster, in a folder that its compute nodes share`,
      'give an absolute path of the cluster, with the input output-dir or execution.output_dir',
    ),
  ];
}

function checkCounts({ config, at, from, deploys }: CheckContext): Finding[] {
  const keys = ['num_nodes', 'num_instances', 'ntasks_per_node'];
  const wrong = keys.filter((key) => {
    const value = at('execution', key);
    const isCount = typeof value === 'bigint' && value > 0n;
    return value !== undefined && value !== '???' && !isCount && !config.kept.has(`execution.${key}`);
  });
  if (wrong.length > 0)
    return wrong.map((key) =>
      error(
        'invalid_setting',
        `${from(`execution.${key}`)} is ${showValue(at('execution', key) ?? null).slice(0, 80)}, where the launcher takes a whole number of at least 1 only`,
        `set execution.${key}=1 in overrides`,
      ),
    );
  const [nodes, instances] = [at('execution', 'num_nodes'), at('execution', 'num_instances') ?? 1n];
  // The launcher asks the deployment for its port, to divide requests among them.
  if (!deploys && typeof instances === 'bigint' && instances > 1n)
    return [
      error(
        'invalid_setting',
        `${from('execution.num_instances')} is ${instances}, but no model is deployed of which there could be several`,
        'set execution.num_instances=1 in overrides',
      ),
    ];
  if (typeof nodes !== 'bigint' || typeof instances !== 'bigint' || nodes % instances === 0n) return [];
  return [
    error(
      'gpu_count',
      `${from('execution.num_nodes')} is ${nodes}, which execution.num_instances ${instances} does not divide`,
      'choose num_nodes as a multiple of num_instances',
    ),
  ];
}

function checkWalltime({ config, at, from }: CheckContext): Finding[] {
  return ['walltime', 'max_walltime'].flatMap((name): Finding[] => {
    const [key, value] = [`execution.${name}`, at('execution', name) ?? null];
    if (value === null || value === '' || value === '???' || config.kept.has(key)) return [];
    if (typeof value === 'bigint' || typeof value === 'number')
      return [
        error(
          'integer_walltime',
          `${from(key)} is the number ${showValue(value)}, which Slurm takes for minutes; YAML reads an unquoted 12:00:00 as 43200`,
          'put it in quotes: "12:00:00"',
        ),
      ];
    if (typeof value === 'string' && parseWalltime(value) !== undefined) return [];
    return [
      error(
        'invalid_walltime',
        `${from(key)} is ${showValue(value).slice(0, 80)}: allowed are hours:minutes:seconds and days-hours:minutes:seconds, and no time of 0`,
        'write it as "04:00:00" or "1-12:00:00"',
      ),
    ];
  });
}

/** A job that runs out of walltime is queued again until the chain has run for max_walltime, or without end. */
function checkResumes({ at, from }: CheckContext): Finding[] {
  if (at('execution', 'max_walltime') !== null) return [];
  return [
    warning(
      'endless_resumes',
      `${from('execution.max_walltime')} is null: a job that runs out of walltime is queued again and again, without end`,
      'set execution.max_walltime to the hours that the evaluation may take in all, as in execution.max_walltime="24:00:00"',
    ),
  ];
}

function checkInstances({ at, from }: CheckContext): Finding[] {
  if ((at('deployment', 'multiple_instances') ?? null) === null) return [];
  return [
    error(
      'multiple_instances',
      `${from('deployment.multiple_instances')} is refused by the launcher since 0.2.3`,
      'set deployment.multiple_instances=null, and execution.num_instances with an execution.num_nodes that it divides',
    ),
  ];
}

/** The launcher's Hydra defaults ask 8 GPUs whatever is evaluated. */
function checkUnusedGpus({ at, from, deploys }: CheckContext): Finding[] {
  if (deploys || ![undefined, null, false].includes(at('execution', 'evaluation_gpu_visible') as undefined))
    return [];
  const asked = ['gres', 'gpus_per_node'].filter((key) => {
    const value = at('execution', key) ?? '';
    return key === 'gres' ? String(value).startsWith('gpu') : value !== '' && String(value) !== '0';
  });
  if (asked.length === 0) return [];
  return [
    warning(
      'unused_gpus',
      `${asked.map((key) => `${from(`execution.${key}`)} is ${showValue(at('execution', key)!)}`).join(' and ')}, but no model is deployed (deployment.type: none): the GPUs are waited for, paid for and not used`,
      `set ${asked.map((key) => `execution.${key}=null`).join(' and ')} in overrides`,
    ),
  ];
}

function checkDockerOptions({ at, from }: CheckContext): Finding[] {
  if (!at('execution', 'extra_docker_args')) return [];
  return [
    warning(
      'override_without_effect',
      `${from('execution.extra_docker_args')} has no effect on Slurm, whose containers are not run by Docker`,
      'take it out; folders are mounted with execution.mounts.evaluation and execution.mounts.deployment',
    ),
  ];
}
