import path from 'node:path';
import { type CollectInputs, loadCollectInputs } from './collect-inputs.js';
import { type Collected, collectLegs } from './collecting/collect-legs.js';
import { keepRecord } from './collecting/keep-record.js';
import type { SubmittedCollectInputs } from './collecting/open/run-collector.js';
import { renderLegs } from './collecting/render-legs.js';
import { writeResult } from './collecting/write-merged-record.js';
import type { ReadInput } from './inputs.js';
import { announceComparison } from './judging/announce-verdict.js';
import { type ComparisonRun, reportComparison, startPosting } from './judging/report-comparison.js';
import { showsItems } from './judging/shows-items.js';
import { type Failure, toFailure } from './judging/to-failure.js';
import { tokenRedactor } from './judging/token-redactor.js';
import { toCompareReport } from './report/compare-report.js';
import { renderCompareSummary } from './report/compare-summary.js';
import { redactRun } from './report/redact-run.js';
import type { RunReport } from './report/result-json.js';
import type { Reporting } from './reporting/reporting.js';

/** The merged record's folder in the run's. */
const RECORD_DIR = 'record';

/** What a merge came to, as far as it came. */
interface Ending {
  inputs?: CollectInputs;
  reporting?: Reporting;
  collected?: Collected;
  failure?: Failure;
}

/**
 * The collect action: the records of a matrix's legs → one evaluation → verdict → report and record.
 * @param onCancel has a cancel end nothing any more but abort this signal.
 * @returns whether the step succeeded. Whatever happens, outputs are set.
 */
export async function collectResults(
  run: ComparisonRun,
  read: ReadInput,
  actionDir: string,
  onCancel: () => AbortSignal,
): Promise<boolean> {
  const submitted = readSubmitted(read);
  if (submitted) return collectOpen(run, submitted, actionDir, onCancel());
  const { inputs, reporting, collected, failure } = await collectToEnd(run, read);
  const { context, outputs, env } = run;
  const redact = tokenRedactor(env);
  const report = redactRun(toReport(collected, failure), redact);
  const summary = renderSummary(report, {
    showItems: showsItems(inputs?.showItems ?? 'never', context.event.isPrivateRepository),
    attempt: context.runAttempt,
  });
  outputs.set('missing_legs', collected?.merged.missing.map(({ key }) => redact(key)).join('\n') ?? '');
  outputs.set('record_path', collected?.dir ?? '');
  return reportComparison(run, {
    inputs,
    reporting,
    report,
    summary,
    writeResult: () => writeResult(collected?.dir ?? run.dir, report),
    flipsFile: collected?.judgement.flipsFile,
    flips: collected?.flips,
    artifactName: inputs?.artifactName ?? '',
    failure,
    ...(inputs && collected ? { keep: () => keepRecord(run, inputs, collected) } : {}),
  });
}

/** The inputs, where they ask for what was submitted; those that are wrong the other path says. */
function readSubmitted(read: ReadInput): SubmittedCollectInputs | undefined {
  try {
    const inputs = loadCollectInputs(read);
    return inputs.submitted ? { ...inputs, submitted: inputs.submitted } : undefined;
  } catch {
    return undefined;
  }
}

async function collectOpen(
  run: ComparisonRun,
  inputs: SubmittedCollectInputs,
  actionDir: string,
  stop: AbortSignal,
): Promise<boolean> {
  const [{ finishSubmitted }, { openFinishers }] = await Promise.all([
    import('./collecting/open/run-collector.js'),
    import('./evaluation/remote/open-finishers.js'),
  ]);
  const finishers = openFinishers({ run, inputs, actionDir });
  try {
    return await finishSubmitted(run, inputs, finishers.of, stop);
  } finally {
    await finishers.close();
  }
}

async function collectToEnd(run: ComparisonRun, read: ReadInput): Promise<Ending> {
  const ending: Ending = {};
  const { log, dir } = run;
  try {
    const inputs = loadCollectInputs(read);
    ending.inputs = inputs;
    ending.reporting = await startPosting(run, inputs);
    const collected = await collectLegs(inputs, { ...run, recordDir: path.join(dir, RECORD_DIR) });
    ending.collected = collected;
    for (const { key, reason } of collected.merged.missing) log.warn(`${key} is MISSING: ${reason}`);
    for (const warning of [...collected.merged.problems, ...collected.judgement.warnings]) log.warn(warning);
    announceComparison(log, collected.judgement.comparison);
    return ending;
  } catch (error) {
    return { ...ending, failure: toFailure(error) };
  }
}

function toReport(collected: Collected | undefined, failure: Ending['failure']): RunReport {
  if (!collected) return toCompareReport(undefined, undefined, failure);
  const { sides, judgement, merged, hasBaseline, around, noBaseline } = collected;
  const { baseline, ...report } = toCompareReport(sides, judgement.comparison, failure);
  return {
    ...report,
    ...around,
    ...(noBaseline ? { noBaseline } : {}),
    legs: merged.legs,
    ...(hasBaseline && baseline ? { baseline } : {}),
  };
}

function renderSummary(report: RunReport, shown: Parameters<typeof renderCompareSummary>[1]): string {
  const summary = renderCompareSummary(report, shown);
  return report.legs ? `${summary.trimEnd()}\n\n${renderLegs(report.legs)}` : summary;
}
