import { recoveryFor } from '../../contract/built-in-contract.js';
import { messageOf } from '../../errors.js';
import { endpointUrl, quote } from '../../input-values.js';
import { isLoopback } from '../base.js';
import { usesHostNetwork } from '../decisions.js';
import { isMap } from '../value.js';
import type { CheckContext, TaskFacts } from './context.js';
import { formOfPath, shownUrl } from './endpoint-url.js';
import { error, type Finding, warning } from './finding.js';

/** The model's address, and whether the endpoint is of the type that each task asks of it. */
export function checkEndpoint(context: CheckContext): Finding[] {
  const { at, deploys } = context;
  const types = context.tasks.flatMap((task) => checkType(context, task));
  if ((at('deployment', 'type') ?? null) === null) return [missingDeployment(context)];
  if (deploys) return [...checkTargetOfDeployment(context), ...types];
  return [
    ...checkTarget(context),
    ...addresses(context).flatMap((key) => checkAddress(context, key)),
    ...types,
  ];
}

function missingDeployment({ from }: CheckContext): Finding {
  return error(
    'missing_deployment_type',
    `${from('deployment.type')} is missing`,
    'write deployment.type: none for a model behind an endpoint',
  );
}

function checkTargetOfDeployment({ at, from }: CheckContext): Finding[] {
  // The launcher refuses the bare key too.
  const endpoint = at('target', 'api_endpoint');
  const keys = ['url', 'model_id'].filter((key) => isMap(endpoint) && endpoint.has(key));
  if (keys.length === 0) return [];
  return [
    error(
      'endpoint_with_deployment',
      `target.api_endpoint.${keys.join(' and ')} must be left out where the config deploys a model (${from('deployment.type')})`,
      'take it out, or set deployment.type=none in overrides',
    ),
  ];
}

/** What stands for a value that is not given; `???` is a finding of its own. */
function isGiven(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return typeof value === 'bigint' || typeof value === 'number';
}

function checkTarget({ at, from, about }: CheckContext): Finding[] {
  const inputs = [
    ['url', 'endpoint-url'],
    ['model_id', 'model'],
  ] as const;
  return inputs.flatMap(([key, input]): Finding[] => {
    const value = at('target', 'api_endpoint', key);
    if (isGiven(value) && (key === 'model_id' || typeof value === 'string')) return [];
    return [
      error(
        'missing_endpoint',
        `${from(`target.api_endpoint.${key}`)} is missing`,
        `set the input ${input}, or the key in the config${about(`target.api_endpoint.${key}`)}`,
      ),
    ];
  });
}

/** Keys of the addresses that requests go to, each once. */
function addresses({ tasks }: CheckContext): string[] {
  return [...new Set(['target.api_endpoint.url', ...tasks.map(({ urlKey }) => urlKey)])];
}

function addressAt({ config, tasks, at }: CheckContext, key: string): string | undefined {
  const value =
    tasks.find(({ urlKey }) => urlKey === key)?.url ??
    (key === 'target.api_endpoint.url' ? at('target', 'api_endpoint', 'url') : undefined);
  const isPlain = typeof value === 'string' && value !== '' && value !== '???' && !config.kept.has(key);
  return isPlain ? value : undefined;
}

function checkAddress(context: CheckContext, key: string): Finding[] {
  const { from } = context;
  const url = addressAt(context, key);
  if (url === undefined) return [];
  try {
    // Of what is no address, a query could hold a key too.
    endpointUrl(URL.canParse(url) ? url : url.replace(/[?#].*$/s, ''), from(key));
  } catch (refused) {
    const [message, ...recovery] = messageOf(refused).split(/: (?=it needs|pass the key)/);
    return [error('invalid_endpoint_url', message!, recovery.join(': ') || 'write it in full')];
  }
  return checkLoopback(context, key, url);
}

function checkLoopback({ config, at, from }: CheckContext, key: string, url: string): Finding[] {
  if (!isLoopback(url) || usesHostNetwork(config)) return [];
  if (at('execution', 'type') !== 'local')
    return [
      warning(
        'unreachable_loopback',
        `${from(key)} is ${shownUrl(new URL(url))}: where the evaluation runs that is the compute node itself, not this machine`,
        'name a host that compute nodes reach, unless the endpoint runs on each of them',
      ),
    ];
  // Another container's network may hold the endpoint.
  const args = at('execution', 'extra_docker_args');
  const isOther = typeof args === 'string' && /--net(?:work)?[ =]/.test(args);
  return [
    (isOther ? warning : error)(
      'unreachable_loopback',
      `${from(key)} is ${shownUrl(new URL(url))}, on this machine, which a container on Docker's own network cannot reach`,
      'set execution.extra_docker_args="--network host" in overrides',
    ),
  ];
}

/** The evaluator's EndpointType, and `vlm`, which it takes for chat. */
const TYPES = ['chat', 'completions', 'completions_logprob', 'embedding', 'vlm'];

/** `completions_logprob` is completions with more in the answer, and images go to a chat endpoint. */
function family(type: string): string {
  return { completions_logprob: 'completions', vlm: 'chat' }[type] ?? type;
}

/**
 * The launcher obeys the task's endpoint_type, else the catalogue's; the evaluator refuses a type that the task does
 * not take; what the endpoint is, only the user knows.
 */
function checkType(
  context: CheckContext,
  { name, key, endpointType, typeKey, listed, urlKey }: TaskFacts,
): Finding[] {
  const { from, inputs, contract } = context;
  if (endpointType === undefined) return [];
  const wrong = (message: string, hint = ''): Finding[] => [
    error('wrong_endpoint_type', message, `${hint}${recoveryFor(contract, 'wrong_endpoint_type')}`),
  ];
  if (!TYPES.includes(endpointType))
    return wrong(
      `${from(typeKey)} is ${quote(endpointType)}: allowed are ${TYPES.join(', ')}`,
      'correct it, or take it out; ',
    );
  const takes = listed?.endpoints ?? [endpointType];
  if (
    !takes.some(
      (type) => type === endpointType || (family(type) === 'chat' && family(endpointType) === 'chat'),
    )
  )
    return wrong(
      `${from(typeKey)} is ${endpointType}, but ${name} takes ${takes.join(' and ')} only: the evaluator refuses it inside its container`,
      'take it out; ',
    );
  const against = claims(context, urlKey).find(([type]) => family(type) !== family(endpointType));
  if (!against) return [];
  const [type, claim] = against;
  return [
    error(
      'wrong_endpoint_type',
      `${from(`${key}.name`)} ${name} asks a ${endpointType} endpoint, but ${claim} says ${type}`,
      `${recoveryFor(contract, 'wrong_endpoint_type')}${inputs.config ? '' : `, or choose a task for ${type}`}`,
    ),
  ];
}

/** What says of which type the endpoint is: the declaration, where it speaks of this address, and the address. */
function claims(context: CheckContext, urlKey: string): [string, string][] {
  const { at, from } = context;
  const declared = at('target', 'api_endpoint', 'type');
  const isSaid = typeof declared === 'string' && declared !== '' && declared !== '???';
  const url = addressAt(context, urlKey);
  const ofUrl = url !== undefined && URL.canParse(url) ? formOfPath(new URL(url)) : undefined;
  return [
    ...(isSaid && urlKey === 'target.api_endpoint.url'
      ? [[declared, from('target.api_endpoint.type')] as [string, string]]
      : []),
    ...(ofUrl ? [[ofUrl, from(urlKey)] as [string, string]] : []),
  ];
}
