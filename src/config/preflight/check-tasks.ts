import { existsSync } from 'node:fs';
import { recoveryFor } from '../../contract/built-in-contract.js';
import { quote } from '../../input-values.js';
import { formatPath } from '../value.js';
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
    ...checkBaseline(context),
  ];
}

/** The name becomes part of a container's name, a folder's and a shell script's. */
function checkName({ from }: CheckContext, { name, key }: TaskFacts): Finding[] {
  if (/^[A-Za-z0-9][A-Za-z0-9_.@+-]*$/.test(name)) return [];
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
  if (container === undefined || container === null) return [];
  if (typeof container === 'string' && /^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/.test(container)) return [];
  return [
    error(
      'invalid_image',
      `${from(`${key}.container`)} is not an image reference such as registry/image:tag`,
      'write it in full',
    ),
  ];
}

function checkMatch({ from, inputs, arch }: CheckContext, task: TaskFacts): Finding[] {
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
      // Of an image of one's own only its registry knows whether it lists the task.
      if (inputs.trustUnlistedTasks || !match.needsTrust || match.because === 'own container') return [];
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

function isOtherArchitecture(offered: string | undefined, arch: string): boolean {
  return (offered === 'amd' && arch === 'arm64') || (offered === 'arm' && arch === 'x64');
}

/** Log-probabilities are counted in the model's own tokens. */
function checkTokenizer({ config, at, from, contract }: CheckContext, task: TaskFacts): Finding[] {
  const { listed, name, key, index } = task;
  const tokenizer = task.parameter('extra', 'tokenizer') ?? null;
  const needs =
    listed !== undefined && (listed.capabilities.includes('logprobs') || listed.tokenizer === 'required');
  const own = formatPath(['evaluation', 'tasks', index, ...TOKENIZER]);
  const place = config.sources.has(own) ? own : formatPath(['evaluation', ...TOKENIZER]);
  if (tokenizer === null || tokenizer === '') {
    if (!needs) return [];
    return [
      error(
        'missing_tokenizer_for_logprobs',
        `${from(`${key}.name`)} ${name} counts in the model's own tokens, and no tokenizer is given`,
        recoveryFor(contract, 'missing_tokenizer_for_logprobs'),
      ),
    ];
  }
  if (typeof tokenizer !== 'string' || config.kept.has(place) || tokenizer === '???') return [];
  const isPath = /^(\/|\.\.?\/|~)/.test(tokenizer);
  const isLocal = at('execution', 'type') === 'local';
  if (!isPath || !isLocal || (tokenizer.startsWith('/') && existsSync(tokenizer))) return [];
  return [
    error(
      'tokenizer_not_found',
      `${from(place)} is ${quote(tokenizer)}, ${tokenizer.startsWith('/') ? 'which is not on this machine' : 'which is relative: the container would not find it'}`,
      'give an absolute path of this machine, or the id of a Hugging Face repository',
    ),
  ];
}

const TOKENIZER = ['nemo_evaluator_config', 'config', 'params', 'extra', 'tokenizer'];

/** Judges and simulated users are models too, with keys of their own. */
function checkJudgeKeys({ from }: CheckContext, task: TaskFacts): Finding[] {
  return (task.listed?.apiKeys ?? []).flatMap(({ variable, path, onlyIf }): Finding[] => {
    const used = onlyIf === undefined || task.setting(...onlyIf.split('.')) === true;
    const given = task.setting(...path.split('.'));
    const name = typeof given === 'string' && given !== '' ? given : variable;
    // The model's own key is not a judge's.
    if (path.startsWith('target.') || !used || given === null || task.variables.has(name)) return [];
    return [
      error(
        'missing_judge_key',
        `${from(`${task.key}.name`)} ${task.name} asks a judge or user model with the key in ${name}, which its container is not given`,
        `set evaluation.env_vars.${name}=host:${name} in overrides, and ${name} in env: of the step`,
      ),
    ];
  });
}

const GATED = /(^|[._])(gpqa|hle|aegis)/i;

function checkWaste({ tasks, from }: CheckContext): Finding[] {
  const timeouts = tasks.filter(
    ({ listed, parameter }) =>
      listed?.requestTimeout === 30 && Number(parameter('request_timeout') ?? 30) === 30,
  );
  const greedy = tasks.filter(
    (task) =>
      samplesPerItem(task) > 1 &&
      Number(task.parameter('temperature') ?? task.listed?.temperature ?? 1) === 0,
  );
  const gated = tasks.filter(({ name, variables }) => GATED.test(name) && !variables.has('HF_TOKEN'));
  const names = (list: readonly TaskFacts[]): string => list.map(({ name }) => name).join(', ');
  return [
    ...(timeouts.length > 0
      ? [
          warning(
            'default_request_timeout',
            `${names(timeouts)}: a request that takes longer than the default of 30 s fails, and its sample with it`,
            'set the input request-timeout, for example to 3600',
          ),
        ]
      : []),
    ...(greedy.length > 0
      ? [
          warning(
            'samples_at_temperature_zero',
            `${names(greedy)}: several samples of each item at temperature 0 (${from('evaluation.nemo_evaluator_config.config.params.temperature')}) are the same answer paid for again`,
            'raise temperature, or set one sample in params.extra',
          ),
        ]
      : []),
    ...(gated.length > 0
      ? [
          warning(
            'gated_dataset',
            `${names(gated)}: the data set is gated, and the container is not given HF_TOKEN`,
            'set evaluation.env_vars.HF_TOKEN=host:HF_TOKEN in overrides, unless the image has the data',
          ),
        ]
      : []),
  ];
}

function samplesPerItem({ listed, parameter }: TaskFacts): number {
  if (!listed?.samples) return 1;
  return Number(parameter('extra', listed.samples.key) ?? listed.samples.value ?? 1);
}

/** A task without a baseline is paid for and compared with nothing. */
function checkBaseline({ tasks, baselineTasks, from }: CheckContext): Finding[] {
  if (!baselineTasks) return [];
  const plain = (name: string): string => name.replace(/^.*\./, '');
  const there = new Set(baselineTasks.map(plain));
  return tasks
    .filter(({ name }) => !there.has(plain(name)))
    .map(({ name, key }) =>
      warning(
        'task_not_in_baseline',
        `${from(`${key}.name`)} ${name} has no scores in the baseline`,
        "run the baseline's model on it first, or there is nothing to compare with",
      ),
    );
}
