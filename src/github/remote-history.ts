import type { History, Line } from '../baseline/history.js';
import { askFor } from './refusal.js';
import type { GitHub } from './rest.js';

const PERMISSION = 'contents: read';
const MOST_PAGES = 3;

/** The history as the API tells it. Methods throw a StoreRefusal where GitHub does not answer. */
export function remoteHistory({ octokit, owner, repo }: GitHub): History {
  const here = { owner, repo };
  const { git, repos } = octokit.rest;
  return {
    head: async () => undefined,
    async parents(sha) {
      const found = await askFor(PERMISSION, () => git.getCommit({ ...here, commit_sha: sha }));
      return found?.data.parents.map((parent) => parent.sha);
    },
    /** Pages hold all that leads to a commit, newest first; its first parents are picked out of them. */
    async firstParents(sha, most): Promise<Line> {
      const parents = new Map<string, string | undefined>();
      const shas: string[] = [];
      let next: string | undefined = sha;
      for (let page = 1; page <= MOST_PAGES && next !== undefined && shas.length < most; page++) {
        const found = await askFor(PERMISSION, () =>
          repos.listCommits({ ...here, sha, per_page: 100, page }),
        );
        for (const commit of found?.data ?? []) parents.set(commit.sha, commit.parents[0]?.sha);
        while (next !== undefined && shas.length < most && parents.has(next)) {
          shas.push(next);
          next = parents.get(next);
        }
        if ((found?.data.length ?? 0) < 100) break;
      }
      return next === undefined ? { shas } : { shas, next };
    },
    async mergeBase(one, other) {
      const found = await askFor(PERMISSION, () =>
        repos.compareCommitsWithBasehead({ ...here, basehead: `${one}...${other}`, per_page: 1 }),
      );
      return found?.data.merge_base_commit.sha;
    },
    async commitOfTag(tag) {
      const found = await askFor(PERMISSION, () =>
        repos.getCommit({ ...here, ref: `tags/${tag}`, per_page: 1 }),
      );
      return found?.data.sha;
    },
  };
}
