import { type Check, type CheckRequest, openCheck } from './check-run.js';
import { type Posting, refusePost } from './posting.js';

/**
 * The check of an external id on a commit, as it was opened by the job that asked; opened where there is none. Two that
 * open one at the same time come to the newer, which is the one that GitHub shows: the older is concluded as replaced.
 * @returns undefined, after a warning, where it is refused.
 */
export async function findOrOpenCheck(
  posting: Posting,
  request: CheckRequest,
  onOpen?: (check: Check) => void,
): Promise<Check | undefined> {
  const found = await findCheck(posting, request);
  if (found !== undefined) {
    if (found) onOpen?.(found);
    return found || undefined;
  }
  const opened = await openCheck(posting, request, onOpen);
  if (!opened) return undefined;
  const newest = await findCheck(posting, request);
  if (!newest || newest.id <= opened.id) return opened;
  onOpen?.(newest);
  return newest;
}

/** @returns undefined where there is none; false, after a warning, where that could not be asked. */
async function findCheck(
  posting: Posting,
  { name, headSha, externalId }: CheckRequest,
): Promise<Check | false | undefined> {
  const { redact } = posting;
  const { octokit, owner, repo } = posting.github;
  try {
    // By no name: the collector's input check-name may be another than that of the job that asked.
    const checks = await octokit.paginate(octokit.rest.checks.listForRef, {
      owner,
      repo,
      ref: headSha,
      filter: 'all',
      per_page: 100,
    });
    const own = checks
      .filter(({ external_id }) => external_id === redact(externalId))
      .sort((a, b) => b.id - a.id)[0];
    return own && { id: own.id, name: own.name, url: own.html_url ?? '' };
  } catch (error) {
    const refused = { error, permission: 'checks: write' };
    refusePost(posting, `the check "${name}" could not be looked for`, refused);
    return false;
  }
}
