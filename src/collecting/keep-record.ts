import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { recordName } from '../baseline/request.js';
import { RECORD_FILES } from '../baseline/unpack-record.js';
import type { CollectInputs } from '../collect-inputs.js';
import { messageOf } from '../errors.js';
import { requireArtifactService, type Uploaded, uploadArtifact, uploaderOf } from '../github/artifacts.js';
import { cacheRecord } from '../judging/cache-record.js';
import type { ComparisonRun } from '../judging/report-comparison.js';
import { REPORT_FILE } from '../judging/write-html-report.js';
import { TREND_FILE, writeTrend } from '../trend/trend-file.js';
import type { Collected } from './collect-legs.js';

/**
 * Uploads what legs were merged into: the reports as one artifact, and the record that later runs compare with; the
 * latter is saved to the Actions cache as well, on the default branch. Never throws.
 */
export async function keepRecord(
  run: ComparisonRun,
  inputs: CollectInputs,
  collected: Collected,
): Promise<void> {
  const { env, log, dir } = run;
  if (inputs.artifactName === 'none') return;
  const record = collected.dir;
  const attempt = async (what: string, work: () => unknown): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      log.warn(`${what} could not be uploaded (${messageOf(error).split('\n')[0]}); it lies in ${record}`);
      return false;
    }
  };
  if (!(await attempt('the merged record', () => requireArtifactService(env)))) return;
  await attempt('the merged report', async () => {
    if (collected.ownTrend) writeFileSync(path.join(record, TREND_FILE), writeTrend(collected.ownTrend));
    for (const name of ['summary.md', REPORT_FILE])
      if (existsSync(path.join(dir, name))) copyFileSync(path.join(dir, name), path.join(record, name));
    const files = [...Object.keys(RECORD_FILES), 'summary.md', REPORT_FILE];
    const { name, id } = await upload(run, inputs.artifactName, record, files);
    log.info(`artifact: ${name} (id ${id})`);
  });
  // What later runs compare with is small, and worth a try of its own.
  await attempt('the merged record, which later runs compare with,', async () => {
    const kept = await upload(run, recordName(inputs.artifactName), record, Object.keys(RECORD_FILES));
    log.info(`baseline record: ${kept.name} (id ${kept.id})`);
  });
  await cacheRecord(run, inputs.artifactName, record);
}

function upload(
  { context }: ComparisonRun,
  name: string,
  root: string,
  names: readonly string[],
): Promise<Uploaded> {
  return uploadArtifact({
    name,
    root,
    files: names.map((file) => path.join(root, file)).filter(existsSync),
    compressionLevel: 1,
    ...uploaderOf(context),
  });
}
