// Installs Debian packages where that is possible, and says why where it is not.
import { reason, run } from './command.js';
import { debianRelease } from './host-settings.js';

const INSTALL_WITHIN_MS = 10 * 60_000;

/** @returns {string | undefined} what keeps us from installing packages, as part of a sentence */
export function whyNotInstall() {
  if (!debianRelease()) return 'this is neither Debian nor Ubuntu';
  if (process.getuid?.() !== 0) return 'this user is not root';
  return undefined;
}

/**
 * @param {string[]} packages
 * @param {{log: (line: string) => void, signal?: AbortSignal | undefined, unless: string[]}} options
 *   unless: the programs that are wanted; with all of them there nothing is installed
 */
export async function installPackages(packages, { log, signal, unless }) {
  if ((await Promise.all(unless.map(hasProgram))).every(Boolean)) return;
  log(`installing ${packages.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const options = { env, deadlineMs: INSTALL_WITHIN_MS, signal };
  // One unreachable third-party source fails the update and not what is needed here: let the installation decide.
  await run('apt-get', ['update'], options);
  const result = await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
  if (result.code !== 0) {
    throw new Error(
      `demo: apt-get could not install ${packages.join(' ')}: ${reason(result)}. Install them yourself and run again.`,
    );
  }
}

/** @param {string} program */
async function hasProgram(program) {
  return (await run('sh', ['-c', `command -v ${program}`], { deadlineMs: 10_000 })).code === 0;
}
