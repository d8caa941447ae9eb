import { launcherLimits, remoteCommands } from '../look-commands.js';
import { commandEnvironment, type Session, updateRecord } from '../session.js';

/**
 * Says and records the invocation of an evaluation that runs elsewhere.
 * @param mirror folder of this machine to which its results come.
 */
export function publishRemote(session: Session, invocationId: string, mirror: string): void {
  const { log, outputs } = session;
  outputs.set('invocation_id', invocationId);
  outputs.set('invocation_dir', mirror);
  outputs.set('status_command', `nemo-evaluator-launcher status ${invocationId}`);
  outputs.set('logs_command', `nemo-evaluator-launcher logs ${invocationId}`);
  updateRecord(session, { invocationId, invocationDir: mirror });
  log.info(`launcher_invocation_id: ${invocationId}`);
  log.info(`status_command: ${outputs.get('status_command')}`);
  log.info(`logs_command: ${outputs.get('logs_command')}`);
  log.info(`for status_command and logs_command: ${commandEnvironment(session)}`);
  const remote = session.record.remote!;
  log.info(`these work ${launcherLimits(remote)}`);
  const [where, ...lines] = remoteCommands(remote);
  for (const line of lines) log.info(`to look at the jobs ${where!.slice(2)}: ${line}`);
}
