import { baselineCacheKeys, mayWriteCache } from '../baseline/cache-keys.js';
import { isWorthCaching } from '../baseline/judge-record.js';
import { recordName } from '../baseline/request.js';
import { workflowPath } from '../baseline/trust-run.js';
import { messageOf } from '../errors.js';
import { baselineCache } from '../github/baseline-cache.js';
import { artifactName } from './artifact-name.js';
import type { Session } from './session.js';

/**
 * Saves the record of a good run of the default branch to the Actions cache, where later runs find it when its artifact
 * has expired. Never throws.
 */
export async function saveBaseline(session: Session): Promise<void> {
  const { context, files, record, env, log } = session;
  const { event, ref, sha, runId } = context;
  if (!mayWriteCache(event, ref) || record.artifact.name === 'none' || !isWorthCaching(files.dir)) return;
  const workflow = workflowPath(undefined, context.workflowRef);
  if (workflow === undefined || sha === '' || !/^\d+$/.test(runId)) return;
  try {
    const cache = await baselineCache(env, context.temp, log);
    const scope = {
      workflow,
      artifactName: recordName(artifactName(record)).replace(/\.baseline$/, ''),
      branch: ref.replace(/^refs\/heads\//, ''),
    };
    const { save } = baselineCacheKeys(scope, { sha, runId: Number(runId) });
    if (cache && save !== undefined) await cache.save(save, files.dir);
  } catch (error) {
    log.info(`the baseline record is not in the cache: ${messageOf(error)}`);
  }
}
