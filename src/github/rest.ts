import { type ErrorState, messageOf } from '../errors.js';

/** What of the log a client needs. */
export interface RestLog {
  info(line: string): void;
}

/** Where the REST API is, and as whom it is asked. */
export interface RestOptions {
  token: string;
  /** `owner/name` of the repository that the job runs in. */
  repository: string;
  /** Default: the API of github.com. */
  apiUrl?: string;
  log: RestLog;
}

/** The REST API of GitHub, for one repository. */
export interface GitHub {
  octokit: Octokit;
  owner: string;
  repo: string;
}

export type Octokit = Awaited<ReturnType<typeof createOctokit>>;

/** Seconds that a step waits for rate limits to end, all its requests together: more would hold up what has its results. */
const LONGEST_WAIT = 90;
/** Of each try. */
const TIMEOUT_MS = 20_000;
/** Of a try where the server has just left one without an answer. */
const SHORT_TIMEOUT_MS = 5_000;
const RETRIES = 2;

/** What a server has cost so far. */
interface Patience {
  /** Seconds spent on its rate limits. */
  waited: number;
  /** Whether the last try had no answer. */
  isSilent: boolean;
}

/** By address: a step has several clients of one server, and what it does to one it does to all. */
const servers = new Map<string, Patience>();

/**
 * Connects to GitHub's REST API, with retries after faults of the server and, up to 90 s for the whole process, after rate
 * limits. A server that gave no answer is asked once and briefly from then on, until it gives one. Nothing is asked yet.
 * The client is loaded only here: most runs of a comparison by paths need none.
 */
export async function connectGitHub(options: RestOptions): Promise<GitHub> {
  const [owner = '', repo = ''] = options.repository.split('/');
  return { octokit: await createOctokit(options), owner, repo };
}

async function createOctokit({ token, apiUrl, log }: RestOptions) {
  const [{ getOctokit }, { throttling }, { retry }] = await Promise.all([
    import('@actions/github'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
  ]);
  const server = serverOf(apiUrl);
  const waitFor = (kind: string) => (seconds: number, _options: object, _octokit: object, tries: number) => {
    const waits = server.waited + seconds <= LONGEST_WAIT && tries < RETRIES;
    if (waits) server.waited += seconds;
    const then = waits ? `asked again in ${seconds} s` : `too long to wait: ${seconds} s`;
    log.info(`GitHub's ${kind} is reached; ${then}`);
    return waits;
  };
  // What is hooked first is innermost: this holds for each try, and not for the waits between them.
  const timeLimit: Parameters<typeof getOctokit>[2] = ({ hook }) => {
    hook.before('request', ({ request }) => {
      request.signal = AbortSignal.timeout(server.isSilent ? SHORT_TIMEOUT_MS : TIMEOUT_MS);
    });
    hook.after('request', () => {
      server.isSilent = false;
    });
    hook.error('request', (error) => {
      server.isSilent = statusOf(error) === undefined;
      throw error;
    });
  };
  const octokit = getOctokit(
    token,
    {
      ...(apiUrl ? { baseUrl: apiUrl } : {}),
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
      throttle: {
        onRateLimit: waitFor('rate limit'),
        onSecondaryRateLimit: waitFor('secondary rate limit'),
      },
      // Limits are the other plugin's; the rest of 4xx does not change by asking again.
      retry: { retries: RETRIES, doNotRetry: [400, 401, 403, 404, 409, 410, 413, 422, 429, 451] },
    },
    timeLimit,
    throttling,
    retry,
  );
  octokit.hook.before('request', ({ request }) => {
    if (server.isSilent) request.retries = 0;
  });
  return octokit;
}

function serverOf(apiUrl = ''): Patience {
  const known = servers.get(apiUrl) ?? { waited: 0, isSilent: false };
  servers.set(apiUrl, known);
  return known;
}

/** The HTTP status of what the client has thrown; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  const response = (error as { response?: unknown } | null)?.response;
  return typeof status === 'number' && response !== undefined ? status : undefined;
}

/**
 * What a request that was refused waits for: `config-error`: the workflow must allow it; `infrastructure-error`: a limit, or
 * a fault of the service; undefined: GitHub has said no for good.
 */
export function prospectOf(error: unknown): ErrorState | undefined {
  const status = statusOf(error);
  const message = messageOf(error);
  if (status === undefined || status >= 500 || status === 429) return 'infrastructure-error';
  if (/rate limit|abuse/i.test(message)) return 'infrastructure-error';
  if (status === 403 && /\block/i.test(message)) return undefined;
  return [401, 403, 404].includes(status) ? 'config-error' : undefined;
}

/**
 * One line on why a request was refused, with the line of YAML that would help where one would.
 * @param permission what the request needs, such as `checks: write`
 */
export function explainRefusal(error: unknown, permission: string): string {
  const status = statusOf(error);
  const message = messageOf(error)
    .replace(/ - https?:\/\/\S+$/, '')
    .replace(/\s+/g, ' ');
  const told = status === undefined ? message : `${status} ${message}`;
  if (/\block/i.test(message) && status === 403) return `the conversation is locked (${told})`;
  if (/rate limit|abuse/i.test(message) || status === 429) return `GitHub's rate limit is reached (${told})`;
  if (status === 401) return `GitHub does not accept the token (${told}): check the input github-token`;
  if (status === 403 || status === 404) {
    return `the job's token may not do this (${told}): add "${permission}" under "permissions:" of the job`;
  }
  if (status === undefined) return `GitHub cannot be reached (${told})`;
  return `GitHub refuses it (${told})`;
}
