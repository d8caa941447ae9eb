import { failure, paginate } from './rest-api.js';
import { invalid } from './rest-state.js';

/** @typedef {import('./rest-api.js').RestRoute} RestRoute */
/** @typedef {import('./rest-api.js').RestResponse} RestResponse */
/** @typedef {import('./rest-state.js').CheckRun} CheckRun */

const ALL = '/repos/:owner/:repo/check-runs';
const MOST_ANNOTATIONS = 50;
const LONGEST_TEXT = 65_535;
const CONCLUSIONS = ['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'];

/**
 * Check runs: made, changed (annotations add up, the rest of the output is replaced), read, listed by commit.
 * @param {import('./rest-state.js').RestState} state
 * @returns {RestRoute[]}
 */
export function checkRoutes(state) {
  /** @param {Record<string, string>} params */
  const find = (params) => state.checks.find(({ id }) => String(id) === params['id']);
  return [
    {
      method: 'POST',
      path: ALL,
      handle({ params, body, url }) {
        const wrong = state.refuse('write', 'checks') ?? refuseBody(body);
        if (wrong) return wrong;
        if (!body.name || !body.head_sha)
          return invalid('CheckRun', 'head_sha', 'name and head_sha are needed');
        const check = /** @type {CheckRun} */ ({
          id: state.nextId(),
          name: body.name,
          head_sha: body.head_sha,
          external_id: body.external_id ?? null,
          app: state.app,
          status: 'in_progress',
          conclusion: null,
          started_at: null,
          completed_at: null,
          output: {},
          annotations: [],
        });
        change(check, body);
        state.checks.push(check);
        return { status: 201, body: describe(check, params, url) };
      },
    },
    {
      method: 'PATCH',
      path: `${ALL}/:id`,
      handle({ params, body, url }) {
        const wrong = state.refuse('write', 'checks');
        if (wrong) return wrong;
        const check = find(params);
        if (!check) return failure(404, 'Not Found');
        if (check.app !== state.app)
          return failure(
            403,
            'Invalid app_id `1` - check run can only be modified by the GitHub App that created it.',
          );
        const refused = refuseBody(body);
        if (refused) return refused;
        change(check, body);
        return { status: 200, body: describe(check, params, url) };
      },
    },
    {
      method: 'GET',
      path: `${ALL}/:id`,
      handle({ params, url }) {
        const check = find(params);
        return (
          state.refuse('read', 'checks') ??
          (check ? { status: 200, body: describe(check, params, url) } : failure(404, 'Not Found'))
        );
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/commits/:ref/check-runs',
      handle({ params, url }) {
        const wrong = state.refuse('read', 'checks');
        if (wrong) return wrong;
        const [name, status] = ['check_name', 'status'].map((key) => url.searchParams.get(key));
        const found = state.checks
          .filter((check) => check.head_sha === params['ref'])
          .filter((check) => name === null || check.name === name)
          .filter((check) => status === null || check.status === status);
        // Without "all" only the newest of each name and app is listed.
        const latest = new Map(found.map((check) => [`${check.app}/${check.name}`, check]));
        const listed = url.searchParams.get('filter') === 'all' ? found : [...latest.values()];
        const { items, headers } = paginate(listed.reverse(), url);
        const check_runs = items.map((check) => describe(check, params, url));
        return { status: 200, headers, body: { total_count: listed.length, check_runs } };
      },
    },
  ];
}

/**
 * @param {any} body
 * @returns {RestResponse | undefined}
 */
function refuseBody({ output, conclusion, status }) {
  if (conclusion !== undefined && !CONCLUSIONS.includes(conclusion))
    return failure(422, `Invalid request.\n\n${conclusion} is not a member of the conclusions.`);
  if (status === 'completed' && conclusion === undefined)
    return failure(422, 'Invalid request.\n\nMissing required key "conclusion".');
  if (!output) return undefined;
  if (!output.title || !output.summary)
    return failure(
      422,
      'Invalid request.\n\nFor \'properties/output\', "title" and "summary" weren\'t supplied.',
    );
  for (const field of ['summary', 'text'])
    if ([...(output[field] ?? '')].length > LONGEST_TEXT)
      return failure(
        422,
        `Invalid request.\n\nOnly ${LONGEST_TEXT} characters are allowed; "${field}" has more.`,
      );
  const annotations = output.annotations ?? [];
  if (annotations.length > MOST_ANNOTATIONS)
    return failure(
      422,
      `Invalid request.\n\nNo more than ${MOST_ANNOTATIONS} items are allowed; ${annotations.length} were supplied.`,
    );
  const broken = annotations.some(
    (/** @type {any} */ one) =>
      !one.path || one.path.startsWith('/') || !(one.start_line > 0) || !one.message,
  );
  return broken
    ? failure(422, 'Invalid request.\n\nAn annotation lacks path, start_line or message.')
    : undefined;
}

/**
 * @param {CheckRun} check
 * @param {any} body
 */
function change(check, { status, conclusion, started_at, completed_at, output }) {
  if (status) check.status = status;
  if (conclusion) Object.assign(check, { conclusion, status: 'completed' });
  if (started_at) check.started_at = started_at;
  if (completed_at) check.completed_at = completed_at;
  if (!output) return;
  const { annotations = [], ...texts } = output;
  check.output = texts;
  check.annotations.push(...annotations);
}

/**
 * @param {CheckRun} check
 * @param {Record<string, string>} params
 * @param {URL} url
 */
function describe({ annotations, app, output, ...check }, params, url) {
  const { owner, repo } = params;
  return {
    ...check,
    url: `${url.origin}/repos/${owner}/${repo}/check-runs/${check.id}`,
    html_url: `https://github.com/${owner}/${repo}/runs/${check.id}`,
    output: { title: null, summary: null, text: null, ...output, annotations_count: annotations.length },
    app: { id: app, slug: app === 15368 ? 'github-actions' : 'other' },
    pull_requests: [],
  };
}
