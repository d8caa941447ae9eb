import { quote } from '../../input-values.js';
import { isVariableName } from '../variables.js';
import { checkTokenizer } from './check-tokenizer.js';
import { checkWaste } from './check-waste.js';
import type { CheckContext, TaskFacts } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** Whether each task is there, and can come to a score. */
export function checkTasks(context: CheckContext): Finding[] {
  return [
    ...context.tasks.flatMap((task) => [
      ...checkName(context, task),
      ...checkImage(context, task),
      ...checkMatch(context, task),
      ...checkTokenizer(context, task),
      ...checkJudgeKeys(context, task),
    ]),
    ...checkWaste(context),
  ];
}

/** The name becomes part of a container's name, a folder's and a shell script's. */
function checkName({ from }: CheckContext, { name, key }: TaskFacts): Finding[] {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) return [];
  return [
    error(
      'invalid_task_name',
      `${from(`${key}.name`)} is ${quote(name)}: a task name has letters, digits and . _ - only`,
      'nemo-evaluator-launcher ls tasks lists the names',
    ),
  ];
}

function checkImage({ at, from }: CheckContext, { key, index }: TaskFacts): Finding[] {
  const container = at('evaluation', 'tasks', index, 'container');
  if (container === undefined || container === '???') return [];
  if (typeof container === 'string' && /^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/.test(container)) return [];
  // Slurm's containers may be files of the cluster, and name their registry with a #.
  const isOfCluster = typeof container === 'string' && /^[A-Za-z0-9/][A-Za-z0-9._/:@#+-]*$/.test(container);
  if (isOfCluster && at('execution', 'type') === 'slurm') return [];
  // The launcher has Docker run the image "None".
  const what =
    container === null
      ? 'null, which the launcher takes for the name of an image'
      : 'not an image reference such as registry/image:tag';
  return [
    error(
      'invalid_image',
      `${from(`${key}.container`)} is ${what}`,
      'write the image in full, or leave the key out',
    ),
  ];
}

function checkMatch({ at, from, inputs, arch }: CheckContext, task: TaskFacts): Finding[] {
  const { match, key, name } = task;
  const named = `${from(`${key}.name`)} is ${quote(name)}`;
  switch (match?.kind) {
    case 'unknown':
      return [
        error(
          'unknown_task',
          `${named}, which the launcher does not list`,
          match.suggestion === undefined
            ? 'nemo-evaluator-launcher ls tasks lists the names; a task of your own needs its container, or harness.task'
            : `did you mean "${match.suggestion}"?`,
        ),
      ];
    case 'ambiguous':
      return [
        error(
          'ambiguous_task',
          `${named}, which ${match.choices.length} harnesses have`,
          `write one of ${match.choices.join(', ')}`,
        ),
      ];
    case 'unlisted': {
      if (inputs.trustUnlistedTasks || !match.needsTrust) return [];
      if (match.because === 'own container') return checkOwnImage(from, task, match.container);
      const near = match.suggestion === undefined ? '' : `; or did you mean "${match.suggestion}"?`;
      return [
        warning(
          'unlisted_task',
          `${named}, which is not in the launcher's list: it refuses to run it unless it is trusted`,
          `set the input trust-unlisted-tasks to true${near}`,
        ),
      ];
    }
    case 'found': {
      const offered = match.task.arch;
      // Which processors a cluster has, the runner's does not tell.
      if (at('execution', 'type') !== 'local') return [];
      if (!isOtherArchitecture(offered, arch)) return [];
      return [
        error(
          'image_architecture',
          `${named}, whose image is for ${offered} only, and this runner is ${arch}`,
          'use a runner of that architecture',
        ),
      ];
    }
    default:
      return [];
  }
}

/** Of an image of one's own its registry may list the task, unless the launcher misreads the reference. */
function checkOwnImage(from: CheckContext['from'], { key, name }: TaskFacts, container: string): Finding[] {
  const [first] = container.split('/');
  const misread = container.includes('@')
    ? 'has a digest'
    : first === container
      ? 'names no registry or account'
      : first!.includes(':')
        ? 'has a port'
        : undefined;
  if (misread === undefined) return [];
  return [
    warning(
      'unlisted_task',
      `${from(`${key}.container`)} ${misread}, so that the launcher cannot read which tasks the image has: it refuses to run ${name} unless it is trusted`,
      'set the input trust-unlisted-tasks to true, or write the image as registry/image:tag',
    ),
  ];
}

function isOtherArchitecture(offered: string | undefined, arch: string): boolean {
  return (offered === 'amd' && arch === 'arm64') || (offered === 'arm' && arch === 'x64');
}

/**
 * Judges and simulated users are models too, with keys of their own. HELM's tasks are all given the keys of three
 * judges, which some of them do without.
 */
function checkJudgeKeys({ config, at, from }: CheckContext, task: TaskFacts): Finding[] {
  const options = at('execution', 'extra_docker_args');
  return (task.listed?.apiKeys ?? []).flatMap(({ variable, path, onlyIf }): Finding[] => {
    const used = onlyIf === undefined || task.setting(...onlyIf.split('.')) === true;
    const key = task.settingKey(...path.split('.'));
    const given = task.setting(...path.split('.'));
    const name = given === undefined || given === '' ? variable : given;
    // The model's own key is not a judge's; null does without; what is no name may be a key itself.
    if (path.startsWith('target.') || !used || typeof name !== 'string') return [];
    if (!isVariableName(name) || config.kept.has(key) || task.variables.has(name)) return [];
    // Docker may be told to hand it on.
    if (typeof options === 'string' && (options.includes(name) || options.includes('--env-file'))) return [];
    const isCertain = /\.(?:judge|user)\.api_key$/.test(path);
    return [
      (isCertain ? error : warning)(
        'missing_judge_key',
        `${from(`${task.key}.name`)} ${task.name} ${isCertain ? 'asks' : 'may ask'} a judge or user model with the key in ${name}, which its container is not given`,
        `set evaluation.env_vars.${name}=host:${name} in overrides, and ${name} in env: of the step; or, where no such model is asked, ${key}=null`,
      ),
    ];
  });
}
