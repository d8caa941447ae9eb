import type { RemoteRun } from './record.js';
import { commandEnvironment, type Session } from './session.js';

/**
 * What to enter to look at an evaluation, as lines of a shell; comments say where. The launcher's own commands come last:
 * elsewhere than on this machine they need a login of their own, and call failed what they do not reach.
 * @returns nothing where nothing was launched.
 */
export function lookCommands(session: Session): string[] {
  const { outputs, record } = session;
  if (!outputs.get('status_command')) return [];
  const launcher = [commandEnvironment(session), outputs.get('status_command'), outputs.get('logs_command')];
  const { remote } = record;
  if (remote === undefined) return ['# on the runner', ...launcher];
  return [...remoteCommands(remote), `# on the runner, ${launcherLimits(remote)}`, ...launcher];
}

/** Commands that hear the place itself. */
export function remoteCommands(remote: RemoteRun): string[] {
  if (remote.executor === 'lepton')
    return [
      '# wherever lep login was done',
      ...(remote.lepton ?? []).map(({ jobName }) => `lep job get --name ${jobName}`),
    ];
  const ids = remote.tasks.flatMap(({ jobIds }) => jobIds).join(',');
  return [
    `# on ${remote.host}, as ${remote.user}`,
    ...(ids === ''
      ? []
      : [
          `squeue -t all -j ${ids}; sacct -X -j ${ids} -o JobID,JobName%40,State,ExitCode,Elapsed`,
          ...(remote.dir ? [`tail -n 20 ${remote.dir}/*/logs/*.log`] : []),
        ]),
  ];
}

/** What the launcher's status and logs can do for an evaluation that runs elsewhere. */
export function launcherLimits({ executor, host, user }: RemoteRun): string {
  const [needs, hears] =
    executor === 'lepton'
      ? ['after lep login there', 'the workspace']
      : [`where ssh ${user}@${host} works without the ssh inputs of the step`, 'sacct alone'];
  return `${needs}; status asks ${hears} and says failed for whatever does not answer, logs is for local runs only`;
}
