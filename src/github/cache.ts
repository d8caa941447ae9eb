import { messageOf } from '../errors.js';
import type { FolderCache } from '../launcher/install.js';
import type { Log } from './log.js';

/**
 * The Actions cache, as far as there is one; undefined where the runner offers none. Its failures warn.
 * Without its service the client would wait 20 s before it gives up, so the environment is asked first.
 */
export async function actionsCache(env: NodeJS.ProcessEnv, log: Log): Promise<FolderCache | undefined> {
  if (!env['ACTIONS_RESULTS_URL'] && !env['ACTIONS_CACHE_URL']) return undefined;
  if (!env['ACTIONS_RUNTIME_TOKEN']) return undefined;
  const cache = await import('@actions/cache');
  if (!cache.isFeatureAvailable()) return undefined;
  return {
    async restore(folder, key) {
      try {
        return (await cache.restoreCache([folder], key)) !== undefined;
      } catch (error) {
        log.warn(
          `the launcher's environment could not be restored from the cache (${messageOf(error)}); it is installed instead`,
        );
        return false;
      }
    },
    async save(folder, key) {
      try {
        await cache.saveCache([folder], key);
      } catch (error) {
        log.warn(`the launcher's environment could not be saved to the cache: ${messageOf(error)}`);
      }
    },
  };
}
