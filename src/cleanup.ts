import { existsSync } from 'node:fs';
import path from 'node:path';
import { findPastedKeys } from './config/pasted-keys.js';
import { readYaml } from './config/read-yaml.js';
import { concludeInvocation, explainConclusion, readConcluded } from './evaluation/conclude.js';
import { collectSecrets, type Session, updateRecord, warn } from './evaluation/session.js';
import { stopAndForget } from './evaluation/stop-run.js';
import { uploadRecord, uploadResults } from './evaluation/upload-results.js';
import { SUMMARY_FILE, summaryFacts, writeReports } from './evaluation/write-reports.js';
import { artifactLine, renderSummary } from './report/summary.js';
import { readIfThere } from './results/invocation.js';
import { readSnapshot } from './results/read-eval-results.js';
import { type Secret, secretForms } from './upload/secret-forms.js';

/**
 * The post step: makes sure that nothing of the evaluation goes on, and finishes what a main step left that was cut
 * off. It fails nothing.
 */
export async function finishRun(session: Session): Promise<void> {
  const { record } = session;
  if (record.phase === 'started') return;
  const phase = record.phase;
  await stopAndForget(session);
  if (phase === 'done') return;
  const missing = record.secretNames.filter((name) => !session.env[name]);
  if (missing.length > 0) {
    warn(
      session,
      `the results are not uploaded: ${missing.join(', ')} is not known to the post step, so files cannot be searched for it; they lie in ${record.invocationDir ?? session.files.dir}`,
    );
    return;
  }
  const pasted = findKeysInSavedConfig(session.files.launcherConfig);
  session.forms = secretForms([...collectSecrets(record.secretNames, session.env), ...pasted]);
  const body = phase === 'concluded' ? writtenSummary(session) : await concludeLate(session);
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

/** Judges what a main step left that was cut off before it could. */
async function concludeLate(session: Session): Promise<string> {
  const { record, forms, files } = session;
  const conclusion = await concludeInvocation(record, forms, { stopped: 'cancelled' });
  const results = await readConcluded(session, conclusion.tasks, async () => readSnapshot(files.dir));
  const report = await writeReports(
    session,
    { ...conclusion, ...(results ? { results } : {}), error: explainConclusion(conclusion) },
    undefined,
  );
  return renderSummary(summaryFacts(session, report, {}));
}
