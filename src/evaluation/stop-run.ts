import { rmSync } from 'node:fs';
import { toolEnvironment } from '../launcher/environment.js';
import { deleteSecretFiles, foldersOfLaunch } from '../launcher/secret-files.js';
import { stopEvaluation } from '../launcher/stop.js';
import { publishInvocation } from './launch.js';
import type { Session } from './session.js';

/**
 * Makes sure that nothing of the run goes on, and that no file with real values is left: the tasks' `.secrets.env`,
 * and the launcher's own copies of the config, in which it has resolved `${oc.env:…}`.
 */
export async function stopAndForget(session: Session): Promise<void> {
  const { record, files } = session;
  if (record.phase === 'started') return;
  publishInvocation(session);
  await stopEvaluation(files.execDb, toolEnvironment(session.env));
  if (record.invocationDir) deleteSecretFiles(record.invocationDir);
  // A launcher that was stopped or refused has written files without recording an invocation.
  else if (record.outputDir) {
    for (const folder of foldersOfLaunch(record.outputDir, files.launcherConfig)) deleteSecretFiles(folder);
  }
  for (const folder of [files.home, files.configOutput]) rmSync(folder, { recursive: true, force: true });
}
