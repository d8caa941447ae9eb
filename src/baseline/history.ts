/** Commits that lead from one to its first ancestor, first parents only. */
export interface Line {
  /** The commit itself first. */
  shas: string[];
  /** The first parent of the last one, where the line goes on and this history does not know how. */
  next?: string;
}

/** Read-only questions to a history. What it does not know is undefined; it never fetches. */
export interface History {
  /** The commit that the workspace holds. */
  head(): Promise<string | undefined>;
  parents(sha: string): Promise<string[] | undefined>;
  /** @param most commits to answer at most. */
  firstParents(sha: string, most: number): Promise<Line>;
  mergeBase(one: string, other: string): Promise<string | undefined>;
  commitOfTag(tag: string): Promise<string | undefined>;
}

/** Where there is neither a clone nor an API. */
export const NO_HISTORY: History = {
  head: async () => undefined,
  parents: async () => undefined,
  firstParents: async (sha) => ({ shas: [], next: sha }),
  mergeBase: async () => undefined,
  commitOfTag: async () => undefined,
};

/**
 * The clone in the workspace, and GitHub for what it does not hold: a clone is often one commit deep. What GitHub refuses
 * is not known either, and told to `refused` once.
 */
export function layerHistories(
  local: History,
  remote: History | undefined,
  refused: (reason: string) => void,
): History {
  if (!remote) return local;
  let isRefused = false;
  const ask = async <T>(question: () => Promise<T>, otherwise: T): Promise<T> => {
    if (isRefused) return otherwise;
    try {
      return await question();
    } catch (error) {
      isRefused = true;
      refused(error instanceof Error ? error.message : String(error));
      return otherwise;
    }
  };
  return {
    head: () => local.head(),
    parents: async (sha) => (await local.parents(sha)) ?? ask(() => remote.parents(sha), undefined),
    mergeBase: async (one, other) =>
      (await local.mergeBase(one, other)) ?? ask(() => remote.mergeBase(one, other), undefined),
    commitOfTag: async (tag) =>
      (await local.commitOfTag(tag)) ?? ask(() => remote.commitOfTag(tag), undefined),
    async firstParents(sha, most) {
      const near = await local.firstParents(sha, most);
      const next = near.next;
      if (next === undefined || near.shas.length >= most) return near;
      const far = await ask(() => remote.firstParents(next, most - near.shas.length), { shas: [], next });
      return { ...far, shas: [...near.shas, ...far.shas] };
    },
  };
}
