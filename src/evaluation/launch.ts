import { accessSync, constants, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pinPorts, tasksWithoutPort, usesHostNetwork } from '../config/decisions.js';
import { ConfigError, InfrastructureError } from '../errors.js';
import type { Inputs } from '../inputs.js';
import { proveSharedFolder, requireEngine } from '../launcher/docker.js';
import { toolEnvironment } from '../launcher/environment.js';
import type { Installed } from '../launcher/install.js';
import { findFreePorts } from '../launcher/ports.js';
import { formatDuration, formatProgress } from '../launcher/progress.js';
import { deleteSecretFiles } from '../launcher/secret-files.js';
import { stopEvaluation } from '../launcher/stop.js';
import { explainRefusal, readSubmission, type Submission, submit } from '../launcher/submit.js';
import { type WatchOutcome, watchInvocation } from '../launcher/watch.js';
import { makeFolders } from '../make-folders.js';
import type { TaskFolder } from '../results/invocation.js';
import { failedOnPort, readTail } from '../results/log-causes.js';
import { redactMessage } from '../upload/scan-file.js';
import { checkServerMachine } from './deployment-machine.js';
import { serversOf, showServerLogs } from './deployment-servers.js';
import { ensureLauncher } from './ensure-launcher.js';
import { launchEnvironment } from './launch-environment.js';
import { saveConfig } from './prepare.js';
import { commandEnvironment, orStopped, type Session, Stopped, updateRecord, warn } from './session.js';

const LOG_SHOWN = 64 * 1024;

/** A launch and what watching it found. */
export interface Evaluation extends WatchOutcome {
  invocationDir: string;
  invocationId: string;
}

/** What must hold before anything is started. @throws ActionError saying what is missing. */
export async function checkMachine(session: Session, inputs: Inputs, outputDir: string): Promise<Installed> {
  const { env } = session;
  const tools = toolEnvironment(env);
  const created = makeWritable(outputDir);
  try {
    await orStopped(session, requireEngine(tools));
    // Not cut short by a stop: it takes a moment, and cleans up behind itself.
    await proveSharedFolder(outputDir, tools, session.files.dir);
    await checkServerMachine(session);
  } catch (error) {
    removeEmpty(outputDir, created);
    throw error;
  }
  return ensureLauncher(session, inputs);
}

/** Makes the output directory. Answers the topmost folder that had to be made. */
function makeWritable(outputDir: string): string | undefined {
  try {
    const created = makeFolders(outputDir);
    accessSync(outputDir, constants.W_OK | constants.X_OK);
    return created;
  } catch (error) {
    throw new ConfigError(
      `the output directory ${outputDir} cannot be written (${(error as NodeJS.ErrnoException).code}): choose another with the input output-dir`,
    );
  }
}

/** Takes back the folders made for a run that is refused; one that is not empty belongs to somebody. */
function removeEmpty(outputDir: string, created: string | undefined): void {
  if (created === undefined) return;
  try {
    for (let folder = outputDir; folder.startsWith(created); folder = path.dirname(folder)) rmdirSync(folder);
  } catch {
    // Not empty.
  }
}

/** Pins a free port for the adapter of each task on the host network that has none. Answers the tasks' indices. */
export async function assignPorts(session: Session, indices?: readonly number[]): Promise<number[]> {
  const config = session.config!;
  const free = indices ?? (usesHostNetwork(config) ? tasksWithoutPort(config) : []);
  if (free.length === 0) return [];
  const ports = await findFreePorts(free.length);
  pinPorts(config, new Map(free.map((index, at) => [index, ports[at]!])));
  const pinned = free.map((index, at) => `${config.taskNames[index]} ${ports[at]}`);
  session.log.info(`adapter ports on the host network: ${pinned.join(', ')}`);
  return [...free];
}

/**
 * Launches the evaluation and watches it to its end; a start that fails on a taken port is tried once more.
 * @param pinned indices of the tasks whose port is ours to choose.
 */
export async function launchAndWatch(
  session: Session,
  inputs: Inputs,
  installed: Installed,
  pinned: readonly number[],
): Promise<Evaluation> {
  const first = await watch(session, await launch(session, inputs, installed), pinned.length > 0);
  if (!first.gaveUp) return first;
  warn(
    session,
    'the port of an adapter was taken before its container could have it: launching once more with other ports',
  );
  await stopEvaluation(session.files.execDb, toolEnvironment(session.env));
  deleteSecretFiles(first.invocationDir);
  rmSync(session.files.execDb, { force: true });
  await assignPorts(session, pinned);
  saveConfig(session, session.config!);
  return watch(session, await launch(session, inputs, installed), false);
}

