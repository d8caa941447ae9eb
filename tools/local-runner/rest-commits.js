import { reachableFrom, resolveRef } from './repository.js';
import { failure, paginate } from './rest-api.js';

/** @typedef {import('./rest-api.js').RestRoute} RestRoute */
/** @typedef {import('./repository.js').Commit} Commit */
/** @typedef {import('./repository.js').Repository} Repository */

/**
 * Commits, branches and what two commits have in common.
 * @param {Repository} repository
 * @returns {RestRoute[]}
 */
export function commitRoutes(repository) {
  return [
    {
      method: 'GET',
      path: '/repos/:owner/:repo/commits',
      handle({ url }) {
        const start = resolveRef(repository, url.searchParams.get('sha') ?? repository.defaultBranch);
        if (!start) return failure(404, 'Not Found');
        const { items, headers } = paginate(reachableFrom(repository, start.sha), url);
        return { status: 200, headers, body: items.map(describe) };
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/commits/:ref',
      handle({ params }) {
        const commit = resolveRef(repository, params['ref'] ?? '');
        return commit
          ? { status: 200, body: describe(commit) }
          : failure(422, `No commit found for SHA: ${params['ref']}`);
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/git/commits/:sha',
      handle({ params }) {
        const commit = repository.commits.get(params['sha'] ?? '');
        return commit ? { status: 200, body: describe(commit) } : failure(404, 'Not Found');
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/branches/:branch',
      handle({ params }) {
        const name = params['branch'] ?? '';
        const sha = repository.branches.get(name);
        if (sha === undefined) return failure(404, 'Branch not found');
        return { status: 200, body: { name, commit: { sha }, protected: false } };
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/compare/:basehead',
      handle({ params }) {
        const [base, head] = (params['basehead'] ?? '')
          .split('...')
          .map((ref) => resolveRef(repository, ref));
        if (!base || !head) return failure(404, 'Not Found');
        const known = new Set(reachableFrom(repository, base.sha).map(({ sha }) => sha));
        const shared = reachableFrom(repository, head.sha).find(({ sha }) => known.has(sha));
        if (!shared) return failure(404, `No common ancestor between ${base.sha} and ${head.sha}.`);
        return { status: 200, body: { merge_base_commit: describe(shared), commits: [], files: [] } };
      },
    },
  ];
}

/** @param {Commit} commit */
function describe({ sha, parents }) {
  return { sha, parents: parents.map((parent) => ({ sha: parent })), commit: { message: sha } };
}
