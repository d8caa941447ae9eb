import { type ChildProcess, spawn } from 'node:child_process';
import type { Environment } from '../command.js';

/** File descriptor 3 is a pipe of ours, and closes with us. */
const TIED = `"$@" </dev/null 3<&- &
program=$!
{ read -r _ <&3; kill "$program"; } 2>/dev/null &
tie=$!
trap 'kill "$program"' TERM
while
  wait "$program"
  code=$?
  kill -0 "$program" 2>/dev/null
do :; done
kill "$tie" 2>/dev/null
exit "$code"`;

/**
 * Starts a program that ends when this process does, however that ends: an orphaned connection would stay open as long
 * as the machine runs. It is a process group of its own, which a Ctrl-C for us does not reach. Its stderr is a pipe.
 */
export function spawnTied(program: string, args: readonly string[], env: Environment): ChildProcess {
  const child = spawn('/bin/sh', ['-c', TIED, 'sh', program, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdio[3]?.on('error', () => undefined);
  return child;
}
