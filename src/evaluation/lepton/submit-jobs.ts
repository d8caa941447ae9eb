import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { getAt } from '../../config/value.js';
import { ConfigError, InfrastructureError } from '../../errors.js';
import type { Inputs } from '../../inputs.js';
import type { Installed } from '../../launcher/install.js';
import { submitToLepton } from '../../launcher/lepton/submit.js';
import { readTail } from '../../results/log-causes.js';
import { redactMessage } from '../../upload/scan-file.js';
import { launchEnvironment } from '../launch-environment.js';
import { MIRRORS } from '../remote/mirrors.js';
import { publishRemote } from '../remote/publish-remote.js';
import { type Session, Stopped, updateRecord, warn } from '../session.js';
import { tagOf } from '../slurm/open-cluster.js';
import { loginOf, openWorkspace } from './open-workspace.js';

/**
 * Has the launcher make the endpoints and submit the jobs of an evaluation. What it has made is deleted where it does not
 * come to its end.
 * @throws ConfigError where the launcher or Lepton refuses it; InfrastructureError where Lepton is out of order or does
 * not answer.
 */
export async function submitJobs(session: Session, inputs: Inputs, installed: Installed): Promise<void> {
  const { files, log, stop } = session;
  const config = session.config!;
  const login = loginOf(session);
  const redact = (text: string): string => redactMessage(text, session.forms);
  const deployment = String(getAt(config.root, ['deployment', 'type']) ?? 'none');
  updateRecord(session, {
    phase: 'launching',
    venv: installed.venv,
    remote: {
      executor: 'lepton',
      tag: tagOf(session),
      host: '',
      user: '',
      account: login.workspaceId,
      tasks: [],
      asked: { deployment, taskNames: [...config.taskNames] },
      left: false,
      swept: false,
    },
  });
  const submission = await submitToLepton({
    files,
    environment: launchEnvironment(session, inputs, installed),
    login,
    ask: openWorkspace(session, login, installed.venv),
    deployment,
    taskNames: config.taskNames,
    signal: stop.signal,
    redact,
    onLine: (line) => log.info(line),
  });
  const { invocationId, tasks, refusal, isDown, cleanUp } = submission;
  if (cleanUp?.deleted.length) log.info(`deleted on Lepton: ${cleanUp.deleted.join(', ')}`);
  if (cleanUp?.problem) warn(session, cleanUp.problem);
  else if (cleanUp) updateRecord(session, { remote: { ...session.record.remote!, swept: true } });
  if (stop.signal.aborted) throw new Stopped(stop.signal.reason);
  if (refusal !== undefined || !invocationId) {
    const said = `${readTail(files.stdout)}\n${readTail(files.stderr)}`;
    log.foreign('What nemo-evaluator-launcher said', redact(said));
    const text = `nemo-evaluator-launcher could not submit: ${refusal ?? 'it named no invocation'}`;
    throw isDown ? new InfrastructureError(text) : new ConfigError(text);
  }
  const mirror = path.join(files.dir, MIRRORS, invocationId);
  for (const { name, index } of tasks)
    mkdirSync(path.join(mirror, `${name}.${index}`, 'logs'), { recursive: true, mode: 0o700 });
  updateRecord(session, {
    remote: {
      ...session.record.remote!,
      lepton: [...tasks],
      tasks: tasks.map(({ index, name, jobName }) => ({ index, name, jobName, jobIds: [], remoteDir: '' })),
    },
  });
  publishRemote(session, invocationId, mirror);
}
