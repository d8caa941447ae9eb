import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sourcedLeaves } from '../config/resolve.js';
import type { Snapshot } from '../config/snapshot.js';
import { type Location, messageOf } from '../errors.js';
import { type Uploaded, uploadArtifact } from '../github/artifacts.js';
import type { FinalState, Verdict } from '../outputs.js';
import { buildResultJson, type RunReport } from '../report/result-json.js';
import { renderSummary, type SummaryFacts } from '../report/summary.js';
import type { EvalResults } from '../results/eval-results.js';
import type { TaskResult } from '../results/validity.js';
import { writeScores } from '../results/write-scores.js';
import { type Listing, listForUpload } from '../upload/list-files.js';
import { redactMessage } from '../upload/scan-file.js';
import { type Stage, stageFiles } from '../upload/stage.js';
import { commandEnvironment, type Session, warn } from './session.js';
import { renderSnapshot, SNAPSHOT_FILE } from './snapshot-run.js';

export const SUMMARY_FILE = 'summary.md';
const SCORES_FILE = 'scores.ndjson.gz';

/** How a run ended, for everything that is written about it. */
export interface Ending {
  state: FinalState;
  tasks: TaskResult[];
  /** As they are compared; absent where nothing ran, or nothing can be read. */
  results?: EvalResults;
  /** One line; absent for a success. */
  error?: string;
  /** Where in the user's files the error lies. */
  location?: Location;
}

/** Writes result.json, snapshot.json, scores.ndjson.gz and summary.md beside the config, and sets their outputs. */
export async function writeReports(
  session: Session,
  ending: Ending,
  snapshot: Snapshot | undefined,
): Promise<RunReport> {
  const { files, outputs } = session;
  const report = buildReport(session, ending, snapshot);
  const write = (name: string, content: string): string => {
    const file = path.join(files.dir, name);
    try {
      writeFileSync(file, content, { mode: 0o600 });
      return file;
    } catch (error) {
      warn(session, `${name} could not be written: ${messageOf(error)}`);
      rmSync(file, { force: true });
      return '';
    }
  };
  outputs.set('state', ending.state);
  outputs.set('verdict', report.verdict);
  if (snapshot) write(SNAPSHOT_FILE, renderSnapshot(session, snapshot));
  outputs.set('result_json', write('result.json', `${JSON.stringify(buildResultJson(report), null, 2)}\n`));
  if (ending.results) await saveScores(session, ending.results);
  outputs.set('summary_path', write(SUMMARY_FILE, renderSummary(summaryFacts(session, report, {}))));
  return report;
}

async function saveScores(session: Session, results: EvalResults): Promise<void> {
  const redact = (text: string): string => redactMessage(text, session.forms);
  try {
    const { problems } = await writeScores(results, path.join(session.files.dir, SCORES_FILE), { redact });
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    if (problems.length > 0) warn(session, `${SCORES_FILE} is not whole: ${redact(problems[0]!)}${more}`);
  } catch (error) {
    warn(session, `${SCORES_FILE} could not be written: ${redact(messageOf(error))}`);
  }
}

function buildReport(session: Session, ending: Ending, snapshot: Snapshot | undefined): RunReport {
  const { context, record } = session;
  const invalid = ending.state === 'invalid' || ending.tasks.some(({ state }) => state === 'invalid');
  const verdict: Verdict = invalid ? 'INVALID' : 'NO-BASELINE';
  return {
    state: ending.state,
    verdict,
    ...(ending.error === undefined ? {} : { error: ending.error }),
    ...(record.invocationId
      ? {
          invocation: {
            id: record.invocationId,
            executor: 'local' as const,
            launcherVersion: record.launcherVersion,
            attempt: Number(context.runAttempt) || 1,
          },
        }
      : {}),
    candidate: {
      ...(record.model ? { model: redactMessage(record.model, session.forms) } : {}),
      sha: context.sha,
      ref: context.ref,
      runId: context.runId,
      ...(snapshot ? { snapshotHash: snapshot.hash } : {}),
    },
    tasks: ending.tasks,
    findings: session.findings,
  };
}

/** The summary's facts, with what is known of the artifact by now. */
export function summaryFacts(
  session: Session,
  report: RunReport,
  artifact: Pick<SummaryFacts, 'artifact' | 'artifactNote'>,
): SummaryFacts {
  const { record, outputs, context, config, startedAt } = session;
  const commands = outputs.get('status_command')
    ? [commandEnvironment(session), outputs.get('status_command'), outputs.get('logs_command')]
    : [];
  return {
    report,
    leaves: config
      ? sourcedLeaves(config).map((leaf) =>
          typeof leaf.value === 'string'
            ? { ...leaf, value: redactMessage(leaf.value, session.forms) }
            : leaf,
        )
      : [],
    estimates: session.estimates,
    warnings: session.warnings.map((warning) => redactMessage(warning, session.forms)),
    ...(record.outputDir ? { outputDir: record.outputDir } : {}),
    commands,
    attempt: context.runAttempt,
    durationSeconds: (Date.now() - startedAt.getTime()) / 1000,
    ...artifact,
  };
}

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
function ownFiles({ files }: Session): ReturnType<typeof listForUpload> {
  const names = ['launcher_config.yaml', SNAPSHOT_FILE, 'result.json', SCORES_FILE, SUMMARY_FILE];
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
