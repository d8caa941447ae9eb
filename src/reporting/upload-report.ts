import { messageOf } from '../errors.js';
import { requireArtifactService, uploaderOf, uploadPage } from '../github/artifacts.js';
import type { Log } from '../github/log.js';
import type { RunContext } from '../github/run-context.js';
import type { Redact } from '../report/redact-report.js';

/** A page to upload, and where it is uploaded from. */
export interface PageUpload {
  context: RunContext;
  env: NodeJS.ProcessEnv;
  log: Pick<Log, 'info'>;
  warn: (message: string) => void;
  redact: Redact;
  /** Path of report.html. */
  page: string;
  /** Of the artifact, with its extension. */
  name: string;
  /** Where it is laid under that name; removed in the end. */
  folder: string;
  retentionDays?: number;
}

/** Uploads the HTML report as a page that opens in the browser. @returns its address; '' after a warning. */
export async function uploadReport(upload: PageUpload): Promise<string> {
  const { context, env, log, page, name, folder, retentionDays } = upload;
  if (page === '') return '';
  try {
    requireArtifactService(env);
    const uploaded = await uploadPage({
      name,
      file: page,
      folder,
      ...(retentionDays === undefined ? {} : { retentionDays }),
      ...uploaderOf(context),
    });
    log.info(`report: ${uploaded.name}${uploaded.url ? `, ${uploaded.url}` : ''}`);
    return uploaded.url;
  } catch (error) {
    const why = upload.redact(messageOf(error).split('\n')[0]!);
    upload.warn(`the HTML report could not be uploaded (${why}); it lies in ${page}`);
    return '';
  }
}
