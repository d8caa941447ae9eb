import type { ResolvedConfig } from '../../config/resolve.js';
import { getAt } from '../../config/value.js';
import { ConfigError, messageOf } from '../../errors.js';
import { leptonTasks } from '../../lepton/names.js';
import { REMOTE_PATH } from '../../open-records/forms.js';
import { executorNameOf } from '../executor-name.js';
import { loginOf } from '../lepton/open-workspace.js';
import type { RemoteRun } from '../record.js';
import type { Session } from '../session.js';
import { placeOfConfig, tagOf } from '../slurm/open-cluster.js';
import { describeInvocation, postsOf, type Submitted } from './leave-open.js';

/** Stands for what only a submission tells. */
const INVOCATION = '0'.repeat(16);
const JOB_ID = '1';

/**
 * Tries, before anything is submitted, to record what will be: an evaluation that cannot be recorded is one that nobody
 * finds again.
 * @throws ConfigError with what stands in the way.
 */
export function refuseUnrecordable(session: Session, config: ResolvedConfig): void {
  const executor = executorNameOf(config);
  if (executor === 'local') return;
  const supposed = executor === 'slurm' ? onSlurm(session, config) : onLepton(session, config);
  try {
    describeInvocation(session, postsOf(session.reporting), supposed);
  } catch (error) {
    const why = messageOf(error).split(' cannot be recorded for collect: ').at(-1)!;
    const secret = why.includes('***')
      ? '*** stands for the value of a variable that counts as a secret (pass-env, host:NAME), which no host, user, account, folder or task may have in it; '
      : '';
    throw refusal(`${why}; ${secret}`);
  }
}

function refusal(why: string): ConfigError {
  return new ConfigError(
    `this evaluation could not be left to collect: ${why}change that, or wait for it (wait: true, cancel: stop)`,
  );
}

function onSlurm(session: Session, config: ResolvedConfig): Submitted {
  const { host, user, account, subproject } = placeOfConfig(config);
  if (!REMOTE_PATH.accepts(config.outputDir))
    throw refusal(`execution.output_dir is "${config.outputDir}": allowed is ${REMOTE_PATH.shown}; `);
  const dir = `${config.outputDir}/20000101_000000-${INVOCATION}`;
  const tasks = config.taskNames.map((name, index) => ({
    ...{ index, name, jobIds: [JOB_ID] },
    jobName: `${account}-${subproject}.${name}.${index}`,
    remoteDir: `${dir}/${name}.${index}`,
  }));
  const rows = tasks.map(({ remoteDir }) => ({
    ...{ slurm_job_id: JOB_ID, remote_rundir_path: remoteDir },
    ...{ hostname: host, username: user },
  }));
  return supposed({ executor: 'slurm', tag: tagOf(session), host, user, account, dir, tasks }, rows);
}

function onLepton(session: Session, config: ResolvedConfig): Submitted {
  const deployment = String(getAt(config.root, ['deployment', 'type']) ?? 'none');
  const lepton = leptonTasks(deployment, config.taskNames, INVOCATION);
  const tasks = lepton.map(({ index, name, jobName }) => ({
    ...{ index, name, jobName },
    ...{ jobIds: [], remoteDir: '' },
  }));
  const place = { host: '', user: '', account: loginOf(session).workspaceId };
  return supposed(
    { executor: 'lepton', tag: tagOf(session), ...place, tasks, lepton },
    lepton.map(({ jobName }) => ({ lepton_job_name: jobName })),
  );
}

function supposed(remote: Omit<RemoteRun, 'left' | 'swept'>, rows: readonly object[]): Submitted {
  const { executor } = remote;
  const lines = rows.map((data, index) =>
    JSON.stringify({
      ...{ invocation_id: INVOCATION, job_id: `${INVOCATION}.${index}`, timestamp: 0, executor },
      ...{ data, config: {} },
    }),
  );
  return {
    invocationId: INVOCATION,
    remote: { ...remote, left: false, swept: false },
    execDb: lines.join('\n'),
  };
}
