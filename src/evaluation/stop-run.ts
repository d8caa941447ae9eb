import { rmSync } from 'node:fs';
import { messageOf } from '../errors.js';
import { toolEnvironment } from '../launcher/environment.js';
import { deleteSecretFiles, foldersOfLaunch } from '../launcher/secret-files.js';
import { stopEvaluation } from '../launcher/stop.js';
import { publishInvocation } from './launch.js';
import { type Session, warn } from './session.js';

/**
 * Makes sure that nothing of the run goes on, and that no file with real values is left: the tasks' `.secrets.env`,
 * and the launcher's own copies of the config, in which it has resolved `${oc.env:…}`.
 */
export async function stopAndForget(session: Session): Promise<void> {
  const { record, files } = session;
  if (record.phase === 'started') return;
  // Each step by itself: none may keep the next from being done.
  const attempt = async (what: string, work: () => unknown): Promise<void> => {
    try {
      await work();
    } catch (error) {
      warn(session, `${what} failed: ${messageOf(error)}`);
    }
  };
  await attempt('stopping the evaluation', async () => {
    const problem = record.remote
      ? await (await import('./remote/stop-remote.js')).stopRemote(session)
      : await stopEvaluation(files.execDb, toolEnvironment(session.env));
    if (problem) warn(session, problem);
  });
  await attempt('reading the invocation', () => record.remote || publishInvocation(session));
  await attempt('deleting .secrets.env', () => {
    // A launcher that was stopped or refused has written files without recording an invocation.
    const folders =
      record.remote || record.elsewhere
        ? []
        : record.invocationDir
          ? [record.invocationDir]
          : record.outputDir
            ? foldersOfLaunch(record.outputDir, files.launcherConfig)
            : [];
    for (const folder of folders) deleteSecretFiles(folder);
  });
  await attempt("deleting the launcher's own copies of the config", () => {
    for (const folder of [files.home, files.configOutput]) rmSync(folder, { recursive: true, force: true });
  });
}
