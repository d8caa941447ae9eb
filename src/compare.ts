import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CompareInputs, loadCompareInputs } from './compare-inputs.js';
import { ActionError, type Location, messageOf } from './errors.js';
import type { Log } from './github/log.js';
import type { RunContext } from './github/run-context.js';
import type { ReadInput } from './inputs.js';
import { announceComparison } from './judging/announce-verdict.js';
import { loadPolicy } from './judging/load-policy.js';
import { readSides, type Sides } from './judging/read-sides.js';
import { type Judgement, runComparison } from './judging/run-comparison.js';
import { showsItems } from './judging/shows-items.js';
import { announceOutcome, verdictFails } from './judging/verdict-fails.js';
import type { FinalState, Outputs } from './outputs.js';
import { toCompareReport } from './report/compare-report.js';
import { renderCompareSummary } from './report/compare-summary.js';
import { buildResultJson } from './report/result-json.js';

/** One run of the compare action. */
export interface CompareRun {
  context: RunContext;
  log: Log;
  outputs: Outputs;
  /** A folder of its own under RUNNER_TEMP. */
  dir: string;
}

/** What a comparison came to, as far as it came. */
interface Ending {
  inputs?: CompareInputs;
  sides?: Sides;
  judgement?: Judgement;
  failure?: { state: FinalState; message: string; location?: Location };
}

/**
 * The compare action: two folders → pairs → verdict → report. Nothing is launched, and nothing is asked of anybody.
 * @returns whether the step succeeded. Whatever happens, outputs are set.
 */
export async function compareResults(run: CompareRun, read: ReadInput): Promise<boolean> {
  const { inputs, sides, judgement, failure } = await compareToEnd(run, read);
  const { context, log, outputs } = run;
  const report = toCompareReport(sides, judgement?.comparison, failure);
  const summary = renderCompareSummary(report, {
    showItems: showsItems(inputs?.showItems ?? 'never', context.event.isPrivateRepository),
    attempt: context.runAttempt,
  });
  outputs.set('state', report.state);
  outputs.set('verdict', report.verdict);
  outputs.set('baseline_source', report.baseline?.source ?? '');
  outputs.set('baseline_run_id', report.baseline?.runId ?? '');
  outputs.set('baseline_sha', report.baseline?.sha ?? '');
  outputs.set('flips_path', judgement?.flipsFile ?? '');
  outputs.set(
    'result_json',
    write(run, 'result.json', `${JSON.stringify(buildResultJson(report), null, 2)}\n`),
  );
  outputs.set('summary_path', write(run, 'summary.md', summary));
  outputs.complete();
  if (inputs?.summary ?? true) await log.summary(summary);
  log.info(`verdict: ${report.verdict}`);
  if (failure) log.error(failure.message, failure.location);
  const hasPolicy = inputs?.policy !== undefined;
  const fails = failure !== undefined || verdictFails(report.verdict, inputs!.failOn, hasPolicy);
  if (!failure) announceOutcome(log, report.verdict, fails);
  return !fails;
}

async function compareToEnd(run: CompareRun, read: ReadInput): Promise<Ending> {
  const ending: Ending = {};
  try {
    const inputs = loadCompareInputs(read);
    ending.inputs = inputs;
    const { workspace } = run.context;
    const policy = loadPolicy(inputs.policy, workspace);
    const reading = { allowance: inputs.maxFailedSamples, hasPolicy: policy !== undefined };
    const sides = await readSides(inputs, workspace, reading);
    ending.sides = sides;
    const { log, dir } = run;
    ending.judgement = await runComparison(sides, inputs, { policy, dir, redact: (text) => text });
    for (const warning of ending.judgement.warnings) log.warn(warning);
    announceComparison(log, ending.judgement.comparison);
    return ending;
  } catch (error) {
    const { state, location } =
      error instanceof ActionError ? error : { state: 'infrastructure-error' as const };
    return { ...ending, failure: { state, message: messageOf(error), ...(location ? { location } : {}) } };
  }
}

/** Writes a report. @returns its path; empty where it cannot be written, which costs no verdict. */
function write({ dir, log }: CompareRun, name: string, content: string): string {
  const file = path.join(dir, name);
  try {
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  } catch (error) {
    log.warn(`${name} could not be written: ${messageOf(error)}`);
    rmSync(file, { force: true });
    return '';
  }
}
