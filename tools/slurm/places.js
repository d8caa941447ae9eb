// Where everything of one cluster lies: below one folder.
import path from 'node:path';

export const LOGIN_HOST = 'login.slurm.test';
export const CLUSTER = 'nea';
export const ACCOUNT = 'evals';
export const DEFAULT_USER = 'nel';
/** The variable by which the processes of a cluster are known. */
export const MARK = 'NEA_SLURM_CLUSTER';

/** The kernel's limit for a socket's path is 108 bytes, and munge makes a longer name beside its own. */
const LONGEST_FOLDER = 70;

/** @typedef {ReturnType<typeof placesIn>} Places */

/** @param {string} dir absolute */
export function placesIn(dir) {
  const inside = (/** @type {string[]} */ ...names) => path.join(dir, ...names);
  return {
    dir,
    state: inside('state.json'),
    conf: inside('etc', 'slurm.conf'),
    etc: inside('etc'),
    log: inside('log'),
    run: inside('run'),
    spool: inside('spool'),
    scratch: inside('run', 'scratch'),
    temporary: inside('run', 'tmp'),
    mungeSocket: inside('run', 'munge.socket'),
    mungeKey: inside('etc', 'munge.key'),
    database: inside('database'),
    plugin: inside('lib', 'container.so'),
    ssh: inside('ssh'),
    images: inside('images'),
    home: inside('home'),
    disks: inside('disks'),
    outputDir: inside('home', 'evals'),
  };
}

/**
 * @param {string} dir
 * @returns {string} absolute
 */
export function checkedDir(dir) {
  const absolute = path.resolve(dir);
  if (!/^[A-Za-z0-9._/-]+$/.test(absolute)) {
    throw new Error(
      `slurm: the folder '${absolute}' has characters other than letters, digits, '.', '_', '-', '/': Slurm's files cannot name it. Use another.`,
    );
  }
  if (absolute.length > LONGEST_FOLDER) {
    throw new Error(
      `slurm: the folder '${absolute}' has ${absolute.length} characters, and with more than ${LONGEST_FOLDER} munge's socket has no room: use one nearer to /.`,
    );
  }
  return absolute;
}

/**
 * The folder of an image in the store: the plugin cannot have ':' there, which separates an overlay's layers.
 * @param {string} image
 */
export function imageFolder(image) {
  return image.replace(/[/:#@]/g, '+');
}
