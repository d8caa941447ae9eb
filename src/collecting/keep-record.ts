import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { baselineCacheKeys, mayWriteCache } from '../baseline/cache-keys.js';
import { isWorthCaching } from '../baseline/judge-record.js';
import { recordName } from '../baseline/request.js';
import { workflowPath } from '../baseline/trust-run.js';
import { RECORD_FILES } from '../baseline/unpack-record.js';
import type { CollectInputs } from '../collect-inputs.js';
import { messageOf } from '../errors.js';
import { type Uploaded, uploadArtifact } from '../github/artifacts.js';
import { baselineCache } from '../github/baseline-cache.js';
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
  try {
    if (collected.ownTrend) writeFileSync(path.join(record, TREND_FILE), writeTrend(collected.ownTrend));
    for (const name of ['summary.md', REPORT_FILE])
      if (existsSync(path.join(dir, name))) copyFileSync(path.join(dir, name), path.join(record, name));
    if (!env['ACTIONS_RUNTIME_TOKEN'] || !env['ACTIONS_RESULTS_URL'])
      throw new Error('this runner offers no artifact service');
    const files = [...Object.keys(RECORD_FILES), 'summary.md', REPORT_FILE];
    const { name, id } = await upload(run, inputs.artifactName, record, files);
    log.info(`artifact: ${name} (id ${id})`);
    const kept = await upload(run, recordName(inputs.artifactName), record, Object.keys(RECORD_FILES));
    log.info(`baseline record: ${kept.name} (id ${kept.id})`);
    await saveToCache(run, inputs, record);
  } catch (error) {
    log.warn(
      `the merged record could not be uploaded (${messageOf(error).split('\n')[0]}): later runs cannot compare with this one; it lies in ${record}`,
    );
  }
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
    job: context.job,
    serverUrl: context.serverUrl,
    repository: context.repository,
    runId: context.runId,
  });
}

async function saveToCache(
  { context, env, log }: ComparisonRun,
  { artifactName }: CollectInputs,
  record: string,
): Promise<void> {
  const { event, ref, sha, runId } = context;
  const workflow = workflowPath(undefined, context.workflowRef);
  if (!mayWriteCache(event, ref) || !isWorthCaching(record) || workflow === undefined) return;
  const cache = await baselineCache(env, context.temp, log);
  const scope = { workflow, artifactName, branch: ref.replace(/^refs\/heads\//, '') };
  const { save } = baselineCacheKeys(scope, { sha, runId: Number(runId) });
  if (cache && save !== undefined) await cache.save(save, record);
}
