import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { collectedName } from '../baseline/collected-records.js';
import type { ListedArtifact } from '../baseline/record-store.js';
import { messageOf } from '../errors.js';
import {
  requireArtifactService,
  type Uploaded,
  type UploadRequest,
  uploadArtifact,
  uploaderOf,
} from '../github/artifacts.js';
import { FLIPS_FILE } from '../judging/run-comparison.js';
import { REPORT_FILE } from '../judging/write-html-report.js';
import type { OpenRecord } from '../open-records/record.js';
import { TREND_FILE } from '../trend/trend-file.js';
import { type Listing, listForUpload } from '../upload/list-files.js';
import { redactMessage } from '../upload/scan-file.js';
import { type Stage, stageFiles } from '../upload/stage.js';
import { artifactName } from './artifact-name.js';
import { RERUN_FOLDER } from './rerun-folders.js';
import { type Session, warn } from './session.js';
import { SNAPSHOT_FILE } from './snapshot-run.js';
import { SCORES_FILE, SUMMARY_FILE } from './write-reports.js';

/** What became of the upload: the artifact, or one line that says why there is none. */
export type UploadOutcome = { artifact: Uploaded } | { note: string };

const RECORD_FILES = ['result.json', SNAPSHOT_FILE, SCORES_FILE, TREND_FILE];

/** What later runs compare with, and what `collect` merges: small, and kept as long as GitHub keeps anything. */
export const RECORD_SUFFIX = '.baseline';

/** Uploads this run's invocation folders and our files. Never throws: a result must not be lost for an upload. */
export async function uploadResults(session: Session): Promise<UploadOutcome> {
  const { record, files } = session;
  const { invocationDir, remote } = record;
  const { name, contents } = record.artifact;
  if (name === 'none')
    return { note: `not uploaded (artifact-name: none); they lie in ${invocationDir ?? files.dir}` };
  const standing = session.sharing?.standing;
  if (standing) return { artifact: uploadedBefore(session, standing) };
  try {
    const folders = [invocationDir, ...(record.reruns ?? [])].filter((dir) => dir && existsSync(dir));
    const parts = folders.map((dir, index) => {
      const below = path.basename(dir!);
      return listForUpload(dir!, index === 0 && invocationDir ? below : `${RERUN_FOLDER}/${below}`, contents);
    });
    const listing = join([...parts, ownFiles(session)]);
    const { retentionDays } = record.artifact;
    const whole = `${artifactName(record)}${record.artifact.suffix ?? ''}`;
    const own = await stageAndUpload(
      session,
      listing,
      whole,
      retentionDays === undefined ? {} : { retentionDays },
    );
    const other = await session.sharing?.settle(whole, Number(own.id));
    return { artifact: other ? uploadedBefore(session, other) : own };
  } catch (error) {
    const why = redactMessage(messageOf(error).split('\n')[0]!, session.forms);
    // A runner goes with its job, and a cluster stays.
    const place = remote?.dir
      ? `${remote.dir} on ${remote.host}`
      : `${invocationDir ?? files.dir} on the runner`;
    const note = `the artifact could not be uploaded (${why}); the results lie in ${place}`;
    warn(session, note);
    session.sharing?.missed.push({ error: 'infrastructure-error', shown: note });
    return { note };
  }
}

/** Uploads the record of this run; what it is worth, its own state says. Never throws. */
export async function uploadRecord(session: Session): Promise<Uploaded | undefined> {
  const { record, files, env } = session;
  // That nothing can be uploaded here is said of the results.
  if (!env['ACTIONS_RUNTIME_TOKEN'] || !env['ACTIONS_RESULTS_URL']) return undefined;
  if (record.artifact.keepsRecord === false) return undefined;
  if (record.artifact.name === 'none' || !existsSync(path.join(files.dir, 'result.json'))) return undefined;
  try {
    const found = RECORD_FILES.map((name) => path.join(files.dir, name)).filter(existsSync);
    const listing = {
      files: found.map((source) => ({ source, target: path.basename(source), size: 0 })),
      skipped: [],
    };
    const name = artifactName(record);
    // Who finishes what others have submitted may have finished one of the name in this run.
    const otherName =
      record.artifact.suffix === undefined ? undefined : collectedName(name, record.invocationId!);
    return await stageAndUpload(session, listing, `${name}${RECORD_SUFFIX}`, {
      ...(otherName === undefined ? {} : { otherName }),
    });
  } catch (error) {
    const why = redactMessage(messageOf(error).split('\n')[0]!, session.forms);
    const shown = `the baseline record could not be uploaded (${why}): later runs cannot compare with this one`;
    warn(session, shown);
    session.sharing?.missed.push({ error: 'infrastructure-error', shown });
    return undefined;
  }
}

/** The artifact with the files of an evaluation that was submitted and left; undefined where none is wanted. */
export function largeArtifactName({ invocation_id: id, wishes }: OpenRecord): string | undefined {
  return wishes.artifact_name === 'none' ? undefined : `${wishes.artifact_name}${invocationSuffix(id)}`;
}

/** Several may be finished by one run. */
export const invocationSuffix = (invocationId: string): string => `-${invocationId}`;

function uploadedBefore({ context }: Session, { id, name, digest, run }: ListedArtifact): Uploaded {
  const { serverUrl, repository } = context;
  return {
    name,
    id: String(id),
    url: `${serverUrl}/${repository}/actions/runs/${run?.id}/artifacts/${id}`,
    digest: digest ?? '',
  };
}

function join(parts: readonly Listing[]): Listing {
  return { files: parts.flatMap(({ files }) => files), skipped: parts.flatMap(({ skipped }) => skipped) };
}

async function stageAndUpload(
  session: Session,
  listing: Listing,
  name: string,
  options: Pick<UploadRequest, 'retentionDays' | 'otherName'>,
): Promise<Uploaded> {
  const { record, context, env, sharing } = session;
  requireArtifactService(env);
  const { stage, stageRoot } = await stageSomewhere(session, listing);
  try {
    reportStage(session, stage);
    if (stage.files.length === 0) throw new Error('there is no file to upload');
    return await uploadArtifact({
      name,
      files: stage.files,
      root: stage.root,
      compressionLevel: record.artifact.compressionLevel,
      ...options,
      ...uploaderOf(sharing?.run ?? context),
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
  const names = ['launcher_config.yaml', ...RECORD_FILES, SUMMARY_FILE, REPORT_FILE];
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
