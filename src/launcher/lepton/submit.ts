import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeAnswer, readCreationAnswers } from '../../lepton/creation-answers.js';
import { type LeptonLogin, loginVariables } from '../../lepton/login.js';
import { invocationFromConsole, type LeptonTask, leptonTasks } from '../../lepton/names.js';
import { readIfThere } from '../../results/invocation.js';
import { type Redact, readTail } from '../../results/log-causes.js';
import type { Environment } from '../command.js';
import { readExecDb } from '../exec-db.js';
import { explainRefusal, type RunFiles, runArguments } from '../submit.js';
import { type AskLepton, isDown, isOk, problemOf } from './ask.js';
import { type StopReport, stopLepton, WITNESS } from './stop.js';
import { SUBMIT_SCRIPT } from './submit-script.js';

const LINES_EVERY_MS = 2_000;
/** For deleting what a failed submission has left; a cancel leaves 7.5 s in all. */
const CLEAN_UP_MS = 60_000;
const CLEAN_UP_AFTER_CANCEL_MS = 5_500;
/** For asking the workspace why, once. */
const ASK_MS = 5_000;
/** `lep` wraps the JSON that the launcher reads from it at the width of the terminal, 80 where there is none. */
const WIDE = '1000000';

export interface LeptonSubmitRequest {
  files: RunFiles;
  /** As of launcherEnvironment; the login is added here. */
  environment: Environment;
  login: LeptonLogin;
  ask: AskLepton;
  /** `deployment.type` of the config. */
  deployment: string;
  taskNames: readonly string[];
  /** Ends the submission; what it has made by then is deleted. */
  signal: AbortSignal;
  redact: Redact;
  /** What the launcher says of its endpoints and jobs while it waits for them, which may take `endpoint_readiness_timeout`. */
  onLine?: (line: string) => void;
}

/** What a submission came to. */
export interface LeptonSubmission {
  exitCode: number;
  /** Where all jobs were submitted. */
  invocationId?: string;
  /** Empty where not all were. */
  tasks: LeptonTask[];
  /** Why not, on one line. */
  refusal?: string;
  /** Whether it is the workspace that is out of order, or does not answer. */
  isDown?: boolean;
  /** What was deleted after that, and what may be left. */
  cleanUp?: StopReport;
}

/**
 * Submits an evaluation to Lepton: the launcher makes an endpoint for each task, waits for all of them, and submits a
 * job for each. Unless all jobs are submitted, whatever the launcher has made is deleted, jobs included: it deletes
 * only endpoints itself, and none when it is killed.
 * @returns the submission; it rejects only where Python cannot be started.
 */
export async function submitToLepton(request: LeptonSubmitRequest): Promise<LeptonSubmission> {
  const { files, deployment, taskNames, signal } = request;
  for (const dir of [files.home, files.cwd, files.configOutput])
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  silenceVersionCheck(files.home);
  const exitCode = await runLauncher(request);
  const made = readLeptonTasks(files, deployment, taskNames);
  const { invocationId, recorded, tasks } = made;
  if (exitCode === 0 && !signal.aborted && invocationId !== undefined && recorded === taskNames.length)
    return { exitCode, invocationId, tasks };
  const why = signal.aborted
    ? { refusal: 'the submission was cut off' }
    : exitCode === 0
      ? { refusal: `the launcher recorded ${recorded} of ${taskNames.length} jobs` }
      : await explainFailure(request);
  if (tasks.length === 0) return { exitCode, tasks: [], ...why };
  const cleanUp = await stopLepton({
    ask: request.ask,
    tasks,
    what: 'endpoints and jobs',
    budgetMs: signal.aborted && signal.reason !== 'timeout' ? CLEAN_UP_AFTER_CANCEL_MS : CLEAN_UP_MS,
    // A call that failed for want of an answer may still be carried out.
    interrupted: true,
  });
  return { exitCode, tasks: [], ...why, cleanUp };
}

