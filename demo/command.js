// Runs one program to its end, with a deadline that really ends it.
import { spawn } from 'node:child_process';

const KEPT_CHARACTERS = 64 * 1024;
const KILL_AFTER_MS = 3000;

/**
 * @typedef {object} CommandOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {number} [deadlineMs] the program and its children are ended after this time
 * @property {number} [firstOutputMs] and after this time when it has not written anything until then
 * @property {(line: string) => void} [onLine]
 * @property {import('node:stream').Readable} [input]
 * @property {AbortSignal | undefined} [signal]
 *
 * @typedef {object} CommandResult
 * @property {number} code exit code; 127 when the program is missing, 124 when a deadline ended it
 * @property {string} stdout its last 64 KiB
 * @property {string} stderr its last 64 KiB
 */

/**
 * @param {string} program
 * @param {string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 */
export function run(program, args, { env, cwd, deadlineMs, firstOutputMs, onLine, input, signal } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const child = spawn(program, args, {
      env: env ?? process.env,
      cwd,
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      // Its own process group: what it started ends with it, and a Ctrl-C reaches it through `signal` only.
      detached: true,
    });
    let [stdout, stderr, ended] = ['', '', false];
    let code = 127;
    /** @type {NodeJS.Timeout[]} */
    const timers = [];

    /** @param {NodeJS.Signals} name */
    const kill = (name) => {
      try {
        if (child.pid) process.kill(-child.pid, name);
      } catch {
        // It ended by itself meanwhile.
      }
    };
    const end = () => {
      if (ended) return;
      ended = true;
      kill('SIGTERM');
      timers.push(setTimeout(() => kill('SIGKILL'), KILL_AFTER_MS));
    };
    signal?.addEventListener('abort', end, { once: true });
    if (deadlineMs) timers.push(setTimeout(end, deadlineMs));
    const silence = firstOutputMs ? setTimeout(end, firstOutputMs) : undefined;

    const lines = lineSplitter(onLine ?? (() => {}));
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      clearTimeout(silence);
      stdout = (stdout + text).slice(-KEPT_CHARACTERS);
      lines.push(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      clearTimeout(silence);
      stderr = (stderr + text).slice(-KEPT_CHARACTERS);
      lines.push(text);
    });
    if (input && child.stdin) {
      child.stdin.on('error', () => input.destroy());
      input.pipe(child.stdin);
    }
    child.on('error', (error) => {
      stderr += error.message;
      // No 'close' follows a program that could not be started.
      if (child.pid === undefined) finish();
    });
    child.on('close', (exitCode) => {
      code = ended ? 124 : (exitCode ?? 1);
      finish();
    });

    function finish() {
      for (const timer of timers) clearTimeout(timer);
      clearTimeout(silence);
      signal?.removeEventListener('abort', end);
      lines.flush();
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, stdout, stderr });
    }
  });
}

/** @param {(line: string) => void} onLine */
function lineSplitter(onLine) {
  let rest = '';
  return {
    push(/** @type {string} */ text) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    flush() {
      if (rest) onLine(rest);
      rest = '';
    },
  };
}

/**
 * The line of a program's output that most likely says what went wrong.
 * @param {CommandResult} result
 */
export function reason({ code, stdout, stderr }) {
  if (code === 124) return 'it did not end in time';
  const lines = `${stdout}\n${stderr}`.trim().split('\n');
  const told = lines.findLast((line) => /^\s*(E:|error|fatal|failed)|\berror\b/i.test(line)) ?? lines.at(-1);
  return told?.trim().slice(0, 300) || `exit code ${code}`;
}
