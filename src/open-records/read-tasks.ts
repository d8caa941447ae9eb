import { ACCOUNT, type Form, HOST, isBelow, LEPTON_NAME, REMOTE_PATH, SLURM_JOB_ID, USER } from './forms.js';
import type { Fields } from './read-fields.js';
import { type Cluster, type OpenTask, RecordRefusal, type RemoteExecutor, shownValue } from './record.js';

/** What a task belongs to. */
export interface TaskPlace {
  executor: RemoteExecutor;
  invocationId: string;
  cluster: Cluster | null;
}

/** Jobs of one chain: a task is resumed as often as its walltime fits into the longest, and no more. */
const MOST_JOBS = 1000;
const NAME: Form = {
  shown: 'a name of letters, digits and . _ - + @ :',
  accepts: (text) => /^[A-Za-z0-9_][A-Za-z0-9._+@:-]{0,199}$/.test(text),
};

/** @throws RecordRefusal */
export function readCluster(at: Fields, invocationId: string): Cluster {
  const cluster = {
    host: at.text('host', HOST),
    user: at.text('user', USER),
    account: at.text('account', ACCOUNT),
    remote_dir: at.text('remote_dir', REMOTE_PATH),
  };
  // The launcher calls the folder so: a record cannot point at another invocation's.
  if (!cluster.remote_dir.endsWith(`-${invocationId}`))
    throw new RecordRefusal(
      `its cluster.remote_dir is ${shownValue(cluster.remote_dir)}, whose name does not end with its invocation id`,
    );
  return cluster;
}

/** @throws RecordRefusal */
export function readTask(at: Fields, place: TaskPlace): OpenTask {
  const { executor, invocationId, cluster } = place;
  const jobIds = at.texts('job_ids', MOST_JOBS);
  if (jobIds.length === 0) throw new RecordRefusal('a task of it has no job_ids');
  const form = executor === 'slurm' ? SLURM_JOB_ID : LEPTON_NAME;
  for (const id of jobIds)
    if (!form.accepts(id))
      throw new RecordRefusal(`a task of it has the job id ${shownValue(id)}: allowed is ${form.shown}`);
  const task: OpenTask = {
    index: at.whole('index', 0),
    name: at.text('name', NAME),
    job_name: at.text('job_name', NAME),
    job_ids: jobIds,
    remote_dir: at.textOrNull('remote_dir', REMOTE_PATH),
    endpoint: at.textOrNull('endpoint', LEPTON_NAME),
  };
  if (cluster) refuseOutside(task, cluster);
  else refuseOthers(task, invocationId.slice(0, 6));
  return task;
}

function refuseOutside({ index, remote_dir, endpoint }: OpenTask, cluster: Cluster): void {
  if (remote_dir === null || remote_dir === cluster.remote_dir || !isBelow(remote_dir, cluster.remote_dir))
    throw new RecordRefusal(
      `its task ${index} has the folder ${shownValue(remote_dir)}, which is not in ${cluster.remote_dir}`,
    );
  if (endpoint !== null) throw new RecordRefusal(`its task ${index} has an endpoint, and Slurm has none`);
}

/** The launcher puts six digits of the id into all names on Lepton: what is deleted by name is this invocation's. */
function refuseOthers({ index, job_name, job_ids, endpoint, remote_dir }: OpenTask, short: string): void {
  const foreign =
    [job_name, ...job_ids].find((id) => !id.startsWith(`eval-${short}-`)) ??
    (endpoint === null || endpoint.endsWith(`-${short}`) ? undefined : endpoint);
  if (foreign !== undefined)
    throw new RecordRefusal(
      `its task ${index} names ${shownValue(foreign)}, which is not of the invocation ${short}…`,
    );
  if (remote_dir !== null) throw new RecordRefusal(`its task ${index} has a folder, and Lepton has none`);
}
