import { ConfigError } from '../errors.js';
import type { Inputs } from '../inputs.js';
import { type ConfigMap, type ConfigValue, formatPath, getAt, isMap, setAt } from './value.js';

const API_ENDPOINT = ['target', 'api_endpoint'];
const PARAMS = ['evaluation', 'nemo_evaluator_config', 'config', 'params'];

/**
 * Sets what the inputs say on the tree, in place.
 * @param isTaken whether something stronger has set a path already.
 * @returns the paths set, with the input that set each.
 * @throws ConfigError where an input contradicts the file.
 */
export function applyInputs(
  root: ConfigMap,
  inputs: Inputs,
  isTaken: (key: string) => boolean = () => false,
): [string, string][] {
  refuseContradictions(root, inputs);
  const set: [string, string][] = [];
  const put = (path: string[], value: ConfigValue | undefined, input: string): void => {
    if (value === undefined || isTaken(path.join('.'))) return;
    setAt(root, path, value);
    set.push([path.join('.'), `input ${input}`]);
  };
  // What a task says itself would win over what is said for all.
  const putParameter = (path: string[], value: ConfigValue | undefined, input: string): void => {
    put([...PARAMS, ...path], value, input);
    if (value === undefined) return;
    for (const [index, task] of taskMaps(root)) {
      const own = [...PARAMS.slice(1), ...path];
      const key = formatPath(['evaluation', 'tasks', index, ...own]);
      if (getAt(task, own) === undefined || isTaken(key)) continue;
      setAt(task, own, value);
      set.push([key, `input ${input}`]);
    }
  };
  const { parameters: p } = inputs;
  put([...API_ENDPOINT, 'url'], inputs.endpointUrl, 'endpoint-url');
  put([...API_ENDPOINT, 'model_id'], inputs.model, 'model');
  if (inputs.checkpoint !== undefined)
    put(['deployment', 'checkpoint_path'], inputs.checkpoint, 'checkpoint');
  put([...API_ENDPOINT, 'type'], inputs.endpointType, 'endpoint-type');
  put([...API_ENDPOINT, 'api_key_name'], inputs.apiKeyName, 'api-key-name');
  putParameter(['extra', 'tokenizer'], p.tokenizer, 'tokenizer');
  // Without a backend lm-eval drops the tokenizer that it is given.
  if (p.tokenizer !== undefined && getAt(root, [...PARAMS, 'extra', 'tokenizer_backend']) === undefined)
    put([...PARAMS, 'extra', 'tokenizer_backend'], 'huggingface', 'tokenizer');
  putParameter(['limit_samples'], integer(p.limitSamples), 'limit-samples');
  putParameter(['parallelism'], integer(p.parallelism), 'parallelism');
  putParameter(['temperature'], p.temperature, 'temperature');
  putParameter(['top_p'], p.topP, 'top-p');
  putParameter(['max_new_tokens'], integer(p.maxNewTokens), 'max-new-tokens');
  putParameter(['request_timeout'], integer(p.requestTimeout), 'request-timeout');
  return set;
}

function taskMaps(root: ConfigMap): [number, ConfigMap][] {
  const tasks = getAt(root, ['evaluation', 'tasks']);
  return Array.isArray(tasks)
    ? tasks.flatMap((task, index): [number, ConfigMap][] => (isMap(task) ? [[index, task]] : []))
    : [];
}

function integer(value: number | undefined): bigint | undefined {
  return value === undefined ? undefined : BigInt(value);
}

function refuseContradictions(root: ConfigMap, inputs: Inputs): void {
  const deployment = getAt(root, ['deployment', 'type']);
  if (inputs.checkpoint !== undefined && deployment === 'none')
    throw new ConfigError(
      'input checkpoint has no effect: the config deploys no model (deployment.type: none); leave the input out, or deploy one',
    );
  const given = (
    [
      [inputs.model, 'model'],
      [inputs.endpointUrl, 'endpoint-url'],
    ] as const
  ).flatMap(([value, name]) => (value ? [name] : []));
  if (typeof deployment === 'string' && deployment !== 'none' && given.length > 0) {
    throw new ConfigError(
      `input ${given.join(' and ')} contradicts the config, which deploys a model itself (deployment.type: ${deployment}): leave the input out, or set deployment.type=none in overrides`,
    );
  }
}
