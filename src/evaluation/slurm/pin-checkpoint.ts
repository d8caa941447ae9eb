import type { ResolvedConfig } from '../../config/resolve.js';
import { formatPath, getAt } from '../../config/value.js';
import type { Inputs } from '../../inputs.js';
import { findNewestCheckpoint } from '../../launcher/slurm/newest-checkpoint.js';
import { waitsForJobs } from '../../slurm/preflight-dependency.js';
import { orStopped, type Session, warn } from '../session.js';
import { linkOf, placeOfConfig } from './open-cluster.js';

const KEY = ['deployment', 'checkpoint_path'];

/**
 * The newest checkpoint of the training whose folder the input `checkpoint` is, as the cluster has it now: what is
 * evaluated must stay what the snapshot says, and a training that goes on writes newer ones. What a config itself says is
 * not touched: preflight judges it, and where jobs wait for a training, only its end shows what is there.
 * @returns undefined where the path stays as it is, or nothing is to be asked.
 */
export async function newestCheckpoint(
  session: Session,
  { preflight }: Inputs,
  config: ResolvedConfig,
): Promise<string | undefined> {
  const key = formatPath(KEY);
  if (config.dryRun || preflight === 'off' || config.sources.get(key) !== 'input checkpoint')
    return undefined;
  const checkpoint = getAt(config.root, KEY);
  if (typeof checkpoint !== 'string' || !checkpoint.startsWith('/') || config.kept.has(key)) return undefined;
  const place = placeOfConfig(config);
  // What is missing there preflight says, all of it at once.
  if (place.host === '' || place.user === '') return undefined;
  const link = await orStopped(session, linkOf(session, place));
  const toBeWritten = waitsForJobs(config.root);
  const found = await orStopped(session, findNewestCheckpoint(link, checkpoint, { toBeWritten }));
  if (found === checkpoint) return undefined;
  session.log.info(`checkpoint: ${found}, the newest of ${checkpoint} on ${link.name}`);
  if (toBeWritten)
    warn(
      session,
      `input checkpoint is the folder of a run, of which ${found} is the newest now; what the jobs of execution.sbatch_extra_flags.dependency still write is not evaluated: for that, make the iter_* folder that they will fill, and give its path`,
    );
  return found;
}
