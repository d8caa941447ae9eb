import { messageOf } from '../errors.js';
import { concludeCheck } from '../github/check-run.js';
import { postComment } from '../github/comment.js';
import type { MissedPost, Posting } from '../github/posting.js';
import { findPullRequest, hasMovedOn } from '../github/pull-request.js';
import { updateRollingIssue } from '../github/rolling-issue.js';
import type { JudgementInputs } from '../judgement-inputs.js';
import { renderAround } from '../report/around-comparison.js';
import { annotateBreaches, CHECK_BYTES, conclusionOf, renderCheck } from '../report/check-text.js';
import { asksForComment, renderComment } from '../report/comment-text.js';
import { findRegression, listRegressions, renderIssue } from '../report/issue-text.js';
import type { PostedFacts } from '../report/posted-text.js';
import { redactReport } from '../report/redact-report.js';
import type { RunReport } from '../report/result-json.js';
import { scoredTasks } from '../report/scored-tasks.js';
import { lineKeyOf, type Reporting } from './reporting.js';

/** What a step came to, for those who are told. */
export interface Results {
  report: RunReport;
  judgement: Pick<JudgementInputs, 'failOn' | 'policy'>;
  artifactUrl?: string;
  showItems: boolean;
  /** The job was cancelled: there are seconds left, for the check alone. */
  cancelled: boolean;
}

/** Addresses of what was posted; '' where nothing was. */
export interface Posted {
  checkUrl: string;
  commentUrl: string;
  /** What was wanted, the check that was to be opened included, and is not there: for whoever may try again. */
  missed: readonly MissedPost[];
}

/** Tells check, pull request and issue what a step came to. Never throws, and fails nothing. */
export async function postResults(reporting: Reporting, results: Results): Promise<Posted> {
  const { posting, missed } = reporting;
  const posted: Posted = { checkUrl: '', commentUrl: '', missed };
  if (!posting) return posted;
  try {
    await post(reporting, posting, results, posted);
  } catch (error) {
    const shown = `not all could be posted: ${posting.redact(messageOf(error))}`;
    posting.warn(shown);
    missed.push({ error: 'infrastructure-error', shown });
  }
  return posted;
}

async function post(reporting: Reporting, posting: Posting, results: Results, posted: Posted): Promise<void> {
  const { check, context, log } = reporting;
  const report = redactReport({ ...results.report, tasks: scoredTasks(results.report) }, posting.redact);
  const facts: PostedFacts = {
    report,
    runUrl: reporting.runUrl,
    ...(results.artifactUrl ? { artifactUrl: results.artifactUrl } : {}),
    showItems: results.showItems,
    attempt: context.runAttempt,
    ...(reporting.leg === undefined ? {} : { label: reporting.leg }),
  };
  if (check) {
    const { failOn, policy } = results.judgement;
    const { search, anchor, trend } = results.report;
    const around = {
      ...(search ? { search } : {}),
      ...(anchor ? { anchor } : {}),
      ...(trend ? { trend } : {}),
    };
    const ending = {
      conclusion: conclusionOf(report.state, report.verdict, failOn, policy !== undefined),
      ...renderCheck(facts),
    };
    // Where GitHub does not take it now, the post step tries once more.
    reporting.remember({ ...check, ending });
    const done = await concludeCheck(posting, check, {
      ...ending,
      text: renderAround(
        { ...around, ...(report.comparison ? { comparison: report.comparison } : {}) },
        CHECK_BYTES,
      ),
      annotations: report.comparison ? annotateBreaches(report.comparison, context.workspace) : [],
    });
    if (done) {
      posted.checkUrl = check.url;
      reporting.remember(undefined);
    }
  }
  if (results.cancelled) return;
  posted.commentUrl = await comment(reporting, posting, facts);
  await rollIssue(reporting, posting, facts);
  if (posted.checkUrl) log.info(`check: ${posted.checkUrl}`);
  if (posted.commentUrl) log.info(`comment: ${posted.commentUrl}`);
}

async function comment(reporting: Reporting, posting: Posting, facts: PostedFacts): Promise<string> {
  const { inputs, context, log } = reporting;
  if (inputs.comment === 'off') return '';
  const pull = await findPullRequest(posting.github, context.event);
  if ('reason' in pull) {
    log.info(`comment: none, since ${pull.reason}`);
    if (pull.missed) posting.missed?.(pull.missed);
    return '';
  }
  if (await hasMovedOn(posting.github, pull.number, context.event)) {
    log.info(`comment: none, since pull request #${pull.number} has a newer head: its own run tells`);
    return '';
  }
  const { url } = await postComment(posting, {
    number: pull.number,
    key: lineKeyOf(reporting),
    mode: inputs.comment,
    isWanted: asksForComment(inputs.comment, facts.report),
    text: renderComment(facts),
    run: runOf(reporting),
  });
  return url ?? '';
}

async function rollIssue(reporting: Reporting, posting: Posting, facts: PostedFacts): Promise<void> {
  const { inputs, context, log } = reporting;
  if (!inputs.rollingIssue || context.event.name !== 'schedule') return;
  const line = [context.workflow, context.ref.replace(/^refs\/heads\//, ''), reporting.leg];
  const { action, url } = await updateRollingIssue(posting, {
    key: lineKeyOf(reporting),
    ...renderIssue(facts, line.filter(Boolean).join(', ')),
    regression: findRegression(facts.report),
    regressions: listRegressions(facts.report.comparison),
    run: runOf(reporting),
    runUrl: reporting.runUrl,
  });
  if (url) log.info(`rolling issue: ${action}, ${url}`);
}

function runOf({ context }: Reporting): { runId: string; attempt: string } {
  return { runId: context.runId, attempt: context.runAttempt };
}