/** The launcher's own error names what was not made, and leaves out what the workspace answered. */
async function explainFailure({
  files,
  redact,
  ask,
  signal,
}: LeptonSubmitRequest): Promise<{ refusal: string; isDown: boolean }> {
  const said = explainRefusal(files, redact);
  const answers = readCreationAnswers(redact(readTail(files.stdout)));
  const [now = { problem: 'it was not asked' }] = await ask([WITNESS], { timeoutMs: ASK_MS, signal });
  const causes = [
    ...answers.map((answer) => `the workspace answered ${describeAnswer(answer)}`),
    ...(isOk(now) ? [] : [`asked once more, it says: ${redact(problemOf(now))}`]),
  ];
  return { refusal: [said, ...causes].join('; '), isDown: isDown(now) || isBroken(answers, said) };
}

/** By what was answered to the launcher: whatever else there is to mend, an answer of 4xx says it. */
function isBroken(answers: readonly { status: number }[], said: string): boolean {
  if (answers.length > 0) return answers.every(({ status }) => status >= 500);
  return /\b5\d\d (?:Server )?Error\b|ConnectionError|Max retries exceeded/.test(said);
}

/** A note of `lep` that a newer version is there, once a day, would stand before the JSON that the launcher reads. */
function silenceVersionCheck(cacheDir: string): void {
  writeFileSync(path.join(cacheDir, 'latest_version_check'), String(Date.now() / 1000));
}

/**
 * What a submission has made, or may have made, by its files; also after the process that called it is gone.
 * `recorded`: the jobs that the launcher has recorded. `invocationId`: where it has recorded any.
 */
export function readLeptonTasks(
  files: RunFiles,
  deployment: string,
  taskNames: readonly string[],
): { invocationId?: string; recorded: number; tasks: LeptonTask[] } {
  const jobs = readExecDb(files.execDb);
  const invocationId = jobs[0]?.invocationId;
  const id = invocationId ?? invocationFromConsole(readIfThere(files.stdout) ?? '', deployment, taskNames);
  return {
    ...(invocationId === undefined ? {} : { invocationId }),
    recorded: jobs.length,
    tasks: id === undefined ? [] : leptonTasks(deployment, taskNames, id),
  };
}

async function runLauncher(request: LeptonSubmitRequest): Promise<number> {
  const { files, environment, login, signal } = request;
  const [stdout, stderr] = [openSync(files.stdout, 'w', 0o600), openSync(files.stderr, 'w', 0o600)];
  try {
    const child = spawn('python', ['-c', SUBMIT_SCRIPT, ...runArguments(files)], {
      cwd: files.cwd,
      env: {
        ...environment,
        ...loginVariables(login),
        // A login that was left in the home of the machine is not to be mixed with the one that was chosen.
        LEPTON_CACHE_DIR: files.home,
        COLUMNS: WIDE,
        // What it names before it makes it must be in the file, even where it is killed a moment later.
        PYTHONUNBUFFERED: '1',
      },
      stdio: ['ignore', stdout, stderr],
      // A group of its own: the "lep" that it waits for must not outlive it and make an endpoint.
      detached: true,
    });
    const kill = (): void => killGroup(child);
    signal.addEventListener('abort', kill);
    if (signal.aborted) kill();
    const ended = new AbortController();
    const spoken = tellLines(request, ended.signal);
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? 137));
    }).finally(() => {
      signal.removeEventListener('abort', kill);
      ended.abort();
    });
    await spoken;
    return exitCode;
  } finally {
    closeSync(stdout);
    closeSync(stderr);
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Passes on the lines that tell how far it is; the rest is Python's log. */
async function tellLines({ files, redact, onLine }: LeptonSubmitRequest, ended: AbortSignal): Promise<void> {
  if (!onLine) return;
  let told = 0;
  for (let last = false; !last; ) {
    await sleep(LINES_EVERY_MS, undefined, { signal: ended }).catch(() => undefined);
    last = ended.aborted;
    const lines = (readIfThere(files.stdout) ?? '').split('\n').slice(0, -1);
    for (const line of lines.slice(told)) {
      const [, text] =
        /Task (.*: (?:Creating endpoint|Waiting for endpoint|Endpoint|Submitting job) .*)$/.exec(line) ?? [];
      if (text !== undefined) onLine(redact(text));
    }
    told = lines.length;
  }
}
