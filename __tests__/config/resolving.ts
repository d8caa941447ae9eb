import { type ResolvedConfig, resolveConfig, sourcedLeaves } from '../../src/config/resolve.js';
import { formatPath, getAt, toPlain } from '../../src/config/value.js';
import { loadInputs } from '../../src/inputs.js';

export const FACTS = {
  date: '20260102',
  runId: '77',
  runAttempt: '2',
  job: 'nightly eval',
  sha: 'abcdef0123456789',
};
export const ENDPOINT = { model: 'm', 'endpoint-url': 'https://host/v1/chat/completions' };
export const SIMPLE = { ...ENDPOINT, tasks: 'mmlu' };

export function resolve(
  inputs: Record<string, string>,
  text?: string,
  env: Record<string, string> = {},
): ResolvedConfig {
  const given = text === undefined ? inputs : { config: 'conf/eval.yaml', ...inputs };
  return resolveConfig({
    inputs: loadInputs((name) => given[name] ?? ''),
    ...(text === undefined ? {} : { file: { name: 'conf/eval.yaml', text } }),
    workspace: '/ws',
    facts: FACTS,
    variable: (name) => env[name],
  });
}

export const at = (config: ResolvedConfig, ...path: (string | number)[]): unknown =>
  toPlain(getAt(config.root, path) ?? null);
export const source = (config: ResolvedConfig, path: string): string | undefined =>
  sourcedLeaves(config).find((leaf) => formatPath(leaf.path) === path)?.source;

export const RAW = `execution: {type: local, mode: sequential}
deployment: {type: none}
target:
  api_endpoint:
    url: https://host/v1/chat/completions
    model_id: m
evaluation:
  tasks:
    - name: mmlu
    - name: gsm8k
    - name: mmlu
      nemo_evaluator_config: {config: {params: {top_p: 0.5}}}
`;
