// Brings node_modules in step with the lockfile. Runs before anything is installed: built-ins only.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { reason, run } from './command.js';

/**
 * @param {string} root the repository
 * @returns {string | undefined} what is missing or out of step
 */
export function staleDependency(root) {
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  const installed = packagesOf(path.join(root, 'node_modules/.package-lock.json'));
  for (const [name, { version, optional, link }] of Object.entries(wanted)) {
    // The root is '', and npm leaves out optional packages of other platforms.
    if (name === '' || optional || link) continue;
    if (installed[name]?.version !== version) return name.replace(/^.*node_modules\//, '');
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, {version?: string, optional?: boolean, link?: boolean}>}
 */
function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/**
 * @param {string} root
 * @param {{log: (line: string) => void, signal: AbortSignal}} options
 */
export async function ensureDependencies(root, { log, signal }) {
  const stale = staleDependency(root);
  if (stale) {
    log(`npm ci: ${stale} is not installed as package-lock.json has it`);
    await npm(['ci', '--no-audit', '--no-fund'], 'Check that npm reaches its registry.');
  }
  if (!existsSync(path.join(root, 'dist'))) {
    log('npm run build: there is no dist/');
    await npm(['run', 'build'], 'Repair the build and run again.');
  }

  /** @param {string[]} args @param {string} advice */
  async function npm(args, advice) {
    const result = await run('npm', args, { cwd: root, signal });
    if (result.code !== 0)
      throw new Error(`demo: 'npm ${args.join(' ')}' failed: ${reason(result)}. ${advice}`);
  }
}
