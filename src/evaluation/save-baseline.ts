import { cacheRecord } from '../judging/cache-record.js';
import { artifactName } from './artifact-name.js';
import type { Session } from './session.js';

/**
 * Saves the record of a good run of the default branch to the Actions cache, where later runs find it when its artifact
 * has expired. Never throws.
 */
export async function saveBaseline(session: Session): Promise<void> {
  const { record, files } = session;
  if (record.artifact.name !== 'none' && record.artifact.keepsRecord !== false)
    await cacheRecord(session, artifactName(record), files.dir);
}
