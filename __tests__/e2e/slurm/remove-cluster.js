import { stopCluster } from '../../../tools/slurm/cluster.js';
import { CLUSTER_DIR } from './place.js';

/** After all files: they share the cluster. */
export default async function removeCluster() {
  await stopCluster({ dir: CLUSTER_DIR, remove: true });
}
