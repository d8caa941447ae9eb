import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  COMMENT_BYTES,
  type CommentMode,
  type CommentText,
  markText,
  strikeEarlier,
} from '../report/comment-text.js';
import { isNewer, type Mark, type RunOrder, readMark } from '../report/mark.js';
import { findPoster, isWrittenBy, type Posting, prepareText, refusePost } from './posting.js';
import { explainRefusal, statusOf } from './rest.js';

export interface CommentRequest {
  /** Of the pull request. */
  number: number;
  /** One comment for each. */
  key: string;
  mode: CommentMode;
  /** Whether the mode asks for a comment, see asksForComment: without one yet, else none is made. */
  isWanted: boolean;
  text: CommentText;
  run: RunOrder;
}

/** What became of a comment. `older`: what is there is of a newer run. */
export interface CommentOutcome {
  action: 'none' | 'created' | 'updated' | 'older' | 'refused';
  url?: string;
}

/** A comment of ours. */
interface Own {
  id: number;
  url: string;
  mark: Mark;
}

/** What this call posts. */
interface Ours {
  mark: Mark;
  request: CommentRequest;
  poster: string;
}

const PERMISSION = 'pull-requests: write';
/** What the mark may take beside the text. */
const MARK_BYTES = 1000;
/** A comment may vanish, or be overwritten by an older run, between two requests; not for ever. */
const TRIES = 3;
/** How long a job that lost a race may take from reading a comment to writing it: the client pauses between writes. */
const RACE_MS = 2000;

/**
 * Writes the one comment of a key, or brings it up to date. Jobs that write it at the same time come to one comment: each
 * looks again after it has made one, keeps the oldest and deletes its own. Results of an older run never replace newer
 * ones. What is refused is a warning.
 */
export async function postComment(posting: Posting, request: CommentRequest): Promise<CommentOutcome> {
  if (request.mode === 'off') return { action: 'none' };
  try {
    const poster = await findPoster(posting.github);
    const { key, run, text } = request;
    const facts = { verdict: text.verdict, nonce: randomBytes(6).toString('hex') };
    const mark: Mark = { kind: 'comment', key, ...run, facts };
    return await upsert(posting, { mark, request, poster }, TRIES);
  } catch (error) {
    const what = `the comment on pull request #${request.number} could not be written`;
    refusePost(posting, what, { error, permission: PERMISSION });
    return { action: 'refused' };
  }
}

async function upsert(posting: Posting, ours: Ours, tries: number): Promise<CommentOutcome> {
  let own = await listOwn(posting, ours);
  let created: Own | undefined;
  if (own.length === 0) {
    if (!ours.request.isWanted) return { action: 'none' };
    created = await create(posting, ours);
    own = await listOwn(posting, ours);
    // A list may lag behind.
    if (!own.some(({ id }) => id === created!.id)) own = [...own, created].sort((a, b) => a.id - b.id);
  }
  const outcome = await settle(posting, ours, own, created);
  if (outcome) return outcome;
  if (tries > 1) return upsert(posting, ours, tries - 1);
  const shown = `the comment on pull request #${ours.request.number} is overwritten or deleted by others`;
  posting.warn(shown);
  posting.missed?.({ error: 'infrastructure-error', shown });
  return { action: 'refused' };
}

/** Brings the oldest up to date and deletes doubles. @returns undefined where it has to be done once more. */
async function settle(
  posting: Posting,
  ours: Ours,
  own: readonly Own[],
  created: Own | undefined,
): Promise<CommentOutcome | undefined> {
  const { mark } = ours;
  const [keep, ...doubles] = own as [Own, ...Own[]];
  const isOurs = (one: Own): boolean =>
    one.id === created?.id || one.mark.facts['nonce'] === mark.facts['nonce'];
  const action = own.some((one) => isNewer(one.mark, mark))
    ? 'older'
    : isOurs(keep)
      ? 'created'
      : await update(posting, ours, keep);
  if (action === 'gone') return undefined;
  // What a run left that was cut off goes as well; what another job has just made is that job's to delete.
  for (const double of doubles)
    if (isOurs(double) || isNewer(mark, double.mark)) await remove(posting, double.id);
  if (action === 'updated') {
    if (created) await setTimeout(RACE_MS);
    if (await isOverwritten(posting, ours, keep.id)) return undefined;
  }
  return { action, url: keep.url };
}

/** Overwrites a comment, unless a newer run has done so since it was listed. */
async function update(
  posting: Posting,
  ours: Ours,
  { id, mark: earlier }: Own,
): Promise<'updated' | 'older' | 'gone'> {
  const { octokit, owner, repo } = posting.github;
  const { isWanted, text } = ours.request;
  const shown = isWanted ? text.body : strikeEarlier(earlier.facts['verdict'], text.short);
  const now = await readNow(posting, ours, id);
  if (now === 'gone') return 'gone';
  if (now && isNewer(now, ours.mark)) return 'older';
  const body = bodyOf(posting, ours, shown);
  try {
    await octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body });
    return 'updated';
  } catch (error) {
    // A permission that is not given may be answered like a comment that is not there.
    if (statusOf(error) === 404 && (await readNow(posting, ours, id)) === 'gone') return 'gone';
    throw error;
  }
}

/** Whether a job of an older run, which had read before we wrote, has written after us. */
async function isOverwritten(posting: Posting, ours: Ours, id: number): Promise<boolean> {
  const now = await readNow(posting, ours, id);
  return now === 'gone' || (now !== undefined && isNewer(ours.mark, now));
}

async function readNow(
  { github: { octokit, owner, repo } }: Posting,
  { request }: Ours,
  id: number,
): Promise<Mark | 'gone' | undefined> {
  try {
    const { data } = await octokit.rest.issues.getComment({ owner, repo, comment_id: id });
    return readMark(data.body ?? '', 'comment', request.key);
  } catch (error) {
    if (statusOf(error) === 404) return 'gone';
    throw error;
  }
}

/** The comments of this key that the poster wrote, oldest first, whatever a person made of their text. */
async function listOwn(posting: Posting, { request, poster }: Ours): Promise<Own[]> {
  const { octokit, owner, repo } = posting.github;
  const found: Own[] = [];
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    owner,
    repo,
    issue_number: request.number,
    per_page: 100,
  });
  for await (const { data } of pages)
    for (const { id, body, user, html_url } of data) {
      const mark = readMark(body ?? '', 'comment', request.key);
      if (mark && isWrittenBy(user, poster)) found.push({ id, url: html_url, mark });
    }
  return found.sort((a, b) => a.id - b.id);
}

async function create(posting: Posting, ours: Ours): Promise<Own> {
  const { octokit, owner, repo } = posting.github;
  const { number, text } = ours.request;
  const body = bodyOf(posting, ours, text.body);
  const { data } = await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body });
  return { id: data.id, url: data.html_url, mark: ours.mark };
}

async function remove({ github: { octokit, owner, repo }, warn }: Posting, id: number): Promise<void> {
  try {
    await octokit.rest.issues.deleteComment({ owner, repo, comment_id: id });
  } catch (error) {
    if (statusOf(error) === 404) return;
    warn(`a second comment (id ${id}) could not be deleted: ${explainRefusal(error, PERMISSION)}`);
  }
}

function bodyOf(posting: Posting, { mark }: Ours, text: string): string {
  // The mark is not redacted: it must be found again, and holds the key, which the workflow file shows.
  return markText(mark, prepareText(posting, text, COMMENT_BYTES + MARK_BYTES));
}
