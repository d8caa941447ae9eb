import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CollectInputs } from '../../collect-inputs.js';
import type { AdmittedRecord } from '../../collecting/open/finisher.js';
import { contextOfRun } from '../../collecting/open/reporting-of.js';
import type { ConfigFile } from '../../config/config-file.js';
import { type ResolvedConfig, resolveConfig } from '../../config/resolve.js';
import { ConfigError, messageOf } from '../../errors.js';
import { runFacts } from '../../github/run-context.js';
import { type Inputs, loadInputs } from '../../inputs.js';
import type { ComparisonRun } from '../../judging/report-comparison.js';
import { runFiles } from '../../launcher/submit.js';
import { Outputs } from '../../outputs.js';
import { loadCatalogue } from '../load-surroundings.js';
import { type RemoteRun, type RunRecord, writeRecord } from '../record.js';
import { protectSecrets, type Session, startSession, updateRecord } from '../session.js';
import { SNAPSHOT_FILE } from '../snapshot-run.js';
import { invocationSuffix } from '../upload-results.js';
import { MIRRORS } from './mirrors.js';

/** Who finishes what another job has submitted. */
export interface Resumer {
  run: ComparisonRun;
  actionDir: string;
  inputs: CollectInputs;
}

/**
 * A session over an evaluation that another job has submitted, as far as looking at it and stopping it need one: neither
 * its config nor its secrets.
 * @param dir is there; the session's record is written into it.
 */
export function openBareSession(resumer: Resumer, open: AdmittedRecord, dir: string): Session {
  const { run, actionDir, inputs } = resumer;
  const parts = {
    context: contextOfRun(run.context, open),
    env: run.env,
    actionDir,
    log: run.log,
    outputs: new Outputs([], () => undefined),
    stop: new AbortController(),
    rememberCheck: run.rememberCheck,
  };
  const session = startSession(parts, runFiles(dir), recordOf(open, inputs, dir));
  writeRecord(dir, session.record);
  session.inputs = inputsOf(inputs, session.record);
  return session;
}

/**
 * A session over an evaluation that another job has submitted: its config, snapshot and record are that job's, what it is
 * judged by is this step's.
 * @param dir is there; files of the run are written into it.
 * @throws ConfigError where this step lacks a secret for which results must be searched.
 */
export async function resumeSession(resumer: Resumer, open: AdmittedRecord, dir: string): Promise<Session> {
  const { record: asked } = open;
  const session = openBareSession(resumer, open, dir);
  const { files } = session;
  mkdirSync(path.dirname(files.execDb), { recursive: true, mode: 0o700 });
  writeFileSync(files.execDb, asked.exec_db.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  writeFileSync(files.launcherConfig, asked.launcher_config, { mode: 0o600 });
  if (asked.snapshot)
    writeFileSync(path.join(dir, SNAPSHOT_FILE), `${JSON.stringify(asked.snapshot, null, 2)}\n`, {
      mode: 0o600,
    });
  const model = modelOf(asked.snapshot);
  if (model !== undefined) updateRecord(session, { model });
  const config = readConfig(session, asked.launcher_config);
  if (config) {
    session.config = config;
    updateRecord(session, { outputDir: config.outputDir });
  }
  const catalogue = await loadCatalogue(session, session.inputs!, true);
  if (catalogue) session.catalogue = catalogue;
  requireSecrets(session, asked.invocation_id);
  protectSecrets(session, session.record.secretNames);
  return session;
}

function recordOf(open: AdmittedRecord, { summary }: CollectInputs, dir: string): RunRecord {
  const { record } = open;
  const { wishes } = record;
  const folder = path.posix.basename(record.cluster?.remote_dir ?? record.invocation_id);
  return {
    phase: 'launching',
    startedAt: record.submitted_at,
    secretNames: wishes.secret_names,
    invocationId: record.invocation_id,
    invocationDir: path.join(dir, MIRRORS, folder),
    remote: remoteOf(open),
    launcherVersion: record.launcher_version,
    allowance: wishes.max_failed_samples,
    artifact: {
      name: wishes.artifact_name,
      suffix: invocationSuffix(record.invocation_id),
      keepsRecord: false,
      contents: wishes.artifact_contents,
      compressionLevel: 1,
    },
    summary,
    summarized: false,
  };
}

function remoteOf({ record }: AdmittedRecord): RemoteRun {
  const { cluster, executor, tag, tasks, workspace } = record;
  return {
    executor,
    tag,
    host: cluster?.host ?? '',
    user: cluster?.user ?? '',
    account: cluster?.account ?? workspace ?? '',
    ...(cluster ? { dir: cluster.remote_dir } : {}),
    tasks: tasks.map(({ index, name, job_name, job_ids, remote_dir }) => ({
      index,
      name,
      jobName: job_name,
      jobIds: [...job_ids],
      remoteDir: remote_dir ?? '',
    })),
    ...(executor === 'lepton'
      ? {
          lepton: tasks.map(({ index, name, job_name, endpoint }) => ({
            index,
            name,
            jobName: job_name,
            ...(endpoint === null ? {} : { endpoint }),
          })),
        }
      : {}),
    left: false,
    swept: false,
  };
}

/** What the evaluation is judged by is said here; what it was, there. */
function inputsOf(collect: CollectInputs, record: RunRecord): Inputs {
  const { submitted: _submitted, from: _from, expected: _expected, legsAre: _legs, ...own } = collect;
  const defaults = loadInputs(() => '');
  return {
    ...defaults,
    ...own,
    artifactName: record.artifact.name,
    maxFailedSamples: record.allowance,
  };
}

function modelOf(snapshot: Record<string, unknown> | null): string | undefined {
  const context = (snapshot?.['context'] ?? {}) as Record<string, unknown>;
  const { model } = context;
  return typeof model === 'string' ? model : undefined;
}

/** The config as it was saved: resolved, but for what names secrets. Without it the snapshot stays as it was sent. */
function readConfig(session: Session, text: string): ResolvedConfig | undefined {
  const { context, startedAt, log } = session;
  const file: ConfigFile = { name: 'launcher_config.yaml', text };
  try {
    return resolveConfig({
      inputs: loadInputs(() => ''),
      file,
      kind: 'raw',
      workspace: context.workspace,
      facts: runFacts(context, startedAt),
      variable: () => undefined,
    });
  } catch (error) {
    log.info(`the snapshot stays as it was taken at the submission: ${messageOf(error)}`);
    return undefined;
  }
}

function requireSecrets({ record, env }: Session, invocationId: string): void {
  const missing = record.secretNames.filter((name) => !env[name]);
  if (missing.length === 0) return;
  throw new ConfigError(
    `the results of ${invocationId} are not fetched: ${missing.join(', ')} is not set here, so they cannot be searched for it before they are uploaded; set it in env: of this step, as in the one that submitted`,
  );
}
