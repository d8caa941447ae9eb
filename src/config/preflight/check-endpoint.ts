import { recoveryFor } from '../../contract/built-in-contract.js';
import { messageOf } from '../../errors.js';
import { endpointUrl, quote } from '../../input-values.js';
import { isLoopback } from '../base.js';
import { usesHostNetwork } from '../decisions.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** The model's address, and whether the endpoint is of the type that each task asks of it. */
export function checkEndpoint(context: CheckContext): Finding[] {
  const { at } = context;
  const deployment = at('deployment', 'type');
  if (deployment === undefined) return [missingDeployment(context)];
  if (deployment !== 'none') return [...checkTargetOfDeployment(context), ...checkTypes(context)];
  return [...checkAddress(context), ...checkLoopback(context), ...checkTypes(context)];
}

function missingDeployment({ from }: CheckContext): Finding {
  return error(
    'missing_deployment_type',
    `${from('deployment.type')} is missing`,
    'write deployment.type: none for a model behind an endpoint',
  );
}

function checkTargetOfDeployment({ at, from }: CheckContext): Finding[] {
  const keys = ['url', 'model_id'].filter((key) => (at('target', 'api_endpoint', key) ?? null) !== null);
  if (keys.length === 0) return [];
  return [
    error(
      'endpoint_with_deployment',
      `target.api_endpoint.${keys.join(' and ')} must be left out where the config deploys a model (${from('deployment.type')})`,
      'take it out, or set deployment.type=none in overrides',
    ),
  ];
}

function checkAddress({ config, at, from, about }: CheckContext): Finding[] {
  const missing = (
    [
      ['url', 'endpoint-url'],
      ['model_id', 'model'],
    ] as const
  ).flatMap(([key, input]): Finding[] => {
    const value = at('target', 'api_endpoint', key);
    // ??? is a finding of its own.
    if (typeof value === 'string' && value !== '') return [];
    return [
      error(
        'missing_endpoint',
        `${from(`target.api_endpoint.${key}`)} is missing`,
        `set the input ${input}, or the key in the config${about(`target.api_endpoint.${key}`)}`,
      ),
    ];
  });
  const url = at('target', 'api_endpoint', 'url');
  const key = 'target.api_endpoint.url';
  if (typeof url !== 'string' || url === '' || url === '???' || config.kept.has(key)) return missing;
  try {
    endpointUrl(url, from(key));
    return missing;
  } catch (refused) {
    const [message, ...recovery] = messageOf(refused).split(/: (?=it needs|pass the key)/);
    return [...missing, error('invalid_endpoint_url', message!, recovery.join(': ') || 'write it in full')];
  }
}

function checkLoopback({ config, at, from }: CheckContext): Finding[] {
  const url = at('target', 'api_endpoint', 'url');
  if (typeof url !== 'string' || !isLoopback(url) || usesHostNetwork(config)) return [];
  // Another container's network may hold the endpoint.
  const args = at('execution', 'extra_docker_args');
  const isOther = typeof args === 'string' && /--net(?:work)?[ =]/.test(args);
  return [
    (isOther ? warning : error)(
      'unreachable_loopback',
      `${from('target.api_endpoint.url')} is ${quote(url)}, on this machine, which a container on Docker's own network cannot reach`,
      'set execution.extra_docker_args="--network host" in overrides',
    ),
  ];
}

const SUFFIXES: readonly [RegExp, string][] = [
  [/\/chat\/completions\/?$/, 'chat'],
  [/\/embeddings\/?$/, 'embedding'],
  [/\/completions\/?$/, 'completions'],
];

/** `completions_logprob` is completions with more in the answer, and images go to a chat endpoint. */
function family(type: string): string {
  return { completions_logprob: 'completions', vlm: 'chat' }[type] ?? type;
}

/** The launcher obeys the task's endpoint_type, else the catalogue's; what the endpoint is, only the user knows. */
function checkTypes({ at, from, tasks, inputs, contract, config }: CheckContext): Finding[] {
  const declared = at('target', 'api_endpoint', 'type');
  const url = at('target', 'api_endpoint', 'url');
  const hasUrl = typeof url === 'string' && URL.canParse(url) && !config.kept.has('target.api_endpoint.url');
  const pathOfUrl = hasUrl ? new URL(url).pathname : '';
  const ofUrl = SUFFIXES.find(([pattern]) => pattern.test(pathOfUrl))?.[1];
  const isSaid = typeof declared === 'string' && declared !== '' && declared !== '???';
  const claims: [string, string][] = [
    ...(isSaid ? ([[declared, from('target.api_endpoint.type')]] as [string, string][]) : []),
    ...(ofUrl ? ([[ofUrl, from('target.api_endpoint.url')]] as [string, string][]) : []),
  ];
  return tasks.flatMap(({ name, key, endpointType }): Finding[] => {
    if (endpointType === undefined) return [];
    const against = claims.find(([type]) => family(type) !== family(endpointType));
    if (!against) return [];
    const [type, claim] = against;
    return [
      error(
        'wrong_endpoint_type',
        `${from(`${key}.name`)} ${name} asks a ${endpointType} endpoint, but ${claim} says ${type}`,
        `${recoveryFor(contract, 'wrong_endpoint_type')}${inputs.config ? '' : `, or choose a task for ${type}`}`,
      ),
    ];
  });
}
