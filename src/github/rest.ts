import { messageOf } from '../errors.js';

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

/** Seconds that are waited for a rate limit to end; more would hold up a step that has its results. */
const LONGEST_WAIT = 90;
const REQUEST_TIMEOUT_MS = 60_000;
const RETRIES = 2;

/**
 * Connects to GitHub's REST API, with retries after faults of the server and, up to 90 s, after rate limits. Nothing is
 * asked yet. The client is loaded only here: most runs of a comparison by paths need none.
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
  const waitFor = (kind: string) => (seconds: number, _options: object, _octokit: object, tries: number) => {
    const waits = seconds <= LONGEST_WAIT && tries < RETRIES;
    const then = waits ? `asked again in ${seconds} s` : `too long to wait: ${seconds} s`;
    log.info(`GitHub's ${kind} is reached; ${then}`);
    return waits;
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
    throttling,
    retry,
  );
  octokit.hook.before('request', (request) => {
    request.request.signal ??= AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  });
  return octokit;
}

/** The HTTP status of what the client has thrown; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  const response = (error as { response?: unknown } | null)?.response;
  return typeof status === 'number' && response !== undefined ? status : undefined;
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
