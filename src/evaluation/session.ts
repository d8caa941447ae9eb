import type { ConfigFile } from '../config/config-file.js';
import type { FilesHash } from '../config/hash-files.js';
import type { Finding } from '../config/preflight/finding.js';
import type { ResolvedConfig } from '../config/resolve.js';
import type { TaskCatalogue } from '../config/task-catalogue.js';
import { BUILT_IN_CONTRACT } from '../contract/built-in-contract.js';
import type { StepContract } from '../contract/step-contract.js';
import { type Location, messageOf } from '../errors.js';
import type { LeftCheck } from '../github/check-run.js';
import type { Log } from '../github/log.js';
import type { RunContext } from '../github/run-context.js';
import { type Inputs, PINNED_LAUNCHER } from '../inputs.js';
import type { TrendPlace } from '../judging/own-trend.js';
import type { Installed } from '../launcher/install.js';
import type { ClusterLink } from '../launcher/ssh/link.js';
import { type RunFiles, runFiles } from '../launcher/submit.js';
import type { Leg } from '../leg.js';
import type { Outputs } from '../outputs.js';
import type { FlipCollection } from '../report/html/flip-collection.js';
import type { TaskEstimate } from '../report/summary.js';
import type { Reporting } from '../reporting/reporting.js';
import { inTemp, openRunFolder } from '../run-folder.js';
import { type Secret, type SecretForms, SHORTEST_SECRET, secretForms } from '../upload/secret-forms.js';
import type { Yardstick } from './load-baseline.js';
import { type RunRecord, removeRecord, writeRecord } from './record.js';
import type { Sharing } from './remote/sharing.js';

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
  /** Keeps an open check for the post step; undefined forgets it. */
  rememberCheck: (check: LeftCheck | undefined) => void;
  startedAt: Date;
  warnings: string[];
  forms: SecretForms;
  /** What `forms` are of. */
  secrets: readonly Secret[];
  inputs?: Inputs;
  config?: ResolvedConfig;
  configFile?: ConfigFile;
  /** The step contract in use. */
  contract: StepContract;
  /** Tasks of the launcher version in use, where they are known. */
  catalogue?: TaskCatalogue;
  /** The launcher's environment, once there is one. */
  installed?: Installed;
  /** Of the matrix, where the job has one. */
  leg?: Leg;
  /** Policy and baseline, once they are read. */
  yardstick?: Yardstick;
  /** What changed, for the HTML report, where items may be shown. */
  flips?: FlipCollection;
  /** Where the run stands in its line, once it has results. */
  trendPlace?: TrendPlace;
  /** Where posts go, once inputs are read. */
  reporting?: Reporting;
  /** Hashes of tokenizers and data sets on this machine, by path. */
  fileHashes: ReadonlyMap<string, FilesHash>;
  /** Requests that each task would send, in a dry run. */
  estimates: readonly TaskEstimate[];
  /** What preflight found. */
  findings: Finding[];
  /** Of which a rerun is, where it is one. */
  rerun?: string;
  /** The connection to the cluster, where there is one. */
  link?: ClusterLink;
  /** Where other collectors may report the same evaluation. */
  sharing?: Sharing;
}

export type SessionParts = Pick<
  Session,
  'context' | 'env' | 'actionDir' | 'log' | 'outputs' | 'stop' | 'rememberCheck'
>;

/**
 * Opens a run in a folder of its own under RUNNER_TEMP.
 * @throws InfrastructureError where RUNNER_TEMP cannot be written.
 */
export function openSession(parts: SessionParts, now: Date): Session {
  const files = runFiles(openRunFolder(parts.context));
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
  inTemp(parts.context.temp, () => writeRecord(files.dir, record));
  return startSession(parts, files, record);
}

/** Ends what a session holds open. */
export async function closeSession({ link }: Session): Promise<void> {
  await link?.close().catch(() => undefined);
}

/** A session over a record: one just made, or that of a main step that was cut off. */
export function startSession(parts: SessionParts, files: RunFiles, record: RunRecord): Session {
  return {
    ...parts,
    files,
    record,
    startedAt: new Date(record.startedAt),
    warnings: [],
    findings: [],
    estimates: [],
    fileHashes: new Map(),
    contract: BUILT_IN_CONTRACT,
    forms: secretForms([]),
    secrets: [],
  };
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
export function warn(session: Session, message: string, location?: Location): void {
  session.warnings.push(message);
  session.log.warn(message, location);
}

const SHORTEST_KEY_LINE = 16; // Shorter ones close a key, and are like other text.

/** The values of the named variables, and passwords in proxy addresses, that must be kept secret. */
export function collectSecrets(names: readonly string[], env: NodeJS.ProcessEnv): Secret[] {
  const named = names.flatMap((name) => (env[name] ? [{ name, value: env[name] }] : []));
  const proxies = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  const passwords = proxies.flatMap((name) => {
    const url = env[name] && URL.canParse(env[name]) ? new URL(env[name]) : undefined;
    return url?.password ? [url.password, decoded(url.password)].map((value) => ({ name, value })) : [];
  });
  // The job's token, which the runner masks in the log alone.
  const token = env['INPUT_GITHUB-TOKEN'];
  return [
    ...named,
    ...passwords,
    ...(token ? [{ name: 'github-token', value: token }] : []),
    // It has lines of its own, and any of them says enough.
    ...(env['INPUT_SSH-KEY'] ?? '')
      .split(/\r?\n/)
      .filter((line) => line.length >= SHORTEST_KEY_LINE && !line.startsWith('-----'))
      .map((value) => ({ name: 'ssh-key', value })),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Has the values kept out of the log, and out of everything that is written from now on. */
export function protectSecrets(
  session: Session,
  names: readonly string[],
  pasted: readonly string[] = [],
): void {
  const secrets = [
    ...collectSecrets(names, session.env),
    ...pasted
      .filter((value) => value.length >= SHORTEST_SECRET)
      .map((value) => ({ name: 'a value of the config', value })),
  ];
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
  setSecrets(session, secrets);
  updateRecord(session, { secretNames: [...names] });
}

/** Has these values, and no others, kept out of what is written from now on. */
export function setSecrets(session: Session, secrets: readonly Secret[]): void {
  session.secrets = secrets;
  session.forms = secretForms(secrets);
}

/** Before anything else is known to be secret, the job's token is. */
export function protectToken(session: Session): void {
  setSecrets(session, collectSecrets([], session.env));
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

/** What a shell needs for the launcher's commands: it is not on PATH, and only its own exec db knows this run. */
export function commandEnvironment({ record, files }: Session): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  return `export PATH=${quoted(`${record.venv}/bin`)}:"$PATH" NEMO_EVALUATOR_EXEC_DB_FILE=${quoted(files.execDb)}`;
}
