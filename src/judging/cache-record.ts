import { baselineCacheKeys, mayWriteCache } from '../baseline/cache-keys.js';
import { isWorthCaching } from '../baseline/judge-record.js';
import { workflowPath } from '../baseline/trust-run.js';
import { messageOf } from '../errors.js';
import { baselineCache } from '../github/baseline-cache.js';
import type { Log } from '../github/log.js';
import type { RunContext } from '../github/run-context.js';

/** Who saves a record. */
export interface CachingRun {
  context: RunContext;
  env: NodeJS.ProcessEnv;
  log: Pick<Log, 'info' | 'warn'>;
}

/**
 * Saves the record of a good run of the default branch to the Actions cache, where later runs find it when its artifact
 * has expired. Never throws.
 * @param artifactName of the run's whole artifact. @param dir of the record.
 */
export async function cacheRecord(
  { context, env, log }: CachingRun,
  artifactName: string,
  dir: string,
): Promise<void> {
  const { event, ref, sha, runId, temp } = context;
  const workflow = workflowPath(undefined, context.workflowRef);
  if (!mayWriteCache(event, ref) || workflow === undefined || sha === '' || !/^\d+$/.test(runId)) return;
  try {
    if (!isWorthCaching(dir)) return;
    const cache = await baselineCache(env, temp, log);
    const scope = {
      workflow,
      artifactName: artifactName.replace(/\.baseline$/, ''),
      branch: ref.replace(/^refs\/heads\//, ''),
    };
    const { save } = baselineCacheKeys(scope, { sha, runId: Number(runId) });
    if (cache && save !== undefined) await cache.save(save, dir);
  } catch (error) {
    log.info(`the baseline record is not in the cache: ${messageOf(error)}`);
  }
}
