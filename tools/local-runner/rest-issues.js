import { failure, paginate } from './rest-api.js';
import { describeAccount, invalid } from './rest-state.js';

/** @typedef {import('./rest-api.js').RestRoute} RestRoute */
/** @typedef {import('./rest-state.js').Issue} Issue */

const ALL = '/repos/:owner/:repo/issues';

/**
 * Issues, the pull requests among them: listed by state and label, newest first; made and changed.
 * @param {import('./rest-state.js').RestState} state
 * @returns {RestRoute[]}
 */
export function issueRoutes(state) {
  return [
    {
      method: 'GET',
      path: ALL,
      handle({ params, url }) {
        const wrong = state.refuse('read', 'issues');
        if (wrong) return wrong;
        const wanted = url.searchParams.get('state') ?? 'open';
        const labels = url.searchParams.get('labels')?.split(',') ?? [];
        const found = state.issues
          .filter((issue) => wanted === 'all' || issue.state === wanted)
          .filter((issue) => labels.every((label) => issue.labels.includes(label)))
          .sort((a, b) => b.number - a.number);
        const { items, headers } = paginate(found, url);
        return { status: 200, headers, body: items.map((issue) => describe(issue, params)) };
      },
    },
    {
      method: 'POST',
      path: ALL,
      handle({ params, body }) {
        const wrong = state.refuse('write', 'issues');
        if (wrong) return wrong;
        if (!body?.title) return invalid('Issue', 'title', 'title is missing');
        const { title, labels = [] } = body;
        if (labels.some((/** @type {string} */ label) => label.length > 50 || label.includes(',')))
          return invalid('Label', 'name', 'name is too long (maximum is 50 characters)');
        const issue = state.addIssue({ title, body: body.body ?? '', labels: state.mayLabel ? labels : [] });
        return { status: 201, body: describe(issue, params) };
      },
    },
    {
      method: 'PATCH',
      path: `${ALL}/:number`,
      handle({ params, body }) {
        const wrong = state.refuse('write', 'issues');
        if (wrong) return wrong;
        const issue = state.issues.find(({ number }) => String(number) === params['number']);
        if (!issue) return failure(404, 'Not Found');
        if (body.body !== undefined) issue.body = body.body;
        if (body.title !== undefined) issue.title = body.title;
        if (body.state !== undefined) {
          issue.state = body.state;
          issue.state_reason = body.state_reason ?? (body.state === 'open' ? 'reopened' : 'completed');
        }
        return { status: 200, body: describe(issue, params) };
      },
    },
  ];
}

/**
 * @param {Issue} issue
 * @param {Record<string, string>} params
 */
function describe({ isPull, labels, user, ...issue }, { owner, repo }) {
  const url = `https://github.com/${owner}/${repo}/${isPull ? 'pull' : 'issues'}/${issue.number}`;
  return {
    ...issue,
    user: describeAccount(user),
    labels: labels.map((name) => ({ name })),
    html_url: url,
    ...(isPull ? { pull_request: { html_url: url } } : {}),
  };
}
