import { spawn } from 'node:child_process';
import type { Environment } from '../command.js';

/** Milliseconds that children of an ended process may keep its pipes open: its output is taken as whole after that. */
const DRAIN_MS = 1000;

export interface GroupOptions {
  env: Environment;
  cwd: string;
  input?: string;
  /** Milliseconds; then the whole group is killed. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Bytes of stdout and of stderr; more ends the command. */
  maxBytes: number;
}

/** How a command with all that it started ended. */
export interface GroupResult {
  /** 128 + n where a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
  ended: 'by itself' | 'timeout' | 'aborted' | 'flooded' | 'not started';
}

/**
 * Runs a command as a process group of its own: a Ctrl-C for us does not reach it, and a hung one dies with all that it
 * started. Never rejects.
 */
export function runGroup(
  program: string,
  args: readonly string[],
  options: GroupOptions,
): Promise<GroupResult> {
  return new Promise((resolve) => {
    let ended: GroupResult['ended'] = 'by itself';
    const child = spawn(program, args, {
      env: options.env,
      cwd: options.cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const stop = (why: GroupResult['ended']): void => {
      if (ended === 'by itself') ended = why;
      killGroup(child.pid, 'SIGKILL');
    };
    const outputs = [child.stdout, child.stderr].map((stream) => {
      const parts: Buffer[] = [];
      let size = 0;
      stream.on('data', (part: Buffer) => {
        size += part.length;
        if (size > options.maxBytes) stop('flooded');
        else parts.push(part);
      });
      return () => Buffer.concat(parts).toString('utf8');
    });
    const timer = setTimeout(() => stop('timeout'), Math.max(options.timeoutMs, 1));
    const onAbort = (): void => stop('aborted');
    if (options.signal?.aborted) onAbort();
    options.signal?.addEventListener('abort', onAbort, { once: true });

    const finish = (code: number): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      resolve({ code, stdout: outputs[0]!(), stderr: outputs[1]!(), ended });
    };
    child.on('error', () => {
      ended = 'not started';
      finish(127);
    });
    child.on('exit', (code, signal) => {
      const status = code ?? 128 + (signal === 'SIGTERM' ? 15 : 9);
      // Of one that was killed nothing more is wanted, and ssh's master may hold its pipes.
      const drained = setTimeout(() => finish(status), ended === 'by itself' ? DRAIN_MS : 0);
      child.on('close', () => {
        clearTimeout(drained);
        finish(status);
      });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** Signals a process group; one that has ended is no error. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended by itself.
  }
}
