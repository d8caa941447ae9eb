import { messageOf } from '../errors.js';
import { type Check, checkCommit, checkExternalId, type LeftCheck, openCheck } from '../github/check-run.js';
import type { Log } from '../github/log.js';
import type { MissedPost, Posting } from '../github/posting.js';
import { connectGitHub } from '../github/rest.js';
import type { RunContext } from '../github/run-context.js';
import { renderOpenCheck } from '../report/check-text.js';
import type { Redact } from '../report/redact-report.js';
import type { ReportingInputs } from '../reporting-inputs.js';
import { runUrlOf } from './run-url.js';

/** What all posts of a step share. */
export interface Reporting {
  inputs: ReportingInputs;
  context: RunContext;
  log: Log;
  /** Absent where nothing is to be posted, or nothing may. */
  posting?: Posting;
  /** Absent where none is asked for, or it was refused. */
  check?: Check;
  remember: ReportingParts['remember'];
  runUrl: string;
  /** Of the matrix, where there is one. */
  leg?: string;
  /** What was wanted and is not posted, though another try may bring it. */
  missed: MissedPost[];
}

/** Where a step's posts go. */
export interface ReportingParts {
  inputs: ReportingInputs;
  context: RunContext;
  log: Log;
  /** Says what could not be posted. */
  warn: (message: string) => void;
  redact: Redact;
  leg?: string;
  /** Keeps an open check for the post step, and forgets it once it is concluded. */
  remember: (check: LeftCheck | undefined) => void;
}

/**
 * Connects to GitHub where something is to be posted, and opens the check. Never throws: what cannot be posted is a
 * warning, and costs no evaluation.
 */
export async function openReporting(parts: ReportingParts): Promise<Reporting> {
  const { inputs, context, log, leg } = parts;
  const reporting: Reporting = {
    inputs,
    context,
    log,
    runUrl: runUrlOf(context),
    remember: parts.remember,
    missed: [],
    ...(leg === undefined ? {} : { leg }),
  };
  const asked = whatIsAsked(inputs);
  if (asked.length === 0) return reporting;
  const obstacle = whyNotPosted(parts);
  if (obstacle !== undefined) {
    log.info(`${asked.join(', ')}: not posted, since ${obstacle}; the job summary says it all`);
    return reporting;
  }
  try {
    reporting.posting = await connectPosting(parts);
    if (inputs.checkRun) {
      const request = {
        name: checkName(reporting),
        headSha: checkCommit(context.event, context.sha),
        externalId: checkExternalId({ runId: context.runId, attempt: context.runAttempt }, keyOf(reporting)),
        detailsUrl: reporting.runUrl,
        ...renderOpenCheck(reporting),
      };
      const check = await openCheck(reporting.posting, request, parts.remember);
      if (check) reporting.check = check;
    }
  } catch (error) {
    parts.warn(`GitHub cannot be asked: ${messageOf(error)}`);
  }
  return reporting;
}

/** The client with which posts are made. */
export async function connectPosting({
  inputs,
  context,
  log,
  redact,
  warn,
}: Pick<ReportingParts, 'inputs' | 'context' | 'log' | 'redact' | 'warn'>): Promise<Posting> {
  const { repository, apiUrl } = context;
  return {
    github: await connectGitHub({ token: inputs.githubToken, repository, apiUrl, log }),
    redact,
    warn,
  };
}

function whatIsAsked({ checkRun, comment, rollingIssue }: ReportingInputs): string[] {
  return [
    ...(checkRun ? ['check-run'] : []),
    ...(comment === 'off' ? [] : ['comment']),
    ...(rollingIssue ? ['rolling-issue'] : []),
  ];
}

function whyNotPosted({ inputs, context }: ReportingParts): string | undefined {
  if (inputs.githubToken === '') return 'there is no github-token';
  // A pull request of a fork has a token that may read only, whatever the workflow asks for.
  if (context.event.name === 'pull_request' && context.isForkPullRequest)
    return 'the token of a pull request from a fork may only read (docs/reporting.md has a workflow_run recipe)';
  return undefined;
}

export function checkName({ inputs, leg }: Pick<Reporting, 'inputs' | 'leg'>): string {
  return leg === undefined ? inputs.checkName : `${inputs.checkName} (${leg})`;
}

/** Tells the steps of a run apart that post. */
export function keyOf({ context, leg }: Pick<Reporting, 'context' | 'leg'>): string {
  return [context.job, leg, context.step].filter(Boolean).join('/');
}

/** Tells evaluations apart that are of one line over many runs. */
export function lineKeyOf({ inputs, context, leg }: Pick<Reporting, 'inputs' | 'context' | 'leg'>): string {
  return inputs.commentKey ?? [context.workflow, context.job, leg, stepOf(context)].filter(Boolean).join('/');
}

/** What tells the steps of a job apart: an id, or the number that the runner gives to the second use of an action. */
function stepOf({ step }: RunContext): string {
  if (!step.startsWith('__')) return step;
  return /_(\d+)$/.exec(step)?.[1] ?? '';
}
