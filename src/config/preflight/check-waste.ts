import { existsSync } from 'node:fs';
import path from 'node:path';
import { quote } from '../../input-values.js';
import { equalValues } from '../value.js';
import type { CheckContext, TaskFacts } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** Settings that are paid for without use. */
export function checkWaste(context: CheckContext): Finding[] {
  return [
    ...checkTimeouts(context),
    ...checkSamples(context),
    ...checkLimits(context),
    ...checkDatasets(context),
    ...checkGated(context),
    ...checkRepeated(context),
    ...checkBaseline(context),
  ];
}

const SHOWN = 8;

/** The tasks' names, each once, and no more than one reads. */
function names(tasks: readonly TaskFacts[]): string {
  const all = [...new Set(tasks.map(({ name }) => name))];
  return all.length > SHOWN
    ? `${all.slice(0, SHOWN).join(', ')} and ${all.length - SHOWN} more`
    : all.join(', ');
}

function sharedKey(...parameter: string[]): string {
  return ['evaluation.nemo_evaluator_config.config.params', ...parameter].join('.');
}

function checkTimeouts({ tasks, from }: CheckContext): Finding[] {
  const short = tasks.filter(
    ({ listed, parameter }) =>
      listed?.requestTimeout === 30 && Number(parameter('request_timeout') ?? 30) === 30,
  );
  if (short.length === 0) return [];
  return [
    warning(
      'default_request_timeout',
      `${from(sharedKey('request_timeout'))} is 30 s for ${names(short)}: a request that takes longer fails, and its sample with it`,
      'set the input request-timeout, for example to 3600',
    ),
  ];
}

/** Next to 0, which some harnesses do not allow, is greedy too. */
const GREEDY = 0.001;

function checkSamples({ tasks, from }: CheckContext): Finding[] {
  const greedy = tasks.filter(
    (task) =>
      samplesPerItem(task) > 1 &&
      Number(task.parameter('temperature') ?? task.listed?.temperature ?? 1) <= GREEDY &&
      // With a simulated user each talk takes its own way.
      !task.listed?.apiKeys.some(({ path: key }) => key.includes('.user.')),
  );
  if (greedy.length === 0) return [];
  return [
    warning(
      'samples_at_temperature_zero',
      `${from(sharedKey('temperature'))} is 0 for ${names(greedy)}, with several samples of each item: the same answer paid for again`,
      `raise temperature, or set one sample in overrides: ${sharedKey('extra', greedy[0]!.listed!.samples!.key)}=1`,
    ),
  ];
}

function samplesPerItem({ listed, parameter }: TaskFacts): number {
  if (!listed?.samples) return 1;
  return Number(parameter('extra', listed.samples.key) ?? listed.samples.value ?? 1);
}

function checkLimits({ tasks, from }: CheckContext): Finding[] {
  const unlimited = tasks.filter(
    ({ listed, parameter }) => listed?.takesLimit === false && (parameter('limit_samples') ?? null) !== null,
  );
  if (unlimited.length === 0) return [];
  return [
    warning(
      'limit_samples_ignored',
      `${from(unlimited[0]!.settingKey('config', 'params', 'limit_samples'))} does nothing for ${names(unlimited)}, which evaluates all items`,
      'take the task out for a quick run, or limit it by a parameter of its own',
    ),
  ];
}

/** Docker makes an empty folder of a path that is not there, and a volume of a relative one. */
function checkDatasets({ config, tasks, at, from }: CheckContext): Finding[] {
  if (at('execution', 'type') !== 'local') return [];
  return tasks.flatMap(({ index, key }): Finding[] => {
    const folder = at('evaluation', 'tasks', index, 'dataset_dir');
    const place = `${key}.dataset_dir`;
    if (typeof folder !== 'string' || folder === '' || folder === '???' || config.kept.has(place)) return [];
    if (folder.includes('$') || (path.isAbsolute(folder) && existsSync(folder))) return [];
    const why = path.isAbsolute(folder) ? 'which is not there' : 'which is relative';
    return [
      error(
        'dataset_not_found',
        `${from(place)} is ${quote(folder)}, ${why}: Docker would mount an empty folder`,
        'give the absolute path of a folder of this machine',
      ),
    ];
  });
}

const GATED = /(^|[._])(gpqa|hle|aegis)/i;

function checkGated({ tasks, at, from }: CheckContext): Finding[] {
  const options = at('execution', 'extra_docker_args');
  if (typeof options === 'string' && /HF_TOKEN|--env-file/.test(options)) return [];
  const gated = tasks.filter(
    ({ index, name, variables }) =>
      GATED.test(name) &&
      ![...variables].some((variable) => /^(?:HF_TOKEN|HUGGING_?FACE_)/.test(variable)) &&
      !at('evaluation', 'tasks', index, 'dataset_dir'),
  );
  if (gated.length === 0) return [];
  return [
    warning(
      'gated_dataset',
      `${from('evaluation.env_vars.HF_TOKEN')} is missing for ${names(gated)}, whose data set is gated on Hugging Face`,
      'set evaluation.env_vars.HF_TOKEN=host:HF_TOKEN in overrides, unless the image has the data',
    ),
  ];
}

function checkRepeated({ tasks, at, from }: CheckContext): Finding[] {
  const entry = ({ index }: TaskFacts) => at('evaluation', 'tasks', index);
  return tasks.flatMap((task): Finding[] => {
    const first = tasks.find((other) => other.index < task.index && equalValues(entry(other), entry(task)));
    if (!first) return [];
    return [
      warning(
        'duplicate_task',
        `${from(`${task.key}.name`)} ${task.name} is the same as ${first.key}: it is evaluated and paid for twice`,
        'take one of them out',
      ),
    ];
  });
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
