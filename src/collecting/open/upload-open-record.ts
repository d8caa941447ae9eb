import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { isEnterpriseServer } from '../../baseline/explicit.js';
import { ConfigError, InfrastructureError, messageOf } from '../../errors.js';
import { requireArtifactService } from '../../github/artifacts.js';
import { findUploaded, uploadNamed } from '../../github/open-artifacts.js';
import { makeFolders } from '../../make-folders.js';
import { refuseShortRetention, retentionDays } from '../../open-records/age.js';
import { openName } from '../../open-records/names.js';
import { OPEN_RECORD_FILE } from '../../open-records/record.js';

/** What of a job decides whether it may submit and leave. */
export interface SubmitPlace {
  env: NodeJS.ProcessEnv;
  serverUrl: string;
  /** Input artifact-retention-days. */
  retentionDays?: number;
}

/** What is uploaded, and as what. */
export interface OpenUpload extends SubmitPlace {
  invocationId: string;
  /** Of its jobs. */
  tag: string;
  /** See buildOpenRecord. */
  text: string;
  /** A folder of ours; the record is written into it. */
  dir: string;
  /** An earlier step may have uploaded it, which was killed before it could note that. */
  mayBeThere?: boolean;
}

/**
 * Refuses, before anything is submitted, a job whose record nobody could find again.
 * @throws ConfigError on a GitHub Enterprise Server, and where artifacts are kept for too short; InfrastructureError
 * where the runner has no artifact service.
 */
export function refuseLostRecords(place: SubmitPlace, maxAgeHours?: number): void {
  const { env, serverUrl } = place;
  if (isEnterpriseServer(serverUrl))
    throw new ConfigError(
      `wait: false leaves an artifact for collect, and a GitHub Enterprise Server (${serverUrl}) has none that the action can use: leave wait at true`,
    );
  refuseShortRetention(retentionDays(place.retentionDays, env['GITHUB_RETENTION_DAYS']), maxAgeHours);
  try {
    requireArtifactService(env);
  } catch (error) {
    throw new InfrastructureError(`wait: false leaves an artifact for collect, and ${messageOf(error)}`);
  }
}

/**
 * Uploads the record of an invocation.
 * @returns the artifact's id.
 * @throws InfrastructureError with the invocation's id, since nothing else could find the evaluation again.
 */
export async function uploadOpenRecord(upload: OpenUpload): Promise<number> {
  const { invocationId, tag, text, dir, env } = upload;
  const file = path.join(dir, OPEN_RECORD_FILE);
  const days = retentionDays(upload.retentionDays, env['GITHUB_RETENTION_DAYS']);
  const name = openName(invocationId);
  try {
    requireArtifactService(env);
    makeFolders(dir, 0o700);
    writeFileSync(file, text, { mode: 0o600 });
    const kept = days === undefined ? {} : { retentionDays: days };
    const id =
      (await uploadNamed({ name, files: [file], root: dir, ...kept })) ??
      (upload.mayBeThere ? await findUploaded(name) : undefined);
    if (id === undefined)
      throw new Error(
        upload.mayBeThere
          ? 'an earlier try has begun to upload it and was refused, as was said then, and its name is taken in this run'
          : 'this run has an artifact of that name already',
      );
    return id;
  } catch (error) {
    throw new InfrastructureError(
      `the record ${name} could not be uploaded (${messageOf(error).split('\n')[0]}): the invocation ${invocationId} runs on, and collect cannot find it; its jobs carry the comment ${tag}`,
    );
  }
}
