import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.js';
import type { RunContext } from './run-context.js';

export interface UploadRequest {
  name: string;
  /** Absolute paths inside root. */
  files: string[];
  root: string;
  compressionLevel: number;
  retentionDays?: number;
  /** Job id, for the name that is tried where another job of the run holds the first. */
  job: string;
  /** That name, where it is to be found again; else it has chance in it. */
  otherName?: string;
  serverUrl: string;
  repository: string;
  runId: string;
}

/** What all uploads of a job share. */
export function uploaderOf({
  job,
  serverUrl,
  repository,
  runId,
}: RunContext): Pick<UploadRequest, 'job' | 'serverUrl' | 'repository' | 'runId'> {
  return { job, serverUrl, repository, runId };
}

/** @throws Error where the runner has no artifact service, for whose absence the client would wait. */
export function requireArtifactService(env: NodeJS.ProcessEnv): void {
  if (!env['ACTIONS_RUNTIME_TOKEN'] || !env['ACTIONS_RESULTS_URL'])
    throw new Error('this runner offers no artifact service');
}

export interface Uploaded {
  name: string;
  id: string;
  url: string;
  /** `sha256:<hex>` */
  digest: string;
}

/**
 * Uploads files as one artifact. Where its name is taken, the other one is tried; without, the name with the job's and a hash
 * added.
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
    return describe(name, await client.uploadArtifact(name, request.files, request.root, options), request);
  };
  try {
    return await upload(request.name);
  } catch (error) {
    if (!isTaken(error)) throw error;
    return upload(request.otherName ?? secondName(request.name, request.job));
  }
}

/** A file that is uploaded as it is, to be opened in the browser. */
export interface PageRequest extends Omit<UploadRequest, 'files' | 'root' | 'compressionLevel'> {
  /** Absolute. */
  file: string;
  /** Where it is laid under the artifact's name; removed in the end. */
  folder: string;
}

/**
 * Uploads one file without a zip around it: GitHub shows it in the browser. The artifact is called like the file. A name
 * that is taken is tried once more with the job's and a hash before the extension.
 * @throws Error of the client.
 */
export async function uploadPage(request: PageRequest): Promise<Uploaded> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  const upload = async (name: string): Promise<Uploaded> => {
    const file = path.join(request.folder, name);
    mkdirSync(request.folder, { recursive: true, mode: 0o700 });
    copyFileSync(request.file, file);
    const options = {
      skipArchive: true,
      ...(request.retentionDays === undefined ? {} : { retentionDays: request.retentionDays }),
    };
    return describe(name, await client.uploadArtifact(name, [file], request.folder, options), request);
  };
  try {
    return await upload(request.name);
  } catch (error) {
    if (!isTaken(error)) throw error;
    const { name, ext } = path.parse(request.name);
    return await upload(`${secondName(name, request.job)}${ext}`);
  } finally {
    rmSync(request.folder, { recursive: true, force: true });
  }
}

function isTaken(error: unknown): boolean {
  return /already exists|\b409\b|conflict/i.test(messageOf(error));
}

function describe(
  name: string,
  { id, digest }: { id?: number; digest?: string },
  { serverUrl, repository, runId }: Pick<UploadRequest, 'serverUrl' | 'repository' | 'runId'>,
): Uploaded {
  return {
    name,
    id: id === undefined ? '' : String(id),
    url: id === undefined ? '' : `${serverUrl}/${repository}/actions/runs/${runId}/artifacts/${id}`,
    digest: digest ? `sha256:${digest.replace(/^sha256:/, '')}` : '',
  };
}

/** Legs of a matrix share name and job: only chance tells them apart. */
function secondName(name: string, job: string): string {
  const slug = job.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 60);
  return `${name}-${slug}-${createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 8)}`;
}
