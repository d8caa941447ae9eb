import { existsSync } from 'node:fs';
import path from 'node:path';
import { findPastedKeys } from './config/pasted-keys.js';
import { readYaml } from './config/read-yaml.js';
import { messageOf } from './errors.js';
import { concludeInvocation, explainConclusion, readConcluded } from './evaluation/conclude.js';
import { type Phase, readRecord } from './evaluation/record.js';
import { detach, leaveCutOff } from './evaluation/remote/leave-open.js';
import { RERUN_FOLDER, RERUNS } from './evaluation/rerun-folders.js';
import {
  closeSession,
  collectSecrets,
  type Session,
  setSecrets,
  startSession,
  updateRecord,
  warn,
} from './evaluation/session.js';
import { stopAndForget } from './evaluation/stop-run.js';
import { uploadRecord, uploadResults } from './evaluation/upload-results.js';
import { SUMMARY_FILE, summaryFacts, writeReports } from './evaluation/write-reports.js';
import { toolEnvironment } from './launcher/environment.js';
import { removeProbes } from './launcher/probes.js';
import { removeLinkFolder } from './launcher/ssh/private-folder.js';
import { runFiles } from './launcher/submit.js';
import type { RunReport } from './report/result-json.js';
import { artifactLine, renderSummary } from './report/summary.js';
import { readIfThere } from './results/invocation.js';
import { readSnapshot } from './results/read-eval-results.js';
import type { Secret } from './upload/secret-forms.js';

/**
 * The post step: makes sure that nothing of the evaluation goes on, and finishes what a main step left that was cut
 * off. It fails nothing.
 * @returns what the run came to, where the main step could not say it.
 */
export async function finishRun(session: Session): Promise<RunReport | undefined> {
  const reruns: Session[] = [];
  try {
    return await finishLeft(session, reruns);
  } finally {
    for (const opened of [session, ...reruns]) await closeSession(opened);
  }
}

/** @param reruns gets the sessions of reruns that were cut off too. */
async function finishLeft(session: Session, reruns: Session[]): Promise<RunReport | undefined> {
  const { record } = session;
  forgetLink(session);
  // Before anything is launched a step may be killed while it asks the engine.
  if (record.phase === 'started') {
    await removeProbes(session.files.dir, toolEnvironment(session.env));
    return undefined;
  }
  const phase = record.phase;
  leaveCutOff(session);
  await stopAndForget(session);
  reruns.push(...leftReruns(session));
  for (const rerun of reruns) {
    forgetLink(rerun);
    await stopAndForget(rerun);
  }
  if (phase === 'done') return undefined;
  const missing = record.secretNames.filter((name) => !session.env[name]);
  if (missing.length > 0) {
    warn(
      session,
      `the results are not uploaded: ${missing.join(', ')} is not known to the post step, so files cannot be searched for it; they lie in ${record.invocationDir ?? session.files.dir}`,
    );
    return undefined;
  }
  const pasted = findKeysInSavedConfig(session.files.launcherConfig);
  const token = session.env['LEPTON_WORKSPACE_TOKEN'];
  setSecrets(session, [
    ...collectSecrets(record.secretNames, session.env),
    ...pasted,
    ...(token ? [{ name: 'the token of Lepton', value: token }] : []),
  ]);
  if (record.remote?.left) {
    await detach(session);
    return undefined;
  }
  const late = await concludeLate(session, phase);
  const body = late ? renderSummary(summaryFacts(session, late, {})) : writtenSummary(session);
  const nothing = !record.invocationDir && !existsSync(session.files.stdout);
  const upload = nothing ? undefined : await uploadResults(session);
  if (!nothing) await uploadRecord(session);
  updateRecord(session, { phase: 'done' });
  if (upload && 'artifact' in upload)
    session.log.info(`artifact: ${upload.artifact.name} (id ${upload.artifact.id})`);
  const line =
    upload &&
    artifactLine('artifact' in upload ? { artifact: upload.artifact } : { artifactNote: upload.note });
  if (record.summary) await session.log.summary([body, line].filter(Boolean).join('\n\n'));
  return late;
}

/** A main step that was killed has left the folder of its connection, where the launcher's copy of the keys may be too. */
function forgetLink({ record, log }: Session): void {
  if (record.linkFolder === undefined) return;
  try {
    removeLinkFolder(record.linkFolder);
  } catch (error) {
    log.warn(`${record.linkFolder} could not be removed (${messageOf(error)}): delete it on this runner`);
  }
}

/** Reruns that were to confirm something, as far as they were started. */
function leftReruns(session: Session): Session[] {
  return RERUNS.flatMap((name) => {
    const dir = path.join(session.files.dir, RERUN_FOLDER, name);
    const record = readRecord(dir);
    return record ? [startSession(session, runFiles(dir), record)] : [];
  });
}

/** Keys that the user's own config holds as literals. */
function findKeysInSavedConfig(file: string): Secret[] {
  const text = readIfThere(file);
  if (text === undefined) return [];
  try {
    const { literal } = findPastedKeys(readYaml(text, path.basename(file), 'pyyaml').root);
    return literal.map((value) => ({ name: 'a value of the config', value }));
  } catch {
    // Half written, as the step was cut off: no launcher has read it.
    return [];
  }
}

/** The summary of a main step that had come to its conclusion, unless it has shown it itself. */
function writtenSummary({ record, files }: Session): string {
  return record.summarized ? '' : (readIfThere(path.join(files.dir, SUMMARY_FILE)) ?? '');
}

/**
 * Judges what a main step left that was cut off before it could, and once more what it judged in the seconds that a cancel
 * leaves, where there are results that it had no time to fetch.
 */
async function concludeLate(session: Session, phase: Phase): Promise<RunReport | undefined> {
  const { record, forms, files } = session;
  const isJudged = phase === 'concluded';
  if (isJudged && !record.cancelled) return undefined;
  const found =
    record.remote?.executor === 'slurm'
      ? await (await import('./evaluation/slurm/fetch-late.js')).fetchLate(session)
      : undefined;
  if (isJudged && !found?.brought) return undefined;
  const stepKilled = !record.cancelled;
  const conclusion = await concludeInvocation(record, forms, {
    ...{ stopped: 'cancelled', stepKilled },
    ...(found ? { endings: found.endings } : {}),
  });
  const results = await readConcluded(session, conclusion.tasks, async () => readSnapshot(files.dir));
  return writeReports(
    session,
    { ...conclusion, ...(results ? { results } : {}), error: explainConclusion(conclusion, stepKilled) },
    undefined,
  );
}
