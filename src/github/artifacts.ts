import { createHash, randomBytes } from 'node:crypto';
import { messageOf } from '../errors.js';

export interface UploadRequest {
  name: string;
  /** Absolute paths inside root. */
  files: string[];
  root: string;
  compressionLevel: number;
  retentionDays?: number;
  /** Job id, for the name that is tried where another job of the run holds the first. */
  job: string;
  serverUrl: string;
  repository: string;
  runId: string;
}

export interface Uploaded {
  name: string;
  id: string;
  url: string;
  /** `sha256:<hex>` */
  digest: string;
}

/**
 * Uploads files as one artifact. A name that is taken is tried once more with the job's and a hash added.
 * @throws Error of the client, for the caller to warn of: results stay where they are.
 */
export async function uploadArtifact(request: UploadRequest): Promise<Uploaded> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  const upload = async (name: string): Promise<Uploaded> => {
    const options = {
      compressionLevel: request.compressionLevel,
      ...(request.retentionDays === undefined ? {} : { retentionDays: request.retentionDays }),
    };
    const { id, digest } = await client.uploadArtifact(name, request.files, request.root, options);
    return {
      name,
      id: id === undefined ? '' : String(id),
      url:
        id === undefined
          ? ''
          : `${request.serverUrl}/${request.repository}/actions/runs/${request.runId}/artifacts/${id}`,
      digest: digest ? `sha256:${digest.replace(/^sha256:/, '')}` : '',
    };
  };
  try {
    return await upload(request.name);
  } catch (error) {
    if (!/already exists|\b409\b|conflict/i.test(messageOf(error))) throw error;
    return upload(secondName(request.name, request.job));
  }
}

/** Legs of a matrix share name and job: only chance tells them apart. */
function secondName(name: string, job: string): string {
  const slug = job.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 60);
  return `${name}-${slug}-${createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 8)}`;
}
