import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Repository } from '../../tools/local-runner/repository.js';

/** A repository of a user's: a clone on disk, whose commits the loopback GitHub knows too. */
export interface Clone {
  dir: string;
  /** Commits files on a branch, which begins at main's tip where it is not there yet. @returns the commit. */
  commit(branch: string, files: Record<string, string>): string;
  /** Checks out what GitHub would test of a pull request: its head, merged into main. @returns the merge commit. */
  mergeIntoMain(branch: string): string;
  checkOut(commit: string): void;
}

/** @param repository of the loopback GitHub; main is its default branch. */
export function createClone(dir: string, repository: Repository): Clone {
  mkdirSync(dir, { recursive: true });
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: dir,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const publish = (): string => {
    const [sha, ...parents] = git('rev-list', '--parents', '--max-count=1', 'HEAD').split(' ');
    return repository.commit(sha!, ...parents);
  };
  git('init', '--quiet', '--initial-branch', 'main');
  git('commit', '--quiet', '--allow-empty', '--message', 'Begin');
  repository.branches.set('main', publish());

  return {
    dir,
    commit(branch, files) {
      const known = repository.branches.has(branch);
      git('checkout', '--quiet', ...(known ? [branch] : ['-b', branch, 'main']));
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
        writeFileSync(path.join(dir, name), text);
      }
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', `Change ${Object.keys(files).join(', ')}`);
      const sha = publish();
      repository.branches.set(branch, sha);
      return sha;
    },
    mergeIntoMain(branch) {
      git('checkout', '--quiet', '--detach', 'main');
      git('merge', '--quiet', '--no-ff', '--message', 'Merge', branch);
      return publish();
    },
    checkOut: (commit) => void git('checkout', '--quiet', '--detach', commit),
  };
}
