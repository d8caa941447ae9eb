import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, InfrastructureError } from '../../errors.js';
import type { Inputs } from '../../inputs.js';
import type { Installed } from '../../launcher/install.js';
import { submitToSlurm } from '../../launcher/slurm/submit.js';
import { readTail } from '../../results/log-causes.js';
import { redactMessage } from '../../upload/scan-file.js';
import { launchEnvironment } from '../launch-environment.js';
import { detachment } from '../remote/leave-open.js';
import { MIRRORS } from '../remote/mirrors.js';
import { publishRemote } from '../remote/publish-remote.js';
import { type Session, Stopped, updateRecord } from '../session.js';
import { linkOf, placeOfConfig, tagOf } from './open-cluster.js';

/**
 * Has the launcher submit the evaluation, and finds out which job is which task's.
 * @throws ConfigError where the launcher or Slurm refuses it; nothing of it is left in the queue then.
 */
export async function submitTasks(session: Session, inputs: Inputs, installed: Installed): Promise<void> {
  const { files, log, stop } = session;
  const config = session.config!;
  const place = placeOfConfig(config);
  const link = await linkOf(session, place);
  const tag = tagOf(session);
  // From now on whoever finishes this run knows what to stop.
  updateRecord(session, {
    phase: 'launching',
    venv: installed.venv,
    remote: {
      executor: 'slurm',
      tag,
      host: place.host,
      user: place.user,
      account: place.account,
      tasks: [],
      left: false,
      swept: false,
    },
  });
  const submission = await submitToSlurm({
    files,
    // The link's own PATH, HOME and TMPDIR are laid over it.
    environment: launchEnvironment(session, inputs, installed),
    link,
    tag,
    taskNames: config.taskNames,
    account: place.account,
    subproject: place.subproject,
    outputDir: config.outputDir,
    signal: stop.signal,
    // A submission that is cut off is all that knows where keys are.
    onFolders: (launched) => updateRecord(session, { remote: { ...session.record.remote!, launched } }),
    redact: (text) => redactMessage(text, session.forms),
  });
  if (stop.signal.aborted) throw new Stopped(stop.signal.reason);
  const { invocationId, remoteDir, tasks, refusal } = submission;
  if (refusal !== undefined || submission.exitCode !== 0 || !invocationId || !remoteDir) {
    const said = redactMessage(`${readTail(files.stdout)}\n${readTail(files.stderr)}`, session.forms);
    log.foreign('What nemo-evaluator-launcher said', said);
    const why = refusal ?? 'it said nothing of an invocation';
    if (/connection|timed out|ssh/i.test(why))
      throw new InfrastructureError(`nemo-evaluator-launcher could not submit: ${why}`);
    throw new ConfigError(`nemo-evaluator-launcher could not submit: ${why}`);
  }
  const mirror = path.join(files.dir, MIRRORS, path.posix.basename(remoteDir));
  for (const { name, index } of tasks)
    mkdirSync(path.join(mirror, `${name}.${index}`, 'logs'), { recursive: true, mode: 0o700 });
  const known = { ...session.record.remote!, dir: remoteDir, tasks };
  publishRemote(session, invocationId, mirror);
  updateRecord(session, { remote: { ...known, ...detachment(session) } });
  for (const { name, index, jobIds } of tasks) log.info(`${name}  job ${jobIds[0]} (task ${index})`);
}
