import { failure, paginate } from './rest-api.js';

/** @typedef {import('./rest-api.js').RestRoute} RestRoute */

/**
 * Pull requests by number, and by state and head. Like GitHub, it passes over a head that names no owner.
 * @param {import('./rest-state.js').RestState} state
 * @returns {RestRoute[]}
 */
export function pullRoutes(state) {
  return [
    {
      method: 'GET',
      path: '/repos/:owner/:repo/pulls',
      handle({ params, url }) {
        const wrong = state.refuse('read', 'pull-requests');
        if (wrong) return wrong;
        const wanted = url.searchParams.get('state') ?? 'open';
        const [, owner, ref] = /^([^:]+):(.+)$/s.exec(url.searchParams.get('head') ?? '') ?? [];
        const found = state.pulls
          .filter((pull) => wanted === 'all' || pull.state === wanted)
          .filter(
            ({ head }) =>
              owner === undefined || (head.owner.toLowerCase() === owner.toLowerCase() && head.ref === ref),
          )
          .sort((a, b) => b.number - a.number);
        const { items, headers } = paginate(found, url);
        return { status: 200, headers, body: items.map((pull) => describe(pull, params)) };
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/pulls/:number',
      handle({ params }) {
        const wrong = state.refuse('read', 'pull-requests');
        if (wrong) return wrong;
        const pull = state.pulls.find(({ number }) => String(number) === params['number']);
        return pull ? { status: 200, body: describe(pull, params) } : failure(404, 'Not Found');
      },
    },
  ];
}

/**
 * @param {import('./rest-state.js').Pull} pull
 * @param {Record<string, string>} params
 */
function describe({ number, state, head, base }, { owner, repo }) {
  return {
    number,
    state,
    html_url: `https://github.com/${owner}/${repo}/pull/${number}`,
    head: { label: `${head.owner}:${head.ref}`, ref: head.ref, sha: head.sha, user: { login: head.owner } },
    base: { label: `${owner}:${base}`, ref: base, user: { login: owner } },
  };
}
