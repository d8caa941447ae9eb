import { existsSync } from 'node:fs';
import { recoveryFor } from '../../contract/built-in-contract.js';
import { quote } from '../../input-values.js';
import { isMap, showValue } from '../value.js';
import type { CheckContext, TaskFacts } from './context.js';
import { error, type Finding } from './finding.js';
import { isMountedBy, mountTargets } from './shell-text.js';

/** Log-probabilities, and lengths of prompts, are counted in the model's own tokens. */
export function checkTokenizer(context: CheckContext, task: TaskFacts): Finding[] {
  const { listed } = task;
  const tokenizer = task.parameter('extra', 'tokenizer') ?? null;
  if (tokenizer === null || tokenizer === '') {
    const isNeeded = listed?.capabilities.includes('logprobs') || listed?.tokenizer === 'required';
    return isNeeded ? [missing(context, task)] : [];
  }
  return [...checkBackend(context, task), ...checkPlace(context, task, tokenizer)];
}

function missing({ from, contract }: CheckContext, { key, name }: TaskFacts): Finding {
  return error(
    'missing_tokenizer_for_logprobs',
    `${from(`${key}.name`)} ${name} counts in the model's own tokens, and no tokenizer is given`,
    recoveryFor(contract, 'missing_tokenizer_for_logprobs'),
  );
}

const BACKEND = ['config', 'params', 'extra', 'tokenizer_backend'];

/** Lm-eval drops the tokenizer where its backend is None, as the launcher's tasks have it, and fails (models/api_models.py). */
function checkBackend({ config, from }: CheckContext, task: TaskFacts): Finding[] {
  const { name, listed } = task;
  if (listed?.harness !== 'lm-evaluation-harness' || !listed.capabilities.includes('logprobs')) return [];
  const backend = task.setting(...BACKEND) ?? 'None';
  const key = task.settingKey(...BACKEND);
  if (config.kept.has(key) || !/^none$/i.test(showValue(backend))) return [];
  return [
    error(
      'missing_tokenizer_for_logprobs',
      `${from(key)} is None, with which ${name} does not load the tokenizer that it needs`,
      `set ${key}=huggingface in overrides`,
    ),
  ];
}

function checkPlace(context: CheckContext, task: TaskFacts, tokenizer: unknown): Finding[] {
  const { config, at, from } = context;
  const key = task.settingKey('config', 'params', 'extra', 'tokenizer');
  if (typeof tokenizer !== 'string' || tokenizer === '???' || config.kept.has(key)) return [];
  if (!/^(?:\/|\.\.?\/|~)/.test(tokenizer)) return [];
  if (at('execution', 'type') === 'slurm') return checkOnSlurm(context, task, tokenizer);
  if (at('execution', 'type') !== 'local') return [];
  if (tokenizer.startsWith('/') && (existsSync(tokenizer) || isInside(context, task, tokenizer))) return [];
  const where = tokenizer.startsWith('/')
    ? 'which is not on this machine'
    : 'which is relative: the container would not find it';
  return [
    error(
      'tokenizer_not_found',
      `${from(key)} is ${quote(tokenizer)}, ${where}`,
      'give an absolute path of this machine, or the id of a Hugging Face repository',
    ),
  ];
}

/** Its paths are of another machine: only whether the container is given them can be told. */
function checkOnSlurm(context: CheckContext, task: TaskFacts, tokenizer: string): Finding[] {
  const { at, from } = context;
  const mounts = at('execution', 'mounts', 'evaluation');
  const isGiven =
    task.match?.kind === 'unlisted' ||
    (isMap(mounts) && isMountedBy(mounts, tokenizer)) ||
    // Homes are mounted unless the config says otherwise; where they are, only the cluster knows.
    (at('execution', 'mounts', 'mount_home') !== false &&
      tokenizer.split('/').includes(String(at('execution', 'username'))));
  if (isGiven && tokenizer.startsWith('/')) return [];
  return [
    error(
      'tokenizer_not_found',
      `${from(task.settingKey('config', 'params', 'extra', 'tokenizer'))} is ${quote(tokenizer)}, which the evaluation's container on the cluster is not given`,
      'mount it with execution.mounts.evaluation, by its absolute path there, or give the id of a Hugging Face repository',
    ),
  ];
}

/** Whether a path may be the container's own: mounted there, or part of an image that we do not know. */
function isInside({ at }: CheckContext, { index, match }: TaskFacts, file: string): boolean {
  if (match?.kind === 'unlisted') return true;
  const own = (key: string): unknown => at('evaluation', 'tasks', index, key);
  const options = at('execution', 'extra_docker_args');
  const targets = [
    ...(typeof options === 'string' ? mountTargets(options) : []),
    ...(own('dataset_dir') ? [String(own('dataset_mount_path') ?? '/datasets')] : []),
  ];
  return targets.some((target) => file === target || file.startsWith(`${target}/`));
}
