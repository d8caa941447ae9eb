import { existsSync } from 'node:fs';
import { concludeInvocation, explainConclusion } from './evaluation/conclude.js';
import { summaryFacts, uploadResults, writeReports } from './evaluation/publish.js';
import { collectSecrets, type Session, updateRecord, warn } from './evaluation/session.js';
import { stopAndForget } from './evaluation/stop-run.js';
import { renderSummary } from './report/summary.js';
import type { ItemScore } from './results/items.js';
import { secretForms } from './upload/secret-forms.js';

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
  session.forms = secretForms(collectSecrets(record.secretNames, session.env));
  const items: ItemScore[] = [];
  const conclusion = await concludeInvocation(record, session.forms, {
    stopped: 'cancelled',
    onItem: (item) => items.push(item),
  });
  const ending = { ...conclusion, items, error: explainConclusion(conclusion) };
  const report = writeReports(session, ending, undefined);
  const nothing = !record.invocationDir && !existsSync(session.files.launcherConfig);
  const upload = nothing ? undefined : await uploadResults(session);
  updateRecord(session, { phase: 'done' });
  if (upload && 'artifact' in upload)
    session.log.info(`artifact: ${upload.artifact.name} (id ${upload.artifact.id})`);
  const known =
    upload === undefined
      ? {}
      : 'artifact' in upload
        ? { artifact: upload.artifact }
        : { artifactNote: upload.note };
  if (record.summary) await session.log.summary(renderSummary(summaryFacts(session, report, known)));
}
