import { execFile } from 'node:child_process';

export type Environment = Record<string, string>;

/** How a short external command ended. `missing`: there is no such program; `timedOut`: it was killed. */
export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
  missing: boolean;
  timedOut: boolean;
}

export interface CommandOptions {
  env: Environment;
  /** Milliseconds; then the command is killed. */
  timeout: number;
  input?: Buffer;
  /** Working directory; it must be there. */
  cwd?: string;
  /** Kills the command. */
  signal?: AbortSignal;
}

/** Runs a short command to its end; never rejects. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      {
        env: options.env,
        timeout: options.timeout,
        killSignal: 'SIGKILL',
        maxBuffer: 4 << 20,
        ...(options.cwd ? { cwd: options.cwd } : {}),
        ...(options.signal ? { signal: options.signal } : {}),
      },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
        const missing = error?.code === 'ENOENT';
        resolve({ code, stdout, stderr, missing, timedOut: error?.killed === true });
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input);
  });
}

/** The last line of a command's complaint that says something. */
export function complaint({ stderr, stdout }: CommandResult): string {
  const lines = (stderr || stdout).split('\n').map((line) => line.trim());
  return lines.filter(Boolean).at(-1) ?? 'no message';
}
