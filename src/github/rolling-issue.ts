import { randomBytes } from 'node:crypto';
import { COMMENT_BYTES, markText } from '../report/comment-text.js';
import {
  findNew,
  rememberRegressions,
  renderNewRegressions,
  renderRecovery,
  renderReturn,
  type SeenRegressions,
} from '../report/issue-text.js';
import { isNewer, type Mark, type RunOrder } from '../report/mark.js';
import { findRollingIssues, type RollingIssue } from './find-rolling-issues.js';
import { findPoster, type Posting, prepareText, refusePost } from './posting.js';
import { explainRefusal, statusOf } from './rest.js';

export interface RollingIssueRequest {
  /** One issue for each. */
  key: string;
  title: string;
  /** Markdown, of a recovery too. */
  body: string;
  /** undefined: nothing can be said, and the issue is left as it is. */
  regression: boolean | undefined;
  /** Names of the benchmarks that regressed. */
  regressions: readonly string[];
  run: RunOrder;
  runUrl: string;
  label?: string;
}

/** What became of the issue. `left`: nothing had to change. `older`: what is there is of a newer run. */
export interface RollingIssueOutcome {
  action: 'none' | 'opened' | 'updated' | 'reopened' | 'closed' | 'left' | 'older' | 'refused';
  number?: number;
  url?: string;
}

/** What this call writes. */
interface Ours {
  request: RollingIssueRequest;
  label: string;
  nonce: string;
}

export const ISSUE_LABEL = 'nemo-eval';
const PERMISSION = 'issues: write';

/**
 * Keeps the one issue of a line of scheduled runs: opened on the first regression, its text follows the newest run, a
 * comment tells of further regressions, and a recovery closes it. A person who closes it before that is heard: it stays
 * closed until something regresses after a recovery; and one who opens it again after a recovery keeps it open. Issues of
 * others are never touched. What is refused is a warning.
 */
export async function updateRollingIssue(
  posting: Posting,
  request: RollingIssueRequest,
): Promise<RollingIssueOutcome> {
  if (request.regression === undefined) return { action: 'none' };
  const label = request.label ?? ISSUE_LABEL;
  const ours: Ours = { request, label, nonce: randomBytes(6).toString('hex') };
  try {
    const poster = await findPoster(posting.github);
    const search = { key: request.key, label, poster, all: request.regression };
    const found = await findRollingIssues(posting.github, search);
    if (found.length > 0) return await settle(posting, ours, found);
    if (!request.regression) return { action: 'none' };
    const created = await create(posting, ours);
    const now = await findRollingIssues(posting.github, search);
    // A list may lag behind.
    const all = now.some(({ number }) => number === created.number) ? now : [...now, created];
    return await settle(posting, ours, all);
  } catch (error) {
    refusePost(posting, 'the rolling issue could not be written', { error, permission: PERMISSION });
    return { action: 'refused' };
  }
}

/** Brings the oldest open issue up to date, or the last that was closed, and closes doubles. */
async function settle(
  posting: Posting,
  ours: Ours,
  issues: readonly RollingIssue[],
): Promise<RollingIssueOutcome> {
  const sorted = [...issues].sort((a, b) => a.number - b.number);
  const open = sorted.filter(({ isOpen }) => isOpen);
  const current = (open[0] ?? sorted.at(-1))!;
  const told = { number: current.number, url: current.url };
  const isOurs = (issue: RollingIssue): boolean => issue.mark.facts['nonce'] === ours.nonce;
  const isOlder = (issue: RollingIssue): boolean => isNewer(ours.request.run, issue.mark);
  const outdated = issues.some(({ mark }) => isNewer(mark, ours.request.run));
  const action = outdated ? 'older' : isOurs(current) ? 'opened' : await bring(posting, ours, current);
  for (const double of open.slice(1))
    if (isOurs(double) || isOlder(double)) await closeDouble(posting, double, current.number);
  return { action, ...told };
}

