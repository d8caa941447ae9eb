import path from 'node:path';
import { type CompareInputs, loadCompareInputs } from './compare-inputs.js';
import type { ReadInput } from './inputs.js';
import { addAnchor } from './judging/add-anchor.js';
import { announceComparison } from './judging/announce-verdict.js';
import { findSides } from './judging/find-sides.js';
import { loadPolicy } from './judging/load-policy.js';
import { readCandidate, readSides, type Sides } from './judging/read-sides.js';
import { type ComparisonRun, reportComparison, startPosting, write } from './judging/report-comparison.js';
import { type Judgement, runComparison } from './judging/run-comparison.js';
import { showsItems } from './judging/shows-items.js';
import { type Failure, toFailure } from './judging/to-failure.js';
import { tokenRedactor } from './judging/token-redactor.js';
import type { AnchorReport } from './report/anchor/anchor.js';
import { toCompareReport } from './report/compare-report.js';
import { renderCompareSummary } from './report/compare-summary.js';
import { FlipCollection } from './report/html/flip-collection.js';
import { redactRun } from './report/redact-run.js';
import { buildResultJson, type RunReport } from './report/result-json.js';
import type { Reporting } from './reporting/reporting.js';
import type { EvalResults } from './results/eval-results.js';
import type { Origin } from './results/read-origin.js';

/** What a comparison came to, as far as it came. */
interface Ending {
  inputs?: CompareInputs;
  reporting?: Reporting;
  sides?: Sides;
  /** Where there is nothing to compare it with. */
  alone?: { results: EvalResults; candidate: Origin };
  search?: string[];
  anchor?: AnchorReport;
  judgement?: Judgement;
  flips?: FlipCollection;
  failure?: Failure;
}

/**
 * The compare action: two evaluations that exist → pairs → verdict → report. Nothing is launched.
 * @returns whether the step succeeded. Whatever happens, outputs are set.
 */
export async function compareResults(run: ComparisonRun, read: ReadInput): Promise<boolean> {
  const ending = await compareToEnd(run, read);
  const { inputs, judgement, failure } = ending;
  const report = redactRun(toReport(ending), tokenRedactor(run.env));
  const summary = renderCompareSummary(report, {
    showItems: showsItems(inputs?.showItems ?? 'never', run.context.event.isPrivateRepository),
    attempt: run.context.runAttempt,
  });
  return reportComparison(run, {
    inputs,
    reporting: ending.reporting,
    report,
    summary,
    writeResult: () => write(run, 'result.json', `${JSON.stringify(buildResultJson(report), null, 2)}\n`),
    flipsFile: judgement?.flipsFile,
    flips: ending.flips,
    artifactName: 'comparison',
    failure,
  });
}

function toReport({ sides, alone, judgement, failure, search, anchor }: Ending): RunReport {
  const given = alone && {
    results: { candidate: alone.results },
    candidate: alone.candidate,
  };
  const report = toCompareReport(sides ?? given, judgement?.comparison, failure);
  return { ...report, ...(search ? { search } : {}), ...(anchor ? { anchor } : {}) };
}

async function compareToEnd(run: ComparisonRun, read: ReadInput): Promise<Ending> {
  const ending: Ending = {};
  const { context, env, log, dir } = run;
  const { workspace } = context;
  try {
    const inputs = loadCompareInputs(read);
    ending.inputs = inputs;
    const policy = loadPolicy(inputs.policy, workspace);
    ending.reporting = await startPosting(run, inputs);
    const place = { context, env, log, token: inputs.githubToken, dir: path.join(dir, 'records') };
    const found = await findSides(inputs, place);
    for (const warning of found.warnings) log.warn(warning);
    if (found.search) ending.search = found.search;
    const { baseline } = found;
    if (!baseline) {
      ending.alone = await readCandidate(found, workspace, inputs.maxFailedSamples);
      return ending;
    }
    const reading = { allowance: inputs.maxFailedSamples, hasPolicy: policy !== undefined };
    const sides = await readSides({ ...found, baseline }, workspace, reading);
    ending.sides = sides;
    const redact = tokenRedactor(env);
    if (showsItems(inputs.showItems, context.event.isPrivateRepository))
      ending.flips = new FlipCollection(redact);
    const surroundings = { policy, dir, redact, ...(ending.flips ? { collect: ending.flips } : {}) };
    ending.judgement = await runComparison(sides, inputs, surroundings);
    for (const warning of ending.judgement.warnings) log.warn(warning);
    const { comparison: step } = ending.judgement;
    announceComparison(log, step);
    const { artifactName } = found;
    const anchor = await addAnchor({ ...place, inputs, artifactName }, inputs, sides.results.candidate, {
      policy,
      step,
    });
    if (anchor) ending.anchor = anchor;
    return ending;
  } catch (error) {
    return { ...ending, failure: toFailure(error) };
  }
}
