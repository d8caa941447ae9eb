import type { ResolvedConfig } from '../../config/resolve.js';
import { formatPath, getAt } from '../../config/value.js';
import type { Inputs } from '../../inputs.js';
import { findNewestCheckpoint } from '../../launcher/slurm/newest-checkpoint.js';
import { orStopped, type Session } from '../session.js';
import { linkOf, placeOfConfig } from './open-cluster.js';

const KEY = ['deployment', 'checkpoint_path'];

/**
 * The newest checkpoint of the training that a config names, as the cluster has it now: what is evaluated must stay what
 * the snapshot says, and a training that goes on writes newer ones.
 * @returns undefined where the config names no folder of a training, or nothing is to be asked.
 */
export async function newestCheckpoint(
  session: Session,
  { preflight }: Inputs,
  config: ResolvedConfig,
): Promise<string | undefined> {
  const given = getAt(config.root, KEY);
  if (typeof given !== 'string' || !given.startsWith('/')) return undefined;
  if (config.dryRun || preflight === 'off' || config.kept.has(formatPath(KEY))) return undefined;
  const place = placeOfConfig(config);
  // What is missing there preflight says, all of it at once.
  if (place.host === '' || place.user === '') return undefined;
  const link = await orStopped(session, linkOf(session, place));
  const found = await orStopped(session, findNewestCheckpoint(link, given));
  if (found === given) return undefined;
  session.log.info(`checkpoint: ${found}, the newest of ${given} on ${link.name}`);
  return found;
}
