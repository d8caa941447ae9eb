import type { FollowedRun, RunEvent } from './event.js';
import type { MissedPost } from './posting.js';
import { explainRefusal, type GitHub, prospectOf } from './rest.js';

/** The pull request that a run is about, or why there is none; `missed`: why it could not be looked for. */
export type FoundPullRequest = { number: number } | { reason: string; missed?: MissedPost };

/**
 * Finds the pull request that a run's results belong to. For `workflow_run` the open pull requests of the followed run's
 * branch are listed, since the event names none for forks, and only one whose head is the very commit that was run counts:
 * nothing of this comes from what the run has left. Never throws.
 */
export async function findPullRequest(github: GitHub, event: RunEvent): Promise<FoundPullRequest> {
  const { pullRequest, followedRun, name } = event;
  if (followedRun) return findFollowed(github, followedRun);
  if (pullRequest && pullRequest.number > 0) return { number: pullRequest.number };
  return { reason: `${name ? `the event ${name}` : 'the run'} belongs to no pull request` };
}

/**
 * Whether the head of a pull request is another by now: a run that ends late must not speak for it. What GitHub does not
 * tell is taken for no.
 */
export async function hasMovedOn(
  { octokit, owner, repo }: GitHub,
  number: number,
  { pullRequest, followedRun }: RunEvent,
): Promise<boolean> {
  const evaluated = followedRun?.headSha || pullRequest?.headSha;
  if (!evaluated) return false;
  try {
    const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number: number });
    return data.head.sha !== '' && data.head.sha !== evaluated;
  } catch {
    return false;
  }
}

async function findFollowed(
  { octokit, owner, repo }: GitHub,
  { headOwner, headBranch, headSha }: FollowedRun,
): Promise<FoundPullRequest> {
  // With half a name GitHub would list all pull requests.
  if (headOwner === '' || headBranch === '' || headSha === '')
    return { reason: 'the event does not say which branch and commit the followed run was of' };
  const head = `${headOwner}:${headBranch}`;
  try {
    const pulls = await octokit.paginate(octokit.rest.pulls.list, {
      owner,
      repo,
      head,
      state: 'open',
      per_page: 100,
    });
    const ofBranch = pulls.filter(
      (pull) =>
        pull.head.ref === headBranch && pull.head.user?.login?.toLowerCase() === headOwner.toLowerCase(),
    );
    const [first, ...others] = ofBranch.filter((pull) => pull.head.sha === headSha);
    if (first && others.length === 0) return { number: first.number };
    if (first) {
      const numbers = [first, ...others].map(({ number }) => `#${number}`).join(', ');
      return { reason: `several open pull requests have the commit as head: ${numbers}` };
    }
    return {
      reason:
        ofBranch.length === 0
          ? `no open pull request has the head ${head}`
          : `the head ${head} has moved on from ${headSha.slice(0, 7)}`,
    };
  } catch (error) {
    const reason = `the pull requests could not be listed: ${explainRefusal(error, 'pull-requests: read')}`;
    const prospect = prospectOf(error);
    return { reason, ...(prospect ? { missed: { error: prospect, shown: `comment: ${reason}` } } : {}) };
  }
}
