import { isMap } from '../value.js';
import type { CheckContext } from './context.js';
import { type Finding, warning } from './finding.js';

/** Owners on Hugging Face whose models are given only to accounts that have asked for them. */
const GATED = /^(?:meta-llama\/|google\/gemma)/;

/** Keys without which a server cannot fetch its model, once the GPUs are up. */
export function checkDeploymentKeys(context: CheckContext): Finding[] {
  return [...checkHuggingFace(context), ...checkNim(context)];
}

/** Names of the variables that the server is given. */
function variablesOf({ at }: CheckContext): Set<string> {
  return new Set(
    [at('env_vars'), at('deployment', 'env_vars')].flatMap((map) => (isMap(map) ? [...map.keys()] : [])),
  );
}

function checkHuggingFace(context: CheckContext): Finding[] {
  const { at, from } = context;
  const [handle, command] = [at('deployment', 'hf_model_handle'), at('deployment', 'command')];
  const [, served] =
    /(?:vllm serve|--model(?:[-_]path)?[ =])\s*["']?([^\s"'-][^\s"']*)/.exec(
      typeof command === 'string' ? command : '',
    ) ?? [];
  const model = typeof handle === 'string' && handle !== '' ? handle : served;
  if (model === undefined || !GATED.test(model)) return [];
  const given = variablesOf(context);
  if (['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN'].some((name) => given.has(name))) return [];
  // A token for the evaluation is not the server's.
  const other =
    at('evaluation', 'env_vars', 'HF_TOKEN') === undefined ? '' : ' (it does not get evaluation.env_vars)';
  const key = model === handle ? 'deployment.hf_model_handle' : 'deployment.command';
  return [
    warning(
      'missing_server_key',
      `${from(key)} names ${model.slice(0, 120)}, which Hugging Face gives only to accounts that may read it, and the server has no HF_TOKEN${other}`,
      'set deployment.env_vars.HF_TOKEN=host:HF_TOKEN in overrides, and HF_TOKEN in env: of the step; or mount a cache that has the model',
    ),
  ];
}

function checkNim(context: CheckContext): Finding[] {
  const { at, from } = context;
  const image = at('deployment', 'image');
  if (at('deployment', 'type') !== 'nim' || typeof image !== 'string' || !image.startsWith('nvcr.io/'))
    return [];
  if (['NGC_API_KEY', 'NGC_CLI_API_KEY'].some((name) => variablesOf(context).has(name))) return [];
  // What is mounted may hold the weights.
  const mounts = at('execution', 'mounts', 'deployment');
  if ((at('deployment', 'cache_path') ?? null) !== null || (isMap(mounts) && mounts.size > 0)) return [];
  return [
    warning(
      'missing_server_key',
      `${from('deployment.image')} is a NIM, which fetches its model from NGC, and the server has no NGC_API_KEY`,
      'set deployment.env_vars.NGC_API_KEY=host:NGC_API_KEY in overrides, and NGC_API_KEY in env: of the step; or mount a cache that has the model',
    ),
  ];
}
