import { describe, expect, it } from '@jest/globals';
import { readEvent } from '../../src/github/event.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();

function read(payload: unknown, env: Record<string, string> = {}) {
  const file = dir.write('event.json', typeof payload === 'string' ? payload : JSON.stringify(payload));
  return readEvent({ GITHUB_EVENT_NAME: 'x', GITHUB_EVENT_PATH: file, ...env });
}

const side = (sha: string, repo: unknown) => ({ sha, ref: `branch-${sha}`, repo });

describe('readEvent', () => {
  it('tells a pull request of the repository from one of a fork', () => {
    const pull = (head: unknown) => ({
      pull_request: { number: 7, head: side('a', head), base: side('b', { id: 1 }) },
      repository: { id: 1, private: true, default_branch: 'main' },
    });
    expect(read(pull({ id: 1 }))).toEqual({
      name: 'x',
      isPrivateRepository: true,
      repositoryId: 1,
      defaultBranch: 'main',
      pullRequest: {
        number: 7,
        headSha: 'a',
        headRef: 'branch-a',
        baseSha: 'b',
        baseRef: 'branch-b',
        fromFork: false,
      },
    });
    expect(read(pull({ id: 2 })).pullRequest?.fromFork).toBe(true);
    expect(read(pull(null)).pullRequest?.fromFork).toBe(true);
    expect(read({ pull_request: {} }).pullRequest).toBeUndefined();
  });

  it('reads merge groups and followed runs', () => {
    const group = { head_sha: 'h', base_sha: 'b', base_ref: 'refs/heads/release/1' };
    expect(read({ merge_group: group }).mergeGroup).toEqual({
      headSha: 'h',
      baseSha: 'b',
      baseBranch: 'release/1',
    });
    const run = {
      id: 5,
      head_sha: 'h',
      head_branch: 'topic',
      head_repository: { owner: { login: 'them' } },
      event: 'pull_request',
    };
    expect(read({ workflow_run: run }).followedRun).toEqual({
      id: 5,
      headSha: 'h',
      headBranch: 'topic',
      headOwner: 'them',
      event: 'pull_request',
    });
  });

  it.each(['', '[]', 'null', '{"repository": 5, "pull_request": [1], "workflow_run": {"id": "x"}}', '{'])(
    'reads %j as an event that says nothing',
    (payload) => {
      expect(read(payload)).toEqual({ name: 'x', isPrivateRepository: false });
    },
  );

  it('takes the id of the repository from the runner where the event lacks it', () => {
    expect(read('{}', { GITHUB_REPOSITORY_ID: '12' }).repositoryId).toBe(12);
    expect(readEvent({}).repositoryId).toBeUndefined();
  });
});
