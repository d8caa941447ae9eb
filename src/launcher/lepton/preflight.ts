import { setTimeout as sleep } from 'node:timers/promises';
import { error, type Finding, warning } from '../../config/preflight/finding.js';
import type { ResolvedConfig } from '../../config/resolve.js';
import { getAt } from '../../config/value.js';
import { quote } from '../../input-values.js';
import { referredSecrets } from '../../lepton/forward-variables.js';
import { isObject, readJobs } from '../../lepton/job-state.js';
import type { LeptonLogin } from '../../lepton/login.js';
import { type AskLepton, isDown, isOk, type LeptonReply, problemOf } from './ask.js';

const TRIES = 3;
const PAUSE_MS = 500;
/** A proxy, a login page or another service answers with HTTP 200 too. */
const NOT_LEPTON = "the answer is not Lepton's";

/**
 * What the workspace itself says of a config, by asking and making nothing: whether it lets us in, whether it has the
 * secrets and the node groups that the config names. It takes a second or two.
 */
export async function preflightLepton(
  ask: AskLepton,
  login: LeptonLogin,
  config: ResolvedConfig,
  signal?: AbortSignal,
): Promise<Finding[]> {
  for (let tries = 1; ; tries += 1) {
    const [jobs, groups, secrets] = (await ask(
      [
        { method: 'GET', path: '/jobs', query: { job_query_mode: 'alive_only', page: '1', page_size: '1' } },
        { method: 'GET', path: '/dedicated-node-groups' },
        { method: 'GET', path: '/usersecrets' },
      ],
      signal ? { signal } : {},
    )) as [LeptonReply, LeptonReply, LeptonReply];
    // One answer that fails proves nothing; a refusal does.
    const isRefused = 'status' in jobs && [401, 403, 404].includes(jobs.status);
    if (isOk(jobs) && readJobs(jobs.body))
      return [...checkGroups(config, listOf(groups)), ...checkSecrets(config, listOf(secrets))];
    if (isRefused || tries >= TRIES || signal?.aborted) {
      const found = error(
        'lepton_login',
        `the Lepton workspace ${login.workspaceId} (${login.source}) cannot be used: ${isOk(jobs) ? NOT_LEPTON : problemOf(jobs)}`,
        'check LEPTON_WORKSPACE_ID, LEPTON_WORKSPACE_TOKEN and LEPTON_WORKSPACE_URL of the step',
      );
      return [isDown(jobs) ? { ...found, infrastructure: true } : found];
    }
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** What a list in an answer holds; or why there is none, on one line: an answer of something else lists nothing. */
function listOf(reply: LeptonReply): Record<string, unknown>[] | string {
  if (!isOk(reply)) return problemOf(reply);
  return Array.isArray(reply.body) ? reply.body.filter(isObject) : NOT_LEPTON;
}

function checkGroups(config: ResolvedConfig, groups: Record<string, unknown>[] | string): Finding[] {
  const from = (key: string): string => `${key} (${config.sources.get(key) ?? 'config'})`;
  // The launcher looks for the jobs' group by name, and hands on the endpoints' as an id.
  const wanted = [
    { part: 'tasks', field: 'name', what: 'the jobs would run outside it, and the launcher says nothing' },
    { part: 'deployment', field: 'id', what: 'the endpoint would never be ready' },
  ] as const;
  return wanted.flatMap(({ part, field, what }): Finding[] => {
    const key = `execution.lepton_platform.${part}.node_group`;
    const given = getAt(config.root, ['execution', 'lepton_platform', part, 'node_group']);
    if (typeof given !== 'string' || given === '') return [];
    if (part === 'deployment' && (getAt(config.root, ['deployment', 'type']) ?? 'none') === 'none') return [];
    if (typeof groups === 'string')
      return [
        warning(
          'lepton_node_group',
          `${from(key)} could not be checked: ${groups}`,
          'look for it with "lep node list"',
        ),
      ];
    const metadata = groups.flatMap((group) => (isObject(group['metadata']) ? [group['metadata']] : []));
    if (metadata.some((one) => one[field] === given)) return [];
    const known = metadata
      .flatMap((one) => (typeof one[field] === 'string' ? [one[field]] : []))
      .slice(0, 10);
    return [
      error(
        'lepton_node_group',
        `${from(key)} is ${quote(given)}, the ${field} of no node group of the workspace: ${what}`,
        known.length > 0 ? `it has ${known.map(quote).join(', ')}` : 'it has none: leave it out',
      ),
    ];
  });
}

function checkSecrets(config: ResolvedConfig, secrets: Record<string, unknown>[] | string): Finding[] {
  return referredSecrets(config).flatMap(({ name, key }): Finding[] => {
    const source = config.sources.get(key) ?? 'config';
    if (typeof secrets === 'string')
      return [
        warning(
          'lepton_secret',
          `the secret ${quote(name)} of ${key} (${source}) could not be checked: ${secrets}`,
          'look for it with "lep secret list"',
        ),
      ];
    if (secrets.some((secret) => secret['name'] === name)) return [];
    return [
      error(
        'lepton_secret',
        `the workspace has no secret ${quote(name)}, to which ${key} (${source}) refers`,
        `make it once with "lep secret create -n ${name} -v VALUE", or name another in ${key}.value_from.secret_name_ref`,
      ),
    ];
  });
}
