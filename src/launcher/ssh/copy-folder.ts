import { InfrastructureError } from '../../errors.js';
import { shorten, stripControls } from '../../report/escape.js';
import { CopyIncomplete, LinkDown } from './link.js';
import type { GroupResult } from './run-group.js';

/** Holds real values, and has no use here. */
const NEVER = ['.secrets.env'];

/**
 * Arguments of rsync. Files are written in place: a transfer that broke, even by a kill, goes on from what is there.
 * Modes are ours, links that lead out of the tree and devices are left out, and names go through the protocol, not
 * through a shell.
 * @param source `host:/folder/` or `/folder/`.
 */
export function rsyncArguments(
  source: string,
  localDir: string,
  { exclude = [], remoteShell }: { exclude?: readonly string[]; remoteShell?: string },
): string[] {
  return [
    '-rlt',
    '--inplace',
    '--safe-links',
    '--chmod=Du=rwx,Dgo=,Fu=rw,Fgo=',
    '--timeout=60',
    ...[...NEVER, ...exclude].map((pattern) => `--exclude=${pattern}`),
    ...(remoteShell ? ['-z', '-s', '-e', remoteShell] : []),
    '--',
    source,
    localDir,
  ];
}

/** Codes by which rsync says that the other side went away: sockets, protocol, timeouts, ssh itself. */
const LOST = [10, 12, 30, 35, 255];

/** By which rsync says that some files were not copied, and all others were. */
const PARTIAL = 23;

/** What became of a copy. @throws LinkDown, CopyIncomplete, InfrastructureError. */
export function judgeCopy(
  result: GroupResult,
  where: { link: string; remoteDir: string; localDir: string },
): void {
  // 24: a file vanished while it was copied, as those of a running job do.
  if (result.code === 0 || result.code === 24) return;
  const { stderr, code } = result;
  const fail = (message: string): never => {
    throw new InfrastructureError(shorten(stripControls(message), 600));
  };
  const full = /^(?=.*(?:No space left on device|Disk quota exceeded)).*$/m.exec(stderr);
  if (full)
    fail(
      `${where.localDir}: ${/quota/i.test(full[0]) ? 'the disk quota' : 'the disk'} of this machine is full; results stay in ${where.remoteDir} on ${where.link}`,
    );
  if (
    /rsync: (?:\d+: )?(?:command )?not found|(?:command )?not found.*rsync|rsync: No such file/i.test(
      stderr,
    ) ||
    code === 127
  )
    fail(
      `there is no rsync on ${where.link}, or not on the PATH of its non-interactive shells: install it there, results come by it`,
    );
  if (/change_dir ".*" failed: No such file or directory/.test(stderr))
    fail(`${where.remoteDir} is not there on ${where.link}`);
  const said = complaintOf(stderr);
  if (LOST.includes(code)) throw new LinkDown(`${where.link}: the copy of ${where.remoteDir} broke: ${said}`);
  const message = `rsync from ${where.link}, ${where.remoteDir}, exit code ${code}: ${said}`;
  const missing = pathsIn(stderr);
  if (code === PARTIAL && missing.length > 0)
    throw new CopyIncomplete(shorten(stripControls(message), 600), missing);
  fail(message);
}

/** What each complaint of rsync's is about: it puts paths between double quotes. */
function pathsIn(stderr: string): string[] {
  const paths = [...stderr.matchAll(/^rsync: .*?"([^"\n]+)"/gm)].map(([, name]) => name!);
  return [...new Set(paths)];
}

/** The first complaint of rsync itself: login shells complain too, and the last line is a mere summary. */
function complaintOf(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const line =
    lines.find((text) => text.startsWith('rsync: ')) ??
    lines.find((text) => !text.startsWith('rsync error: ')) ??
    lines[0] ??
    'rsync said nothing';
  return shorten(stripControls(line), 300);
}
