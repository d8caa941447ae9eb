import { messageOf } from '../../errors.js';
import { checkCommit, checkExternalId } from '../../github/check-run.js';
import type { RunEvent } from '../../github/event.js';
import { findOrOpenCheck } from '../../github/find-check.js';
import type { MissedPost } from '../../github/posting.js';
import type { RunContext } from '../../github/run-context.js';
import type { ComparisonRun } from '../../judging/report-comparison.js';
import { renderOpenCheck } from '../../report/check-text.js';
import type { Redact } from '../../report/redact-report.js';
import { checkName, connectPosting, type Reporting } from '../../reporting/reporting.js';
import { runUrlOf } from '../../reporting/run-url.js';
import type { ReportingInputs } from '../../reporting-inputs.js';
import type { AdmittedRecord } from './finisher.js';

/**
 * The context of the run that asked, for whatever is told in its name: commit, branch and event are the API's, and its
 * pull request is looked for by its head. Paths and addresses stay those of this run.
 */
export function contextOfRun(context: RunContext, { run, attempt }: AdmittedRecord): RunContext {
  const { isPrivateRepository, repositoryId, defaultBranch } = context.event;
  const event: RunEvent = {
    name: run.event,
    isPrivateRepository,
    ...(repositoryId === undefined ? {} : { repositoryId }),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
    ...(run.event === 'pull_request'
      ? {
          followedRun: {
            id: run.id,
            headSha: run.headSha,
            headBranch: run.headBranch,
            headOwner: run.headRepository.split('/')[0] ?? '',
            event: run.event,
          },
        }
      : {}),
  };
  return {
    ...context,
    runId: String(run.id),
    runAttempt: String(attempt),
    sha: run.headSha,
    ref: run.headBranch === '' ? '' : `refs/heads/${run.headBranch}`,
    event,
    isForkPullRequest: false,
  };
}

/**
 * Connects to GitHub where something is to be told of an invocation, and finds the check that the job which asked has
 * opened. Done twice, and by two collectors, it comes to the same check and the same comment. Never throws: what could
 * not be done is `missed`.
 */
export async function openReportingOf(
  run: Pick<ComparisonRun, 'context' | 'log' | 'rememberCheck'>,
  open: AdmittedRecord,
  inputs: ReportingInputs,
  redact: Redact,
): Promise<Reporting> {
  const { log, rememberCheck } = run;
  const { posts } = open.record;
  const context = contextOfRun(run.context, open);
  const warn = (message: string): void => log.warn(message);
  const reporting: Reporting = {
    inputs: { ...inputs, commentKey: inputs.commentKey ?? posts.comment },
    context,
    log,
    // Summary, log and artifacts are this run's.
    runUrl: runUrlOf(run.context),
    remember: rememberCheck,
    missed: [],
    ...(posts.leg === null ? {} : { leg: posts.leg }),
  };
  const wantsCheck = inputs.checkRun || posts.has_check;
  if (!wantsCheck && inputs.comment === 'off' && !inputs.rollingIssue) return reporting;
  if (inputs.githubToken === '') {
    log.info('nothing is posted, since there is no github-token');
    return reporting;
  }
  try {
    const { missed } = reporting;
    const noted = (post: MissedPost): unknown => missed.push(post);
    reporting.posting = {
      ...(await connectPosting({ inputs, context, log, redact, warn })),
      missed: noted,
    };
    if (wantsCheck) {
      const { runId, runAttempt: attempt } = context;
      const request = {
        name: checkName(reporting),
        headSha: checkCommit(context.event, context.sha),
        externalId: checkExternalId({ runId, attempt }, posts.check),
        detailsUrl: reporting.runUrl,
        ...renderOpenCheck(reporting),
      };
      const check = await findOrOpenCheck(reporting.posting, request, rememberCheck);
      if (check) reporting.check = check;
    }
  } catch (error) {
    const shown = `GitHub cannot be asked: ${messageOf(error)}`;
    warn(shown);
    reporting.missed.push({ error: 'infrastructure-error', shown });
  }
  return reporting;
}
