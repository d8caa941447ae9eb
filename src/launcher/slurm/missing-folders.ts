import { missingFoldersScript, readMissingFolders } from '../../slurm/missing-folders.js';
import type { SlurmTask } from '../../slurm/task.js';
import type { ClusterLink } from '../ssh/link.js';
import { newNonce } from './look.js';

const ASK_MS = 60_000;

/** The folders of tasks that the cluster does not have: to wait for them is in vain. @throws LinkDown */
export async function findMissingFolders(
  link: ClusterLink,
  tasks: readonly Pick<SlurmTask, 'remoteDir'>[],
): Promise<ReadonlySet<string>> {
  const nonce = newNonce();
  const script = missingFoldersScript(
    tasks.map(({ remoteDir }) => remoteDir),
    nonce,
  );
  const { stdout } = await link.run(script, { timeoutMs: ASK_MS });
  return new Set(readMissingFolders(stdout, nonce));
}
