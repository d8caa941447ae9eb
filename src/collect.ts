import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CollectInputs, loadCollectInputs } from './collect-inputs.js';
import { type Collected, collectLegs } from './collecting/collect-legs.js';
import { renderLegs } from './collecting/render-legs.js';
import { RECORD_FILE, writeResult } from './collecting/write-merged-record.js';
import { ActionError, type Location, messageOf } from './errors.js';
import type { Check } from './github/check-run.js';
import type { Log } from './github/log.js';
import type { RunContext } from './github/run-context.js';
import type { ReadInput } from './inputs.js';
import { announceComparison } from './judging/announce-verdict.js';
import { showsItems } from './judging/shows-items.js';
import { verdictFails } from './judging/verdict-fails.js';
import type { FinalState, Outputs } from './outputs.js';
import { toCompareReport } from './report/compare-report.js';
import { renderCompareSummary } from './report/compare-summary.js';
import type { RunReport } from './report/result-json.js';

/** One run of the collect action. */
export interface CollectRun {
  context: RunContext;
  env: NodeJS.ProcessEnv;
  log: Log;
  outputs: Outputs;
  /** A folder of its own under RUNNER_TEMP. */
  dir: string;
  /** Keeps an open check for the post step; undefined forgets it. */
  rememberCheck: (check: Check | undefined) => void;
}

/** The merged record's folder in the run's. */
const RECORD_DIR = 'record';

/** What a merge came to, as far as it came. */
interface Ending {
  inputs?: CollectInputs;
  collected?: Collected;
  failure?: { state: FinalState; message: string; location?: Location };
}

/**
 * The collect action: the records of a matrix's legs → one evaluation → verdict → report and record.
 * @returns whether the step succeeded. Whatever happens, outputs are set.
 */
export async function collectResults(run: CollectRun, read: ReadInput): Promise<boolean> {
  const { inputs, collected, failure } = await collectToEnd(run, read);
  const { context, log, outputs } = run;
  const report = toReport(collected, failure);
  const summary = renderSummary(report, {
    showItems: showsItems(inputs?.showItems ?? 'never', context.event.isPrivateRepository),
    attempt: context.runAttempt,
  });
  outputs.set('state', report.state);
  outputs.set('verdict', report.verdict);
  outputs.set('missing_legs', collected?.merged.missing.map(({ key }) => key).join('\n') ?? '');
  outputs.set('baseline_source', report.baseline?.source ?? '');
  outputs.set('baseline_run_id', report.baseline?.runId ?? '');
  outputs.set('baseline_sha', report.baseline?.sha ?? '');
  outputs.set('flips_path', collected?.judgement.flipsFile ?? '');
  const resultJson = write(run, RECORD_FILE, () => writeResult(collected?.dir ?? run.dir, report));
  outputs.set('result_json', resultJson);
  outputs.set('record_path', collected && resultJson !== '' ? collected.dir : '');
  const summaryFile = path.join(run.dir, 'summary.md');
  outputs.set(
    'summary_path',
    write(run, 'summary.md', () => {
      writeFileSync(summaryFile, summary, { mode: 0o600 });
      return summaryFile;
    }),
  );
  outputs.complete();
  if (inputs?.summary ?? true) await log.summary(summary);
  log.info(`verdict: ${report.verdict}`);
  if (failure) log.error(failure.message, failure.location);
  const hasPolicy = inputs?.policy !== undefined;
  const fails = failure !== undefined || verdictFails(report.verdict, inputs!.failOn, hasPolicy);
  if (fails && !failure) log.error(`the verdict is ${report.verdict}, which fails the step (fail-on)`);
  return !fails;
}

async function collectToEnd(run: CollectRun, read: ReadInput): Promise<Ending> {
  const ending: Ending = {};
  const { context, log, dir } = run;
  try {
    const inputs = loadCollectInputs(read);
    ending.inputs = inputs;
    const collected = await collectLegs(inputs, { context, log, dir, recordDir: path.join(dir, RECORD_DIR) });
    ending.collected = collected;
    for (const { key, reason } of collected.merged.missing) log.warn(`${key} is MISSING: ${reason}`);
    for (const warning of [...collected.merged.problems, ...collected.judgement.warnings]) log.warn(warning);
    announceComparison(log, collected.judgement.comparison);
    return ending;
  } catch (error) {
    const { state, location } =
      error instanceof ActionError ? error : { state: 'infrastructure-error' as const };
    return { ...ending, failure: { state, message: messageOf(error), ...(location ? { location } : {}) } };
  }
}

function toReport(collected: Collected | undefined, failure: Ending['failure']): RunReport {
  if (!collected) return toCompareReport(undefined, undefined, failure);
  const { sides, judgement, merged, hasBaseline } = collected;
  const { baseline, ...report } = toCompareReport(sides, judgement.comparison, failure);
  return { ...report, legs: merged.legs, ...(hasBaseline && baseline ? { baseline } : {}) };
}

function renderSummary(report: RunReport, shown: Parameters<typeof renderCompareSummary>[1]): string {
  const summary = renderCompareSummary(report, shown);
  return report.legs ? `${summary.trimEnd()}\n\n${renderLegs(report.legs)}` : summary;
}

/** Writes a report. @returns its path; empty where it cannot be written, which costs no verdict. */
function write({ dir, log }: CollectRun, name: string, save: () => string): string {
  try {
    return save();
  } catch (error) {
    log.warn(`${name} could not be written: ${messageOf(error)}`);
    rmSync(path.join(dir, name), { force: true });
    return '';
  }
}
