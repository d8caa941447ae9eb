import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { ResolvedConfig } from '../config/resolve.js';
import { InfrastructureError, messageOf } from '../errors.js';
import type { Log } from '../github/log.js';
import type { RunContext } from '../github/run-context.js';
import { type Inputs, PINNED_LAUNCHER } from '../inputs.js';
import { type RunFiles, runFiles } from '../launcher/submit.js';
import { makeFolders } from '../make-folders.js';
import type { Outputs } from '../outputs.js';
import { type Secret, type SecretForms, SHORTEST_SECRET, secretForms } from '../upload/secret-forms.js';
import { type RunRecord, removeRecord, writeRecord } from './record.js';

/** Why a run was stopped before its end. */
export type StopReason = 'timeout' | 'cancelled';

/** Thrown where a stop finds the run before its launch. */
export class Stopped extends Error {
  constructor(readonly reason: StopReason) {
    super(reason);
  }
}

/** One run of the main action: what its steps share. */
export interface Session {
  context: RunContext;
  env: NodeJS.ProcessEnv;
  /** The folder of this action, which holds requirements/ and action.yml. */
  actionDir: string;
  log: Log;
  outputs: Outputs;
  files: RunFiles;
  record: RunRecord;
  stop: AbortController;
  startedAt: Date;
  warnings: string[];
  forms: SecretForms;
  inputs?: Inputs;
  config?: ResolvedConfig;
}

/**
 * Opens a run in a folder of its own under RUNNER_TEMP.
 * @throws InfrastructureError where RUNNER_TEMP cannot be written.
 */
export function openSession(
  parts: Pick<Session, 'context' | 'env' | 'actionDir' | 'log' | 'outputs' | 'stop'>,
  now: Date,
): Session {
  const { runId, runAttempt, temp } = parts.context;
  // A job may use the action several times.
  const files = runFiles(
    path.join(temp, 'nemo-eval', `${runId}-${runAttempt}-${randomBytes(4).toString('hex')}`),
  );
  const record: RunRecord = {
    phase: 'started',
    startedAt: now.toISOString(),
    secretNames: [],
    launcherVersion: PINNED_LAUNCHER,
    allowance: { count: 0 },
    artifact: { name: 'auto', contents: 'full', compressionLevel: 1 },
    summary: true,
    summarized: false,
  };
  try {
    makeFolders(files.dir, 0o700);
    writeRecord(files.dir, record);
  } catch (error) {
    throw new InfrastructureError(
      `RUNNER_TEMP (${temp}) cannot be written (${(error as NodeJS.ErrnoException).code}): check its owner and the disk`,
    );
  }
  return { ...parts, files, record, startedAt: now, warnings: [], forms: secretForms([]) };
}

export function updateRecord(session: Session, change: Partial<RunRecord>): void {
  Object.assign(session.record, change);
  try {
    writeRecord(session.files.dir, session.record);
  } catch (error) {
    // A full disk must not keep the evaluation from being stopped, or its results from being reported.
    session.log.info(`the record of this run could not be written: ${messageOf(error)}`);
    // Without a record the post step has nothing to do, which is what a finished run means.
    if (session.record.phase === 'done') removeRecord(session.files.dir);
  }
}

/** Warns in the log, and in the summary. */
export function warn(session: Session, message: string): void {
  session.warnings.push(message);
  session.log.warn(message);
}

/** The values of the named variables, and passwords in proxy addresses, that must be kept secret. */
export function collectSecrets(names: readonly string[], env: NodeJS.ProcessEnv): Secret[] {
  const named = names.flatMap((name) => (env[name] ? [{ name, value: env[name] }] : []));
  const proxies = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  const passwords = proxies.flatMap((name) => {
    const url = env[name] && URL.canParse(env[name]) ? new URL(env[name]) : undefined;
    return url?.password ? [url.password, decoded(url.password)].map((value) => ({ name, value })) : [];
  });
  return [...named, ...passwords];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Has the values kept out of the log, and out of everything that is written from now on. */
export function protectSecrets(session: Session, names: readonly string[]): void {
  const secrets = collectSecrets(names, session.env);
  for (const { name, value } of secrets) {
    if (value.length >= SHORTEST_SECRET)
      for (const line of value.split(/\r?\n/)) if (line.length >= SHORTEST_SECRET) session.log.mask(line);
    if (value.length < SHORTEST_SECRET) {
      warn(
        session,
        `the value of ${name} has fewer than ${SHORTEST_SECRET} characters: it cannot be told from ordinary text and is not redacted in logs and artifacts`,
      );
    }
  }
  session.forms = secretForms(secrets);
  updateRecord(session, { secretNames: [...names] });
}

/** The result of `work`, or Stopped as soon as the run is stopped. */
export async function orStopped<T>(session: Session, work: Promise<T>): Promise<T> {
  const { signal } = session.stop;
  let onAbort: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Stopped(signal.reason as StopReason));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

/** Stops the run after so many minutes; 0 is never. */
export function startTimer(session: Session, minutes: number): NodeJS.Timeout | undefined {
  if (minutes === 0) return undefined;
  // Longer than Node's longest timer is longer than any job.
  return setTimeout(() => session.stop.abort('timeout'), Math.min(minutes * 60_000, 2 ** 31 - 1));
}
