import { describe, expect, it } from '@jest/globals';
import type { FollowedRun, RunEvent } from '../../src/github/event.js';
import { findPullRequest, hasMovedOn } from '../../src/github/pull-request.js';
import { setUpPosting } from './posting-setup.js';

const held = setUpPosting();
const SHA = 'a'.repeat(40);
const RUN: FollowedRun = {
  id: 5,
  headSha: SHA,
  headBranch: 'feature/x',
  headOwner: 'Forker',
  event: 'pull_request',
};

function addPull(
  number: number,
  rest: { owner?: string; ref?: string; sha?: string; state?: 'open' | 'closed' } = {},
) {
  const { owner = 'forker', ref = 'feature/x', sha = SHA, state = 'open' } = rest;
  held.services.rest.pulls.push({ number, state, head: { owner, ref, sha }, base: 'main' });
}

const find = async (event: Partial<RunEvent>) =>
  findPullRequest((await held.connect()).github, {
    name: 'workflow_run',
    isPrivateRepository: false,
    ...event,
  });

describe('hasMovedOn', () => {
  const moved = async (event: Partial<RunEvent>) =>
    hasMovedOn((await held.connect()).github, 5, {
      name: 'workflow_run',
      isPrivateRepository: false,
      ...event,
    });

  it('tells the head that was run from a newer one', async () => {
    addPull(5);
    expect(await moved({ followedRun: RUN })).toBe(false);
    expect(await moved({ followedRun: { ...RUN, headSha: 'b'.repeat(40) } })).toBe(true);
  });

  it('is no where GitHub does not tell, or nothing was run', async () => {
    expect(await moved({ followedRun: RUN })).toBe(false);
    addPull(5, { sha: 'b'.repeat(40) });
    expect(await moved({})).toBe(false);
    held.services.rest.permissions['pull-requests'] = 'none';
    expect(await moved({ followedRun: RUN })).toBe(false);
  });
});

describe('findPullRequest', () => {
  it('takes the number of a pull request event, and asks nobody', async () => {
    const pullRequest = {
      number: 7,
      headSha: SHA,
      headRef: 'x',
      baseSha: 'b',
      baseRef: 'main',
      fromFork: false,
    };
    expect(await find({ name: 'pull_request', pullRequest })).toEqual({ number: 7 });
    expect(held.services.requests).toEqual([]);
  });

  it.each(['push', 'schedule', 'merge_group', 'workflow_dispatch'])('finds none for %s', async (name) => {
    expect(await find({ name })).toEqual({ reason: `the event ${name} belongs to no pull request` });
  });

  it('finds the one whose head is the commit that was run', async () => {
    addPull(1, { sha: 'b'.repeat(40) });
    addPull(2, { ref: 'other' });
    addPull(3, { owner: 'else' });
    addPull(4, { state: 'closed' });
    addPull(5);
    expect(await find({ followedRun: RUN })).toEqual({ number: 5 });
    expect(held.requests('GET')[0]).toContain('head=Forker%3Afeature%2Fx&state=open');
  });

  it('finds it on a later page', async () => {
    addPull(1);
    for (let number = 2; number <= 250; number += 1) addPull(number, { sha: 'b'.repeat(40) });
    expect(await find({ followedRun: RUN })).toEqual({ number: 1 });
    expect(held.requests('GET')).toHaveLength(3);
  });

  it('says why there is none', async () => {
    expect(await find({ followedRun: RUN })).toEqual({
      reason: 'no open pull request has the head Forker:feature/x',
    });
    addPull(1, { sha: 'b'.repeat(40) });
    expect(await find({ followedRun: RUN })).toEqual({
      reason: 'the head Forker:feature/x has moved on from aaaaaaa',
    });
    addPull(2);
    addPull(3);
    expect(await find({ followedRun: RUN })).toEqual({
      reason: 'several open pull requests have the commit as head: #3, #2',
    });
  });

  it.each(['headSha', 'headBranch', 'headOwner'])(
    'does not list all pull requests without %s',
    async (field) => {
      addPull(1);
      const found = await find({ followedRun: { ...RUN, [field]: '' } });
      expect(found).toEqual({ reason: expect.stringContaining('does not say which branch') });
      expect(held.services.requests).toEqual([]);
    },
  );

  it('names the permission that is missing', async () => {
    held.services.rest.permissions['pull-requests'] = 'none';
    const why = /could not be listed: .*add "pull-requests: read" under "permissions:"/;
    expect(await find({ followedRun: RUN })).toEqual({
      reason: expect.stringMatching(why),
      missed: { error: 'config-error', shown: expect.stringMatching(why) },
    });
  });
});
