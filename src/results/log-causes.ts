import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';

const TAIL_BYTES = 128 * 1024;

/**
 * The end of a log, without terminal colours; '' where there is none. It begins with a whole line: half a line could
 * begin with half a secret, which nothing would recognise.
 */
export function readTail(file: string, bytes = TAIL_BYTES): string {
  let handle: number;
  try {
    if (!statSync(file).isFile()) return '';
    handle = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, bytes));
    readSync(handle, buffer, 0, buffer.length, Math.max(0, size - buffer.length));
    const text = buffer.toString('utf8');
    return stripColours(size > buffer.length ? text.slice(text.indexOf('\n') + 1 || text.length) : text);
  } finally {
    closeSync(handle);
  }
}

export function stripColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}

/** Takes the secrets out of a text. */
export type Redact = (text: string) => string;

/** What the engine knows of a container that ended with 137; undefined where it was not asked. */
export type KilledBy = 'memory' | 'outside' | undefined;

/** One known way to fail: what the log shows, and what a person should read. */
const CAUSES: { pattern: RegExp; say: (match: RegExpExecArray) => string }[] = [
  {
    pattern: /error waiting for container|error during connect/,
    say: () => 'the connection to the Docker engine was lost while the task ran; its container may still run',
  },
  {
    pattern: /Cannot connect to the Docker daemon at (\S+?)\.? Is the docker daemon running/,
    say: ([, host]) => `the Docker engine at ${host} did not answer: start it, or set DOCKER_HOST`,
  },
  {
    pattern:
      /Unable to find image '([^']+)' locally(?:[\s\S]*?docker: (Error response from daemon: )?([^\n]+))?/,
    say: ([, image, , why]) =>
      `the image ${image} is not on this machine and could not be pulled${why ? ` (${why.trim()})` : ''}: check the name, or log in to its registry`,
  },
  {
    pattern: /could not select device driver[^\n]*/,
    say: () =>
      'the container asks for a GPU that this Docker engine cannot give: install the NVIDIA container toolkit',
  },
  {
    pattern: /Invalid parameter '([^']+)'\. Valid params: (\[[^\]]*\])/,
    say: ([, name, valid]) =>
      `the harness does not know the parameter "${name}" (known: ${valid}): correct it under config.params`,
  },
  {
    pattern: /(?:port seems to be taken|Address already in use)[^\n]*/i,
    say: () => "the port of the evaluator's adapter was taken by another program: run again",
  },
  { pattern: /No space left on device/, say: () => 'the disk is full: free space on the runner' },
  { pattern: /CUDA out of memory/, say: () => 'the GPU ran out of memory: use a smaller model or batch' },
  {
    pattern: /docker: (?:Error response from daemon: )?([^\n]+)/,
    say: ([, message]) => `docker refused to start the container: ${message!.trim()}`,
  },
];

/** Whether the task failed because the adapter could not have its port. */
export function failedOnPort(taskDir: string): boolean {
  return /port seems to be taken|Address already in use/i.test(
    readTail(path.join(taskDir, 'logs', 'client_stdout.log')),
  );
}

/**
 * Why a task ended as it did, in one line a person can act on.
 * @param exitCode of the evaluation script.
 */
export function explainExit(
  taskDir: string,
  exitCode: number,
  killedBy: KilledBy,
  redact: Redact = (text) => text,
): string {
  // Before anything is cut: half a secret is not found any more.
  const log = redact(readTail(path.join(taskDir, 'logs', 'client_stdout.log')));
  if (exitCode === 137) return explain137(log, killedBy);
  if (exitCode === 143) return 'the evaluation was asked to stop (SIGTERM) and ended early';
  for (const { pattern, say } of CAUSES) {
    const match = pattern.exec(log);
    if (match) return oneLine(say(match));
  }
  return oneLine(
    lastError(log) ?? `exit code ${exitCode}, and the log does not say why: see logs/client_stdout.log`,
  );
}

/**
 * A kill from outside ends the container's first process, so that its log just stops. Where that process lives to
 * say that the harness got SIGKILL, it was the kernel, for memory; the engine's own event comes late or not at all.
 */
function explain137(log: string, killedBy: KilledBy): string {
  if (killedBy === 'memory' || /failed with exit code 137/.test(log)) {
    return 'the evaluation ran out of memory (exit 137): lower parallelism, or use a runner with more memory';
  }
  return 'the container was killed from outside (exit 137), by docker kill or another job: run again';
}

/** The last line that names an exception, with what a multi-line message says next; else the last line there is. */
function lastError(log: string): string | undefined {
  const lines = log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^The evaluation container failed|^Container completed/.test(line));
  // The evaluator wraps whatever the harness died of into one exception that names nothing.
  const exception = lines.findLastIndex(
    (line) =>
      /^[\w.]*(?:Error|Exception|Exit)\b.*:/.test(line) && !/Evaluation failed! Please consult/.test(line),
  );
  if (exception >= 0) {
    const more = lines
      .slice(exception + 1, exception + 3)
      .filter((line) => !/^\[[A-Z] |^For further/.test(line));
    return [lines[exception], ...more].join(' ');
  }
  const tagged = lines.findLast((line) => /^\[E /.test(line));
  const last = tagged ?? lines.at(-1);
  return last && `the harness died without naming an error; its log ends with: ${last.slice(0, 200)}`;
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 400 ? `${flat.slice(0, 397)}...` : flat;
}