async function bring(
  posting: Posting,
  ours: Ours,
  issue: RollingIssue,
): Promise<RollingIssueOutcome['action']> {
  const { request } = ours;
  const { regressions, runUrl } = request;
  const wasRecovered = issue.mark.facts['state'] === 'recovered';
  if (!request.regression) {
    if (wasRecovered) return 'left';
    if (!issue.isOpen) {
      await edit(posting, ours, issue, {}, undefined);
      return 'left';
    }
    await edit(posting, ours, issue, { state: 'closed', state_reason: 'completed' }, undefined);
    await comment(posting, issue.number, renderRecovery(runUrl));
    return 'closed';
  }
  if (wasRecovered) {
    await edit(posting, ours, issue, issue.isOpen ? {} : { state: 'open' }, undefined);
    await comment(posting, issue.number, renderReturn(regressions.map(posting.redact), runUrl));
    return 'reopened';
  }
  const seen = seenOf(issue.mark);
  await edit(posting, ours, issue, {}, seen);
  const more = findNew(regressions, seen);
  if (issue.isOpen && more.length > 0) {
    const names = more === 'more' ? [] : more.map(posting.redact);
    await comment(posting, issue.number, renderNewRegressions(names, runUrl));
  }
  return issue.isOpen ? 'updated' : 'left';
}

async function create(posting: Posting, ours: Ours): Promise<RollingIssue> {
  const { octokit, owner, repo } = posting.github;
  const mark = markOf(ours, undefined);
  const wanted = {
    owner,
    repo,
    title: posting.redact(ours.request.title),
    body: bodyOf(posting, ours, mark),
  };
  const { data } = await octokit.rest.issues
    .create({ ...wanted, labels: [ours.label] })
    .catch((error: unknown) => {
      // A label that cannot be made is no reason to stay silent.
      if (statusOf(error) !== 422) throw error;
      return octokit.rest.issues.create(wanted);
    });
  return { number: data.number, url: data.html_url, isOpen: true, mark };
}

type Change = { state?: 'open' | 'closed'; state_reason?: 'completed' };

/** The title is left alone: people rename issues. */
async function edit(
  posting: Posting,
  ours: Ours,
  { number }: RollingIssue,
  change: Change,
  seen: SeenRegressions | undefined,
): Promise<void> {
  const { octokit, owner, repo } = posting.github;
  const body = bodyOf(posting, ours, markOf(ours, seen));
  await octokit.rest.issues.update({ owner, repo, issue_number: number, body, ...change });
}

/** The issue that another run made first is the one that counts. Without its mark this one is never found again. */
async function closeDouble(posting: Posting, { number }: RollingIssue, of: number): Promise<void> {
  const { octokit, owner, repo } = posting.github;
  try {
    await octokit.rest.issues.update({
      owner,
      repo,
      issue_number: number,
      state: 'closed',
      state_reason: 'not_planned',
      body: `Two runs opened an issue at the same time: see #${of}.\n`,
    });
  } catch (error) {
    posting.warn(
      `the second rolling issue #${number} could not be closed: ${explainRefusal(error, PERMISSION)}`,
    );
  }
}

/** The text of the issue says it already: one that cannot be written is a warning. */
async function comment(posting: Posting, number: number, text: string): Promise<void> {
  const { octokit, owner, repo } = posting.github;
  const body = prepareText(posting, text, COMMENT_BYTES);
  try {
    await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body });
  } catch (error) {
    posting.warn(`issue #${number} got no comment: ${explainRefusal(error, PERMISSION)}`);
  }
}

function markOf({ request, nonce }: Ours, seen: SeenRegressions | undefined): Mark {
  const facts: Record<string, string> = { state: request.regression ? 'regressed' : 'recovered', nonce };
  if (request.regression) {
    const remembered = rememberRegressions(request.regressions, seen);
    facts['count'] = String(remembered.count);
    facts['seen'] = remembered.digests.join('.');
  }
  return { kind: 'issue', key: request.key, ...request.run, facts };
}

function seenOf({ facts: { count, seen } }: Mark): SeenRegressions | undefined {
  if (count === undefined || seen === undefined || !/^\d{1,9}$/.test(count)) return undefined;
  return { count: Number(count), digests: seen.split('.').filter(Boolean) };
}

function bodyOf(posting: Posting, { request }: Ours, mark: Mark): string {
  return markText(mark, prepareText(posting, request.body, COMMENT_BYTES));
}
