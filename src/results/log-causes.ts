import path from 'node:path';
import { explainContainer } from './container-causes.js';
import { readTail, stripColours } from './read-tail.js';
import { explainServer } from './server-log.js';

export { readTail, stripColours };

/** Takes the secrets out of a text. */
export type Redact = (text: string) => string;

/** What the engine knows of a container that ended with 137; undefined where it was not asked. */
export type KilledBy = 'memory' | 'outside' | undefined;

/** One known way to fail: what the log shows, and what a person should read. */
interface Cause {
  pattern: RegExp;
  say: (match: RegExpExecArray) => string;
}

/** With the engine goes all else. */
const ENGINE_CAUSES: Cause[] = [
  {
    pattern: /error waiting for container|error during connect/,
    say: () => 'the connection to the Docker engine was lost while the task ran; its container may still run',
  },
  {
    pattern: /Cannot connect to the Docker daemon at (\S+?)\.? Is the docker daemon running/,
    say: ([, host]) => `the Docker engine at ${host} did not answer: start it, or set DOCKER_HOST`,
  },
];

const CAUSES: Cause[] = [
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
  {
    pattern: /No space left on device|database or disk is full/,
    say: () => 'the disk is full: free space where results are written',
  },
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
  const engine = findCause(ENGINE_CAUSES, log);
  const server = engine === undefined ? explainServer(taskDir, redact) : undefined;
  // An evaluation whose server has died is killed for it.
  if (exitCode === 137) return server === undefined ? explain137(log, killedBy) : oneLine(server);
  if (exitCode === 143) return 'the evaluation was asked to stop (SIGTERM) and ended early';
  return oneLine(
    engine ??
      server ??
      explainContainer(log) ??
      findCause(CAUSES, log) ??
      lastError(log) ??
      `exit code ${exitCode}, and the log does not say why: see logs/client_stdout.log`,
  );
}

function findCause(causes: readonly Cause[], log: string): string | undefined {
  for (const { pattern, say } of causes) {
    const match = pattern.exec(log);
    if (match) return say(match);
  }
  return undefined;
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

/** What is said whatever happens: after the harness's end, or because nobody listens to its progress. */
const NOISE =
  /^The evaluation container failed|^Container completed|Failed to communicate with progress tracking server/;

/** The last line that names an exception, with what a multi-line message says next; else the last line there is. */
function lastError(log: string): string | undefined {
  const lines = log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !NOISE.test(line));
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
