import type { PreflightFacts } from '../../src/config/preflight/context.js';
import { describeFinding, type Finding } from '../../src/config/preflight/finding.js';
import { checkConfig, isError } from '../../src/config/preflight/preflight.js';
import {
  type ResolvedConfig,
  type ResolveRequest,
  resolveConfig,
  sourcedLeaves,
} from '../../src/config/resolve.js';
import { formatPath, getAt, toPlain } from '../../src/config/value.js';
import { BUILT_IN_CONTRACT } from '../../src/contract/built-in-contract.js';
import { ConfigError } from '../../src/errors.js';
import { loadInputs } from '../../src/inputs.js';

export const FACTS = {
  date: '20260102',
  runId: '77',
  runAttempt: '2',
  job: 'nightly eval',
  sha: 'abcdef0123456789',
  matrix: '',
};
export const ENDPOINT = { model: 'm', 'endpoint-url': 'https://host/v1/chat/completions' };
export const SIMPLE = { ...ENDPOINT, tasks: 'mmlu' };

/** Resolves as `inputs` and `text` say. */
export function resolveOnly(
  inputs: Record<string, string>,
  text?: string,
  env: Record<string, string> = {},
  more: Partial<ResolveRequest> = {},
): ResolvedConfig {
  const given = text === undefined ? inputs : { config: 'conf/eval.yaml', ...inputs };
  return resolveConfig({
    inputs: loadInputs((name) => given[name] ?? ''),
    ...(text === undefined ? {} : { file: { name: 'conf/eval.yaml', text } }),
    workspace: '/ws',
    facts: FACTS,
    variable: (name) => env[name],
    ...more,
  });
}

/** Everything that preflight finds, without asking an endpoint. */
export function check(
  config: ResolvedConfig,
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
  facts: Partial<PreflightFacts> = {},
): Finding[] {
  return checkConfig(config, {
    where: 'conf/eval.yaml',
    inputs: loadInputs((name) => inputs[name] ?? ''),
    contract: BUILT_IN_CONTRACT,
    variable: (name) => env[name],
    arch: 'x64',
    ...facts,
  });
}

/** Resolves and checks as `preflight: strict` does. @throws ConfigError with all errors. */
export function resolve(
  inputs: Record<string, string>,
  text?: string,
  env: Record<string, string> = {},
): ResolvedConfig {
  const config = resolveOnly(inputs, text, env);
  const errors = check(config, inputs, env).filter(isError);
  if (errors.length > 0) throw new ConfigError(errors.map(describeFinding).join(' | '));
  return config;
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
