import { copyFileSync, existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { BaselineCache } from '../baseline/request.js';
import { RECORD_FILES } from '../baseline/unpack-record.js';
import { messageOf } from '../errors.js';
import type { Log } from './log.js';

/** The Actions cache of baseline records. */
export interface BaselineCacheClient extends BaselineCache {
  /** Saves the record in a folder; a failure warns. @param key of `baselineCacheKeys`. */
  save(key: string, dir: string): Promise<void>;
}

/**
 * The Actions cache for records; undefined where the runner offers none.
 * @param temp RUNNER_TEMP: a cache is found again only under the path that it was saved from.
 */
export async function baselineCache(
  env: NodeJS.ProcessEnv,
  temp: string,
  log: Pick<Log, 'warn'>,
): Promise<BaselineCacheClient | undefined> {
  // Without its service the client would wait 20 s before it gives up.
  if (!env['ACTIONS_RESULTS_URL'] && !env['ACTIONS_CACHE_URL']) return undefined;
  if (!env['ACTIONS_RUNTIME_TOKEN']) return undefined;
  const cache = await import('@actions/cache');
  if (!cache.isFeatureAvailable()) return undefined;
  const folder = path.join(temp, 'nemo-eval-baseline');
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  return {
    async restore(prefixes, dir) {
      clear();
      try {
        const [first, ...others] = prefixes;
        // The first key is looked up whole before it is one of the prefixes.
        const key = first && (await cache.restoreCache([folder], first, [first, ...others]));
        if (!key || !existsSync(path.join(folder, 'result.json'))) return undefined;
        copyRecord(folder, dir);
        return { key };
      } finally {
        clear();
      }
    },
    async save(key, dir) {
      clear();
      try {
        copyRecord(dir, folder);
        await cache.saveCache([folder], key);
      } catch (error) {
        log.warn(`the baseline record could not be saved to the cache: ${messageOf(error)}`);
      } finally {
        clear();
      }
    },
  };
}

function copyRecord(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const [name, limit] of Object.entries(RECORD_FILES)) {
    const stats = lstatSync(path.join(from, name), { throwIfNoEntry: false });
    if (!stats) continue;
    if (!stats.isFile() || stats.size > limit) throw new Error(`${name} is no file of a record`);
    copyFileSync(path.join(from, name), path.join(to, name));
  }
}
