/**
 * What GitHub knows of a repository beside its artifacts: commits, branches, tags and workflow runs. Plain data, which
 * tests change as they like.
 *
 * @typedef {object} Commit
 * @property {string} sha
 * @property {string[]} parents
 */
/**
 * @typedef {object} Run
 * @property {number} id
 * @property {string} headSha
 * @property {string} headBranch
 * @property {string} event
 * @property {string} path of the workflow's file
 * @property {number} attempt
 * @property {string} createdAt
 * @property {string} startedAt of the newest attempt
 * @property {'queued' | 'in_progress' | 'completed'} status
 * @property {string} conclusion of a completed run
 * @property {{ id: number, full_name: string } | null} headRepository null: the fork is gone
 */
/**
 * An artifact that is only listed: there are no bytes of it.
 * @typedef {object} ListedArtifact
 * @property {string} id
 * @property {string} name
 * @property {string} runId
 * @property {number} size
 * @property {string} digest
 * @property {string} createdAt
 * @property {string} expiresAt
 */
/**
 * @typedef {object} Repository
 * @property {number} id
 * @property {string} fullName
 * @property {string} defaultBranch
 * @property {Map<string, Commit>} commits
 * @property {Map<string, string>} branches name to commit
 * @property {Map<string, string>} tags name to commit
 * @property {Map<number, Run>} runs
 * @property {ListedArtifact[]} listed
 * @property {(sha: string, ...parents: string[]) => string} commit
 * @property {(run: Partial<Run> & { id: number, headSha: string }) => Run} run
 */

export const REPOSITORY_ID = 4711;

/**
 * @param {Partial<Pick<Repository, 'id' | 'fullName' | 'defaultBranch'>>} [facts]
 * @returns {Repository}
 */
export function createRepository({ id = REPOSITORY_ID, fullName = 'o/r', defaultBranch = 'main' } = {}) {
  /** @type {Repository} */
  const repository = {
    id,
    fullName,
    defaultBranch,
    commits: new Map(),
    branches: new Map(),
    tags: new Map(),
    runs: new Map(),
    listed: [],
    commit(sha, ...parents) {
      repository.commits.set(sha, { sha, parents });
      return sha;
    },
    run(facts) {
      const createdAt = facts.createdAt ?? new Date().toISOString();
      /** @type {Run} */
      const run = {
        headBranch: defaultBranch,
        event: 'push',
        path: '.github/workflows/ci.yml',
        attempt: 1,
        startedAt: createdAt,
        status: 'completed',
        conclusion: 'success',
        headRepository: { id, full_name: fullName },
        ...facts,
        createdAt,
      };
      repository.runs.set(run.id, run);
      return run;
    },
  };
  return repository;
}

/**
 * A commit and all that leads to it, as `git log` orders them where each parent is older.
 * @param {Repository} repository
 * @param {string} sha
 * @returns {Commit[]}
 */
export function reachableFrom(repository, sha) {
  /** @type {Map<string, Commit>} */
  const found = new Map();
  let next = [sha];
  while (next.length > 0) {
    const commits = next.flatMap((one) => repository.commits.get(one) ?? []);
    next = [];
    for (const commit of commits) {
      if (found.has(commit.sha)) continue;
      found.set(commit.sha, commit);
      next.push(...commit.parents);
    }
  }
  return [...found.values()];
}

/**
 * The commit that a sha, a branch (`heads/…` or plain) or a tag (`tags/…` or plain) means.
 * @param {Repository} repository
 * @param {string} ref
 * @returns {Commit | undefined}
 */
export function resolveRef(repository, ref) {
  const { commits, branches, tags } = repository;
  const sha = branches.get(ref.replace(/^heads\//, '')) ?? tags.get(ref.replace(/^tags\//, '')) ?? ref;
  return commits.get(sha);
}
