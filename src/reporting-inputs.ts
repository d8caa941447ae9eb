import { ConfigError } from './errors.js';
import { choice, flag, quote } from './input-values.js';
import type { ReadInput } from './inputs.js';
import { COMMENT_MODES, type CommentMode } from './report/comment-text.js';

/** Where a verdict is shown besides log and job summary. */
export interface ReportingInputs {
  checkRun: boolean;
  /** Name of the check run. */
  checkName: string;
  comment: CommentMode;
  /** Tells the comments of several evaluations on one pull request apart; absent: by workflow and job. */
  commentKey?: string;
  /** Whether the report is uploaded as a page of its own. */
  htmlReport: boolean;
  /** Scheduled runs: one issue while there is a regression. */
  rollingIssue: boolean;
  /** '' where the job gives none. */
  githubToken: string;
}

export const DEFAULT_CHECK_NAME = 'NeMo evaluation';
const LONGEST_NAME = 100;

/** Reads the inputs of reporting. @throws ConfigError for the first that is wrong. */
export function loadReportingInputs(text: ReadInput): ReportingInputs {
  const commentKey = line(text('comment-key'), 'comment-key');
  return {
    checkRun: flag(text('check-run'), 'check-run', false),
    checkName: line(text('check-name'), 'check-name') || DEFAULT_CHECK_NAME,
    comment: choice(text('comment'), 'comment', COMMENT_MODES, 'off'),
    ...(commentKey === '' ? {} : { commentKey }),
    htmlReport: flag(text('html-report'), 'html-report', false),
    rollingIssue: flag(text('rolling-issue'), 'rolling-issue', false),
    githubToken: text('github-token'),
  };
}

function line(text: string, name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (text.length <= LONGEST_NAME && !/[\u0000-\u001f\u007f]/.test(text)) return text;
  throw new ConfigError(
    `input ${name} is ${quote(text)}: allowed is one line of at most ${LONGEST_NAME} characters`,
  );
}
