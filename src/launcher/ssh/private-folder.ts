import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { InfrastructureError } from '../../errors.js';

/**
 * The launcher makes sockets in `$HOME/.nemo-evaluator/connections` and refuses where that has 68 characters or more;
 * `/nea-XXXXXX/h/.nemo-evaluator/connections` takes 41 of them.
 */
const LONGEST_BASE = 26;

/** The files of one link. All of it is short, private, and gone when the link closes. */
export interface LinkFolder {
  dir: string;
  /** Programs that come first on the launcher's PATH. */
  bin: string;
  home: string;
  tmp: string;
  config: string;
  userConfig: string;
  knownHosts: string;
  certificate: string;
  socket: string;
  agentSocket: string;
  remove(): void;
}

/**
 * Makes a folder (0700) outside workspace and run folder, where paths are too long for sockets, on a file system that
 * runs programs: some have `/tmp` mounted without.
 * @throws InfrastructureError where no place will do.
 */
export function makeLinkFolder(env: NodeJS.ProcessEnv): LinkFolder {
  const bases = [env['TMPDIR'] ?? '', '/tmp', '/var/tmp', homedir()].filter(
    (base) => base.length <= LONGEST_BASE && /^\/[A-Za-z0-9/._-]+$/.test(base),
  );
  for (const base of new Set(bases)) {
    const dir = tryMake(base);
    if (dir === undefined) continue;
    const remove = (): void => rmSync(dir, { recursive: true, force: true });
    // The process exits explicitly, and may do so before the link is closed.
    process.once('exit', remove);
    const at = (name: string): string => path.join(dir, name);
    const folder: LinkFolder = {
      dir,
      bin: at('b'),
      home: at('h'),
      tmp: at('t'),
      config: at('config'),
      userConfig: at('user_config'),
      knownHosts: at('known_hosts'),
      certificate: at('id-cert.pub'),
      socket: at('m'),
      agentSocket: at('a'),
      remove: () => {
        process.removeListener('exit', remove);
        remove();
      },
    };
    for (const made of [folder.home, folder.tmp]) mkdirSync(made, { mode: 0o700 });
    return folder;
  }
  throw new InfrastructureError(
    `no place for the files of an ssh connection: of ${bases.join(', ')} none is writable and runs programs; set TMPDIR to a folder whose path has at most ${LONGEST_BASE} characters`,
  );
}

/** Removes what a process that was killed has left of its link. Anything but such a folder stays. */
export function removeLinkFolder(dir: string): void {
  if (!/^\/.*\/nea-[A-Za-z0-9]{6}$/.test(dir)) return;
  if (lstatSync(dir, { throwIfNoEntry: false })?.isDirectory()) rmSync(dir, { recursive: true, force: true });
}

/** Removes all that is in a folder. */
export function emptyFolder(dir: string): void {
  for (const name of readdirSync(dir)) rmSync(path.join(dir, name), { recursive: true, force: true });
}

/** A folder below a base; undefined where it cannot be made or nothing may run in it. */
function tryMake(base: string): string | undefined {
  let dir: string | undefined;
  try {
    dir = mkdtempSync(path.join(base, 'nea-'));
    const bin = path.join(dir, 'b');
    mkdirSync(bin, { mode: 0o700 });
    const probe = path.join(bin, 'probe');
    writeFileSync(probe, '#!/bin/sh\nexit 0\n', { mode: 0o700 });
    execFileSync(probe, { stdio: 'ignore' });
    rmSync(probe);
    return dir;
  } catch {
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
    return undefined;
  }
}
