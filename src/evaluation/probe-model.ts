import { type CheckContext, openContext } from '../config/preflight/context.js';
import type { Finding } from '../config/preflight/finding.js';
import { probeFindings } from '../config/preflight/probe-findings.js';
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
  const { env, log, stop } = session;
  const context = openContext(config, preflightFacts(session, inputs));
  const { at, from, tasks } = context;
  const [url, model] = [at('target', 'api_endpoint', 'url'), at('target', 'api_endpoint', 'model_id')];
  const isKept = ['url', 'model_id'].some((key) => config.kept.has(`target.api_endpoint.${key}`));
  if (inputs.preflight === 'off' || at('deployment', 'type') !== 'none' || isKept) return [];
  if (typeof url !== 'string' || typeof model !== 'string' || !URL.canParse(url)) return [];
  const args = at('execution', 'extra_docker_args');
  if (typeof args === 'string' && hasOwnNetwork(args)) {
    log.info(
      'the endpoint is not probed: execution.extra_docker_args give its containers a network of their own',
    );
    return [];
  }
  const keyName = at('target', 'api_endpoint', 'api_key_name');
  const apiKeyName = typeof keyName === 'string' && keyName !== '' ? keyName : undefined;
  const apiKey = apiKeyName === undefined ? undefined : env[apiKeyName];
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
    return [];
  }
  return probeFindings(answer, {
    url,
    model,
    ...(apiKeyName ? { apiKeyName } : {}),
    ...(maxNewTokens ? { maxNewTokens } : {}),
    from,
  });
}

/** Whether containers may reach hosts that the runner itself does not know. */
export function hasOwnNetwork(dockerArgs: string): boolean {
  return /--add-host\b|--dns\b|--net(?:work)?[ =]["']?(?!host(?![\w.-]))/.test(dockerArgs);
}

/** The largest max_new_tokens that the config sets, and where. */
function largestAnswer({ config, at }: CheckContext): { key: string; value: bigint } | undefined {
  const keys = ['evaluation', ...config.taskNames.map((_, index) => `evaluation.tasks[${index}]`)];
  const found = keys.flatMap((base, index) => {
    const path = index === 0 ? ['evaluation'] : ['evaluation', 'tasks', index - 1];
    const value = at(...path, 'nemo_evaluator_config', 'config', 'params', 'max_new_tokens');
    const key = `${base}.nemo_evaluator_config.config.params.max_new_tokens`;
    return typeof value === 'bigint' ? [{ key, value }] : [];
  });
  return found.sort((a, b) => Number(b.value - a.value))[0];
}
