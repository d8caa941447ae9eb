import { type CheckContext, openContext } from '../config/preflight/context.js';
import type { Finding } from '../config/preflight/finding.js';
import { largestAnswer } from '../config/preflight/largest-answer.js';
import type { Probed } from '../config/preflight/probe-answer.js';
import { type ProbeFacts, probeFindings } from '../config/preflight/probe-findings.js';
import type { ResolvedConfig } from '../config/resolve.js';
import type { Inputs } from '../inputs.js';
import { probeEndpoint } from '../launcher/probe-endpoint.js';
import { preflightFacts } from './preflight.js';
import { orStopped, type Session } from './session.js';

/** Asks the endpoint for its models and one token, where the config names an endpoint. */
export async function probeModel(
  session: Session,
  inputs: Inputs,
  config: ResolvedConfig,
): Promise<Finding[]> {
  const asked = await askModel(session, inputs, config);
  return asked ? probeFindings(asked.answer, asked.facts) : [];
}

/** Whether the endpoint lists another model too, and answers for it. */
export async function servesModel(
  session: Session,
  inputs: Inputs,
  config: ResolvedConfig,
  model: string,
): Promise<boolean> {
  const asked = await askModel(session, inputs, config, model);
  if (!asked) return false;
  const { models, request } = asked.answer;
  return models.state === 'listed' && 'status' in request && request.status === 200;
}

async function askModel(
  session: Session,
  inputs: Inputs,
  config: ResolvedConfig,
  other?: string,
): Promise<{ answer: Probed; facts: ProbeFacts } | undefined> {
  const { env, log, stop } = session;
  const context = openContext(config, preflightFacts(session, inputs));
  const { at, from, tasks } = context;
  const [url, model] = [tasks[0]?.url, other ?? at('target', 'api_endpoint', 'model_id')];
  const isKept = ['url', 'model_id'].some((key) => config.kept.has(`target.api_endpoint.${key}`));
  if (inputs.preflight === 'off' || at('deployment', 'type') !== 'none' || isKept) return undefined;
  if (typeof url !== 'string' || typeof model !== 'string' || !URL.canParse(url)) return undefined;
  if (at('execution', 'type') !== 'local') {
    log.info('the endpoint is not probed: it is asked from the cluster, not from this runner');
    return undefined;
  }
  const args = at('execution', 'extra_docker_args');
  if (typeof args === 'string' && hasOwnNetwork(args)) {
    log.info(
      'the endpoint is not probed: execution.extra_docker_args give its containers a network of their own',
    );
    return undefined;
  }
  const keyName = at('target', 'api_endpoint', 'api_key_name');
  const apiKeyName = typeof keyName === 'string' && keyName !== '' ? keyName : undefined;
  const apiKey = apiKeyName === undefined ? undefined : keyOf(context, apiKeyName, env);
  const maxNewTokens = largestAnswer(context);
  const answer = await orStopped(
    session,
    probeEndpoint({
      url,
      model,
      endpointType: tasks[0]?.endpointType ?? 'chat',
      ...(apiKey ? { apiKey } : {}),
      needsLogprobs: tasks.some(({ listed }) => listed?.capabilities.includes('logprobs')),
      signal: stop.signal,
      env,
    }),
  );
  if ('skipped' in answer) {
    log.info(`the endpoint is not probed: ${answer.skipped}`);
    return undefined;
  }
  return {
    answer,
    facts: {
      url,
      model,
      ...(apiKeyName ? { apiKeyName } : {}),
      ...(maxNewTokens ? { maxNewTokens } : {}),
      from,
    },
  };
}

/** Whether containers may reach hosts that the runner itself does not know. */
export function hasOwnNetwork(dockerArgs: string): boolean {
  return /--add-host\b|--dns\b|--net(?:work)?[ =]["']?(?!host(?![\w.-]))/.test(dockerArgs);
}

/** The key as the evaluation's container gets it: under the name given, by a map of variables or from the job. */
function keyOf({ at }: CheckContext, name: string, env: NodeJS.ProcessEnv): string | undefined {
  const maps = [['evaluation', 'tasks', 0], ['evaluation'], []].map((owner) =>
    at(...owner, 'env_vars', name),
  );
  const given = maps.find((value) => typeof value === 'string');
  const [, prefix, rest] = /^(host|lit):(.*)$/s.exec(typeof given === 'string' ? given : '') ?? [];
  if (prefix === 'lit') return rest;
  return env[prefix === 'host' ? rest! : name];
}
