// The login of the cluster: its Unix user, and the keys of both sides.
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reason, run } from '../../demo/command.js';
import { LOGIN_HOST } from './places.js';

/**
 * Creates the user where the machine has none of that name.
 * @param {string} user
 * @param {string} home its home directory, where it is created
 * @returns {Promise<{created: boolean, home: string, uid: number, gid: number}>}
 */
export async function ensureUser(user, home) {
  const known = await entryOf(user);
  // A password that matches nothing: a locked user may not come in by key either.
  if (!known)
    await must('useradd', [
      '--no-create-home',
      '--home-dir',
      home,
      '--shell',
      '/bin/bash',
      '--password',
      '*',
      user,
    ]);
  const entry = known ?? (await entryOf(user));
  if (!entry) throw new Error(`slurm: the user '${user}' was created and is not there: see getent passwd.`);
  mkdirSync(entry.home, { recursive: true, mode: 0o755 });
  chownSync(entry.home, entry.uid, entry.gid);
  return { created: !known, ...entry };
}

/** @param {string} user */
export async function removeUser(user) {
  await run('userdel', [user], { deadlineMs: 20_000 });
}

/** @param {string} user */
async function entryOf(user) {
  const { code, stdout } = await run('getent', ['passwd', user], { deadlineMs: 10_000 });
  const fields = stdout.trim().split(':');
  return code === 0 ? { uid: Number(fields[2]), gid: Number(fields[3]), home: String(fields[5]) } : undefined;
}

/**
 * The keys of host and user, a certificate authority for users, and a key that only its certificate lets in.
 * @param {import('./places.js').Places} places
 * @param {string} user
 */
export async function ensureKeys({ ssh }, user) {
  const file = (/** @type {string} */ name) => path.join(ssh, name);
  mkdirSync(ssh, { recursive: true });
  const keys = ['host_ed25519', 'user_ed25519', 'user_ca', 'certified_ed25519'];
  await Promise.all(
    keys
      .filter((name) => !existsSync(file(name)))
      .map((name) => must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file(name)])),
  );
  if (!existsSync(file('certified_ed25519-cert.pub'))) {
    await must('ssh-keygen', [
      '-q',
      '-s',
      file('user_ca'),
      '-I',
      'test',
      '-n',
      user,
      file('certified_ed25519.pub'),
    ]);
  }
  const host = readFileSync(file('host_ed25519.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  writeFileSync(file('known_hosts'), `${LOGIN_HOST} ${host}\n`);
  writeFileSync(file('authorized_keys'), readFileSync(file('user_ed25519.pub')));
  chmodSync(file('authorized_keys'), 0o644);
}

/**
 * Refuses a folder that the login cannot reach: its jobs write there.
 * @param {string} dir
 */
export function checkReachable(dir) {
  for (let folder = dir; ; folder = path.dirname(folder)) {
    const info = statSync(folder, { throwIfNoEntry: false });
    if (info && (info.mode & 0o001) === 0) {
      throw new Error(
        `slurm: '${folder}' lets no other user in, and the login works below it: chmod o+x, or use another folder.`,
      );
    }
    if (folder === path.dirname(folder)) return;
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 */
async function must(program, args) {
  const result = await run(program, args, { deadlineMs: 30_000 });
  if (result.code !== 0) throw new Error(`slurm: ${program} failed: ${reason(result)}.`);
}
