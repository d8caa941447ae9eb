import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../errors.js';
import { type Uploaded, uploadArtifact } from '../github/artifacts.js';
import { FLIPS_FILE } from '../judging/run-comparison.js';
import { type Listing, listForUpload } from '../upload/list-files.js';
import { redactMessage } from '../upload/scan-file.js';
import { type Stage, stageFiles } from '../upload/stage.js';
import { type Session, warn } from './session.js';
import { SNAPSHOT_FILE } from './snapshot-run.js';

import { SCORES_FILE, SUMMARY_FILE } from './write-reports.js';

/** What became of the upload: the artifact, or one line that says why there is none. */
export type UploadOutcome = { artifact: Uploaded } | { note: string };

/** Uploads this run's invocation folder and our files. Never throws: a result must not be lost for an upload. */
export async function uploadResults(session: Session): Promise<UploadOutcome> {
  const { record, files } = session;
  const { invocationDir } = record;
  if (record.artifact.name === 'none')
    return { note: `not uploaded (artifact-name: none); they lie in ${invocationDir ?? files.dir}` };
  try {
    return { artifact: await stageAndUpload(session) };
  } catch (error) {
    const why = redactMessage(messageOf(error).split('\n')[0]!, session.forms);
    const note = `the artifact could not be uploaded (${why}); the results lie in ${invocationDir ?? files.dir} on the runner`;
    warn(session, note);
    return { note };
  }
}

async function stageAndUpload(session: Session): Promise<Uploaded> {
  const { record, context, env } = session;
  if (!env['ACTIONS_RUNTIME_TOKEN'] || !env['ACTIONS_RESULTS_URL'])
    throw new Error('this runner offers no artifact service');
  const listings = [
    ...(record.invocationDir && existsSync(record.invocationDir)
      ? [listForUpload(record.invocationDir, path.basename(record.invocationDir), record.artifact.contents)]
      : []),
    ownFiles(session),
  ];
  const listing = {
    files: listings.flatMap((part) => part.files),
    skipped: listings.flatMap((part) => part.skipped),
  };
  const { stage, stageRoot } = await stageSomewhere(session, listing);
  try {
    reportStage(session, stage);
    if (stage.files.length === 0) throw new Error('there is no file to upload');
    const { retentionDays, compressionLevel } = record.artifact;
    return await uploadArtifact({
      name: record.artifact.name === 'auto' ? (record.artifact.type ?? 'eval_results') : record.artifact.name,
      files: stage.files,
      root: stage.root,
      compressionLevel,
      ...(retentionDays === undefined ? {} : { retentionDays }),
      job: context.job,
      serverUrl: context.serverUrl,
      repository: context.repository,
      runId: context.runId,
    });
  } finally {
    rmSync(stageRoot, { recursive: true, force: true });
  }
}

/** Lays out the upload beside our files; where that disk is full, in the system's folder for temporary files. */
async function stageSomewhere(
  { files, forms }: Session,
  listing: Listing,
): Promise<{ stage: Stage; stageRoot: string }> {
  let failure: unknown;
  const places = [() => path.join(files.dir, 'stage'), () => mkdtempSync(path.join(tmpdir(), 'nemo-eval-'))];
  for (const place of places) {
    const stageRoot = place();
    try {
      return { stage: await stageFiles(listing, forms, stageRoot), stageRoot };
    } catch (error) {
      failure = error;
      rmSync(stageRoot, { recursive: true, force: true });
    }
  }
  throw failure;
}

/** Our reports, and the launcher's console and exec db, under `nemo-eval/`. */
function ownFiles({ files, record }: Session): ReturnType<typeof listForUpload> {
  const names = ['launcher_config.yaml', SNAPSHOT_FILE, 'result.json', SCORES_FILE, SUMMARY_FILE];
  // It has prompts and answers, which `results` leaves out.
  if (record.artifact.contents === 'full') names.push(FLIPS_FILE);
  const paths = [
    ...names.map((name) => path.join(files.dir, name)),
    files.stdout,
    files.stderr,
    files.execDb,
  ];
  const found = paths
    .filter(existsSync)
    .map((source) => ({ source, target: `nemo-eval/${path.basename(source)}`, size: 0 }));
  return { files: found, skipped: [] };
}

function reportStage(session: Session, stage: Awaited<ReturnType<typeof stageFiles>>): void {
  const name = (target: string): string => redactMessage(target, session.forms);
  if (stage.redacted.length > 0) {
    warn(
      session,
      `a secret was found in ${stage.redacted.length} files and redacted in the uploaded copies: ${stage.redacted.slice(0, 10).map(name).join(', ')}`,
    );
  }
  const bySecret = stage.skipped.filter(({ reason }) => reason.includes('secret'));
  if (bySecret.length > 0)
    warn(
      session,
      `left out of the artifact, as they hold a secret: ${bySecret
        .slice(0, 10)
        .map(({ target }) => name(target))
        .join(', ')}`,
    );
  const others = stage.skipped.filter(({ reason }) => !reason.includes('secret'));
  if (others.length > 0)
    session.log.info(
      `left out of the artifact: ${others
        .slice(0, 20)
        .map(({ target, reason }) => `${name(target)} (${reason})`)
        .join(', ')}`,
    );
}
