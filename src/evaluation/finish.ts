import { showsItems } from '../judging/shows-items.js';
import { announceOutcome, verdictFails } from '../judging/verdict-fails.js';
import type { FinalState } from '../outputs.js';
import type { RunReport } from '../report/result-json.js';
import { renderSummary } from '../report/summary.js';
import { postResults } from '../reporting/post-results.js';
import { listFileTree } from '../results/file-tree.js';
import { redactMessage } from '../upload/scan-file.js';
import { publishPage, writePage } from './publish-html.js';
import { saveBaseline } from './save-baseline.js';
import { commandEnvironment, type Session, updateRecord } from './session.js';
import { snapshotRun } from './snapshot-run.js';
import { type UploadOutcome, uploadRecord, uploadResults } from './upload-results.js';
import { type Ending, summaryFacts, writeReports } from './write-reports.js';

/** States that fail the step whatever `fail-on` says. */
const ALWAYS_FAIL: readonly FinalState[] = [
  'config-error',
  'infrastructure-error',
  'failed',
  'killed',
  'timeout',
  'cancelled',
];

/**
 * Writes, uploads and reports what a run came to, results first.
 * @returns whether the step succeeded.
 */
export async function finish(session: Session, ending: Ending): Promise<boolean> {
  const { log, outputs, stop } = session;
  const cancelled = stop.signal.aborted && stop.signal.reason === 'cancelled';
  // What was left to go on has no results yet.
  const left = session.record.remote?.left === true;
  const launched = session.record.phase !== 'started' && !left;
  const { invocationDir } = session.record;
  if (invocationDir && !cancelled && !left) {
    log.group(
      `Files of the invocation, below ${invocationDir}`,
      listFileTree(invocationDir).map((name) => redactMessage(name, session.forms)),
    );
    if (session.record.venv) log.info(`for status_command and logs_command: ${commandEnvironment(session)}`);
  }
  const snapshot = ending.results?.snapshot ?? (await snapshotRun(session));
  const report = await writeReports(session, ending, snapshot);
  const page = launched && !cancelled ? await writePage(session, report) : '';
  outputs.set('report_path', page);
  outputs.complete();
  if (!left) updateRecord(session, { phase: launched ? 'concluded' : 'done' });

  let upload: UploadOutcome | undefined;
  // After a cancel the runner gives this step seconds: the post step uploads.
  if (launched && !cancelled) {
    upload = await uploadResults(session);
    const kept = await uploadRecord(session);
    if (kept) log.info(`baseline record: ${kept.name} (id ${kept.id})`);
    outputs.set('report_url', await publishPage(session, page));
    await saveBaseline(session);
  }
  if (upload && 'artifact' in upload) {
    const { id, url, digest, name } = upload.artifact;
    outputs.set('artifact_id', id);
    outputs.set('artifact_url', url);
    outputs.set('artifact_digest', digest);
    const { produces } = session.contract;
    const description = produces.find(({ type }) => type === session.record.artifact.type)?.description;
    log.info(`artifact: ${name} (id ${id})${description ? `: ${description.replace(/\s+/g, ' ')}` : ''}`);
  }
  if (launched && !cancelled) updateRecord(session, { phase: 'done' });
  const known =
    upload === undefined
      ? {}
      : 'artifact' in upload
        ? { artifact: upload.artifact }
        : { artifactNote: upload.note };
  if (session.record.summary) await log.summary(renderSummary(summaryFacts(session, report, known)));
  updateRecord(session, { summarized: true });
  await tell(session, report, upload, cancelled);
  return announce(session, ending, report);
}

/** Results are safe by now: whatever GitHub says to this fails nothing. */
async function tell(
  { reporting, inputs, outputs, context, record }: Session,
  report: RunReport,
  upload: UploadOutcome | undefined,
  cancelled: boolean,
): Promise<void> {
  if (!reporting) return;
  if (record.remote?.recorded) {
    // It stays open: collect concludes it.
    if (reporting.check) outputs.set('check_url', reporting.check.url);
    reporting.remember(undefined);
    return;
  }
  const { checkUrl, commentUrl } = await postResults(reporting, {
    report,
    judgement: inputs ?? { failOn: ['auto'] },
    ...(upload && 'artifact' in upload ? { artifactUrl: upload.artifact.url } : {}),
    showItems: showsItems(inputs?.showItems ?? 'never', context.event.isPrivateRepository),
    cancelled,
  });
  outputs.set('check_url', checkUrl);
  outputs.set('comment_url', commentUrl);
}

function announce(session: Session, ending: Ending, { verdict }: RunReport): boolean {
  const { log, inputs } = session;
  log.info(`state: ${ending.state}`);
  log.info(`verdict: ${verdict}`);
  const fails =
    ALWAYS_FAIL.includes(ending.state) ||
    // It was cut off, whatever becomes of the evaluation.
    (ending.state === 'submitted' && ending.error !== undefined) ||
    verdictFails(verdict, inputs?.failOn ?? ['auto'], inputs?.policy !== undefined);
  if (ending.error !== undefined) {
    if (fails) log.error(ending.error, ending.location);
    else log.warn(ending.error);
  } else announceOutcome(log, verdict, fails);
  return !fails;
}
