import type { ErrorState } from '../errors.js';
import { clipText } from '../report/clip-text.js';
import type { Redact } from '../report/redact-report.js';
import { explainRefusal, type GitHub, prospectOf } from './rest.js';

/** What was to be posted and is not there, though a later try may bring it. */
export interface MissedPost {
  error: ErrorState;
  /** What is missing and why, in one line. */
  shown: string;
}

/** How something is posted. Nothing that is posted passes the runner's masks: secrets are taken out here. */
export interface Posting {
  github: GitHub;
  redact: Redact;
  /** A post that fails is a warning and never more. */
  warn(message: string): void;
  /** Notes what whoever may try again has to. */
  missed?(post: MissedPost): void;
}

/** Who wrote a comment or an issue, as the REST API tells it. */
export interface Author {
  login?: string;
  type?: string;
}

const JOB_TOKEN_LOGIN = 'github-actions[bot]';

/** A text as it may be posted: without secrets, and not longer than GitHub takes. @param bytes UTF-8. */
export function prepareText({ redact }: Pick<Posting, 'redact'>, text: string, bytes: number): string {
  return clipText(redact(text), bytes);
}

/**
 * Says that something is not posted.
 * @param what goes before the reason.
 */
export function refusePost(
  posting: Pick<Posting, 'warn' | 'missed'>,
  what: string,
  { error, permission, prospect = prospectOf(error) }: Refused,
): void {
  const shown = `${what}: ${explainRefusal(error, permission)}`;
  posting.warn(shown);
  if (prospect) posting.missed?.({ error: prospect, shown });
}

/** What the client has thrown, and what the request needs, such as `checks: write`. */
export interface Refused {
  error: unknown;
  permission: string;
  /** What another try waits for, where it must be made whatever the answer was. */
  prospect?: ErrorState;
}

/**
 * The login as which the token posts. `GET /user` is refused to the tokens of jobs and apps, and the viewer of GraphQL is
 * not. Where that is refused too, the job's own bot is taken to post.
 */
export async function findPoster({ octokit }: GitHub): Promise<string> {
  try {
    const { viewer } = await octokit.graphql<{ viewer?: { login?: unknown } | null }>('{ viewer { login } }');
    const login = viewer?.login;
    return typeof login === 'string' && login !== '' ? login : JOB_TOKEN_LOGIN;
  } catch {
    return JOB_TOKEN_LOGIN;
  }
}

/** Whether the poster wrote it. The login of an app ends with `[bot]`, which no person's can; GraphQL may leave it out. */
export function isWrittenBy(author: Author | null | undefined, poster: string): boolean {
  const login = author?.login?.toLowerCase();
  if (login === undefined) return false;
  const own = poster.toLowerCase();
  if (own.endsWith('[bot]')) return login === own && author?.type === 'Bot';
  return login === own || (author?.type === 'Bot' && login === `${own}[bot]`);
}
