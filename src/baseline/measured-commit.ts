import type { PullRequest, RunEvent } from '../github/event.js';
import type { History } from './history.js';

/** What a run measures, and against which commit. */
export interface Measured {
  /** `change`: a pull request or a group of a merge queue; `branch`: a branch as it is. */
  kind: 'change' | 'branch';
  /** Without `refs/heads/`; '' where nothing tells. */
  baseBranch: string;
  defaultBranch?: string;
  /** Commits of the run itself. */
  own: string[];
  /** The commit that the change is measured against. */
  commit?: { sha: string; what: string };
  /** Why there is none. */
  reason?: string;
}

/** What the runner says of a run. */
export interface RunPlace {
  event: RunEvent;
  /** GITHUB_SHA */
  sha: string;
  /** GITHUB_REF */
  ref: string;
}

/**
 * The commit that a run's change is measured against: the first parent of a pull request's merge commit where the
 * workspace holds that, the base of a merge group, the merge-base where the head itself is checked out, else the commit
 * before the run's own. Never throws.
 */
export async function findMeasuredCommit(place: RunPlace, history: History): Promise<Measured> {
  const { event, sha } = place;
  const shared = event.defaultBranch === undefined ? {} : { defaultBranch: event.defaultBranch };
  if (event.mergeGroup?.baseSha) {
    const { baseSha, headSha, baseBranch } = event.mergeGroup;
    return {
      ...shared,
      kind: 'change',
      baseBranch,
      own: distinct([headSha, sha]),
      commit: { sha: baseSha, what: 'the base of the merge group' },
    };
  }
  if (event.pullRequest) return { ...shared, ...(await measurePull(place, event.pullRequest, history)) };
  if (event.followedRun && event.defaultBranch) {
    const { headSha } = event.followedRun;
    const found = await mergeBase(headSha, sha, history);
    return { ...shared, kind: 'change', baseBranch: event.defaultBranch, own: distinct([headSha]), ...found };
  }
  const branch = /^refs\/heads\/(.+)$/.exec(place.ref)?.[1] ?? event.defaultBranch ?? '';
  return {
    ...shared,
    kind: 'branch',
    baseBranch: branch,
    own: distinct([sha]),
    ...(await before(sha, history)),
  };
}

type Found = Pick<Measured, 'commit' | 'reason'>;

async function measurePull(
  { event, sha }: RunPlace,
  pull: PullRequest,
  history: History,
): Promise<Omit<Measured, 'defaultBranch'>> {
  const fixed = { kind: 'change', baseBranch: pull.baseRef } as const;
  // Without a clone, what the event was made for is all that is known.
  const held = (await history.head()) ?? sha;
  if (event.name === 'pull_request_target' && held === sha) {
    const commit = { sha, what: 'the tip of the base branch' };
    return { ...fixed, own: distinct([pull.headSha]), commit };
  }
  const own = distinct([pull.headSha, held, ...(event.name === 'pull_request_target' ? [] : [sha])]);
  if (held !== pull.headSha) {
    const parents = (await history.parents(held)) ?? [];
    const isMerge = parents.length > 1 && (held === sha || parents.includes(pull.headSha));
    if (isMerge)
      return {
        ...fixed,
        own,
        commit: { sha: parents[0]!, what: "the first parent of the pull request's merge commit" },
      };
  }
  return { ...fixed, own, ...(await mergeBase(held, pull.baseSha, history)) };
}

async function mergeBase(head: string, base: string, history: History): Promise<Found> {
  if (!head || !base) return { reason: 'the event names no commit' };
  const found = await history.mergeBase(base, head);
  return found === undefined
    ? { reason: `${short(head)} and ${short(base)} have no common ancestor that is known` }
    : { commit: { sha: found, what: 'the merge-base with the base branch' } };
}

async function before(sha: string, history: History): Promise<Found> {
  if (!sha) return { reason: 'the run names no commit' };
  const parents = await history.parents(sha);
  if (!parents) return { reason: `the commit before ${short(sha)} is not known` };
  if (parents.length === 0) return { reason: `${short(sha)} is the first commit` };
  return { commit: { sha: parents[0]!, what: `the commit before ${short(sha)}` } };
}

/** A commit as people read it. */
export const short = (sha: string): string => sha.slice(0, 7);

const distinct = (shas: readonly string[]): string[] => [...new Set(shas.filter(Boolean))];
