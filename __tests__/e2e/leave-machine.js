import { stopCluster } from '../../tools/slurm/cluster.js';
import { clusterDirs } from './slurm/place.js';

/** After all files: ends what they shared, the engine if it is a private one, and the cluster of each worker. */
export default async function leaveMachine() {
  for (const dir of clusterDirs()) await stopCluster({ dir, remove: true });
  const { stopEngine } = /** @type {{stopEngine?: () => Promise<void>}} */ (globalThis);
  await stopEngine?.();
}
