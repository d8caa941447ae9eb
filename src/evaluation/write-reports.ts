import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { noBaselineOf } from '../baseline/find-baseline.js';
import type { BaselineFacts, Comparison } from '../comparison/comparison.js';
import { sourcedLeaves } from '../config/resolve.js';
import type { Snapshot } from '../config/snapshot.js';
import { type Location, messageOf } from '../errors.js';
import { showsItems } from '../judging/shows-items.js';
import type { FinalState, Verdict } from '../outputs.js';
import type { AroundComparison } from '../report/around-comparison.js';
import { buildResultJson, type RunReport } from '../report/result-json.js';
import { renderSummary, type SummaryFacts } from '../report/summary.js';
import type { EvalResults } from '../results/eval-results.js';
import type { TaskResult } from '../results/validity.js';
import { writeScores } from '../results/write-scores.js';
import { TREND_FILE, writeTrend } from '../trend/trend-file.js';
import { redactMessage } from '../upload/scan-file.js';
import { lookCommands } from './look-commands.js';
import { type Session, warn } from './session.js';
import { renderSnapshot, SNAPSHOT_FILE } from './snapshot-run.js';

export const SUMMARY_FILE = 'summary.md';
export const SCORES_FILE = 'scores.ndjson.gz';

/** How a run ended, for everything that is written about it. */
export interface Ending extends AroundComparison {
  state: FinalState;
  tasks: TaskResult[];
  /** As they are compared; absent where nothing ran, or nothing can be read. */
  results?: EvalResults;
  comparison?: Comparison;
  /** What it was compared with, or was to be. */
  baseline?: BaselineFacts;
  /** There is a baseline, and no comparison: no verdict to pass by. */
  comparisonFailed?: boolean;
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
  const write = (name: string, content: string | Uint8Array): string => {
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
  outputs.set('baseline_source', report.baseline?.source ?? '');
  outputs.set('baseline_run_id', report.baseline?.runId ?? '');
  outputs.set('baseline_sha', report.baseline?.sha ?? '');
  if (snapshot) write(SNAPSHOT_FILE, renderSnapshot(session, snapshot));
  outputs.set('result_json', write('result.json', `${JSON.stringify(buildResultJson(report), null, 2)}\n`));
  if (ending.results) await saveScores(session, ending.results);
  if (ending.trend && session.trendPlace?.loaded.isOwn) write(TREND_FILE, writeTrend(ending.trend.trend));
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
  const invalid =
    ending.state === 'invalid' ||
    ending.tasks.some(({ state }) => state === 'invalid') ||
    ending.comparisonFailed;
  const verdict: Verdict = invalid ? 'INVALID' : (ending.comparison?.verdict ?? 'NO-BASELINE');
  return {
    state: ending.state,
    verdict,
    ...(ending.error === undefined ? {} : { error: ending.error }),
    ...(record.invocationId
      ? {
          invocation: {
            id: record.invocationId,
            executor: record.remote?.executor ?? ('local' as const),
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
    ...(ending.results ? { results: ending.results } : {}),
    ...(ending.comparison ? { comparison: ending.comparison } : {}),
    ...(ending.baseline ? { baseline: ending.baseline } : {}),
    ...(session.yardstick?.outcome ? noBaselineOf(session.yardstick.outcome) : {}),
    ...(ending.anchor ? { anchor: ending.anchor } : {}),
    ...(ending.search ? { search: ending.search } : {}),
    ...(ending.trend ? { trend: ending.trend } : {}),
    ...(session.leg ? { leg: { ...session.leg, attempt: Number(context.runAttempt) || 1 } } : {}),
  };
}

/** The summary's facts, with what is known of the artifact by now. */
export function summaryFacts(
  session: Session,
  report: RunReport,
  artifact: Pick<SummaryFacts, 'artifact' | 'artifactNote'>,
): SummaryFacts {
  const { record, context, config, startedAt } = session;
  // What ran elsewhere comes to a folder of the run.
  const folder = record.remote || record.elsewhere ? record.invocationDir : record.outputDir;
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
    showItems: showsItems(session.inputs?.showItems ?? 'never', context.event.isPrivateRepository),
    warnings: session.warnings.map((warning) => redactMessage(warning, session.forms)),
    ...(folder ? { outputDir: folder } : {}),
    commands: lookCommands(session),
    attempt: context.runAttempt,
    durationSeconds: (Date.now() - startedAt.getTime()) / 1000,
    ...artifact,
  };
}
