import { messageOf } from '../errors.js';
import { concludeCheck, type LeftCheck } from '../github/check-run.js';
import type { Log } from '../github/log.js';
import type { RunContext } from '../github/run-context.js';
import type { ReadInput } from '../inputs.js';
import { loadJudgementInputs } from '../judgement-inputs.js';
import { conclusionOf, renderCheck, renderLostCheck } from '../report/check-text.js';
import { redactReport } from '../report/redact-report.js';
import type { RunReport } from '../report/result-json.js';
import { loadReportingInputs } from '../reporting-inputs.js';
import { redactMessage } from '../upload/scan-file.js';
import { secretForms } from '../upload/secret-forms.js';
import { connectPosting } from './reporting.js';
import { runUrlOf } from './run-url.js';

/** What the post step has of the step that was cut off. */
export interface LeftBehind {
  context: RunContext;
  log: Log;
  read: ReadInput;
  env: NodeJS.ProcessEnv;
}

/**
 * Concludes a check that the main step left open as it was cut off: none may stay in progress for ever. Never throws.
 * @param saved the check, as it was saved.
 * @param report what the run came to, where that is known.
 */
export async function concludeLeftCheck(
  saved: string,
  { context, log, read, env }: LeftBehind,
  report: RunReport | undefined,
): Promise<void> {
  try {
    const { ending: known, ...check } = JSON.parse(saved) as LeftCheck;
    const inputs = loadReportingInputs((name) => read(name).trim());
    // The reports are free of secrets already; the token is the one that only this step knows.
    const forms = secretForms([{ name: 'github-token', value: env['INPUT_GITHUB-TOKEN'] ?? '' }]);
    const redact = (text: string): string => redactMessage(text, forms);
    const warn = (message: string): void => log.warn(message);
    const posting = await connectPosting({ inputs, context, log, redact, warn });
    const runUrl = runUrlOf(context);
    const judgement = loadJudgementInputs((name) => read(name).trim());
    const { failOn, policy } = judgement;
    const shown = report && {
      conclusion: conclusionOf(report.state, report.verdict, failOn, policy !== undefined),
      ...renderCheck({
        report: redactReport(report, redact),
        runUrl,
        showItems: false,
        attempt: context.runAttempt,
      }),
    };
    const ending = known ?? shown ?? { conclusion: 'cancelled' as const, ...renderLostCheck({ runUrl }) };
    await concludeCheck(posting, check, ending, { onlyIfOpen: true });
  } catch (error) {
    log.warn(`the check could not be concluded: ${messageOf(error)}`);
  }
}
