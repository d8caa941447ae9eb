import { clipText } from '../report/clip-text.js';
import type { Redact } from '../report/redact-report.js';
import type { GitHub } from './rest.js';

/** How something is posted. Nothing that is posted passes the runner's masks: secrets are taken out here. */
export interface Posting {
  github: GitHub;
  redact: Redact;
  /** A post that fails is a warning and never more. */
  warn(message: string): void;
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
