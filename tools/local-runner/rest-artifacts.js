import { failure, paginate } from './rest-api.js';

/** @typedef {import('./artifact-service.js').Artifact} Artifact */
/** @typedef {import('./rest-api.js').RestRoute} RestRoute */

const ONE = '/repos/:owner/:repo/actions/artifacts/:id';

/**
 * The REST view of the artifacts, which `findBy` of the artifact client uses.
 * @param {import('./artifact-service.js').ArtifactService} service
 * @returns {RestRoute[]}
 */
export function artifactRoutes(service) {
  /** @param {string | undefined} id */
  const find = (id) => service.all().find((artifact) => artifact.id === id);

  return [
    {
      method: 'GET',
      path: '/repos/:owner/:repo/actions/runs/:run/artifacts',
      handle({ params, url }) {
        const name = url.searchParams.get('name');
        const found = service
          .all()
          .filter((artifact) => artifact.runId === params['run'])
          .filter((artifact) => name === null || artifact.name === name);
        const { items, headers } = paginate(found.reverse(), url);
        const artifacts = items.map((artifact) => describe(artifact, params, url));
        return { status: 200, headers, body: { total_count: found.length, artifacts } };
      },
    },
    {
      method: 'GET',
      path: ONE,
      handle({ params, url }) {
        const artifact = find(params['id']);
        return artifact ? { status: 200, body: describe(artifact, params, url) } : failure(404, 'Not Found');
      },
    },
    {
      method: 'GET',
      path: `${ONE}/zip`,
      handle({ params }) {
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
        const artifact = find(params['id']);
        if (!artifact) return failure(404, 'Not Found');
        service.remove(artifact);
        return { status: 204 };
      },
    },
  ];
}

/** @param {Artifact} artifact */
function isExpired(artifact) {
  return Date.parse(artifact.expiresAt) < Date.now();
}

/**
 * @param {Artifact} artifact
 * @param {Record<string, string>} params
 * @param {URL} url
 */
function describe(artifact, params, url) {
  const self = `${url.origin}/repos/${params['owner']}/${params['repo']}/actions/artifacts/${artifact.id}`;
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
    workflow_run: { id: Number(artifact.runId) },
  };
}
