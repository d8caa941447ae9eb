import type { AdmittedRecord, FinishedResult, Reported } from '../../collecting/open/finisher.js';
import { readResult } from '../../collecting/open/read-result.js';
import { openReportingOf } from '../../collecting/open/reporting-of.js';
import type { MissedPost } from '../../github/posting.js';
import type { Verdict } from '../../outputs.js';
import type { TaskEnding } from '../../results/ended-badly.js';
import type { EvalResults } from '../../results/eval-results.js';
import { readSnapshot } from '../../results/read-eval-results.js';
import { readResults } from '../../results/read-results.js';
import type { TaskResult } from '../../results/validity.js';
import { redactMessage } from '../../upload/scan-file.js';
import { concludeInvocation, explainConclusion, readConcluded } from '../conclude.js';
import { finish } from '../finish.js';
import { judgeRun, placeRun } from '../judge-run.js';
import { loadYardstick } from '../load-baseline.js';
import { saveBaseline } from '../save-baseline.js';
import { type Session, updateRecord } from '../session.js';
import { snapshotRun } from '../snapshot-run.js';
import { uploadRecord } from '../upload-results.js';
import { type Ending, writeReports } from '../write-reports.js';
import type { Resumer } from './resume-session.js';

/** An evaluation of another job that has ended, with what it came to. */
export interface Resumed {
  session: Session;
  ending: Ending;
}

/** Judges what a submitted evaluation left, and writes it as the files of a record into the session's folder. */
export async function concludeResumed(session: Session, endings: Map<number, TaskEnding>): Promise<Resumed> {
  const conclusion = await concludeInvocation(session.record, session.forms, { endings });
  const { state, tasks } = conclusion;
  const taken = async (): Promise<ReturnType<typeof readSnapshot>> =>
    (await snapshotRun(session)) ?? readSnapshot(session.files.dir);
  const results = await readConcluded(session, tasks, taken);
  const ending: Ending = {
    state,
    tasks,
    ...(results ? { results } : {}),
    ...(state === 'success' ? {} : { error: explainConclusion(conclusion) }),
  };
  await writeReports(session, ending, results?.snapshot ?? (await taken()));
  return { session, ending };
}

/** What another process had finished, from the record that it left. */
export async function readResumed(session: Session, { dir, artifactName }: FinishedResult): Promise<Resumed> {
  const recorded = readResult(dir, session.record.invocationId!);
  const results = await readResults({ path: dir, name: artifactName });
  const ending: Ending = {
    ...recorded,
    tasks: results.tasks.map((task) => toTaskResult(task)),
    ...(results.benchmarks.length > 0 || results.tasks.length > 0 ? { results } : {}),
  };
  return { session, ending };
}

function toTaskResult({ name, index, state, reasons, notes }: EvalResults['tasks'][number]): TaskResult {
  return { task: name, index, dir: '', state, reasons, notes, scores: [], unconfirmed: false };
}

/** Compares an evaluation that has been finished, uploads it, and tells those who asked. */
export async function reportResumed(
  { run }: Resumer,
  open: AdmittedRecord,
  { session, ending }: Resumed,
): Promise<Reported> {
  const inputs = session.inputs!;
  const redact = (text: string): string => redactMessage(text, session.forms);
  session.reporting = await openReportingOf(run, open, inputs, redact);
  session.yardstick = await loadYardstick(session, inputs, false);
  const placed = await placeRun(session, await judgeRun(session, ending));
  const succeeded = await finish(session, placed);
  const { outputs } = session;
  return {
    state: placed.state,
    verdict: outputs.get('verdict') as Verdict,
    fails: !succeeded,
    checkUrl: outputs.get('check_url'),
    commentUrl: outputs.get('comment_url'),
    missed: [...(session.sharing?.missed ?? []), ...session.reporting.missed],
  };
}

/** Events whose results others are measured by. */
const BASELINE_EVENTS = ['push', 'schedule', 'workflow_dispatch'];

/** Whether later runs may be measured by an evaluation; says why not, where nobody would expect that. */
export function keepsRecord({ log, context }: Session): boolean {
  const { name, defaultBranch } = context.event;
  if (!BASELINE_EVENTS.includes(name)) return false;
  // The record is found as one of the branch that this step runs on, whatever branch it was measured on.
  if (defaultBranch !== undefined && context.ref === `refs/heads/${defaultBranch}`) return true;
  log.info('no baseline record is kept: the evaluation is not of the default branch');
  return false;
}

/** Uploads the record that later runs compare with. @returns what could not be uploaded. */
export async function keepResumed(session: Session): Promise<readonly MissedPost[]> {
  const { record, log, sharing } = session;
  const before = sharing?.missed.length ?? 0;
  updateRecord(session, { artifact: { ...record.artifact, keepsRecord: true } });
  const kept = await uploadRecord(session);
  if (kept) log.info(`baseline record: ${kept.name} (id ${kept.id})`);
  await saveBaseline(session);
  return sharing?.missed.slice(before) ?? [];
}
