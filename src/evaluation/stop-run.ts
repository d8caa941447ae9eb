import { toolEnvironment } from '../launcher/environment.js';
import { deleteSecretFiles } from '../launcher/secret-files.js';
import { stopEvaluation } from '../launcher/stop.js';
import { publishInvocation } from './launch.js';
import type { Session } from './session.js';

/** Makes sure that nothing of the run goes on and that no `.secrets.env` is left, whatever its end. */
export async function stopAndForget(session: Session): Promise<void> {
  if (session.record.phase === 'started') return;
  publishInvocation(session);
  await stopEvaluation(session.files.execDb, toolEnvironment(session.env));
  if (session.record.invocationDir) deleteSecretFiles(session.record.invocationDir);
}
