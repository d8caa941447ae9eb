import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { type Redact, readTail } from '../results/log-causes.js';
import type { Environment } from './command.js';
import { invocationDirOf, type Job, readExecDb } from './exec-db.js';

/** The files of one run of ours, outside the launcher's output directory. */
export interface RunFiles {
  /** `$RUNNER_TEMP/nemo-eval/<run>`; what is reported lies in it. */
  dir: string;
  launcherConfig: string;
  /** Private to the launcher: its home, working directory, exec db and console output. */
  home: string;
  cwd: string;
  execDb: string;
  stdout: string;
  stderr: string;
  configOutput: string;
}

export function runFiles(dir: string): RunFiles {
  const own = path.join(dir, 'launcher');
  return {
    dir,
    launcherConfig: path.join(dir, 'launcher_config.yaml'),
    home: path.join(own, 'home'),
    cwd: path.join(own, 'cwd'),
    execDb: path.join(own, 'exec.v1.jsonl'),
    stdout: path.join(own, 'run.stdout.log'),
    stderr: path.join(own, 'run.stderr.log'),
    configOutput: path.join(own, 'resolved'),
  };
}

/** What `nemo-evaluator-launcher` is asked for a run, whatever executes it. */
export function runArguments({ launcherConfig, configOutput }: RunFiles): string[] {
  return ['run', '--config', launcherConfig, '--config-mode', 'raw', '--config-output', configOutput];
}

/** What a call of `nemo-evaluator-launcher run` came to. */
export interface Submission {
  exitCode: number;
  jobs: Job[];
  invocationId?: string;
  invocationDir?: string;
}

/**
 * Calls `nemo-evaluator-launcher run` in raw mode. Its output goes to files, since its detached children inherit it
 * and a pipe would stay open until the evaluation ends.
 * @param signal kills the call.
 */
export async function submit(files: RunFiles, env: Environment, signal: AbortSignal): Promise<Submission> {
  for (const dir of [files.home, files.cwd, files.configOutput])
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  const stdout = openSync(files.stdout, 'w', 0o600);
  const stderr = openSync(files.stderr, 'w', 0o600);
  try {
    const child = spawn('nemo-evaluator-launcher', runArguments(files), {
      cwd: files.cwd,
      env,
      stdio: ['ignore', stdout, stderr],
      signal,
      killSignal: 'SIGKILL',
    });
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', (error) => (signal.aborted ? resolve(137) : reject(error)));
      child.on('exit', (code) => resolve(code ?? 137));
    });
    return { exitCode, ...readSubmission(files) };
  } finally {
    closeSync(stdout);
    closeSync(stderr);
  }
}

/** What the launcher has recorded so far; it does so before it starts anything. */
export function readSubmission(files: RunFiles): Omit<Submission, 'exitCode'> {
  const jobs = readExecDb(files.execDb);
  const invocationId = jobs[0]?.invocationId;
  const invocationDir = invocationDirOf(jobs);
  return { jobs, ...(invocationId ? { invocationId } : {}), ...(invocationDir ? { invocationDir } : {}) };
}

/** A line in which Python names an error. */
const ERROR = /^[\w.]*(?:Error|Exception)\b:?/;
const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim());

/** Why the launcher refused to run: the last error it named, with what to do about the well-known ones. */
export function explainRefusal(files: RunFiles, redact: Redact): string {
  const log = redact(`${readTail(files.stderr)}\n${readTail(files.stdout)}`);
  // Where trust was given, the launcher warns in words that hold the same name.
  if (/NEMO_EVALUATOR_TRUST_UNLISTED_TASKS(?! is set)/.test(log)) {
    return "a task is not in the launcher's list: set the input trust-unlisted-tasks to true if you trust its container";
  }
  if (/NEMO_EVALUATOR_TRUST_PRE_CMD(?! is set)/.test(log))
    return 'the config runs pre_cmd or post_cmd: set the input trust-pre-cmd to true if you trust them';
  // An error goes on in the lines below it, but not into those of another file.
  const consoles = [files.stdout, files.stderr].map((file) => linesOf(redact(readTail(file))));
  const named = consoles.map((lines) => ({ lines, at: lines.findLastIndex((line) => ERROR.test(line)) }));
  const { lines, at } = named.find((one) => one.at >= 0) ?? { lines: [], at: -1 };
  if (at < 0) return linesOf(log).filter(Boolean).at(-1) ?? 'it said nothing';
  const below = lines.slice(at + 1, at + 6);
  // What the launcher says for people to watch begins with a picture.
  const end = below.findIndex((line) => /^[\p{Extended_Pictographic}✗]/u.test(line));
  const more = below
    .slice(0, end < 0 ? undefined : end)
    .filter((line) => line && !/^\[|^File |^For further/.test(line));
  const text = [lines[at], ...more].join(' ').replace(/\s+/g, ' ');
  return text.length > 500 ? `${text.slice(0, 497)}...` : text;
}
