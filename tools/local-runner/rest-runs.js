import { failure, paginate } from './rest-api.js';

/** @typedef {import('./rest-api.js').RestRoute} RestRoute */
/** @typedef {import('./repository.js').Repository} Repository */
/** @typedef {import('./repository.js').Run} Run */

/**
 * Workflow runs.
 * @param {Repository} repository
 * @returns {RestRoute[]}
 */
export function runRoutes(repository) {
  /** @param {URL} url */
  const filtered = (url) => {
    const { searchParams: asked } = url;
    /** @type {[string, (run: Run) => string][]} */
    const filters = [
      ['branch', (run) => run.headBranch],
      ['event', (run) => run.event],
      ['head_sha', (run) => run.headSha],
    ];
    return [...repository.runs.values()]
      .filter((run) => filters.every(([key, of]) => !asked.has(key) || asked.get(key) === of(run)))
      .sort((a, b) => b.id - a.id);
  };
  /**
   * @param {Run[]} runs
   * @param {URL} url
   */
  const list = (runs, url) => {
    const { items, headers } = paginate(runs, url);
    const workflow_runs = items.map((run) => describe(run, repository));
    return { status: 200, headers, body: { total_count: runs.length, workflow_runs } };
  };

  return [
    {
      method: 'GET',
      path: '/repos/:owner/:repo/actions/runs',
      handle: ({ url }) => list(filtered(url), url),
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/actions/workflows/:workflow/runs',
      handle({ params, url }) {
        /** @param {Run} run */
        const isOf = (run) => run.path.split('/').at(-1) === params['workflow'];
        if (![...repository.runs.values()].some(isOf)) return failure(404, 'Not Found');
        return list(filtered(url).filter(isOf), url);
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/actions/runs/:run',
      handle({ params }) {
        const run = repository.runs.get(Number(params['run']));
        return run ? { status: 200, body: describe(run, repository) } : failure(404, 'Not Found');
      },
    },
  ];
}

/**
 * @param {Run} run
 * @param {Repository} repository
 */
function describe(run, { id, fullName }) {
  return {
    id: run.id,
    name: 'ci',
    path: run.path,
    event: run.event,
    status: run.status,
    conclusion: run.status === 'completed' ? run.conclusion : null,
    head_sha: run.headSha,
    head_branch: run.headBranch,
    run_number: run.id,
    run_attempt: run.attempt,
    created_at: run.createdAt,
    updated_at: run.startedAt,
    run_started_at: run.startedAt,
    html_url: `https://github.com/${fullName}/actions/runs/${run.id}`,
    // GitHub leaves it empty for forks.
    pull_requests: [],
    repository: { id, full_name: fullName },
    head_repository: run.headRepository,
  };
}
