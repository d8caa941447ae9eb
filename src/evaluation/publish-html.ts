import path from 'node:path';
import { messageOf } from '../errors.js';
import { showsItems } from '../judging/shows-items.js';
import { writeHtmlReport } from '../judging/write-html-report.js';
import type { RunReport } from '../report/result-json.js';
import { runUrlOf } from '../reporting/run-url.js';
import { uploadReport } from '../reporting/upload-report.js';
import { sampleGenerations } from '../results/sample-generations.js';
import { redactMessage } from '../upload/scan-file.js';
import { artifactName } from './artifact-name.js';
import { lookCommands } from './look-commands.js';
import { type Session, warn } from './session.js';

/** Writes the HTML report beside the other reports. @returns its path; '' after a warning. */
export async function writePage(session: Session, report: RunReport): Promise<string> {
  const { context, inputs, forms, files, startedAt } = session;
  // It goes into the artifact, which `results` keeps free of texts.
  const showItems =
    session.record.artifact.contents === 'full' &&
    showsItems(inputs?.showItems ?? 'never', context.event.isPrivateRepository);
  const redact = (text: string): string => redactMessage(text, forms);
  try {
    return await writeHtmlReport(files.dir, report, {
      showItems,
      ...(session.flips && showItems ? { flips: session.flips.flips } : {}),
      ...(showItems && report.results ? { generations: sampleGenerations(report.results, redact) } : {}),
      attempt: context.runAttempt,
      createdAt: startedAt.toISOString(),
      ...(/^\d+$/.test(context.runId) ? { runUrl: runUrlOf(context) } : {}),
      commands: lookCommands(session),
    });
  } catch (error) {
    warn(session, `the HTML report could not be written: ${redact(messageOf(error))}`);
    return '';
  }
}

/** Uploads the report as a page of its own, where that is asked for. @returns its address; '' where there is none. */
export async function publishPage(session: Session, page: string): Promise<string> {
  const { inputs, record, context, env, log, forms, files, sharing } = session;
  if (!inputs?.htmlReport || record.artifact.name === 'none') return '';
  const { retentionDays } = record.artifact;
  return uploadReport({
    context: sharing?.run ?? context,
    env,
    log,
    warn: (message) => warn(session, message),
    redact: (text) => redactMessage(text, forms),
    page,
    name: `${artifactName(record)}.html`,
    folder: path.join(files.dir, 'page'),
    ...(retentionDays === undefined ? {} : { retentionDays }),
  });
}
