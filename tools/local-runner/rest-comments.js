import { failure, paginate } from './rest-api.js';
import { describeAccount, invalid } from './rest-state.js';

/** @typedef {import('./rest-api.js').RestRoute} RestRoute */
/** @typedef {import('./rest-api.js').RestResponse} RestResponse */
/** @typedef {import('./rest-state.js').Comment} Comment */

const ONE = '/repos/:owner/:repo/issues/comments/:id';
const OF_ISSUE = '/repos/:owner/:repo/issues/:number/comments';
/** Characters, however many bytes each has. */
const LONGEST_BODY = 65_536;

/**
 * Comments of issues and pull requests, oldest first, and who the token is.
 * @param {import('./rest-state.js').RestState} state
 * @returns {RestRoute[]}
 */
export function commentRoutes(state) {
  /** @param {Record<string, string>} params */
  const find = (params) => state.comments.find(({ id }) => String(id) === params['id']);
  /**
   * @param {Record<string, string>} params
   * @param {'read' | 'write'} access
   */
  const refuseIssue = ({ number }, access) => {
    const issue = state.issues.find((one) => String(one.number) === number);
    if (!issue) return failure(404, 'Not Found');
    return issue.isPull ? state.refuse(access, 'pull-requests', 'issues') : state.refuse(access, 'issues');
  };
  /** @param {{ body?: unknown }} body */
  const refuseBody = ({ body } = {}) =>
    typeof body !== 'string' || body === ''
      ? invalid('IssueComment', 'body', "body can't be blank")
      : [...body].length > LONGEST_BODY
        ? invalid('IssueComment', 'body', 'body is too long (maximum is 65536 characters)')
        : undefined;

  return [
    {
      method: 'GET',
      path: '/user',
      handle: () =>
        state.viewer.type === 'Bot'
          ? failure(403, 'Resource not accessible by integration')
          : { status: 200, body: describeAccount(state.viewer) },
    },
    {
      method: 'POST',
      path: '/graphql',
      handle: ({ body }) =>
        String(body?.query).includes('viewer')
          ? { status: 200, body: { data: { viewer: { login: state.viewer.login } } } }
          : { status: 200, body: { errors: [{ message: 'only the viewer can be asked for' }] } },
    },
    {
      method: 'GET',
      path: OF_ISSUE,
      handle({ params, url }) {
        const wrong = refuseIssue(params, 'read');
        if (wrong) return wrong;
        const found = state.comments.filter(({ issue }) => String(issue) === params['number']);
        const { items, headers } = paginate(found, url);
        return { status: 200, headers, body: items.map((comment) => describe(comment, params)) };
      },
    },
    {
      method: 'POST',
      path: OF_ISSUE,
      handle({ params, body }) {
        const wrong = refuseIssue(params, 'write') ?? refuseBody(body);
        if (wrong) return wrong;
        const issue = state.issues.find((one) => String(one.number) === params['number']);
        if (issue?.locked) return failure(403, 'Unable to create comment because issue is locked.');
        return { status: 201, body: describe(state.addComment(Number(params['number']), body.body), params) };
      },
    },
    {
      method: 'GET',
      path: ONE,
      handle({ params }) {
        const comment = find(params);
        return (
          state.refuse('read', 'issues', 'pull-requests') ??
          (comment ? { status: 200, body: describe(comment, params) } : failure(404, 'Not Found'))
        );
      },
    },
    {
      method: 'PATCH',
      path: ONE,
      handle({ params, body }) {
        const comment = find(params);
        const wrong = state.refuse('write', 'issues', 'pull-requests') ?? refuseBody(body);
        if (wrong) return wrong;
        if (!comment) return failure(404, 'Not Found');
        comment.body = body.body;
        return { status: 200, body: describe(comment, params) };
      },
    },
    {
      method: 'DELETE',
      path: ONE,
      handle({ params }) {
        const wrong = state.refuse('write', 'issues', 'pull-requests');
        if (wrong) return wrong;
        const comment = find(params);
        if (!comment) return failure(404, 'Not Found');
        state.comments.splice(state.comments.indexOf(comment), 1);
        return { status: 204 };
      },
    },
  ];
}

/**
 * @param {Comment} comment
 * @param {Record<string, string>} params
 */
function describe({ id, issue, user, body }, { owner, repo }) {
  return {
    id,
    body,
    user: describeAccount(user),
    html_url: `https://github.com/${owner}/${repo}/issues/${issue}#issuecomment-${id}`,
    performed_via_github_app: null,
  };
}
