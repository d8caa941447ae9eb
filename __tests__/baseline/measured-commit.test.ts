import { describe, expect, it } from '@jest/globals';
import { layerHistories, NO_HISTORY } from '../../src/baseline/history.js';
import { findMeasuredCommit } from '../../src/baseline/measured-commit.js';
import { fakeHistory } from './fakes.js';
import { branchEvent, pullEvent, queueEvent, sha } from './records.js';

const [root, fork, base, tip, head, merge] = ['root', 'fork', 'base', 'tip', 'head', 'merge'].map(sha) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
/** main: root – fork – base – tip; the pull request left at fork, and was merged into tip for its run. */
const COMMITS = {
  [root]: [],
  [fork]: [root],
  [base]: [fork],
  [tip]: [base],
  [head]: [fork],
  [merge]: [tip, head],
};

const pull = { event: pullEvent(head, base), sha: merge, ref: 'refs/pull/7/merge' };

describe('findMeasuredCommit', () => {
  it('is the first parent of the merge commit that the workspace holds, not the merge-base', async () => {
    const measured = await findMeasuredCommit(pull, fakeHistory(COMMITS, { head: merge }));
    expect(measured).toEqual({
      kind: 'change',
      baseBranch: 'main',
      defaultBranch: 'main',
      own: [head, merge],
      commit: { sha: tip, what: "the first parent of the pull request's merge commit" },
    });
  });

  it('is the same where there is no clone', async () => {
    expect((await findMeasuredCommit(pull, fakeHistory(COMMITS))).commit?.sha).toBe(tip);
  });

  it('is the merge-base where the head itself is checked out', async () => {
    const measured = await findMeasuredCommit(pull, fakeHistory(COMMITS, { head }));
    expect(measured.commit).toEqual({ sha: fork, what: 'the merge-base with the base branch' });
  });

  it('says so where there is no merge-base', async () => {
    const measured = await findMeasuredCommit(pull, fakeHistory({ [head]: [], [base]: [] }, { head }));
    expect(measured.commit).toBeUndefined();
    expect(measured.reason).toMatch(/have no common ancestor that is known$/);
  });

  it('is the tip of the base branch where pull_request_target checked that out', async () => {
    const place = { event: pullEvent(head, base, 'pull_request_target'), sha: tip, ref: 'refs/heads/main' };
    expect(await findMeasuredCommit(place, fakeHistory(COMMITS, { head: tip }))).toMatchObject({
      own: [head],
      commit: { sha: tip },
    });
    expect((await findMeasuredCommit(place, fakeHistory(COMMITS, { head }))).commit?.sha).toBe(fork);
  });

  it('is the base of a merge group', async () => {
    const place = {
      event: queueEvent(merge, tip),
      sha: merge,
      ref: 'refs/heads/gh-readonly-queue/main/pr-7',
    };
    expect(await findMeasuredCommit(place, NO_HISTORY)).toMatchObject({
      kind: 'change',
      baseBranch: 'main',
      own: [merge],
      commit: { sha: tip },
    });
  });

  it.each(['push', 'schedule', 'workflow_dispatch'])('is the commit before, on %s', async (name) => {
    const place = { event: branchEvent(name), sha: tip, ref: 'refs/heads/main' };
    expect(await findMeasuredCommit(place, fakeHistory(COMMITS))).toMatchObject({
      kind: 'branch',
      baseBranch: 'main',
      own: [tip],
      commit: { sha: base },
    });
  });

  it('looks on the default branch for a tag, and on its own for a branch', async () => {
    const at = async (ref: string) =>
      (await findMeasuredCommit({ event: branchEvent('push'), sha: tip, ref }, fakeHistory(COMMITS)))
        .baseBranch;
    expect(await at('refs/tags/v1')).toBe('main');
    expect(await at('refs/heads/release/1')).toBe('release/1');
  });

  it('knows the first commit, and says what it does not know', async () => {
    const at = async (commit: string) =>
      (await findMeasuredCommit({ event: branchEvent('push'), sha: commit, ref: '' }, fakeHistory(COMMITS)))
        .reason;
    expect(await at(root)).toMatch(/is the first commit$/);
    expect(await at(sha('elsewhere'))).toMatch(/^the commit before \w{7} is not known$/);
    expect(await at('')).toBe('the run names no commit');
  });
});

describe('layerHistories', () => {
  it('asks GitHub for what a shallow clone does not hold', async () => {
    const shallow = fakeHistory({ [merge]: [tip, head] }, { head: merge });
    const history = layerHistories(shallow, fakeHistory(COMMITS), () => undefined);
    expect(await history.parents(merge)).toEqual([tip, head]);
    expect(await history.firstParents(merge, 10)).toEqual({ shas: [merge, tip, base, fork, root] });
    expect(await history.firstParents(merge, 2)).toEqual({ shas: [merge, tip], next: base });
  });

  it('is told of a refusal once, and then knows no more than the clone', async () => {
    const refused: string[] = [];
    let asked = 0;
    const remote = fakeHistory({});
    remote.parents = async () => {
      asked += 1;
      throw new Error('no permission');
    };
    const history = layerHistories(NO_HISTORY, remote, (reason) => refused.push(reason));
    expect(await history.parents(tip)).toBeUndefined();
    expect(await history.parents(tip)).toBeUndefined();
    expect(await history.firstParents(tip, 5)).toEqual({ shas: [], next: tip });
    expect([asked, refused]).toEqual([1, ['no permission']]);
  });
});
