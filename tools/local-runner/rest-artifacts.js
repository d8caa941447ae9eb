import { failure, paginate } from './rest-api.js';

/** @typedef {import('./artifact-service.js').Artifact} Artifact */
/** @typedef {import('./rest-api.js').RestRoute} RestRoute */
/** @typedef {import('./repository.js').ListedArtifact} ListedArtifact */
/** @typedef {import('./repository.js').Repository} Repository */

const ALL = '/repos/:owner/:repo/actions/artifacts';
const ONE = `${ALL}/:id`;

/**
 * The REST view of the artifacts, which `findBy` of the artifact client uses.
 * @param {import('./artifact-service.js').ArtifactService} service
 * @param {import('./rest-state.js').RestState} state what the token may do
 * @param {Repository} [repository] whose runs say where an artifact comes from, and which may list further ones
 * @returns {RestRoute[]}
 */
export function artifactRoutes(service, state, repository) {
  /** @returns {ListedArtifact[]} */
  const all = () => [...service.all(), ...(repository?.listed ?? [])];
  /** @param {string | undefined} id */
  const find = (id) => service.all().find((artifact) => artifact.id === id);
  /**
   * @param {URL} url
   * @param {Record<string, string>} params
   */
  const list = (url, params) => {
    const refused = state.refuse('read', 'actions');
    if (refused) return refused;
    const name = url.searchParams.get('name');
    const found = all()
      .filter((artifact) => params['run'] === undefined || artifact.runId === params['run'])
      .filter((artifact) => name === null || artifact.name === name)
      .sort((a, b) => Number(b.id) - Number(a.id));
    const { items, headers } = paginate(found, url);
    const artifacts = items.map((artifact) => describe(artifact, params, url, repository));
    return { status: 200, headers, body: { total_count: found.length, artifacts } };
  };

  return [
    {
      method: 'GET',
      path: ALL,
      handle: ({ params, url }) => list(url, params),
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/actions/runs/:run/artifacts',
      handle: ({ params, url }) => list(url, params),
    },
    {
      method: 'GET',
      path: ONE,
      handle({ params, url }) {
        const artifact = all().find(({ id }) => id === params['id']);
        return (
          state.refuse('read', 'actions') ??
          (artifact
            ? { status: 200, body: describe(artifact, params, url, repository) }
            : failure(404, 'Not Found'))
        );
      },
    },
    {
      method: 'GET',
      path: `${ONE}/zip`,
      handle({ params }) {
        const refused = state.refuse('read', 'actions');
        if (refused) return refused;
        const artifact = find(params['id']);
        if (!artifact) return failure(404, 'Not Found');
        if (isExpired(artifact)) return failure(410, 'Artifact has expired');
        return { status: 302, headers: { location: service.downloadUrl(artifact) } };
      },
    },
    {
      method: 'DELETE',
      path: ONE,
      handle({ params }) {
        const refused = state.refuse('write', 'actions');
        if (refused) return refused;
        const artifact = find(params['id']);
        if (!artifact) return failure(404, 'Not Found');
        service.remove(artifact);
        return { status: 204 };
      },
    },
  ];
}

/** @param {ListedArtifact} artifact */
function isExpired(artifact) {
  return Date.parse(artifact.expiresAt) < Date.now();
}

/**
 * @param {ListedArtifact} artifact
 * @param {Record<string, string>} params
 * @param {URL} url
 * @param {Repository | undefined} repository
 */
function describe(artifact, params, url, repository) {
  const self = `${url.origin}/repos/${params['owner']}/${params['repo']}/actions/artifacts/${artifact.id}`;
  const run = repository?.runs.get(Number(artifact.runId));
  const origin = run && {
    repository_id: repository?.id,
    head_repository_id: run.headRepository?.id,
    head_branch: run.headBranch,
    head_sha: run.headSha,
  };
  return {
    id: Number(artifact.id),
    node_id: `artifact-${artifact.id}`,
    name: artifact.name,
    size_in_bytes: artifact.size,
    url: self,
    archive_download_url: `${self}/zip`,
    expired: isExpired(artifact),
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    digest: artifact.digest,
    workflow_run: { id: Number(artifact.runId), ...origin },
  };
}
