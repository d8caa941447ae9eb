import { createHash } from 'node:crypto';
import type { Services } from '../../tools/local-runner/services.js';

/** Uploads the zip of an artifact as a run of its own does. @returns its id. */
export async function uploadZip(
  services: Services,
  runId: number,
  zip: Uint8Array,
  { name = 'eval_results.baseline', expiresAt }: { name?: string; expiresAt?: string } = {},
): Promise<number> {
  const ids = { workflow_run_backend_id: String(runId), workflow_job_run_backend_id: 'evaluate' };
  const call = async (method: string, message: object): Promise<Record<string, string>> => {
    const answer = await fetch(
      `${services.url}/twirp/github.actions.results.api.v1.ArtifactService/${method}`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${services.tokenFor(String(runId), 'evaluate')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ ...ids, name, ...message }),
      },
    );
    if (!answer.ok) throw new Error(`${method}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  const expiry = expiresAt === undefined ? {} : { expires_at: expiresAt };
  const created = await call('CreateArtifact', { version: 7, mime_type: 'application/zip', ...expiry });
  await fetch(created['signed_upload_url']!, {
    method: 'PUT',
    body: Buffer.from(zip),
    headers: { 'x-ms-blob-type': 'BlockBlob' },
  });
  const hash = `sha256:${createHash('sha256').update(zip).digest('hex')}`;
  const done = await call('FinalizeArtifact', { size: String(zip.length), hash });
  return Number(done['artifact_id']);
}
