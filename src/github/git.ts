import path from 'node:path';
import type { History, Line } from '../baseline/history.js';
import { type CommandResult, runCommand } from '../launcher/command.js';

const TIMEOUT_MS = 20_000;
const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * What the repository may not bring with it: it is checked out from what somebody proposes, and its own settings could
 * name programs. Nothing is fetched either, of a partial clone too.
 */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'core.commitGraph=false',
  'core.sshCommand=false',
  'credential.helper=',
  'protocol.allow=never',
  'log.showSignature=false',
];

/**
 * The history that the clone in a folder holds. Read-only, without network; where there is no git, no clone, or one that
 * git does not trust, nothing is known.
 */
export function localHistory(dir: string, env: NodeJS.ProcessEnv): History {
  const git = (...args: string[]): Promise<CommandResult> =>
    runCommand('git', ['-C', dir, ...settings(), ...args], {
      env: gitEnvironment(dir, env),
      timeout: TIMEOUT_MS,
    });
  const answer = async (...args: string[]): Promise<string | undefined> => {
    const { code, stdout } = await git(...args);
    return code === 0 ? stdout.trim() : undefined;
  };
  const sha = async (...args: string[]): Promise<string | undefined> => {
    const found = await answer(...args);
    return found !== undefined && SHA.test(found) ? found : undefined;
  };
  /** Of the commit itself: where a shallow clone ends, its parents are named and not there. */
  const parents = async (commit: string): Promise<string[] | undefined> => {
    if (!SHA.test(commit)) return undefined;
    const text = await answer('cat-file', 'commit', commit);
    return text === undefined ? undefined : parentsIn(text);
  };
  return {
    head: () => sha('rev-parse', '--verify', '--quiet', 'HEAD^{commit}'),
    parents,
    async firstParents(commit, most): Promise<Line> {
      if (!SHA.test(commit)) return { shas: [], next: commit };
      const text = await answer('rev-list', '--first-parent', `--max-count=${most}`, commit, '--');
      const shas = (text ?? '').split('\n').filter((line) => SHA.test(line));
      const last = shas.at(-1);
      if (last === undefined) return { shas: [], next: commit };
      const next = (await parents(last))?.[0];
      return next === undefined ? { shas } : { shas, next };
    },
    async mergeBase(one, other) {
      if (!SHA.test(one) || !SHA.test(other)) return undefined;
      // What is cut off could hold a nearer one, or the only one.
      if ((await answer('rev-parse', '--is-shallow-repository')) !== 'false') return undefined;
      return sha('merge-base', one, other);
    },
    commitOfTag: (tag) =>
      sha('rev-parse', '--verify', '--quiet', '--end-of-options', `refs/tags/${tag}^{commit}`),
  };
}

function settings(): string[] {
  // In a job container the workspace belongs to another user, which git would take for an attack.
  return [
    '--no-pager',
    '--no-replace-objects',
    ...[...SETTINGS, 'safe.directory=*'].flatMap((one) => ['-c', one]),
  ];
}

function gitEnvironment(dir: string, env: NodeJS.ProcessEnv): Record<string, string> {
  return {
    PATH: env['PATH'] ?? '',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    // A workspace without a clone may lie in somebody else's.
    GIT_CEILING_DIRECTORIES: path.dirname(dir),
  };
}

function parentsIn(commit: string): string[] {
  const head = commit.split('\n\n', 1)[0]!;
  return [...head.matchAll(/^parent ([0-9a-f]+)$/gm)]
    .map(([, parent]) => parent!)
    .filter((one) => SHA.test(one));
}
