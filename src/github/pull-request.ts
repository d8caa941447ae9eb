import type { FollowedRun, RunEvent } from './event.js';
import { explainRefusal, type GitHub } from './rest.js';

/** The pull request that a run is about, or why there is none. */
export type FoundPullRequest = { number: number } | { reason: string };

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
    return {
      reason: `the pull requests could not be listed: ${explainRefusal(error, 'pull-requests: read')}`,
    };
  }
}
