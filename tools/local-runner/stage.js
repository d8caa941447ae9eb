import { spawn } from 'node:child_process';
import { createCommandFiles, readCommandFiles } from './file-commands.js';
import { readLines } from './lines.js';
import { LogReader } from './workflow-commands.js';

/** How long the runner waits for pipes that a left-over child keeps open after the action's end. */
const STREAM_GRACE_MS = 5000;

/**
 * @typedef {object} StageResult
 * @property {number | null} exitCode null when a signal ended the process
 * @property {NodeJS.Signals | null} signal
 * @property {boolean} ok as the runner judges: exit code 0 and no malformed command
 * @property {Record<string, string>} outputs
 * @property {Record<string, string>} state
 * @property {string} summary masked, empty when over the limit
 * @property {Record<string, string>} env additions for later steps
 * @property {string[]} path additions for later steps
 * @property {import('./workflow-commands.js').WorkflowCommand[]} commands including the runner's own messages
 * @property {string[]} masks values the action asked to mask
 * @property {string} log as GitHub shows it: commands rendered, secrets masked
 * @property {string} rawLog the process's own output, unmasked
 * @property {number} durationMs
 * @property {{ signal: NodeJS.Signals, atMs: number }[]} signals sent by a cancellation, since its start
 */
/**
 * @typedef {object} StageOptions
 * @property {string} node
 * @property {string} script
 * @property {Record<string, string>} env without the file commands
 * @property {string} cwd
 * @property {string} commandDir
 * @property {import('./masker.js').Masker} masker
 * @property {string[]} warnings of the runner, shown first
 * @property {(line: string) => void} onLine
 * @property {{ interruptMs: number, terminateMs: number }} grace
 * @property {boolean} detached
 */
/**
 * @typedef {object} Stage
 * @property {number} pid
 * @property {Promise<StageResult>} done
 * @property {() => void} cancel
 * @property {() => void} kill
 */

/**
 * One process of an action (main or post) and what the runner reads from it.
 * @param {StageOptions} options
 * @returns {Stage}
 */
export function startStage({
  node,
  script,
  env,
  cwd,
  commandDir,
  masker,
  warnings,
  onLine,
  grace,
  detached,
}) {
  const started = performance.now();
  const files = createCommandFiles(commandDir);
  /** @type {string[]} */
  const shown = [];
  /** @type {string[]} */
  const raw = [];
  const reader = new LogReader({
    masker,
    debug: env['RUNNER_DEBUG'] === '1',
    show(line) {
      const masked = masker.mask(line);
      shown.push(masked);
      onLine(masked);
    },
  });
  for (const warning of warnings) reader.report('warning', warning);

  const stdio = /** @type {['ignore', 'pipe', 'pipe']} */ (['ignore', 'pipe', 'pipe']);
  const child = spawn(node, [script], { cwd, env: { ...env, ...files }, stdio, detached });
  const pipes = [child.stdout, child.stderr].map((stream) =>
    readLines(stream, (line) => {
      raw.push(line);
      reader.read(line);
    }),
  );
  const cancellation = cancelInSteps(child, grace);

  /** @returns {Promise<StageResult>} */
  async function finish() {
    const { exitCode, signal } = await exited(child);
    cancellation.stop();
    const timer = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, STREAM_GRACE_MS);
    await Promise.all(pipes);
    clearTimeout(timer);

    const { errors, summary, ...written } = readCommandFiles(files);
    for (const error of errors) reader.report('error', error);
    // A summary over the limit is dropped without failing the step.
    const malformed = errors.some((error) => error.startsWith('Unable to process'));
    return {
      exitCode,
      signal,
      ok: exitCode === 0 && !reader.refused && !malformed,
      ...written,
      summary: summary
        .split('\n')
        .map((line) => masker.mask(line))
        .join('\n'),
      commands: reader.commands,
      masks: reader.masks,
      log: asText(shown),
      rawLog: asText(raw),
      durationMs: performance.now() - started,
      signals: cancellation.sent,
    };
  }

  return {
    pid: child.pid ?? -1,
    done: finish(),
    cancel: cancellation.start,
    kill: () => child.kill('SIGKILL'),
  };
}

/**
 * The runner signals only the process itself; what that started hears of it from nobody else.
 * @param {import('node:child_process').ChildProcess} child
 * @param {StageOptions['grace']} grace
 */
function cancelInSteps(child, grace) {
  /** @type {StageResult['signals']} */
  const sent = [];
  /** @type {NodeJS.Timeout[]} */
  const timers = [];
  let started = 0;
  /** @param {NodeJS.Signals} signal */
  const send = (signal) => {
    if (child.kill(signal)) sent.push({ signal, atMs: performance.now() - started });
  };
  return {
    sent,
    start() {
      if (started > 0 || child.exitCode !== null || child.signalCode !== null) return;
      started = performance.now();
      send('SIGINT');
      timers.push(setTimeout(send, grace.interruptMs, 'SIGTERM'));
      timers.push(setTimeout(send, grace.interruptMs + grace.terminateMs, 'SIGKILL'));
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ exitCode: number | null, signal: NodeJS.Signals | null }>}
 */
function exited(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

/** @param {string[]} lines */
function asText(lines) {
  return lines.map((line) => `${line}\n`).join('');
}