async function launch(session: Session, inputs: Inputs, installed: Installed): Promise<Submission> {
  const { files, log, outputs, stop } = session;
  updateRecord(session, { phase: 'launching', venv: installed.venv });
  const environment = launchEnvironment(session, inputs, installed);
  const submission = await submit(files, environment, stop.signal);
  publishInvocation(session, submission);
  if (stop.signal.aborted) throw new Stopped(stop.signal.reason);
  if (submission.exitCode !== 0 || !submission.invocationDir) {
    log.foreign(
      'What nemo-evaluator-launcher said',
      redactMessage(`${readTail(files.stdout)}\n${readTail(files.stderr)}`, session.forms),
    );
    const why = explainRefusal(files, (text) => redactMessage(text, session.forms));
    if (/ConnectionError|Max retries|Docker is not installed/.test(why))
      throw new InfrastructureError(`nemo-evaluator-launcher could not start: ${why}`);
    throw new ConfigError(`nemo-evaluator-launcher refused the config: ${why}`);
  }
  log.info(`launcher_invocation_id: ${submission.invocationId}`);
  log.info(`status_command: ${outputs.get('status_command')}`);
  log.info(`logs_command: ${outputs.get('logs_command')}`);
  log.info(`for status_command and logs_command: ${commandEnvironment(session)}`);
  return submission;
}

/** The id is known as soon as the launcher has recorded it, also where it was stopped or failed afterwards. */
export function publishInvocation(
  session: Session,
  submission: Omit<Submission, 'exitCode'> = readSubmission(session.files),
): void {
  const { invocationId, invocationDir } = submission;
  if (!invocationId || !invocationDir) return;
  session.outputs.set('invocation_id', invocationId);
  session.outputs.set('invocation_dir', invocationDir);
  session.outputs.set('status_command', `nemo-evaluator-launcher status ${invocationId}`);
  session.outputs.set('logs_command', `nemo-evaluator-launcher logs ${invocationId}`);
  updateRecord(session, { invocationId, invocationDir });
}

async function watch(session: Session, submission: Submission, retryPort: boolean): Promise<Evaluation> {
  const { log, stop, files, env } = session;
  const servers = serversOf(session, submission.jobs);
  const outcome = await watchInvocation({
    invocationDir: submission.invocationDir!,
    jobs: submission.jobs,
    execDb: files.execDb,
    env: toolEnvironment(env),
    signal: stop.signal,
    onStart: (task) => log.info(`${task.name}  started`),
    onProgress: (task, progress, elapsed) => log.info(formatProgress(task.name, progress, elapsed)),
    onOrphan: (task) =>
      warn(session, `the script of ${task.name} died; its container still runs and is followed to its end`),
    onEnd: (task, delayMs) => reportEnd(session, task, delayMs),
    ...(servers ? { servers } : {}),
    ...(retryPort
      ? {
          giveUp: (ended) =>
            ended.length > 0 && ended.every(({ dir, exitCode }) => exitCode === 1 && failedOnPort(dir)),
        }
      : {}),
  });
  return { ...outcome, invocationDir: submission.invocationDir!, invocationId: submission.invocationId! };
}

function reportEnd(session: Session, task: TaskFolder, delayMs: number): void {
  const { log, forms } = session;
  const seen = Number.isNaN(delayMs) ? '' : `  (seen ${Math.round(delayMs)} ms after it ended)`;
  const how =
    task.stage === 'killed'
      ? 'killed'
      : task.exitCode === undefined
        ? 'ended without stage.exit'
        : `exit ${task.exitCode}`;
  const ran =
    task.startedAt && task.endedAt
      ? `  ${formatDuration((Date.parse(task.endedAt) - Date.parse(task.startedAt)) / 1000)}`
      : '';
  log.info(`${task.name}  ${how}${ran}${seen}`);
  showServerLogs(session, task);
  const text = readTail(path.join(task.dir, 'logs', 'client_stdout.log'), LOG_SHOWN);
  if (text.trim() !== '') log.foreign(`Harness log: ${task.name}`, redactMessage(text, forms));
}
