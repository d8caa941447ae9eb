import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { findMeasuredCommit } from '../../src/baseline/measured-commit.js';
import { localHistory } from '../../src/github/git.js';
import { tempDir } from '../temp-dir.js';
import { pullEvent } from './records.js';

const dir = tempDir();
let repo: string;

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', repo, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@a',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@a',
    },
  }).trim();

function commit(message: string): string {
  git('commit', '-q', '--allow-empty', '-m', message);
  return git('rev-parse', 'HEAD');
}

interface Shas {
  first: string;
  base: string;
  head: string;
  tip: string;
  merge: string;
}
let at: Shas;

beforeEach(() => {
  repo = path.join(dir.path, 'repo');
  mkdirSync(repo);
  git('init', '-q', '-b', 'main');
  const first = commit('first\n\nparent 0000000000000000000000000000000000000000');
  const base = commit('base');
  git('tag', '-a', 'v1', '-m', 'one');
  git('checkout', '-q', '-b', 'feature');
  const head = commit('head');
  git('checkout', '-q', 'main');
  const tip = commit('tip');
  git('merge', '-q', '--no-ff', 'feature', '-m', 'merge');
  at = { first, base, head, tip, merge: git('rev-parse', 'HEAD') };
});

const history = (place = repo) => localHistory(place, process.env);

describe('localHistory', () => {
  it('answers from the clone', async () => {
    const { first, base, head, tip, merge } = at;
    expect(await history().head()).toBe(merge);
    expect(await history().parents(merge)).toEqual([tip, head]);
    expect(await history().parents(first)).toEqual([]);
    expect(await history().firstParents(merge, 10)).toEqual({ shas: [merge, tip, base, first] });
    expect(await history().firstParents(merge, 2)).toEqual({ shas: [merge, tip], next: base });
    expect(await history().mergeBase(tip, head)).toBe(base);
    expect(await history().commitOfTag('v1')).toBe(base);
    expect(await history().commitOfTag('v2')).toBeUndefined();
  });

  it('knows the parents of the commit where a shallow clone ends, and no merge-base', async () => {
    const shallow = path.join(dir.path, 'shallow');
    git('clone', '-q', '--depth', '1', `file://${repo}`, shallow);
    const { head, tip, merge } = at;
    expect(await history(shallow).parents(merge)).toEqual([tip, head]);
    expect(await history(shallow).parents(tip)).toBeUndefined();
    expect(await history(shallow).firstParents(merge, 10)).toEqual({ shas: [merge], next: tip });
    expect(await history(shallow).mergeBase(merge, merge)).toBeUndefined();
    const place = { event: pullEvent(head, at.base), sha: merge, ref: 'refs/pull/7/merge' };
    expect((await findMeasuredCommit(place, history(shallow))).commit?.sha).toBe(tip);
  });

  it('knows nothing where there is no clone, no git, or a question that is none', async () => {
    const empty = path.join(repo, 'empty');
    mkdirSync(empty);
    // A workspace inside of somebody else's clone is no clone.
    expect(await history(empty).head()).toBeUndefined();
    expect(await history(path.join(dir.path, 'nowhere')).head()).toBeUndefined();
    expect(await localHistory(repo, { PATH: '/nowhere' }).head()).toBeUndefined();
    expect(await history().parents('--help')).toBeUndefined();
    expect(await history().firstParents('--all', 5)).toEqual({ shas: [], next: '--all' });
    expect(await history().mergeBase('HEAD', 'HEAD')).toBeUndefined();
    expect(await history().commitOfTag('../heads/main')).toBeUndefined();
    expect(await history().parents('0'.repeat(40))).toBeUndefined();
  });

  it('runs nothing that the repository names, and believes none of its detours', async () => {
    const proof = path.join(dir.path, 'proof');
    const script = path.join(dir.path, 'evil.sh');
    writeFileSync(script, `#!/bin/sh\ntouch ${proof}\n`);
    chmodSync(script, 0o755);
    for (const key of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'core.editor', 'gpg.program'])
      git('config', key, script);
    git('config', 'pager.rev-list', script);
    git('config', 'log.showSignature', 'true');
    git('replace', at.tip, at.first);
    mkdirSync(path.join(repo, '.git', 'info'), { recursive: true });
    writeFileSync(path.join(repo, '.git', 'info', 'grafts'), `${at.merge} ${at.first}\n`);
    expect(await history().firstParents(at.merge, 3)).toEqual({
      shas: [at.merge, at.tip, at.base],
      next: at.first,
    });
    expect(await history().head()).toBe(at.merge);
    expect(existsSync(proof)).toBe(false);
  });

  it('hands no setting of the environment to git', async () => {
    const env = { ...process.env, GIT_DIR: '/nowhere', GIT_CONFIG_COUNT: '1' };
    expect(await localHistory(repo, env).head()).toBe(at.merge);
  });
});
