// What this machine must have, and says in one line what it lacks.
import { existsSync } from 'node:fs';
import path from 'node:path';

export const PACKAGES = [
  ...['slurmctld', 'slurmd', 'slurmdbd', 'slurm-client', 'libslurm-dev', 'libpmix2', 'libpmix-dev'],
  ...['mariadb-server-core', 'mariadb-client-core', 'munge', 'openssh-server', 'rsync', 'gcc', 'libc6-dev'],
];

/** Where each of the packages shows. */
const PROGRAMS = [
  ...['slurmctld', 'slurmd', 'slurmdbd', 'sacctmgr', 'scontrol', 'mariadbd', 'mariadb-install-db', 'munged'],
  ...['sshd', 'ssh-keygen', 'rsync', 'gcc', 'useradd'],
];
const HEADER = '/usr/include/slurm/spank.h';

/** The folders of the system's daemons are not on everybody's PATH. */
export const PROGRAM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * @param {{root?: string, folders?: string[]}} [options] root: of the file system that is looked at
 * @returns {string[]} the programs and files that are missing
 */
export function missing({ root = '/', folders = PROGRAM_PATH.split(':') } = {}) {
  const has = (/** @type {string} */ name) =>
    folders.some((folder) => existsSync(path.join(root, folder, name)));
  const absent = PROGRAMS.filter((name) => !has(name));
  if (!existsSync(path.join(root, HEADER))) absent.push(HEADER);
  return absent;
}

/** @throws {Error} one line on what has to be changed before a cluster can start here */
export function checkMachine() {
  if (process.platform !== 'linux') throw new Error('slurm: the cluster needs Linux: this is not.');
  if (process.getuid?.() !== 0) {
    throw new Error('slurm: the cluster needs root, for its login user and its mounts: run this with sudo.');
  }
  const absent = missing();
  if (absent.length > 0) {
    throw new Error(
      `slurm: this machine lacks ${absent.join(', ')}: apt-get install --no-install-recommends ${PACKAGES.join(' ')}`,
    );
  }
}
