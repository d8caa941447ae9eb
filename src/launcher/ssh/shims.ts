import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../command.js';
import { clientArguments } from './client-config.js';
import type { LinkFolder } from './private-folder.js';

/** Any text as one word of sh. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * What both shims read of a command line of ssh: options that shape a connection are dropped, since ours is there, and
 * another host than ours is refused, since a connection to it would follow nobody's rules.
 */
const readArguments = (user: string, host: string): string => `
login=
action=run
while [ $# -gt 0 ]; do
  case $1 in
    -l) login=$2; shift 2 ;;
    -O) action=$2; shift 2 ;;
    -[BbcDEeFIiJLmopQRSWw]) shift 2 ;;
    --) shift; break ;;
    -[BbcDEeFIiJLmopQRSWw]?*) shift ;;
    -*N*) action=check; shift ;;
    -*) shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || { echo 'ssh: no host given' >&2; exit 255; }
target=$1
shift
[ -z "$login" ] || target=$login@$target
case $target in
  ${shellWord(`${user}@${host}`)} | ${shellWord(host)}) ;;
  *) printf 'ssh: the connection of this run is to %s, not to %s\\n' ${shellWord(`${user}@${host}`)} "$target" >&2; exit 255 ;;
esac
case $action in
  run) [ $# -gt 0 ] || { echo 'ssh: no command given' >&2; exit 255; } ;;
  check) ;;
  *) exit 0 ;;
esac
command=$*
`;

/**
 * Hands on what follows the login shell's words. rsync gives its remote shell an output that does not block, where cat
 * fails on the first full buffer.
 */
const RELAY = 'process.stdin.pipe(process.stdout.on("error", () => process.exit(1)))';

/**
 * The `ssh` that the launcher and rsync find first. Commands go over our connection, to a POSIX sh whatever the login
 * shell is, and what that one says by itself is dropped from their output, where it would break rsync and the
 * launcher's parsing. Only what every shell takes literally between single quotes stays as it is.
 */
export function sshShim(target: { user: string; host: string; ssh: string; socket: string }): string {
  const { user, host, ssh, socket } = target;
  const client = [ssh, ...clientArguments(socket)].map(shellWord).join(' ');
  const relay = [process.execPath, '-e', RELAY].map(shellWord).join(' ');
  const destination = `-- ${shellWord(host)}`;
  const mark = 'nea-begin';
  const remote = `exec sh -c 'printf "\\n%s\\n" ${mark}; eval "$(printf %b "$0")"' '`;
  return `#!/bin/sh
# One connection serves all calls of a run: it was opened before, and is closed afterwards.
${readArguments(user, host)}
if [ "$action" = check ]; then
  ${client} -O check ${destination} >/dev/null 2>&1 && exit 0
  printf 'ssh: the connection to %s is lost\\n' ${shellWord(host)} >&2
  exit 255
fi
coded=$(printf '%s\\n' "$command" | sed -e ':a' -e '$!{' -e 'N' -e 'ba' -e '}' \\
  -e 's/\\\\/\\\\0134/g' -e "s/'/\\\\\\\\0047/g" -e 's/!/\\\\0041/g' -e 's/\\n/\\\\0012/g')
skip() {
  noise=
  while IFS= read -r line; do
    [ "$line" = ${mark} ] && return 0
    noise="$noise$line
"
  done
  printf '%s' "$noise" >&2
  return 1
}
exec 3>&1
code=$({ {
  ${client} ${destination} ${shellWord(remote)}"$coded'" 3>&-
  echo "$?" >&4
} | { skip && exec ${relay}; } >&3 3>&-; } 4>&1)
exit "$code"
`;
}

/**
 * The same on a machine that is the login node: commands run here, with the environment of a login and not that of the
 * launcher, whose keys and private home sbatch would hand on to the job.
 */
export function localShim(
  target: { user: string; host: string },
  login: { env: Environment; home: string; umask: string },
): string {
  const variables = Object.entries(login.env).map(([name, value]) => shellWord(`${name}=${value}`));
  return `#!/bin/sh
# This machine is the login node: what is meant for it runs here.
${readArguments(target.user, target.host)}
[ "$action" = run ] || exit 0
cd ${shellWord(login.home)} || exit 255
umask ${login.umask}
exec env -i ${variables.join(' ')} sh -c "$command"
`;
}

/** Puts a shim where the launcher's PATH begins. */
export function writeShim(folder: LinkFolder, text: string): string {
  const file = path.join(folder.bin, 'ssh');
  writeFileSync(file, text, { mode: 0o700 });
  return file;
}
