import { createHash } from 'node:crypto';

/** What the comment of each of our jobs says, so that they can be found again whatever became of their ids. */
export interface TagParts {
  repositoryId: string;
  runId: string;
  /** Of the workflow run, from 1. */
  attempt: string;
  /** Tells apart the steps of one workflow run: see legOf. */
  leg: string;
  pullRequest?: number;
}

const LONGEST_LEG = 80;
const TAG = /^nea\/(\d{1,20})\/(\d{1,20})\/(\d{1,6})\/([A-Za-z0-9_][A-Za-z0-9._-]{0,79})(?:\/pr(\d{1,10}))?$/;

/** Every tag of ours begins with this. */
export const TAG_PREFIX = 'nea/';

/** What no tag has. */
export const NOT_OF_TAG = '[^A-Za-z0-9._/-]';

/** The same in awk, for its variable `tag`. */
export const CUT_TAG = `sub(/${NOT_OF_TAG.replace('/', '\\/')}.*/, "", tag)`;

/** The tag in a comment, without what a site has put behind it (`nea/…;project=x`). */
export function tagOfComment(comment: string): string {
  return comment.replace(new RegExp(`${NOT_OF_TAG}.*$`, 's'), '');
}

/** `nea/<repository id>/<run>/<attempt>/<leg>/pr<N>`. @throws Error where a part could not be read back. */
export function formatTag({ repositoryId, runId, attempt, leg, pullRequest }: TagParts): string {
  const pull = pullRequest === undefined ? '' : `/pr${pullRequest}`;
  const tag = `${TAG_PREFIX}${repositoryId}/${runId}/${attempt}/${leg}${pull}`;
  if (!TAG.test(tag)) throw new Error(`"${tag.slice(0, 200)}" cannot be the comment of a job`);
  return tag;
}

/** The parts of a tag; undefined for any other text. */
export function parseTag(text: string): TagParts | undefined {
  const match = TAG.exec(text);
  if (!match) return undefined;
  const [, repositoryId, runId, attempt, leg, pull] = match;
  return {
    repositoryId: repositoryId!,
    runId: runId!,
    attempt: attempt!,
    leg: leg!,
    ...(pull === undefined ? {} : { pullRequest: Number(pull) }),
  };
}

/**
 * Names a step within its workflow run, by its job (`GITHUB_JOB`), its id in the job (`GITHUB_ACTION`) and its leg of a
 * matrix: two steps that shared a tag would stop each other's jobs.
 */
export function legOf(job: string, step: string, matrix = ''): string {
  const parts = [job, step, matrix].filter((part) => part !== '');
  const text = parts.join('.');
  const plain = text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '');
  if (plain === text && text !== '' && text.length <= LONGEST_LEG) return text;
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
  return plain === '' ? hash : `${plain.slice(0, LONGEST_LEG - 9)}-${hash}`;
}
