import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.js';
import type { LeftCheck } from '../github/check-run.js';
import type { Log } from '../github/log.js';
import type { RunContext } from '../github/run-context.js';
import type { JudgementInputs } from '../judgement-inputs.js';
import type { Outputs } from '../outputs.js';
import type { FlipCollection } from '../report/html/flip-collection.js';
import type { RunReport } from '../report/result-json.js';
import { postResults } from '../reporting/post-results.js';
import { openReporting, type Reporting } from '../reporting/reporting.js';
import { runUrlOf } from '../reporting/run-url.js';
import { uploadReport } from '../reporting/upload-report.js';
import type { ReportingInputs } from '../reporting-inputs.js';
import { sampleGenerations } from '../results/sample-generations.js';
import { showsItems } from './shows-items.js';
import type { Failure } from './to-failure.js';
import { tokenRedactor } from './token-redactor.js';
import { announceOutcome, verdictFails } from './verdict-fails.js';
import { writeHtmlReport } from './write-html-report.js';

/** One run of an action that compares what exists already. */
export interface ComparisonRun {
  context: RunContext;
  env: NodeJS.ProcessEnv;
  log: Log;
  outputs: Outputs;
  /** A folder of its own under RUNNER_TEMP. */
  dir: string;
  /** Keeps an open check for the post step; undefined forgets it. */
  rememberCheck: (check: LeftCheck | undefined) => void;
}

type Inputs = JudgementInputs & ReportingInputs;

/** What a comparison came to, for everybody who is told. */
export interface ComparisonEnding {
  /** Absent where they could not be read. */
  inputs: Inputs | undefined;
  reporting: Reporting | undefined;
  /** Without secrets (redactRun). */
  report: RunReport;
  /** Markdown, made of the report. */
  summary: string;
  /** Writes result.json. @returns its path. */
  writeResult: () => string;
  flipsFile: string | undefined;
  flips: FlipCollection | undefined;
  /** Of the artifact that the page is called after. */
  artifactName: string;
  failure: Failure | undefined;
  /** Uploads what is to be kept, once all files are written. */
  keep?: () => Promise<void>;
}

/** Opens the check, where one is asked for. */
export function startPosting(run: ComparisonRun, inputs: ReportingInputs): Promise<Reporting> {
  const { context, log, env, rememberCheck } = run;
  return openReporting({
    inputs,
    context,
    log,
    warn: (message) => log.warn(message),
    redact: tokenRedactor(env),
    remember: rememberCheck,
  });
}

/**
 * Writes and shows what a comparison came to, files first.
 * @returns whether the step succeeded. Whatever happens, outputs are set.
 */
export async function reportComparison(run: ComparisonRun, ending: ComparisonEnding): Promise<boolean> {
  const { context, log, outputs } = run;
  const { inputs, report, failure, summary } = ending;
  outputs.set('state', report.state);
  outputs.set('verdict', report.verdict);
  outputs.set('baseline_source', report.baseline?.source ?? '');
  outputs.set('baseline_run_id', report.baseline?.runId ?? '');
  outputs.set('baseline_sha', report.baseline?.sha ?? '');
  outputs.set('flips_path', ending.flipsFile ?? '');
  outputs.set('result_json', save(run, 'result.json', ending.writeResult));
  outputs.set(
    'summary_path',
    save(run, 'summary.md', () => write(run, 'summary.md', summary)),
  );
  const page = failure ? '' : await writePage(run, ending);
  outputs.set('report_path', page);
  outputs.complete();
  await ending.keep?.();
  if (inputs?.htmlReport && ending.artifactName !== 'none')
    outputs.set('report_url', await uploadReport({ ...uploadOf(run), ...pageOf(run, page, ending) }));
  if (inputs?.summary ?? true) await log.summary(summary);
  if (ending.reporting && inputs) {
    const { checkUrl, commentUrl } = await postResults(ending.reporting, {
      report,
      judgement: inputs,
      showItems: showsItems(inputs.showItems, context.event.isPrivateRepository),
      cancelled: false,
    });
    outputs.set('check_url', checkUrl);
    outputs.set('comment_url', commentUrl);
  }
  log.info(`verdict: ${report.verdict}`);
  if (failure) log.error(failure.message, failure.location);
  const hasPolicy = inputs?.policy !== undefined;
  const fails = failure !== undefined || verdictFails(report.verdict, inputs!.failOn, hasPolicy);
  if (!failure) announceOutcome(log, report.verdict, fails);
  return !fails;
}

function uploadOf({ context, env, log }: ComparisonRun) {
  return { context, env, log, warn: (message: string) => log.warn(message), redact: tokenRedactor(env) };
}

function pageOf({ dir }: ComparisonRun, page: string, { artifactName }: ComparisonEnding) {
  return { page, name: `${artifactName}.html`, folder: path.join(dir, 'page') };
}

async function writePage(
  { context, dir, log, env }: ComparisonRun,
  { report, inputs, flips }: ComparisonEnding,
): Promise<string> {
  const showItems = showsItems(inputs?.showItems ?? 'never', context.event.isPrivateRepository);
  try {
    return await writeHtmlReport(dir, report, {
      showItems,
      ...(flips && showItems ? { flips: flips.flips } : {}),
      ...(showItems && report.results
        ? { generations: sampleGenerations(report.results, tokenRedactor(env)) }
        : {}),
      attempt: context.runAttempt,
      ...(/^\d+$/.test(context.runId) ? { runUrl: runUrlOf(context) } : {}),
    });
  } catch (error) {
    log.warn(`the HTML report could not be written: ${messageOf(error)}`);
    return '';
  }
}

/** Writes a file of the run's folder, without the job's token. @returns its path. */
export function write(
  { dir, env }: Pick<ComparisonRun, 'dir' | 'env'>,
  name: string,
  content: string,
): string {
  const file = path.join(dir, name);
  writeFileSync(file, tokenRedactor(env)(content), { mode: 0o600 });
  return file;
}

/** @returns the path; empty where it cannot be written, which costs no verdict. */
function save({ dir, log }: ComparisonRun, name: string, writeIt: () => string): string {
  try {
    return writeIt();
  } catch (error) {
    log.warn(`${name} could not be written: ${messageOf(error)}`);
    rmSync(path.join(dir, name), { force: true });
    return '';
  }
}
