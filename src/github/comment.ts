import { randomBytes } from 'node:crypto';
import {
  COMMENT_BYTES,
  type CommentMode,
  type CommentText,
  markText,
  strikeEarlier,
} from '../report/comment-text.js';
import { isNewer, type Mark, type RunOrder, readMark } from '../report/mark.js';
import { findPoster, isWrittenBy, type Posting, prepareText } from './posting.js';
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
    posting.warn(
      `the comment on pull request #${request.number} could not be written: ${explainRefusal(error, PERMISSION)}`,
    );
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
  throw new Error('the comment is deleted each time it is written');
}

/** Brings the oldest up to date and deletes doubles. @returns undefined where the oldest has vanished. */
async function settle(
  posting: Posting,
  { mark, request, poster }: Ours,
  own: readonly Own[],
  created: Own | undefined,
): Promise<CommentOutcome | undefined> {
  const [keep, ...doubles] = own as [Own, ...Own[]];
  const isOurs = (one: Own): boolean =>
    one.id === created?.id || one.mark.facts['nonce'] === mark.facts['nonce'];
  let outcome: CommentOutcome | undefined;
  if (own.some((one) => isNewer(one.mark, mark))) outcome = { action: 'older', url: keep.url };
  else if (isOurs(keep)) outcome = { action: 'created', url: keep.url };
  else if (await update(posting, { mark, request, poster }, keep))
    outcome = { action: 'updated', url: keep.url };
  // What a run left that was cut off goes as well; what another job has just made is that job's to delete.
  if (outcome)
    for (const double of doubles)
      if (isOurs(double) || isNewer(mark, double.mark)) await remove(posting, double.id);
  return outcome;
}

/** Overwrites a comment until it holds nothing older. @returns false where it is gone. */
async function update(posting: Posting, ours: Ours, { id, mark: earlier }: Own): Promise<boolean> {
  const { octokit, owner, repo } = posting.github;
  const place = { owner, repo, comment_id: id };
  const { isWanted, text } = ours.request;
  const shown = isWanted ? text.body : strikeEarlier(earlier.facts['verdict'], text.short);
  const body = bodyOf(posting, ours, shown);
  try {
    for (let left = TRIES; left > 0; left -= 1) {
      await octokit.rest.issues.updateComment({ ...place, body });
      const { data } = await octokit.rest.issues.getComment(place);
      const now = readMark(data.body ?? '', 'comment', ours.mark.key);
      // A job of an older run may have read before us and written after us.
      if (!now || !isNewer(ours.mark, now)) break;
    }
    return true;
  } catch (error) {
    if (statusOf(error) === 404 && (await isGone(posting, id))) return false;
    throw error;
  }
}

/** Whether a comment is not there, which is answered like a permission that is not. */
async function isGone({ github: { octokit, owner, repo } }: Posting, id: number): Promise<boolean> {
  return octokit.rest.issues.getComment({ owner, repo, comment_id: id }).then(
    () => false,
    (error: unknown) => statusOf(error) === 404,
  );
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
