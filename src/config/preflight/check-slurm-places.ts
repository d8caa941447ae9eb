import { quote } from '../../input-values.js';
import { hfHomeProblem, mountsOf } from '../../slurm/preflight-mounts.js';
import { type ConfigPath, formatPath } from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** Folders of the cluster that containers are given. Whether they are there the cluster is asked. */
export function checkSlurmPlaces(context: CheckContext): Finding[] {
  return [...checkMounts(context), ...checkFolders(context), ...checkHuggingFaceHome(context)];
}

/** Sources and targets go unquoted into one option, in which `,` and `:` divide. */
const SOURCE = /^\/[A-Za-z0-9._/@%+=-]*$/;
const TARGET = /^\/[A-Za-z0-9._/@%+=-]*(?::[a-z,+]+)?$/;

function checkMounts({ config, from }: CheckContext): Finding[] {
  return mountsOf(config.root).flatMap(({ path, source, target }): Finding[] => {
    const key = formatPath(path);
    if (config.kept.has(key)) return [];
    const bad = !SOURCE.test(source)
      ? source
      : typeof target === 'string' && TARGET.test(target)
        ? undefined
        : target;
    if (bad === undefined) return [];
    return [
      error(
        'invalid_mount',
        `${from(key)} mounts ${quote(`${source}:${String(target)}`.slice(0, 200))}: allowed are absolute paths of letters, digits and . _ - / @ % + =, the target with :ro or the like behind it`,
        'write it as {/folder/of/the/cluster: /folder/in/the/container}',
      ),
    ];
  });
}

/** Folders that the launcher mounts by keys of their own, in the same option. */
function checkFolders({ config, at, from, deploys, tasks }: CheckContext): Finding[] {
  const paths: ConfigPath[] = [
    ...(deploys ? ['checkpoint_path', 'cache_path'].map((key): ConfigPath => ['deployment', key]) : []),
    ...tasks.flatMap(({ index }) =>
      ['dataset_dir', 'dataset_mount_path'].map((key): ConfigPath => ['evaluation', 'tasks', index, key]),
    ),
  ];
  return paths.flatMap((path): Finding[] => {
    const [key, value] = [formatPath(path), at(...path)];
    if (typeof value !== 'string' || value === '' || value === '???' || config.kept.has(key)) return [];
    if (SOURCE.test(value)) return [];
    return [
      error(
        'invalid_mount',
        `${from(key)} is ${quote(value.slice(0, 200))}: allowed is an absolute path of letters, digits and . _ - / @ % + =`,
        'give the path in full, as it is on the cluster',
      ),
    ];
  });
}

function checkHuggingFaceHome({ config, from }: CheckContext): Finding[] {
  const problem = hfHomeProblem(config.root);
  if (problem === undefined) return [];
  return [
    warning(
      'hf_cache_not_mounted',
      `${from(problem.key)} ${problem.what}: data sets and tokenizers are downloaded by each job anew, or not at all where compute nodes have no internet`,
      'mount a folder of the cluster with execution.mounts.evaluation, and set evaluation.env_vars.HF_HOME=lit:<its path in the container>',
    ),
  ];
}
